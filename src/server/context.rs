//! What a server function finds in its Leptos context. Pages and server functions are given it by one function in
//! `router.rs`; nothing else provides context.

use super::cookies::{CookieLife, CookieName, leave_nothing};
use super::{Ctx, Visitor};
use crate::access::{Actor, StaffActor};
use crate::error::{AppError, AppResult};
use crate::i18n::Locale;
use axum::http::{HeaderValue, header};
use leptos::prelude::{expect_context, use_context};
use leptos_axum::ResponseOptions;

/// The process's shared context.
pub fn ctx() -> Ctx {
    expect_context::<Ctx>()
}

/// The request's outside facts.
pub fn visitor() -> Visitor {
    expect_context::<Visitor>()
}

/// Language of the request.
pub fn locale() -> Locale {
    visitor().locale
}

/// Who acts, if there is any session.
pub fn actor_if_any() -> Option<Actor> {
    use_context::<Option<Actor>>().flatten()
}

/// Who acts. Somebody who is still setting up an account does not.
pub fn actor() -> AppResult<Actor> {
    actor_of_any_standing()?.full()
}

/// Who acts, setting up or not: for the set-up itself.
pub fn actor_of_any_standing() -> AppResult<Actor> {
    actor_if_any().ok_or(AppError::Unauthenticated)
}

/// Who acts at the desk, if anybody is signed in there.
pub fn staff_if_any() -> Option<StaffActor> {
    use_context::<Option<StaffActor>>().flatten()
}

/// Who acts at the desk. A person's session is nobody's here.
pub fn staff() -> AppResult<StaffActor> {
    staff_if_any().ok_or(AppError::Unauthenticated)
}

/// Sends a cookie with the response being made.
pub fn set_cookie(name: CookieName, value: &str, life: CookieLife) {
    let header = name.header(&ctx().config, value, life);
    if let (Some(options), Ok(value)) = (use_context::<ResponseOptions>(), HeaderValue::from_str(&header)) {
        options.append_header(header::SET_COOKIE, value);
    }
}

/// Has the browser that is answered forget what it kept.
pub fn clear_browser() {
    if let Some(options) = use_context::<ResponseOptions>() {
        let (name, value) = leave_nothing();
        options.insert_header(name, value);
    }
}
