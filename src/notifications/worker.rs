//! The task that empties the outbox.

use super::{Transport, TransportError, service};
use crate::server::{Ctx, internal};
use std::time::{Duration, Instant};

/// How often the outbox is looked at: one indexed read. A look, not a wake-up after commit, also finds what other nodes
/// wrote and what waits for its next try.
const LOOK: Duration = Duration::from_secs(1);

/// Wait after the database did not answer.
const TROUBLE: Duration = Duration::from_secs(15);

const PRUNE: Duration = Duration::from_hours(1);

/// Starts the worker; it ends when the process begins to stop.
///
/// # Errors
/// When the mail server cannot be used as configured.
pub fn start(ctx: &Ctx) -> Result<(), TransportError> {
    let transport = Transport::from_config(&ctx.config)?;
    if matches!(transport, Transport::Unset) {
        tracing::warn!("PORTICO_SMTP_URL is not set: mail waits in the outbox");
    }
    ctx.tasks.spawn(run(ctx.clone(), transport));
    Ok(())
}

async fn run(ctx: Ctx, transport: Transport) {
    let mut wait = LOOK;
    let mut pruned: Option<Instant> = None;
    loop {
        tokio::select! {
            () = ctx.stopping.cancelled() => return,
            () = tokio::time::sleep(wait) => {}
        }
        wait = match service::deliver_due(&ctx, &transport).await {
            Ok(_) => LOOK,
            Err(error) => {
                internal(&error);
                TROUBLE
            }
        };
        if pruned.is_none_or(|at| at.elapsed() >= PRUNE) {
            pruned = Some(Instant::now());
            if let Err(error) = service::prune(&ctx).await {
                internal(&error);
            }
        }
    }
}
