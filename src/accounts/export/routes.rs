//! The copy as a file.

use super::chunks::Piece;
use super::store;
use crate::access::Actor;
use crate::audit::{self, Act, Entry};
use crate::db::DbError;
use crate::error::{AppError, AppResult};
use crate::server::Ctx;
use crate::server::layers::Refusal;
use crate::types::Zone;
use axum::body::Body;
use axum::extract::{Extension, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use futures::stream::try_unfold;
use uuid::Uuid;

/// `GET /account/export.zip`
pub async fn download(State(ctx): State<Ctx>, Extension(actor): Extension<Option<Actor>>) -> Response {
    fetch(&ctx, actor).await.unwrap_or_else(|error| Refusal(error).into_response())
}

async fn fetch(ctx: &Ctx, actor: Option<Actor>) -> AppResult<Response> {
    let actor = actor.ok_or(AppError::Unauthenticated)?.full()?;
    actor.fresh(ctx.now())?;
    let row = store::find(ctx.db.read().await?.conn(), actor.person).await?;
    let row = row.filter(|row| row.ready_at.is_some() && !row.is_over(ctx.now())).ok_or(AppError::NotFound)?;
    audit::commit(ctx.db.begin().await?, ctx, [Entry::of(Act::ExportDownloaded, &actor)]).await?;
    let day = Zone::find_or_utc(&actor.time_zone).day(row.asked_at);
    let headers = [
        (header::CONTENT_TYPE, "application/zip".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"portico-{day}.zip\"")),
        (header::CONTENT_LENGTH, row.bytes.to_string()),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, body(ctx, row.id, row.chunks)).into_response())
}

/// One piece after the other, each read when the one before was sent. A piece that is not there, or is not what was kept,
/// breaks the download off: what arrived is then shorter than was said.
fn body(ctx: &Ctx, export: Uuid, chunks: i64) -> Body {
    let ctx = ctx.clone();
    Body::from_stream(try_unfold(0, move |number| {
        let ctx = ctx.clone();
        async move {
            if number >= chunks {
                return Ok::<_, AppError>(None);
            }
            let found = store::chunk(ctx.db.read().await?.conn(), export, number).await?;
            let (id, sealed) = found.ok_or(DbError::Corrupt("export_chunks"))?;
            let piece = Piece { export, number, last: number + 1 == chunks };
            Ok(Some((piece.open(&ctx, id, &sealed)?, number + 1)))
        }
    }))
}
