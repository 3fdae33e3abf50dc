//! The task that does what is due.

use super::{given_up, run_due};
use crate::db::DbResult;
use crate::server::{Ctx, internal};
use std::time::Duration;

/// How often it looks: one indexed read. A look, not a wake-up, also finds what other nodes scheduled.
const LOOK: Duration = Duration::from_secs(1);

/// Wait after the database did not answer.
const TROUBLE: Duration = Duration::from_secs(15);

/// Looks between two counts of what was given up.
const COUNT_EVERY: u32 = 60;

/// Works until the process begins to stop.
pub async fn work(ctx: Ctx) {
    let mut wait = LOOK;
    let mut looks = 0;
    while tokio::time::timeout(wait, ctx.stopping.cancelled()).await.is_err() {
        wait = match look(&ctx, looks).await {
            Ok(()) => LOOK,
            Err(error) => {
                internal(&error);
                TROUBLE
            }
        };
        looks = (looks + 1) % COUNT_EVERY;
    }
}

async fn look(ctx: &Ctx, looks: u32) -> DbResult<()> {
    run_due(ctx).await?;
    if looks == 0 {
        let count = given_up(ctx.db.read().await?.conn()).await?;
        metrics::gauge!("portico_jobs_given_up").set(f64::from(u32::try_from(count).unwrap_or(u32::MAX)));
    }
    Ok(())
}
