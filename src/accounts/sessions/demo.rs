//! `/demo/away`: as if nobody had touched this browser for a while, so that the end of a session can be seen without
//! waiting for it. Mounted only by `portico demo`, and only ever shortens.

use super::service::rested;
use super::{rules, store};
use crate::access::Actor;
use crate::error::AppError;
use crate::server::layers::problem_response;
use crate::server::{CookieName, Ctx, read_cookie};
use crate::storage::token_hash;
use crate::types::{Millis, SECOND};
use axum::Router;
use axum::extract::{Form, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse as _, Response};
use axum::routing::get;
use serde::Deserialize;

/// The page and what it posts.
pub fn demo_away() -> Router<Ctx> {
    Router::new().route("/demo/away", get(page).post(away))
}

#[derive(Deserialize)]
struct Away {
    /// `idle` or `absolute`: which end comes near.
    end: String,
    /// Seconds that are left until it.
    seconds: u32,
}

async fn page(State(ctx): State<Ctx>) -> Html<String> {
    let form = |end: &str, seconds: u32, text: &str| {
        format!(
            "<form method=\"post\"><input type=\"hidden\" name=\"end\" value=\"{end}\">\
             <input type=\"hidden\" name=\"seconds\" value=\"{seconds}\">\
             <button class=\"button\" type=\"submit\">{text}</button></form>"
        )
    };
    Html(format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Demonstration of a time-out</title>\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <link rel=\"stylesheet\" href=\"{}/portico.css\"></head><body><main class=\"page stack\">\
         <h1>Demonstration of a time-out</h1><p>Let the time of this browser&#39;s session run, then look at your open \
         pages.</p>{}{}{}</main></body></html>",
        ctx.assets.bundle.folder,
        form("idle", 120, "Two minutes before it has rested too long"),
        form("absolute", 120, "Two minutes before it is too old"),
        form("idle", 0, "It is over"),
    ))
}

async fn away(State(ctx): State<Ctx>, headers: HeaderMap, Form(away): Form<Away>) -> Response {
    match shorten(&ctx, &headers, &away).await {
        Ok(()) => (StatusCode::OK, Html("<!DOCTYPE html><title>Done</title><p>Done.</p>")).into_response(),
        Err(error) => problem_response(&error),
    }
}

async fn shorten(ctx: &Ctx, headers: &HeaderMap, away: &Away) -> Result<(), AppError> {
    let token = read_cookie(headers, &ctx.config, CookieName::Session).unwrap_or_default();
    let mut tx = ctx.db.begin().await?;
    let now = ctx.now();
    let found: Option<(Actor, Millis)> = store::find_alive(tx.conn(), &token_hash(&token), now, rested(ctx)).await?;
    let (actor, _) = found.ok_or(AppError::Unauthenticated)?;
    let left = SECOND * Millis::from(away.seconds);
    let limits = rules::Limits::of(&ctx.config.limits, actor.computer);
    match away.end.as_str() {
        "idle" => store::rest_since(tx.conn(), actor.session, limits.rest_that_leaves(left, now)).await?,
        "absolute" => store::expire_at(tx.conn(), actor.session, now + left).await?,
        _ => return Err(AppError::Malformed),
    }
    Ok(tx.commit().await?)
}
