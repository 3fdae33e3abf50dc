//! The hub of this process: reads the change feed in order and hands each row to the open streams of its person.
//!
//! It reads rows, not messages: a lost wake-up or a lost `LISTEN` connection delays a hint to the next look, it never
//! loses one.

use super::store;
use super::{Hint, Topic};
use crate::db::{Db, DbResult};
use crate::server::Ctx;
use crate::types::PersonId;
use sqlx::postgres::PgListener;
use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;

/// Hints that wait for one slow stream before it is dropped; its browser reconnects and is replayed the rest.
const WAITING: usize = 16;
/// Open streams of one person; the oldest gives way. Enough for a few devices with a few tabs each.
const PER_PERSON: usize = 12;
/// How long a missed wake-up can delay a hint.
const LOOK_ANYWAY: Duration = Duration::from_secs(1);
/// Rows read at once.
const BATCH: i64 = 500;

/// One numbered hint on its way to a stream.
pub(super) type Numbered = (i64, Hint);

/// Open streams by person. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Hub {
    streams: Arc<Mutex<HashMap<PersonId, Vec<Stream>>>>,
    changed: Arc<Notify>,
    ids: Arc<AtomicU64>,
}

#[derive(Debug)]
struct Stream {
    id: u64,
    letters: Arc<Letters>,
}

/// What waits for one stream. A channel would do, but keeps room for 32 hints in each of thousands of idle streams.
#[derive(Debug, Default)]
struct Letters {
    /// `None` once the hub has let go of the stream.
    waiting: Mutex<Option<VecDeque<Numbered>>>,
    arrived: Notify,
}

impl Letters {
    fn open() -> Arc<Self> {
        Arc::new(Self { waiting: Mutex::new(Some(VecDeque::new())), arrived: Notify::new() })
    }

    /// `false` if too many wait.
    fn put(&self, hint: Numbered) -> bool {
        let mut waiting = self.waiting();
        let room = waiting.as_mut().filter(|waiting| waiting.len() < WAITING);
        let put = room.map(|waiting| waiting.push_back(hint)).is_some();
        drop(waiting);
        self.arrived.notify_one();
        put
    }

    fn close(&self) {
        *self.waiting() = None;
        self.arrived.notify_one();
    }

    fn waiting(&self) -> MutexGuard<'_, Option<VecDeque<Numbered>>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.letters.close();
    }
}

/// The receiving end of one stream; dropping it takes the stream out of the hub.
#[derive(Debug)]
pub(super) struct Subscription {
    hub: Hub,
    person: PersonId,
    id: u64,
    letters: Arc<Letters>,
}

impl Subscription {
    /// The next hint; `None` once the hub has let go of this stream. Safe to drop while it waits.
    pub(super) async fn next(&self) -> Option<Numbered> {
        loop {
            match self.letters.waiting().as_mut().map(VecDeque::pop_front) {
                None => return None,
                Some(Some(hint)) => return Some(hint),
                Some(None) => {}
            }
            self.letters.arrived.notified().await;
        }
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        let mut streams = self.hub.streams();
        if let Some(own) = streams.get_mut(&self.person) {
            own.retain(|stream| stream.id != self.id);
            if own.is_empty() {
                streams.remove(&self.person);
            }
        }
    }
}

impl Hub {
    /// Looks at the feed now. Called after a commit that announced something.
    pub fn wake(&self) {
        self.changed.notify_one();
    }

    /// Streams open in this process.
    #[must_use]
    pub fn open_streams(&self) -> usize {
        self.streams().values().map(Vec::len).sum()
    }

    pub(super) fn subscribe(&self, person: PersonId) -> Subscription {
        let letters = Letters::open();
        let id = self.ids.fetch_add(1, Ordering::Relaxed);
        let mut streams = self.streams();
        let own = streams.entry(person).or_default();
        if own.len() >= PER_PERSON {
            own.remove(0);
        }
        own.push(Stream { id, letters: Arc::clone(&letters) });
        drop(streams);
        Subscription { hub: self.clone(), person, id, letters }
    }

    fn deliver(&self, seq: i64, person: PersonId, hint: &Hint) {
        if let Some(own) = self.streams().get_mut(&person) {
            // A full queue drops the stream: the browser comes back and asks for what it missed.
            own.retain(|stream| stream.letters.put((seq, hint.clone())));
        }
    }

    fn streams(&self) -> MutexGuard<'_, HashMap<PersonId, Vec<Stream>>> {
        self.streams.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Reads the feed until the process stops. One such task runs in each process.
pub async fn run(ctx: Ctx) {
    let mut last = loop {
        match newest(&ctx).await {
            Ok(seq) => break seq,
            Err(error) => tracing::warn!(error = %error, "the change feed cannot be read yet"),
        }
        if stopped_after(&ctx, LOOK_ANYWAY).await {
            return;
        }
    };
    let mut listener = None;
    loop {
        if listener.is_none() {
            listener = listen(&ctx.db).await;
        }
        tokio::select! {
            () = ctx.stopping.cancelled() => return,
            () = ctx.hub.changed.notified() => {}
            () = tokio::time::sleep(LOOK_ANYWAY) => {}
            heard = hear(&mut listener) => if !heard { listener = None },
        }
        match deliver_after(&ctx, last).await {
            Ok(seq) => last = seq,
            Err(error) => tracing::warn!(error = %error, "the change feed could not be read; trying again"),
        }
    }
}

async fn newest(ctx: &Ctx) -> DbResult<i64> {
    store::newest(ctx.db.read().await?.conn()).await
}

async fn stopped_after(ctx: &Ctx, wait: Duration) -> bool {
    tokio::time::timeout(wait, ctx.stopping.cancelled()).await.is_ok()
}

async fn deliver_after(ctx: &Ctx, mut last: i64) -> DbResult<i64> {
    loop {
        let rows = store::after(ctx.db.read().await?.conn(), last, BATCH).await?;
        let more = i64::try_from(rows.len()).unwrap_or(0) == BATCH;
        for (seq, person, hint) in rows {
            ctx.hub.deliver(seq, person, &hint);
            last = seq;
        }
        if !more {
            return Ok(last);
        }
    }
}

async fn listen(db: &Db) -> Option<PgListener> {
    let Db::Postgres(pool) = db else { return None };
    let mut listener = PgListener::connect_with(pool).await.ok()?;
    listener.listen("portico_feed").await.ok()?;
    Some(listener)
}

/// Waits for other nodes; never returns where there are none. `false` when the connection was lost.
async fn hear(listener: &mut Option<PgListener>) -> bool {
    match listener {
        Some(listener) => matches!(listener.try_recv().await, Ok(Some(_))),
        None => std::future::pending().await,
    }
}

/// Whether a hint may mean that the stream's own session has ended.
pub(super) fn concerns_session(hint: &Hint) -> bool {
    hint.topic == Topic::Account
}
