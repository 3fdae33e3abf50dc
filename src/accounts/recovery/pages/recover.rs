//! The way back in: what somebody still has, how each way goes and how long it takes, before any of it starts.

use crate::accounts::recovery::api::{ReadTerms, StartRecovery};
use crate::accounts::recovery::model::Terms;
use crate::i18n::{I18n, use_i18n};
use crate::ui::{
    Alert, Failing, FormState, Load, PageTitle, PostForm, SubmitButton, TextField, Tone, once, read_page, use_form,
};
use leptos::prelude::*;

pub(super) fn page() -> AnyView {
    let i = use_i18n();
    let form = use_form::<StartRecovery>();
    let terms = read_page::<ReadTerms>(once(), Vec::new);
    let sent = Memo::new(move |_| form.success().get().is_some());
    let done = move || sent.get().then(|| view! { <Sent/> });
    view! {
        <PageTitle key="recovery.title"/>
        <div class="page-narrow stack-loose">
            <div class="page-head">
                <h1>{i.t("recovery.title")}</h1>
                <p class="lead">{i.t("recovery.lead")}</p>
            </div>
            {done}
            <Load data=terms failing=Failing::Part view=move |terms: Terms| view! { <Ways terms=terms form=form/> }.into_any()/>
            <p><a href=i.path("/sign-in")>{i.t("accounts.second_factor.back")}</a></p>
        </div>
    }
    .into_any()
}

#[component]
fn Sent() -> impl IntoView {
    let i = use_i18n();
    view! {
        <Alert tone=Tone::Success title=i.t("recovery.start.sent_title") announce=true>
            <p>{i.t("recovery.start.sent")}</p>
            <p>{i.t("accounts.mail_missing")}</p>
        </Alert>
    }
}

#[component]
fn Ways(terms: Terms, form: FormState<StartRecovery>) -> impl IntoView {
    let i = use_i18n();
    let hours = i.plural("recovery.ways.mailbox_wait", i64::from(terms.hours), &[]);
    let support = i.plural("recovery.ways.support_wait", i64::from(terms.support_hours), &[]);
    let (label, hint) = (i.t("accounts.email"), i.t("recovery.start.email_hint"));
    let submit = i.t("recovery.start.submit");
    view! {
        <section class="section stack-loose" aria-labelledby="what-you-have">
            <div class="section-head"><h2 id="what-you-have">{i.t("recovery.have")}</h2></div>
            {way(&i, "factor", i.t("recovery.ways.at_once"), Some("/sign-in"))}
            {way(&i, "code", i.t("recovery.ways.at_once"), Some("/sign-in"))}
            {way(&i, "password", i.t("recovery.ways.minutes"), Some("/forgot-password"))}
            {way(&i, "mailbox", hours, None)}
            <PostForm form=form>
                <TextField name="email" label=label kind="email" autocomplete="username" hint=hint/>
                <div class="actions"><SubmitButton label=submit/></div>
            </PostForm>
            {way(&i, "support", support, Some("/recover/support"))}
        </section>
    }
}

/// One thing that somebody may still have: what to do with it, how long it takes, and where it begins.
fn way(i: &I18n, name: &str, wait: String, to: Option<&str>) -> AnyView {
    let text = |part: &str| i.t(&format!("recovery.ways.{name}.{part}"));
    let link = to.map(|to| {
        view! { <p><a class="button button-secondary" href=i.path(to)>{text("action")}</a></p> }
    });
    view! {
        <div class="stack-tight">
            <h3>{text("title")}</h3>
            <p>{text("text")}</p>
            <p class="muted">{wait}</p>
            {link}
        </div>
    }
    .into_any()
}
