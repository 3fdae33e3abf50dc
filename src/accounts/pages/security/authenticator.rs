//! The authenticator app on the page of ways to sign in.

use crate::accounts::api::{ConfirmAuthenticator, RemoveAuthenticator, StartAuthenticator};
use crate::accounts::model::{AuthenticatorSetup, AuthenticatorState};
use crate::i18n::use_i18n;
use crate::ui::{PostForm, SubmitButton, TextField, use_form};
use leptos::prelude::*;

#[component]
pub(super) fn Authenticator(state: AuthenticatorState, changeable: bool) -> impl IntoView {
    let i = use_i18n();
    let content = match state {
        AuthenticatorState::Absent => view! {
            <p>{i.t("accounts.security.authenticator_none")}</p>
            {changeable.then(|| view! { <Start label=i.t("accounts.security.authenticator_add")/> })}
        }
        .into_any(),
        AuthenticatorState::Pending(setup) => view! { <Steps setup=setup/> }.into_any(),
        AuthenticatorState::Active => view! {
            <p>{i.t("accounts.security.authenticator_set")}</p>
            {changeable.then(|| view! {
                <Start label=i.t("accounts.security.authenticator_replace")/>
                <Remove label=i.t("accounts.security.authenticator_remove") class="button-danger button-small"/>
            })}
        }
        .into_any(),
    };
    view! {
        <section class="section stack" aria-labelledby="authenticator-title">
            <div class="section-head"><h2 id="authenticator-title">{i.t("accounts.security.authenticator")}</h2></div>
            {content}
        </section>
    }
}

#[component]
fn Start(label: String) -> impl IntoView {
    let form = use_form::<StartAuthenticator>();
    view! {
        <PostForm form=form prefix="start-authenticator-">
            <div class="actions"><SubmitButton label=label class="button-secondary"/></div>
        </PostForm>
    }
}

#[component]
fn Remove(label: String, class: &'static str) -> impl IntoView {
    let form = use_form::<RemoveAuthenticator>();
    view! {
        <PostForm form=form prefix="remove-authenticator-">
            <div class="actions"><SubmitButton label=label class=class/></div>
        </PostForm>
    }
}

#[component]
fn Steps(setup: AuthenticatorSetup) -> impl IntoView {
    let i = use_i18n();
    let form = use_form::<ConfirmAuthenticator>();
    let AuthenticatorSetup { key, address, qr } = setup;
    view! {
        <ol class="steps">
            <li>
                <h3>{i.t("accounts.security.step_app")}</h3>
                <p>{i.t("accounts.security.step_app_text")}</p>
            </li>
            <li>
                <h3>{i.t("accounts.security.step_scan")}</h3>
                <figure class="qr">
                    <svg role="img" aria-label=i.t("accounts.security.qr") viewBox=format!("0 0 {0} {0}", qr.size)
                        shape-rendering="crispEdges">
                        <rect width=qr.size height=qr.size fill="#fff"></rect>
                        <path d=qr.path fill="#000"></path>
                    </svg>
                    <figcaption><a href=address rel="external">{i.t("accounts.security.same_device")}</a></figcaption>
                </figure>
                <p>{i.t("accounts.security.manual_key")}</p>
                <code class="secret-key" translate="no">{key}</code>
            </li>
            <li>
                <h3>{i.t("accounts.security.step_code")}</h3>
                <PostForm form=form prefix="authenticator-">
                    <div class="one-time-code">
                        <TextField name="code" label=i.t("accounts.security.code") inputmode="numeric"
                            autocomplete="one-time-code" hint=i.t("accounts.second_factor.code_hint")/>
                    </div>
                    <div class="actions"><SubmitButton label=i.t("accounts.security.code_submit")/></div>
                </PostForm>
            </li>
        </ol>
    }
}
