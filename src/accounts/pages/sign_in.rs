//! Signing in: passkey first, then the password.

use super::wanted_page;
use crate::accounts::api::SignIn;
use crate::accounts::passkeys::PasskeySignIn;
use crate::accounts::sessions::SharedComputerField;
use crate::accounts::work;
use crate::app::{Signed, Viewer};
use crate::i18n::use_i18n;
use crate::ui::{Alert, HiddenField, PageTitle, PasswordField, PostForm, SubmitButton, TextField, Tone, use_form};
use leptos::prelude::*;

pub(super) fn page() -> AnyView {
    let i = use_i18n();
    let form = use_form::<SignIn>();
    let next = wanted_page();
    let shared = RwSignal::new(false);
    let viewer = use_context::<Viewer>().unwrap_or_default();
    let (setting_up, ended) = (viewer.standing == Signed::SettingUp, viewer.ended);
    let (email, password, submit) = (i.t("accounts.email"), i.t("accounts.password"), i.t("accounts.sign_in.submit"));
    view! {
        <PageTitle key="accounts.sign_in.title"/>
        <div class="page-narrow stack-loose">
            <div class="page-head"><h1>{i.t("accounts.sign_in.title")}</h1></div>
            {setting_up.then(|| view! { <GoOn/> })}
            {ended.then(|| view! { <Over/> })}
            <SharedComputerField form="sign-in" shared=shared/>
            <PasskeySignIn next=next shared=shared/>
            <p class="divider needs-js"><span>{i.t("accounts.sign_in.or")}</span></p>
            <PostForm form=form id="sign-in" solver=work::solve>
                <HiddenField name="next" value=next/>
                <TextField name="email" label=email kind="email" autocomplete="username webauthn"/>
                <PasswordField name="password" label=password autocomplete="current-password"/>
                <div class="actions"><SubmitButton label=submit/></div>
            </PostForm>
            <ul class="stack-tight">
                <li><a href=i.path("/forgot-password")>{i.t("accounts.sign_in.forgot")}</a></li>
                <li><a href=i.path("/forgot-email")>{i.t("accounts.forgot_email.title")}</a></li>
                <li><a href=i.path("/recover")>{i.t("recovery.title")}</a></li>
                <li><a href=i.path("/register")>{i.t("accounts.register.title")}</a></li>
            </ul>
        </div>
    }
    .into_any()
}

/// Why the page that was asked for is not shown.
#[component]
fn Over() -> impl IntoView {
    let i = use_i18n();
    view! {
        <Alert tone=Tone::Info title=i.t("session.over_title")>
            <p>{i.t("session.over_sign_in")}</p>
        </Alert>
    }
}

/// Somebody who is setting up cannot sign in yet but may go on.
#[component]
fn GoOn() -> impl IntoView {
    let i = use_i18n();
    view! {
        <Alert tone=Tone::Info title=i.t("accounts.sign_in.setting_up_title")>
            <p><a href=i.path("/account/security") rel="external">{i.t("accounts.sign_in.setting_up")}</a></p>
        </Alert>
    }
}
