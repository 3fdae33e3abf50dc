//! Forgetting what has expired.

use super::{Ctx, flash};
use crate::db::DbResult;
use crate::types::{DAY, Millis};
use crate::{accounts, desk, integration, limits, live};
use std::time::Duration;

/// Kept of the change feed; a browser that was away for longer reads everything anew.
const FEED_KEPT: Millis = 2 * DAY;

/// Sweeps as soon as the process runs, for it may never run for an hour, and then every hour.
pub async fn sweep(ctx: Ctx) {
    let mut every = tokio::time::interval(Duration::from_hours(1));
    loop {
        tokio::select! {
            () = ctx.stopping.cancelled() => return,
            _ = every.tick() => {}
        }
        let swept: DbResult<()> = async {
            let mut tx = ctx.db.begin().await?;
            live::prune(tx.conn(), ctx.now() - FEED_KEPT).await?;
            limits::prune(tx.conn(), ctx.now()).await?;
            flash::prune(tx.conn(), ctx.now()).await?;
            desk::prune(tx.conn(), ctx.now()).await?;
            tx.commit().await?;
            integration::prune(&ctx).await?;
            accounts::prune(&ctx).await
        }
        .await;
        if let Err(error) = swept {
            tracing::warn!(error = %error, "expired rows could not be removed; trying again in an hour");
        }
        if let Err(error) = accounts::addresses::fill_identities(&ctx).await {
            tracing::warn!(error = %error, "people of an earlier version could not all be indexed; trying again in an hour");
        }
    }
}
