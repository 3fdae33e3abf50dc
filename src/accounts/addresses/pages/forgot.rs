//! A forgotten address. Whatever is typed, the page says the same.

use crate::accounts::addresses::api::ForgotEmail;
use crate::accounts::pages::Said;
use crate::i18n::use_i18n;
use crate::ui::{DateField, PageTitle, PostForm, SubmitButton, TextField, use_form};
use leptos::prelude::*;

pub(super) fn page() -> AnyView {
    let i = use_i18n();
    let form = use_form::<ForgotEmail>();
    let sent = Memo::new(move |_| form.success().get().is_some());
    let texts: &[&str] = &["accounts.forgot_email.sent", "accounts.forgot_email.nothing"];
    let done = move || sent.get().then(|| view! { <Said title="accounts.forgot_email.sent_title" text=texts/> });
    let back = view! { <p><a href=i.path("/sign-in")>{i.t("accounts.second_factor.back")}</a></p> };
    view! {
        <PageTitle key="accounts.forgot_email.title"/>
        <div class="page-narrow stack-loose">
            <div class="page-head">
                <h1>{i.t("accounts.forgot_email.title")}</h1>
                <p class="lead">{i.t("accounts.forgot_email.lead")}</p>
            </div>
            {done}
            <PostForm form=form>
                <TextField name="given_name" label=i.t("accounts.given_name") autocomplete="given-name"
                    hint=i.t("accounts.verify.name_hint")/>
                <TextField name="family_name" label=i.t("accounts.family_name") autocomplete="family-name"/>
                <DateField name="birth" label=i.t("accounts.date_of_birth") autocomplete="bday"
                    hint=i.t("accounts.verify.birth_hint")/>
                <TextField name="number" label=i.t("accounts.forgot_email.number")
                    hint=i.t("accounts.forgot_email.number_hint") optional=true/>
                <div class="actions"><SubmitButton label=i.t("accounts.forgot_email.submit")/></div>
            </PostForm>
            {back}
        </div>
    }
    .into_any()
}
