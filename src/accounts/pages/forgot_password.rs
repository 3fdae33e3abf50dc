//! A forgotten password, first step: the address.

use super::Said;
use crate::accounts::api::ForgotPassword;
use crate::accounts::work;
use crate::i18n::use_i18n;
use crate::ui::{PageTitle, PostForm, SubmitButton, TextField, use_form};
use leptos::prelude::*;

pub(super) fn page() -> AnyView {
    let i = use_i18n();
    let form = use_form::<ForgotPassword>();
    let (label, submit) = (i.t("accounts.email"), i.t("accounts.forgot.submit"));
    let sent = Memo::new(move |_| form.success().get().is_some());
    let texts: &[&str] = &["accounts.forgot.sent", "accounts.mail_missing"];
    let done = move || sent.get().then(|| view! { <Said title="accounts.forgot.sent_title" text=texts/> });
    view! {
        <PageTitle key="accounts.forgot.title"/>
        <div class="page-narrow stack-loose">
            <div class="page-head">
                <h1>{i.t("accounts.forgot.title")}</h1>
                <p class="lead">{i.t("accounts.forgot.lead")}</p>
            </div>
            {done}
            <PostForm form=form solver=work::solve>
                <TextField name="email" label=label kind="email" autocomplete="username"/>
                <div class="actions"><SubmitButton label=submit/></div>
            </PostForm>
            <p><a href=i.path("/forgot-email")>{i.t("accounts.forgot_email.title")}</a></p>
            <p><a href=i.path("/recover")>{i.t("recovery.title")}</a></p>
            <p><a href=i.path("/sign-in")>{i.t("accounts.second_factor.back")}</a></p>
        </div>
    }
    .into_any()
}
