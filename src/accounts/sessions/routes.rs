//! `GET /session`: how long this browser's session lives on. Pages ask it by themselves, so it is no activity.

use super::service::{leaves_nothing, remaining};
use crate::access::Actor;
use crate::error::AppError;
use crate::server::layers::problem_response;
use crate::server::{CookieName, Ctx, leave_nothing, read_cookie};
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use axum::{Extension, Json};

/// [`super::Remaining`] as JSON, or 401 when it is over. On a shared computer the browser then forgets what it kept.
pub async fn session(
    State(ctx): State<Ctx>,
    Extension(actor): Extension<Option<Actor>>,
    headers: HeaderMap,
) -> Response {
    let told = match &actor {
        Some(actor) => remaining(&ctx, actor).await,
        None => Err(AppError::Unauthenticated),
    };
    let error = match told {
        Ok(told) => return Json(told).into_response(),
        Err(error) => error,
    };
    let mut response = problem_response(&error);
    let token = read_cookie(&headers, &ctx.config, CookieName::Session).unwrap_or_default();
    if error == AppError::Unauthenticated && leaves_nothing(&ctx, &token).await.unwrap_or_default() {
        let (name, value) = leave_nothing();
        response.headers_mut().insert(name, value);
    }
    response
}
