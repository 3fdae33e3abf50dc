//! Reading is recorded before what was read is shown. Reads of the same moment share a transaction: whoever comes first
//! writes for all that wait. What a session reads again within five minutes is the same view and has one row.

use super::service::commit;
use super::{About, Act, Entry};
use crate::access::Actor;
use crate::db::{DbError, DbResult};
use crate::error::AppResult;
use crate::server::Ctx;
use crate::types::{CaseId, MINUTE, Millis, SessionId};
use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::oneshot;
use uuid::Uuid;

/// How long a view lasts: an open page that reads itself again, or somebody going back and forth, is one.
const VIEW: Millis = 5 * MINUTE;
/// Views remembered; forgetting one costs a row too many.
const REMEMBERED: usize = 20_000;

/// The reads that this process is writing, and those it has just written.
#[derive(Debug, Default)]
pub struct Reads {
    waiting: Mutex<Vec<Waiting>>,
    turn: tokio::sync::Mutex<()>,
    views: Mutex<HashMap<View, Millis>>,
    hasher: RandomState,
}

#[derive(Debug)]
struct Waiting {
    entry: Entry,
    tell: oneshot::Sender<bool>,
}

/// Session, act, and what was seen.
type View = (SessionId, Act, u64);

/// Records that the actor is about to be shown something, unless that is the same view as just now.
///
/// # Errors
/// When the row cannot be written: what is not recorded is not shown.
pub async fn read(ctx: &Ctx, actor: &Actor, act: Act, cases: &[CaseId]) -> AppResult<()> {
    let view = (actor.session, act, ctx.reads.hasher.hash_one(cases));
    if ctx.reads.is_recent(&view, ctx.now()) {
        return Ok(());
    }
    let entry = match cases {
        [] => Entry::of(act, actor),
        [case] => Entry::of(act, actor).about(About::Case(*case)),
        several => Entry::of(act, actor).about(About::Nothing).cases(several),
    };
    write(ctx, entry).await?;
    ctx.reads.remember(view, ctx.now());
    Ok(())
}

/// Records that a program of the agency is about to be given a case.
///
/// # Errors
/// As [`read`].
pub async fn read_by_key(ctx: &Ctx, key: Uuid, case: CaseId) -> AppResult<()> {
    Ok(write(ctx, Entry::agency(Act::CaseRead, Some(key)).about(About::Case(case))).await?)
}

async fn write(ctx: &Ctx, entry: Entry) -> DbResult<()> {
    let (tell, told) = oneshot::channel();
    lock(&ctx.reads.waiting).push(Waiting { entry, tell });
    let turn = ctx.reads.turn.lock().await;
    let batch = std::mem::take(&mut *lock(&ctx.reads.waiting));
    if !batch.is_empty() {
        let ctx = ctx.clone();
        // Of its own, so that a reader who goes away does not take the others' rows along.
        let written = tokio::spawn(async move { write_all(&ctx, batch).await });
        written.await.map_err(|_| DbError::Stopped)??;
    }
    drop(turn);
    if told.await.unwrap_or(false) { Ok(()) } else { Err(DbError::Stopped) }
}

async fn write_all(ctx: &Ctx, batch: Vec<Waiting>) -> DbResult<()> {
    let (entries, waiting): (Vec<Entry>, Vec<_>) = batch.into_iter().map(|one| (one.entry, one.tell)).unzip();
    let written = async { commit(ctx.db.begin().await?, ctx, entries).await }.await;
    for tell in waiting {
        // Who went away does not listen.
        let _ = tell.send(written.is_ok());
    }
    written
}

impl Reads {
    fn is_recent(&self, view: &View, now: Millis) -> bool {
        lock(&self.views).get(view).is_some_and(|at| (*at..*at + VIEW).contains(&now))
    }

    fn remember(&self, view: View, now: Millis) {
        let mut views = lock(&self.views);
        if views.len() >= REMEMBERED {
            views.retain(|_, at| (*at..*at + VIEW).contains(&now));
        }
        if views.len() >= REMEMBERED {
            views.clear();
        }
        views.insert(view, now);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
