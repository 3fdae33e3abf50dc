//! One press in the program that somebody reads mail with (RFC 8058): its server posts here, without cookies.

use super::service;
use crate::audit::{Act, Entry};
use crate::server::Ctx;
use axum::extract::{Path, State};
use axum::http::StatusCode;

/// What the post must say, so that nothing else that posts switches anything off.
const PRESSED: &str = "List-Unsubscribe=One-Click";

/// Longest body that is looked at.
const MOST: usize = 4 * 1024;

/// `POST /stop-mail/{token}`.
pub async fn stop_with_one_press(State(ctx): State<Ctx>, Path(token): Path<String>, body: String) -> StatusCode {
    if body.len() > MOST || !body.contains(PRESSED) {
        return StatusCode::BAD_REQUEST;
    }
    match service::stop(&ctx, &token, |person| Entry::system(Act::CaseMailStopped, Some(person))).await {
        Ok(()) => StatusCode::OK,
        Err(error) => StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
    }
}
