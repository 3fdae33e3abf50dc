//! `/demo/hurry`: mail that waits for what may come of what it tells is sent now, so that it can be seen without waiting for
//! it. Mounted only by `portico demo`.

use super::{JobKind, store};
use crate::error::AppResult;
use crate::server::Ctx;
use crate::server::layers::problem_response;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse as _, Response};
use axum::routing::get;

/// Work whose time only gathers. A body that asks the clock itself would find that its time has not come, and be lost.
const GATHERED: [JobKind; 2] = [JobKind::NewDevice, JobKind::CaseMail];

/// The page and what it posts.
pub fn demo_hurry() -> Router<Ctx> {
    Router::new().route("/demo/hurry", get(page).post(hurry))
}

async fn page(State(ctx): State<Ctx>) -> Html<String> {
    Html(format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Demonstration of waiting mail</title>\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <link rel=\"stylesheet\" href=\"{}/portico.css\"></head><body><main class=\"page stack\">\
         <h1>Demonstration of waiting mail</h1><p>Mail about a new browser waits five minutes, mail about cases one to \
         ten, so that one mail tells all. Send it now, then look into the mailbox.</p>\
         <form method=\"post\"><button class=\"button\" type=\"submit\">Send it now</button></form>\
         </main></body></html>",
        ctx.assets.bundle.folder,
    ))
}

async fn hurry(State(ctx): State<Ctx>) -> Response {
    match bring_forward(&ctx).await {
        Ok(()) => (StatusCode::OK, Html("<!DOCTYPE html><title>Done</title><p>Done.</p>")).into_response(),
        Err(error) => problem_response(&error),
    }
}

async fn bring_forward(ctx: &Ctx) -> AppResult<()> {
    let mut tx = ctx.db.begin().await?;
    for kind in GATHERED {
        store::bring_forward(tx.conn(), kind.as_str(), ctx.now()).await?;
    }
    Ok(tx.commit().await?)
}
