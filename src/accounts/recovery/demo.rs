//! `/demo/recovery`: the waiting time of every recovery that runs is over now, so that its end can be seen without waiting
//! for it. Mounted only by `portico demo`. Nothing else of a recovery is left out.

use super::store::{claims, requests};
use crate::error::AppResult;
use crate::jobs::{self, JobKind};
use crate::server::Ctx;
use crate::server::layers::problem_response;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse as _, Response};
use axum::routing::get;

/// The page and what it posts.
pub fn demo_recovery() -> Router<Ctx> {
    Router::new().route("/demo/recovery", get(page).post(wait))
}

async fn page(State(ctx): State<Ctx>) -> Html<String> {
    Html(format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Demonstration of a recovery</title>\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <link rel=\"stylesheet\" href=\"{}/portico.css\"></head><body><main class=\"page stack\">\
         <h1>Demonstration of a recovery</h1><p>A recovery by the mailbox waits a day or longer, one by the support desk \
         three days. Let the time be over, then look into the mailbox.</p>\
         <form method=\"post\"><button class=\"button\" type=\"submit\">Let it be over</button></form>\
         </main></body></html>",
        ctx.assets.bundle.folder,
    ))
}

async fn wait(State(ctx): State<Ctx>) -> Response {
    match end_waiting(&ctx).await {
        Ok(()) => (StatusCode::OK, Html("<!DOCTYPE html><title>Done</title><p>Done.</p>")).into_response(),
        Err(error) => problem_response(&error),
    }
}

async fn end_waiting(ctx: &Ctx) -> AppResult<()> {
    let now = ctx.now();
    let mut tx = ctx.db.begin().await?;
    for id in claims::end_waiting(tx.conn(), now).await? {
        jobs::schedule(tx.conn(), ctx, JobKind::RecoveryReady, id, now).await?;
    }
    for id in requests::end_waiting(tx.conn(), now).await? {
        jobs::schedule(tx.conn(), ctx, JobKind::SupportRecoveryDue, id.0, now).await?;
    }
    Ok(tx.commit().await?)
}
