//! Signing in, second step: a code or a passkey after the right password.

use crate::accounts::api::{ReadSecondFactors, SignInWithCode, SignInWithRecoveryCode};
use crate::accounts::model::SecondFactors;
use crate::accounts::passkeys::PasskeySecondFactor;
use crate::accounts::phone::TextOffer;
use crate::accounts::phone::api::{SignInWithTextCode, TextSignInCode};
use crate::i18n::use_i18n;
use crate::ui::{FormState, Load, PageTitle, PostForm, SubmitButton, TextField, once, read_page, use_form};
use leptos::prelude::*;

pub(super) fn page() -> AnyView {
    let factors = read_page::<ReadSecondFactors>(once(), Vec::new);
    let view = |factors: Option<SecondFactors>| match factors {
        Some(factors) => view! { <Factors factors=factors/> }.into_any(),
        None => view! { <Over/> }.into_any(),
    };
    view! {
        <PageTitle key="accounts.second_factor.title"/>
        <div class="page-narrow stack-loose">
            <Load data=factors view=view/>
        </div>
    }
    .into_any()
}

/// Nothing waits for a second factor in this browser.
#[component]
fn Over() -> impl IntoView {
    let i = use_i18n();
    view! {
        <div class="page-head">
            <h1>{i.t("accounts.second_factor.title")}</h1>
            <p class="lead">{i.t("accounts.errors.attempt_over")}</p>
        </div>
        <p><a class="button" href=i.path("/sign-in")>{i.t("accounts.sign_in.title")}</a></p>
    }
}

#[component]
fn Factors(factors: SecondFactors) -> impl IntoView {
    let i = use_i18n();
    let lead = if factors.authenticator { "accounts.second_factor.lead" } else { "accounts.second_factor.lead_other" };
    view! {
        <div class="page-head">
            <h1>{i.t("accounts.second_factor.title")}</h1>
            <p class="lead">{i.t(lead)}</p>
        </div>
        {factors.authenticator.then(|| view! { <AuthenticatorCode/> })}
        {factors.text.map(|offer| view! { <TextCode offer=offer/> })}
        {factors.passkeys.then(|| view! { <PasskeySecondFactor/> })}
        {factors.recovery_codes.then(|| view! { <RecoveryCode/> })}
        <p><a href=i.path("/recover")>{i.t("recovery.title")}</a></p>
        <p><a href=i.path("/sign-in")>{i.t("accounts.second_factor.back")}</a></p>
    }
}

#[component]
fn AuthenticatorCode() -> impl IntoView {
    let i = use_i18n();
    let form = use_form::<SignInWithCode>();
    view! {
        <PostForm form=form>
            <div class="one-time-code">
                <TextField name="code" label=i.t("accounts.code") inputmode="numeric"
                    autocomplete="one-time-code" hint=i.t("accounts.second_factor.code_hint")/>
            </div>
            <div class="actions"><SubmitButton label=i.t("accounts.second_factor.submit")/></div>
        </PostForm>
    }
}

/// A code by text message: asked for first, typed when it was sent. The button stays, so that focus does.
#[component]
fn TextCode(offer: TextOffer) -> impl IntoView {
    let i = use_i18n();
    let (ask, form) = (use_form::<TextSignInCode>(), use_form::<SignInWithTextCode>());
    let sent = Memo::new(move |_| offer.sent || ask.success().get().is_some());
    let said = i.with("factors.phone.sent", &[("ending", &offer.ending)]);
    let send = i.with("factors.phone.text_me", &[("ending", &offer.ending)]);
    let entry = move || sent.get().then(|| view! { <TextCodeEntry form=form/> });
    view! {
        <section class="section stack" aria-labelledby="text-title">
            <div class="section-head"><h2 id="text-title">{i.t("factors.phone.use_text")}</h2></div>
            <PostForm form=ask prefix="text-">
                <div class="actions"><SubmitButton label=send class="button-secondary"/></div>
            </PostForm>
            <p role="status">{move || sent.get().then(|| said.clone())}</p>
            {entry}
        </section>
    }
}

#[component]
fn TextCodeEntry(form: FormState<SignInWithTextCode>) -> impl IntoView {
    let i = use_i18n();
    view! {
        <PostForm form=form prefix="texted-">
            <div class="one-time-code">
                <TextField name="text_code" label=i.t("factors.phone.code") inputmode="numeric"
                    autocomplete="one-time-code" hint=i.t("factors.phone.code_hint")/>
            </div>
            <div class="actions"><SubmitButton label=i.t("accounts.second_factor.submit")/></div>
        </PostForm>
    }
}

#[component]
fn RecoveryCode() -> impl IntoView {
    let i = use_i18n();
    let form = use_form::<SignInWithRecoveryCode>();
    view! {
        <section class="section stack" aria-labelledby="recovery-title">
            <div class="section-head"><h2 id="recovery-title">{i.t("accounts.second_factor.use_recovery")}</h2></div>
            <PostForm form=form prefix="recovery-">
                <TextField name="recovery_code" label=i.t("accounts.recovery_code")
                    hint=i.t("accounts.second_factor.recovery_hint") class="input-medium"/>
                <div class="actions">
                    <SubmitButton label=i.t("accounts.second_factor.recovery_submit") class="button-secondary"/>
                </div>
            </PostForm>
        </section>
    }
}
