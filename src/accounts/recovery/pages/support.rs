//! Asking the support desk, for somebody who lost the mailbox too.

use crate::accounts::questions::pages::options;
use crate::accounts::recovery::api::{AskSupport, ReadTerms};
use crate::accounts::recovery::model::{Reference, Terms};
use crate::i18n::use_i18n;
use crate::ui::{
    Alert, DateField, Failing, FormState, Load, PageTitle, PostForm, SelectField, SubmitButton, TextField, Tone, once,
    read_page, use_form,
};
use leptos::prelude::*;

pub(super) fn page() -> AnyView {
    let i = use_i18n();
    let form = use_form::<AskSupport>();
    let asked = form.success();
    let terms = read_page::<ReadTerms>(once(), Vec::new);
    let content = move |terms: Terms| {
        let i = use_i18n();
        let step = move || match asked.get() {
            Some(asked) => view! { <Asked asked=asked/> }.into_any(),
            None => view! { <Ask form=form questions=terms.questions/> }.into_any(),
        };
        view! {
            <p>{i.plural("recovery.support.how", i64::from(terms.support_hours), &[])}</p>
            {step}
        }
        .into_any()
    };
    view! {
        <PageTitle key="recovery.support.title"/>
        <div class="page-narrow stack-loose">
            <div class="page-head">
                <h1>{i.t("recovery.support.title")}</h1>
                <p class="lead">{i.t("recovery.support.lead")}</p>
            </div>
            <Load data=terms failing=Failing::Part view=content/>
            <p><a href=i.path("/recover")>{i.t("recovery.support.back")}</a></p>
        </div>
    }
    .into_any()
}

#[component]
fn Ask(form: FormState<AskSupport>, questions: bool) -> impl IntoView {
    let i = use_i18n();
    view! {
        <PostForm form=form>
            <TextField name="given_name" label=i.t("accounts.given_name") autocomplete="given-name"
                hint=i.t("accounts.verify.name_hint") optional=true/>
            <TextField name="family_name" label=i.t("accounts.family_name") autocomplete="family-name" optional=true/>
            <DateField name="birth" label=i.t("accounts.date_of_birth") hint=i.t("accounts.verify.birth_hint")
                autocomplete="bday"/>
            <TextField name="receipt_number" label=i.t("cases.receipt_number") hint=i.t("cases.receipt_hint") class="input-medium"/>
            <TextField name="email" label=i.t("recovery.support.email") kind="email" autocomplete="email"
                hint=i.t("recovery.support.email_hint")/>
            {questions.then(|| view! { <SecurityAnswer/> })}
            <div class="actions"><SubmitButton label=i.t("recovery.support.submit")/></div>
        </PostForm>
    }
}

/// Where the operator has them on: one question that the person has answered in the account.
#[component]
fn SecurityAnswer() -> impl IntoView {
    let i = use_i18n();
    view! {
        <SelectField name="question" label=i.t("recovery.support.question") hint=i.t("recovery.support.question_hint")
            options=options(&i) optional=true/>
        <TextField name="secret_answer" label=i.t("questions.answer") hint=i.t("questions.answer_hint") optional=true/>
    }
}

#[component]
fn Asked(asked: Reference) -> impl IntoView {
    let i = use_i18n();
    view! {
        <Alert tone=Tone::Success title=i.t("recovery.support.sent_title") announce=true>
            <p>{i.t("recovery.reference")}": "<strong>{asked.reference}</strong></p>
            <p>{i.t("recovery.support.sent")}</p>
            <p>{i.t("accounts.mail_missing")}</p>
        </Alert>
    }
}
