//! Turns people away from pages that are not for them before anything is rendered. The functions behind a page guard
//! themselves again; this is for the person, who gets the sign-in page and comes back after it.

use crate::access::{Actor, Standing};
use crate::app::{Audience, audience};
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
    let allowed = match (audience(path), actor.map(|actor| actor.standing)) {
        (Audience::Everyone, _) | (_, Some(Standing::Full)) | (Audience::SettingUp, Some(Standing::SettingUp)) => true,
        (Audience::SettingUp | Audience::SignedIn, None) => {
            let target = format!("/{code}/sign-in?next={}", encode(&visitor.path));
            return Redirect::to(&target).into_response();
        }
        (Audience::SignedIn, Some(Standing::SettingUp)) => false,
    };
    if allowed { next.run(request).await } else { Redirect::to(&format!("/{code}/account/security")).into_response() }
}

fn encode(path: &str) -> String {
    url::form_urlencoded::byte_serialize(path.as_bytes()).collect()
}
