//! The task that does what is due.

use super::run_due;
use crate::server::{Ctx, internal};
use std::time::Duration;

/// How often it looks: one indexed read. A look, not a wake-up, also finds what other nodes scheduled.
const LOOK: Duration = Duration::from_secs(1);

/// Wait after the database did not answer.
const TROUBLE: Duration = Duration::from_secs(15);

/// Works until the process begins to stop.
pub async fn work(ctx: Ctx) {
    let mut wait = LOOK;
    while tokio::time::timeout(wait, ctx.stopping.cancelled()).await.is_err() {
        wait = match run_due(&ctx).await {
            Ok(_) => LOOK,
            Err(error) => {
                internal(&error);
                TROUBLE
            }
        };
    }
}
