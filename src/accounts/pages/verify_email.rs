//! Registration, second step: behind the link that proves the mailbox.

use super::browser;
use crate::accounts::api::{ReadEmailProof, VerifyEmail};
use crate::accounts::model::{ProofPage, ProofPurpose};
use crate::i18n::use_i18n;
use crate::ui::{
    CheckField, DateField, HiddenField, LinkOver, Load, PageTitle, PostForm, SelectField, SubmitButton, TextField,
    once, read_page, token_of_link, use_form,
};
use leptos::prelude::*;

pub(super) fn page() -> AnyView {
    let token = token_of_link();
    let proof = read_page::<ReadEmailProof>(once(), move || vec![("token", token.get())]);
    view! {
        <PageTitle key="accounts.verify.title"/>
        <div class="page-narrow stack-loose">
            <Load data=proof absent=|| view! { <LinkOver to="/register"/> }.into_any()
                view=move |page: ProofPage| view! { <Proved page=page token=token/> }.into_any()/>
        </div>
    }
    .into_any()
}

#[component]
fn Proved(page: ProofPage, token: Signal<String>) -> impl IntoView {
    let i = use_i18n();
    let form = use_form::<VerifyEmail>();
    match page.purpose {
        ProofPurpose::Continue { email } => view! {
            <div class="page-head">
                <h1>{i.t("accounts.verify.continue_title")}</h1>
                <p class="lead">{i.t("accounts.verify.continue_lead")}</p>
            </div>
            <p>{i.t("accounts.email")}": "<strong><bdi>{email}</bdi></strong></p>
            <PostForm form=form>
                <HiddenField name="token" value=token/>
                <CheckField name="shared" label=i.t("session.shared") hint=i.t("session.shared_hint")/>
                <div class="actions"><SubmitButton label=i.t("accounts.verify.continue_submit")/></div>
            </PostForm>
        }
        .into_any(),
        ProofPurpose::NewAccount { email } => {
            let countries = page.countries.into_iter().map(|country| (country.code, country.name)).collect();
            let zone = RwSignal::new(String::new());
            Effect::new(move |_| zone.set(browser::time_zone().unwrap_or_default()));
            view! {
                <div class="page-head">
                    <h1>{i.t("accounts.verify.title")}</h1>
                    <p class="lead">{i.t("accounts.verify.lead")}</p>
                </div>
                <p>{i.t("accounts.email")}": "<strong><bdi>{email}</bdi></strong></p>
                <PostForm form=form>
                    <HiddenField name="token" value=token/>
                    <HiddenField name="time_zone" value=zone/>
                    <TextField name="given_name" label=i.t("accounts.given_name") autocomplete="given-name"
                        hint=i.t("accounts.verify.name_hint")/>
                    <TextField name="family_name" label=i.t("accounts.family_name") autocomplete="family-name"/>
                    <DateField name="birth" label=i.t("accounts.date_of_birth") autocomplete="bday"
                        hint=i.t("accounts.verify.birth_hint")/>
                    <SelectField name="country_of_birth" label=i.t("accounts.country_of_birth") options=countries/>
                    <CheckField name="shared" label=i.t("session.shared") hint=i.t("session.shared_hint")/>
                    <div class="actions"><SubmitButton label=i.t("accounts.verify.submit")/></div>
                </PostForm>
            }
            .into_any()
        }
    }
}
