//! The copy as a file.

use super::service::{Download, download as begin, piece};
use crate::access::Actor;
use crate::error::{AppError, AppResult};
use crate::server::Ctx;
use crate::server::layers::Refusal;
use axum::body::Body;
use axum::extract::{Extension, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use futures::stream::try_unfold;

/// `GET /account/export.zip`
pub async fn download(State(ctx): State<Ctx>, Extension(actor): Extension<Option<Actor>>) -> Response {
    fetch(&ctx, actor).await.unwrap_or_else(|error| Refusal(error).into_response())
}

async fn fetch(ctx: &Ctx, actor: Option<Actor>) -> AppResult<Response> {
    let actor = actor.ok_or(AppError::Unauthenticated)?.full()?;
    let download = begin(ctx, &actor).await?;
    let headers = [
        (header::CONTENT_TYPE, "application/zip".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"portico-{}.zip\"", download.day)),
        (header::CONTENT_LENGTH, download.bytes.to_string()),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, body(ctx, download)).into_response())
}

/// One piece after the other, each read when the one before was sent. A piece that is not there, or is not what was kept,
/// breaks the download off: what arrived is then shorter than was said.
fn body(ctx: &Ctx, download: Download) -> Body {
    let ctx = ctx.clone();
    Body::from_stream(try_unfold(0, move |number| {
        let (ctx, download) = (ctx.clone(), download.clone());
        async move {
            if number >= download.pieces {
                return Ok::<_, AppError>(None);
            }
            Ok(Some((piece(&ctx, &download, number).await?, number + 1)))
        }
    }))
}
