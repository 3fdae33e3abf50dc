//! The cookies that signing in and out sets, and the pages that follow. Only server functions call this.

use super::{Typed, service};
use crate::error::AppResult;
use crate::server::{self, CookieLife, CookieName};
use crate::ui::Next;
use axum::http::request::Parts;
use leptos::prelude::use_context;

/// As long as the attempt itself lives.
const ATTEMPT: CookieLife = CookieLife::Seconds(10 * 60);

/// A year, as long as `devices` knows a browser.
const DEVICE: CookieLife = CookieLife::Seconds(365 * 24 * 3600);

/// The browser holds a session from now on.
pub fn signed_in(session: &str) {
    server::set_cookie(CookieName::Session, session, CookieLife::Browser);
    remember_browser();
}

/// The browser is known again when somebody signs in with it, if it is kept to be known (`devices`).
fn remember_browser() {
    if let Some(device) = server::visitor().device {
        server::set_cookie(CookieName::Device, &device, DEVICE);
    }
}

/// A computer that others use too knows nobody.
pub fn forget_browser() {
    server::set_cookie(CookieName::Device, "", CookieLife::Remove);
}

/// The browser holds the session under its new token, and the page it goes back to shows what a form without JavaScript
/// had been answered when a proof was asked for.
pub fn proved(session: &str) {
    signed_in(session);
    let parts = use_context::<Parts>();
    let config = &server::ctx().config;
    if let Some(kept) = parts.and_then(|parts| server::read_cookie(&parts.headers, config, CookieName::Kept)) {
        server::set_cookie(CookieName::Flash, &kept, CookieLife::Browser);
        server::set_cookie(CookieName::Kept, "", CookieLife::Remove);
    }
}

/// The browser holds a sign-in that wants its second factor.
pub fn password_was_right(attempt: &str) {
    server::set_cookie(CookieName::SignIn, attempt, ATTEMPT);
}

/// The browser holds nothing any more.
pub fn signed_out() {
    server::set_cookie(CookieName::Session, "", CookieLife::Remove);
    server::set_cookie(CookieName::SignIn, "", CookieLife::Remove);
    server::set_cookie(CookieName::Kept, "", CookieLife::Remove);
}

/// Token of the sign-in that waits in this browser.
pub fn attempt() -> Option<String> {
    read(CookieName::SignIn)
}

/// Token of this browser's session, which may be over.
pub fn session() -> Option<String> {
    read(CookieName::Session)
}

fn read(name: CookieName) -> Option<String> {
    let parts = use_context::<Parts>()?;
    server::read_cookie(&parts.headers, &server::ctx().config, name)
}

/// Turns the waiting sign-in into a session.
pub async fn finish_sign_in(kind: Typed, typed: &str) -> AppResult<Next> {
    let (visitor, before) = (server::visitor(), server::actor_if_any());
    let signed = service::with_second_factor(
        &server::ctx(),
        &visitor,
        service::Proof { attempt: attempt().as_deref(), kind, typed },
        before.as_ref(),
    )
    .await?;
    signed_in(&signed.token);
    server::set_cookie(CookieName::SignIn, "", CookieLife::Remove);
    Ok(Next::reload(signed.next))
}

/// The answer to a change of the ways to sign in; with the token of the session that a completed account has now.
pub fn after_change(completed: Option<&str>) -> Option<Next> {
    if let Some(session) = completed {
        signed_in(session);
    }
    completed.map(|_| Next::reload("/account/security"))
}
