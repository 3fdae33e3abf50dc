//! Turns people away from pages that are not for them before anything is rendered. The functions behind a page guard
//! themselves again; this is for the person, who gets the sign-in page and comes back after it.

use super::people::is_of_the_desk;
use super::server_functions::refuse_function;
use crate::access::{Actor, StaffActor, Standing};
use crate::app::{Audience, audience};
use crate::error::AppError;
use crate::server::Visitor;
use axum::extract::Request;
use axum::http::Method;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Redirect, Response};

/// Redirects to sign-in, or to the set-up of a way to sign in.
pub async fn guard_pages(request: Request, next: Next) -> Response {
    let Some(visitor) = request.extensions().get::<Visitor>().filter(|_| request.method() == Method::GET) else {
        return next.run(request).await;
    };
    let code = visitor.locale.code();
    let Some(path) = visitor.path.strip_prefix(&format!("/{code}")) else { return next.run(request).await };
    let actor = request.extensions().get::<Option<Actor>>().cloned().flatten();
    if audience(path) == Audience::Staff {
        let staff = request.extensions().get::<Option<StaffActor>>().is_some_and(Option::is_some);
        return if staff {
            next.run(request).await
        } else {
            Redirect::to(&format!("/{code}/desk/sign-in")).into_response()
        };
    }
    let allowed = match (audience(path), actor.map(|actor| actor.standing)) {
        (Audience::Everyone, _)
        | (Audience::SettingUp | Audience::SignedIn, Some(Standing::Full))
        | (Audience::SettingUp, Some(Standing::SettingUp)) => true,
        (Audience::Staff, _) => false,
        (Audience::SettingUp | Audience::SignedIn, None) => {
            let wanted = request.uri().path_and_query().map_or(visitor.path.as_str(), |wanted| wanted.as_str());
            let target = format!("/{code}/sign-in?next={}", encode(wanted));
            return Redirect::to(&target).into_response();
        }
        (Audience::SignedIn, Some(Standing::SettingUp)) => false,
    };
    if allowed { next.run(request).await } else { Redirect::to(&format!("/{code}/account/security")).into_response() }
}

/// Server functions that a stranger may call. Every other is refused before its arguments are even read; it guards
/// itself again, since pages call it without passing here.
const OPEN_FUNCTIONS: &[&str] = &[
    "/api/accounts/register",
    "/api/accounts/email-proof",
    "/api/accounts/verify-email",
    "/api/accounts/sign-in",
    "/api/accounts/second-factors",
    "/api/accounts/sign-in-with-code",
    "/api/accounts/sign-in-with-recovery-code",
    "/api/accounts/text-sign-in-code",
    "/api/accounts/sign-in-with-text-code",
    "/api/accounts/sign-out",
    "/api/accounts/forgot-password",
    "/api/accounts/password-reset",
    "/api/accounts/reset-password",
    "/api/accounts/merge/undo-is-open",
    "/api/accounts/merge/undo-by-link",
    "/api/accounts/address-link",
    "/api/accounts/confirm-address",
    "/api/accounts/address-undo",
    "/api/accounts/undo-address",
    "/api/accounts/forgot-email",
    "/api/accounts/passkeys/start-sign-in",
    "/api/accounts/passkeys/finish-sign-in",
    "/api/accounts/passkeys/start-second-factor",
    "/api/accounts/passkeys/finish-second-factor",
    "/api/accounts/case-mail-link",
    "/api/accounts/stop-case-mail",
    "/api/accounts/disownable",
    "/api/accounts/disown",
    "/api/mail/check",
    "/api/recovery/terms",
    "/api/recovery/ask",
    "/api/recovery/link",
    "/api/recovery/open",
    "/api/recovery/going-on",
    "/api/recovery/prove",
    "/api/recovery/stopping",
    "/api/recovery/stop",
    "/api/recovery/ask-support",
    "/api/recovery/confirming",
    "/api/recovery/confirm",
    "/api/desk/enrolment",
    "/api/desk/start-enrolment",
    "/api/desk/finish-enrolment",
    "/api/desk/start-sign-in",
    "/api/desk/finish-sign-in",
    "/api/desk/sign-out",
    "/api/cases/look-up",
    "/api/cases/glossary",
];

/// Whether a stranger may call the server function at this path.
#[must_use]
pub fn is_open(path: &str) -> bool {
    OPEN_FUNCTIONS.contains(&path)
}

/// Answers 401 to a stranger who calls what needs a session.
pub async fn guard_functions(request: Request, next: Next) -> Response {
    let extensions = request.extensions();
    let known = if is_of_the_desk(request.uri().path()) {
        extensions.get::<Option<StaffActor>>().is_some_and(Option::is_some)
    } else {
        extensions.get::<Option<Actor>>().is_some_and(Option::is_some)
    };
    if known || is_open(request.uri().path()) {
        next.run(request).await
    } else {
        refuse_function(&AppError::Unauthenticated)
    }
}

fn encode(path: &str) -> String {
    url::form_urlencoded::byte_serialize(path.as_bytes()).collect()
}
