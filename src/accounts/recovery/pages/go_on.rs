//! After the waiting time: the facts that finish the recovery.

use crate::accounts::recovery::api::{ProveRecovery, ReadGoingOn};
use crate::accounts::recovery::model::{GoingOn, Wanted};
use crate::i18n::use_i18n;
use crate::ui::{
    DateField, HiddenField, LinkOver, Load, PageTitle, PostForm, SelectField, SubmitButton, TextField, once, read_page,
    token_of_link, use_form,
};
use leptos::prelude::*;

pub(super) fn page() -> AnyView {
    let token = token_of_link();
    let going_on = read_page::<ReadGoingOn>(once(), move || vec![("token", token.get())]);
    view! {
        <PageTitle key="recovery.go_on.title"/>
        <div class="page-narrow stack-loose">
            <Load data=going_on absent=|| view! { <LinkOver lead="recovery.go_on.over" to="/recover" label="recovery.title"/> }.into_any()
                view=move |going_on: GoingOn| view! { <Facts going_on=going_on token=token/> }.into_any()/>
        </div>
    }
    .into_any()
}

#[component]
fn Facts(going_on: GoingOn, token: Signal<String>) -> impl IntoView {
    let i = use_i18n();
    let form = use_form::<ProveRecovery>();
    let lead = match going_on.wanted {
        Wanted::Case => "recovery.go_on.case",
        Wanted::Birth { .. } => "recovery.go_on.birth",
    };
    let tries = i.plural("recovery.go_on.tries", going_on.tries, &[]);
    let until = i.with("recovery.go_on.until", &[("date", &i.date_time(&going_on.until))]);
    let countries = going_on.countries.into_iter().map(|country| (country.code, country.name)).collect::<Vec<_>>();
    let submit = i.t("recovery.go_on.submit");
    let wanted = going_on.wanted;
    view! {
        <div class="page-head">
            <h1>{i.t("recovery.go_on.title")}</h1>
            <p class="lead">{i.t(lead)}</p>
        </div>
        <p>{tries}" "{until}</p>
        <PostForm form=form>
            <HiddenField name="token" value=token/>
            <Asked wanted=wanted countries=countries/>
            <div class="actions"><SubmitButton label=submit/></div>
        </PostForm>
        <p>{i.t("recovery.go_on.honest")}" "<a href=i.path("/recover/support")>{i.t("recovery.ways.support.action")}</a></p>
    }
}

#[component]
fn Asked(wanted: Wanted, countries: Vec<(String, String)>) -> impl IntoView {
    match wanted {
        Wanted::Case => view! { <CaseFields/> }.into_any(),
        Wanted::Birth { other_address } => {
            view! { <BirthFields countries=countries other_address=other_address/> }.into_any()
        }
    }
}

#[component]
fn CaseFields() -> impl IntoView {
    let i = use_i18n();
    view! {
        <TextField name="receipt_number" label=i.t("cases.receipt_number") hint=i.t("cases.receipt_hint") class="input-medium"/>
        <DateField name="birth" label=i.t("cases.birth") hint=i.t("cases.birth_hint")/>
        <TextField name="a_number" label=i.t("cases.a_number") hint=i.t("cases.a_number_hint") class="input-medium" optional=true/>
        <p>{i.t("cases.or_name")}</p>
        <TextField name="given_name" label=i.t("cases.given_name") optional=true/>
        <TextField name="family_name" label=i.t("cases.family_name") hint=i.t("cases.name_hint") optional=true/>
    }
}

#[component]
fn BirthFields(countries: Vec<(String, String)>, other_address: bool) -> impl IntoView {
    let i = use_i18n();
    let other = other_address.then(|| {
        view! {
            <TextField name="other_email" label=i.t("recovery.go_on.other_email") kind="email"
                hint=i.t("recovery.go_on.other_email_hint")/>
        }
    });
    view! {
        <DateField name="birth" label=i.t("accounts.date_of_birth") hint=i.t("accounts.verify.birth_hint")
            autocomplete="bday"/>
        <SelectField name="country_of_birth" label=i.t("accounts.country_of_birth") options=countries/>
        {other}
    }
}
