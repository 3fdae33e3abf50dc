//! How long what could not be taken in is kept, and whose feed a database holds.

use super::store;
use crate::db::DbResult;
use crate::server::Ctx;
use crate::types::{DAY, Millis};

/// Long enough for somebody to look into last month's feeds.
const REJECTIONS_KEPT: Millis = 30 * DAY;

/// Forgets rejected lines that nobody looked into.
///
/// # Errors
/// When the database does not answer.
pub async fn prune(ctx: &Ctx) -> DbResult<()> {
    let mut tx = ctx.db.begin().await?;
    store::prune_rejections(tx.conn(), ctx.now() - REJECTIONS_KEPT).await?;
    tx.commit().await
}

/// Whether the database is empty, or has been fed by `source`.
///
/// # Errors
/// When the database does not answer.
pub async fn belongs_to(ctx: &Ctx, source: &str) -> DbResult<bool> {
    let (anything, from_source) = store::find_origin(ctx.db.read().await?.conn(), source).await?;
    Ok(from_source || !anything)
}
