//! The authenticator app on the page of ways to sign in.

use super::shown::Shown;
use crate::accounts::api::{ConfirmAuthenticator, RemoveAuthenticator, StartAuthenticator, StopAuthenticator};
use crate::accounts::model::{AuthenticatorSetup, AuthenticatorState};
use crate::i18n::use_i18n;
use crate::ui::{PostForm, SubmitButton, TextField, use_form};
use leptos::prelude::*;

#[component]
pub(super) fn Authenticator(shown: Shown, changeable: bool) -> impl IntoView {
    let title = use_i18n().t("accounts.authenticator.title");
    let content = move || match shown.authenticator.get() {
        AuthenticatorState::Absent => view! { <Absent shown=shown changeable=changeable/> }.into_any(),
        AuthenticatorState::Pending(setup) => view! { <Steps setup=setup shown=shown/> }.into_any(),
        AuthenticatorState::Active => view! { <Active shown=shown changeable=changeable/> }.into_any(),
    };
    view! {
        <section class="section stack" aria-labelledby="authenticator-title">
            <div class="section-head"><h2 id="authenticator-title">{title}</h2></div>
            {content}
        </section>
    }
}

#[component]
fn Absent(shown: Shown, changeable: bool) -> impl IntoView {
    let i = use_i18n();
    let label = i.t("accounts.authenticator.start");
    view! {
        <p>{i.t("accounts.authenticator.none")}</p>
        {changeable.then(|| view! { <Start label=label shown=shown/> })}
    }
}

#[component]
fn Active(shown: Shown, changeable: bool) -> impl IntoView {
    let i = use_i18n();
    let (replace, remove) = (i.t("accounts.authenticator.replace"), i.t("accounts.authenticator.remove"));
    let change = changeable.then(|| {
        view! {
            <Start label=replace shown=shown/>
            <Remove label=remove shown=shown/>
        }
    });
    view! {
        <p>{i.t("accounts.authenticator.set")}</p>
        {change}
    }
}

#[component]
fn Start(label: String, shown: Shown) -> impl IntoView {
    let form = use_form::<StartAuthenticator>();
    shown.follow(form);
    view! {
        <PostForm form=form prefix="start-authenticator-">
            <div class="actions"><SubmitButton label=label class="button-secondary"/></div>
        </PostForm>
    }
}

#[component]
fn Remove(label: String, shown: Shown) -> impl IntoView {
    let form = use_form::<RemoveAuthenticator>();
    shown.follow(form);
    view! {
        <PostForm form=form prefix="remove-authenticator-">
            <div class="actions"><SubmitButton label=label class="button-danger button-small"/></div>
        </PostForm>
    }
}

/// Forgets the secret that waits for its first code.
#[component]
fn Stop(label: String, shown: Shown) -> impl IntoView {
    let form = use_form::<StopAuthenticator>();
    shown.follow(form);
    view! {
        <PostForm form=form prefix="stop-authenticator-">
            <div class="actions"><SubmitButton label=label class="button-quiet button-small"/></div>
        </PostForm>
    }
}

#[component]
fn Steps(setup: AuthenticatorSetup, shown: Shown) -> impl IntoView {
    let i = use_i18n();
    let form = use_form::<ConfirmAuthenticator>();
    shown.follow(form);
    let AuthenticatorSetup { key, address, qr } = setup;
    let stop = i.t("accounts.authenticator.cancel");
    view! {
        <ol class="steps">
            <li>
                <h3>{i.t("accounts.authenticator.step_app")}</h3>
                <p>{i.t("accounts.authenticator.step_app_text")}</p>
            </li>
            <li>
                <h3>{i.t("accounts.authenticator.step_scan")}</h3>
                <figure class="qr">
                    <svg role="img" aria-label=i.t("accounts.authenticator.qr") viewBox=format!("0 0 {0} {0}", qr.size)
                        shape-rendering="crispEdges">
                        <rect width=qr.size height=qr.size fill="#fff"></rect>
                        <path d=qr.path fill="#000"></path>
                    </svg>
                    <figcaption><a href=address rel="external">{i.t("accounts.authenticator.same_device")}</a></figcaption>
                </figure>
                <p>{i.t("accounts.authenticator.manual_key")}</p>
                <code class="secret-key" translate="no">{key}</code>
            </li>
            <li>
                <h3>{i.t("accounts.authenticator.step_code")}</h3>
                <PostForm form=form prefix="authenticator-">
                    <div class="one-time-code">
                        <TextField name="code" label=i.t("accounts.code") inputmode="numeric"
                            autocomplete="one-time-code" hint=i.t("accounts.second_factor.code_hint")/>
                    </div>
                    <div class="actions"><SubmitButton label=i.t("accounts.authenticator.confirm")/></div>
                </PostForm>
            </li>
        </ol>
        <Stop label=stop shown=shown/>
    }
}
