//! Scheduling, and doing what is due.

use super::JobKind;
use super::rules::{ATTEMPTS, LEASE, wait_after};
use super::store::{self, DueRow};
use crate::accounts::recovery;
use crate::db::{Conn, DbResult};
use crate::error::AppResult;
use crate::server::Ctx;
use crate::types::{Millis, RequestId};
use uuid::Uuid;

/// Jobs looked at in one round.
const ROUND: i64 = 20;

/// Has `kind` done to `subject` at `due_at`, in the caller's transaction. There is one such job: a second call moves it.
///
/// # Errors
/// When the database refuses.
pub async fn schedule(conn: Conn<'_>, ctx: &Ctx, kind: JobKind, subject: Uuid, due_at: Millis) -> DbResult<()> {
    store::put(conn, ctx.id(), kind.as_str(), subject, due_at, ctx.now()).await
}

/// Has it not done, unless a node is at it already.
///
/// # Errors
/// When the database refuses.
pub async fn cancel(conn: Conn<'_>, kind: JobKind, subject: Uuid) -> DbResult<()> {
    store::drop_job(conn, kind.as_str(), subject).await
}

/// Does what is due, one after the other, and answers how many jobs were done. Safe to run on several nodes at once.
///
/// # Errors
/// When the database does not answer; a job that fails is no error but waits.
pub async fn run_due(ctx: &Ctx) -> DbResult<usize> {
    let due = store::list_due(ctx.db.read().await?.conn(), ctx.now(), ROUND).await?;
    let mut done = 0;
    for row in due {
        if ctx.stopping.is_cancelled() {
            break;
        }
        let lease_ends = ctx.now() + LEASE;
        if claim(ctx, &row, lease_ends).await? {
            done += usize::from(attempt(ctx, &row, lease_ends).await?);
        }
    }
    Ok(done)
}

async fn claim(ctx: &Ctx, row: &DueRow, lease_ends: Millis) -> DbResult<bool> {
    let mut tx = ctx.db.begin().await?;
    let taken = store::claim(tx.conn(), row.id, row.due_at, lease_ends).await?;
    tx.commit().await?;
    Ok(taken)
}

async fn attempt(ctx: &Ctx, row: &DueRow, lease_ends: Millis) -> DbResult<bool> {
    let outcome = match JobKind::parse(&row.kind) {
        // Boxed, because it is as large as the largest body.
        Some(kind) => Box::pin(run(ctx, kind, row.subject_id)).await,
        // A newer version wrote it; this node leaves it to one that knows.
        None => return Ok(false),
    };
    let mut tx = ctx.db.begin().await?;
    match &outcome {
        Ok(()) => store::drop_done(tx.conn(), row.id, lease_ends).await?,
        Err(error) => {
            let attempts = row.attempts + 1;
            let next = (attempts < ATTEMPTS).then(|| ctx.now() + wait_after(attempts));
            tracing::warn!(job.kind = row.kind, job.attempts = attempts, error = %error, "a job failed");
            store::mark_failed(tx.conn(), row.id, lease_ends, next).await?;
        }
    }
    tx.commit().await?;
    Ok(outcome.is_ok())
}

/// Where each kind of work is done.
async fn run(ctx: &Ctx, kind: JobKind, subject: Uuid) -> AppResult<()> {
    match kind {
        JobKind::RecoveryReady => recovery::tell_ready(ctx, subject).await,
        JobKind::SupportRecoveryDue => recovery::finish_request(ctx, RequestId(subject)).await,
    }
}
