//! Pages of accounts, in three downloads: the way in, the ways to sign in, and what else is behind it. The postal address
//! shares that of closing, which has room.

mod account;
mod browser;
mod forgot_password;
mod postal_address;
mod profile;
mod prove;
mod register;
mod reset_password;
mod second_factor;
mod security;
mod sessions;
mod sign_in;
mod sign_out;
mod verify_email;

use crate::i18n::use_i18n;
use crate::lazy_page;
use crate::ui::{Alert, AnyForm, Tone, prove_again};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

lazy_page!(RegisterPage, register_chunk, preload_register, entry, register::page);
lazy_page!(VerifyEmailPage, verify_email_chunk, preload_verify_email, entry, verify_email::page);
lazy_page!(SignInPage, sign_in_chunk, preload_sign_in, entry, sign_in::page);
lazy_page!(SecondFactorPage, second_factor_chunk, preload_second_factor, entry, second_factor::page);
lazy_page!(SignOutPage, sign_out_chunk, preload_sign_out, entry, sign_out::page);
lazy_page!(ProvePage, prove_chunk, preload_prove, entry, prove::page);
lazy_page!(ForgotPasswordPage, forgot_password_chunk, preload_forgot_password, entry, forgot_password::page);
lazy_page!(ResetPasswordPage, reset_password_chunk, preload_reset_password, entry, reset_password::page);
lazy_page!(AccountPage, account_chunk, preload_account, profile, account::page);
lazy_page!(SecurityPage, security_chunk, preload_security, security, security::page);
lazy_page!(SessionsPage, sessions_chunk, preload_sessions, profile, sessions::page);
lazy_page!(PostalAddressPage, postal_address_chunk, preload_postal_address, closing, postal_address::page);
lazy_page!(ProfilePage, profile_chunk, preload_profile, profile, profile::page);

/// Where the person wanted to go before signing in.
fn wanted_page() -> Signal<String> {
    let query = use_query_map();
    Signal::derive(move || query.with(|query| query.get("next").unwrap_or_default()))
}

/// Calls `changed` after each success of a form that is made on this page; what a plain post left is in the page already.
pub(in crate::accounts) fn follow(form: impl Into<AnyForm>, changed: Callback<()>) {
    let succeeded = form.into().succeeded();
    Effect::new(move |before: Option<()>| {
        if succeeded.get().is_some_and(|next| next.is_none()) && before.is_some() {
            changed.run(());
        }
    });
}

/// Says what a form has done; given the keys of its sentences.
#[component]
pub(in crate::accounts) fn Said(#[prop(optional)] title: &'static str, text: &'static [&'static str]) -> impl IntoView {
    let i = use_i18n();
    let title = if title.is_empty() { String::new() } else { i.t(title) };
    let text = text.iter().map(|key| view! { <p>{i.t(key)}</p> }).collect_view();
    view! { <Alert tone=Tone::Success title=title announce=true>{text}</Alert> }
}

/// The last proof of who this is has grown old: reading is open, changing is not. Said before anything is typed.
#[component]
pub(in crate::accounts) fn ProveAgain() -> impl IntoView {
    let i = use_i18n();
    view! {
        <Alert tone=Tone::Info title=i.t("accounts.security.prove_title")>
            <p>{i.t("accounts.security.prove")}</p>
            <p><a class="button button-secondary" href=prove_again(&i)>{i.t("errors.prove")}</a></p>
        </Alert>
    }
}
