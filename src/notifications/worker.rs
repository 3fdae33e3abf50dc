//! The tasks that empty the outbox.

use super::{Gateway, GatewayError, Transport, TransportError, service};
use crate::db::DbResult;
use crate::server::{Ctx, internal};
use std::time::{Duration, Instant};

/// How often the outbox is looked at: one indexed read. A look, not a wake-up after commit, also finds what other nodes
/// wrote and what waits for its next try.
const LOOK: Duration = Duration::from_secs(1);

/// Wait after the database did not answer.
const TROUBLE: Duration = Duration::from_secs(15);

const PRUNE: Duration = Duration::from_hours(1);

/// What takes the messages cannot be used as configured.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error(transparent)]
    Mail(#[from] TransportError),
    #[error(transparent)]
    Text(#[from] GatewayError),
}

/// Starts a worker for each channel; they end when the process begins to stop.
///
/// # Errors
/// When the mail server or the gateway cannot be used as configured.
pub fn start(ctx: &Ctx) -> Result<(), StartError> {
    let transport = Transport::from_config(&ctx.config)?;
    let gateway = Gateway::from_config(&ctx.config)?;
    if matches!(transport, Transport::Unset) {
        tracing::warn!("PORTICO_SMTP_URL is not set: mail waits in the outbox");
    }
    ctx.tasks.spawn(run(ctx.clone(), transport));
    if !matches!(gateway, Gateway::Off) {
        // Of its own, so that a slow gateway holds up no mail.
        ctx.tasks.spawn(run_texts(ctx.clone(), gateway));
    }
    Ok(())
}

async fn run_texts(ctx: Ctx, gateway: Gateway) {
    let mut wait = LOOK;
    loop {
        tokio::select! {
            () = ctx.stopping.cancelled() => return,
            () = tokio::time::sleep(wait) => {}
        }
        wait = rest(service::deliver_texts_due(&ctx, &gateway).await);
    }
}

/// How long to wait for the next look.
fn rest(looked: DbResult<usize>) -> Duration {
    match looked {
        Ok(_) => LOOK,
        Err(error) => {
            internal(&error);
            TROUBLE
        }
    }
}

async fn run(ctx: Ctx, transport: Transport) {
    let mut wait = LOOK;
    let mut pruned: Option<Instant> = None;
    loop {
        tokio::select! {
            () = ctx.stopping.cancelled() => return,
            () = tokio::time::sleep(wait) => {}
        }
        wait = rest(service::deliver_due(&ctx, &transport).await);
        if pruned.is_none_or(|at| at.elapsed() >= PRUNE) {
            pruned = Some(Instant::now());
            if let Err(error) = service::prune(&ctx).await {
                internal(&error);
            }
        }
    }
}
