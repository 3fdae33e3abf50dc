//! Scheduling, and doing what is due.

use super::JobKind;
use super::rules::{ATTEMPTS, LEASE, wait_after};
use super::store::{self, DueRow};
use crate::accounts::{addresses, closing, devices, export, merging, notices, recovery};
use crate::db::{Conn, DbResult};
use crate::error::AppResult;
use crate::server::{Ctx, panicked};
use crate::types::{Millis, PersonId, RequestId};
use futures::FutureExt as _;
use std::panic::AssertUnwindSafe;
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
        if !claim(ctx, &row, lease_ends).await? {
            continue;
        }
        if row.attempts >= ATTEMPTS {
            // Each attempt so far took its node down with it, or it would have been given up before.
            settle(ctx, &row, lease_ends, None).await?;
        } else {
            done += usize::from(attempt(ctx, &row, lease_ends).await?);
        }
    }
    Ok(done)
}

/// How many jobs were given up, which somebody has to look at.
///
/// # Errors
/// When the database does not answer.
pub async fn given_up(conn: Conn<'_>) -> DbResult<i64> {
    store::count_given_up(conn).await
}

async fn claim(ctx: &Ctx, row: &DueRow, lease_ends: Millis) -> DbResult<bool> {
    let mut tx = ctx.db.begin().await?;
    let taken = store::claim(tx.conn(), row.id, row.due_at, lease_ends).await?;
    tx.commit().await?;
    Ok(taken)
}

async fn attempt(ctx: &Ctx, row: &DueRow, lease_ends: Millis) -> DbResult<bool> {
    // A newer version wrote what this one does not know; this node leaves it to one that does.
    let Some(kind) = JobKind::parse(&row.kind) else { return Ok(false) };
    // Boxed, because it is as large as the largest body.
    let body = AssertUnwindSafe(Box::pin(run(ctx, kind, row.subject_id))).catch_unwind();
    match body.await.unwrap_or_else(|_| Err(panicked())) {
        Ok(()) => {
            let mut tx = ctx.db.begin().await?;
            store::drop_done(tx.conn(), row.id, lease_ends).await?;
            tx.commit().await?;
            Ok(true)
        }
        Err(error) => {
            let attempts = row.attempts + 1;
            tracing::warn!(job.kind = row.kind, job.attempts = attempts, error = %error, "a job failed");
            let next = (attempts < ATTEMPTS).then(|| ctx.now() + wait_after(attempts));
            settle(ctx, row, lease_ends, next).await?;
            Ok(false)
        }
    }
}

/// Has a failed job tried again at `next`, or gives it up.
async fn settle(ctx: &Ctx, row: &DueRow, lease_ends: Millis, next: Option<Millis>) -> DbResult<()> {
    let mut tx = ctx.db.begin().await?;
    store::mark_failed(tx.conn(), row.id, lease_ends, next, ctx.now()).await?;
    tx.commit().await?;
    if next.is_none() {
        tracing::error!(job.kind = row.kind, job.attempts = row.attempts, "a job is given up");
    }
    Ok(())
}

/// Where each kind of work is done.
async fn run(ctx: &Ctx, kind: JobKind, subject: Uuid) -> AppResult<()> {
    match kind {
        JobKind::BuildExport => Box::pin(export::build(ctx, subject)).await,
        JobKind::DropExport => export::drop_when_over(ctx, subject).await,
        JobKind::ForgetMerge => merging::forget_when_over(ctx, subject).await,
        JobKind::RemindOfAddress => addresses::service::remind(ctx, subject).await,
        JobKind::RemindOfClosing => closing::service::remind(ctx, PersonId(subject)).await,
        JobKind::CloseAccount => closing::service::close(ctx, PersonId(subject)).await,
        JobKind::NewDevice => devices::tell(ctx, subject).await,
        JobKind::CaseMail => notices::tell_of_cases(ctx, PersonId(subject)).await,
        JobKind::RecoveryReady => recovery::tell_ready(ctx, subject).await,
        JobKind::SupportRecoveryDue => recovery::finish_request(ctx, RequestId(subject)).await,
    }
}
