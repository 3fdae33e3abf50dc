//! Writing rows, as the last act of a transaction.

use super::entry::{About, By, Entry};
use super::rules::{Row, seal_head, seal_row};
use super::store;
use crate::db::{Conn, DbError, DbResult, Tx};
use crate::server::Ctx;
use std::sync::{Mutex, PoisonError};
use uuid::Uuid;

/// The end of the log as this process last wrote it: the number of its rows and the seal of the newest. Another process may
/// have written since, so whoever goes by it asks whether it still is the end, by the statement that moves the end.
#[derive(Debug, Default)]
pub struct KnownEnd(Mutex<Option<End>>);

type End = (i64, Vec<u8>);

impl KnownEnd {
    fn get(&self) -> Option<End> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, end: End) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(end);
    }
}

/// Writes the rows and makes the transaction lasting. The lock of the log is taken after every other and held for these
/// statements and the commit alone, so writers wait for each other shortly and never in a circle.
///
/// # Errors
/// When the database refuses; nothing is written then, the act included.
pub async fn commit(mut tx: Tx, ctx: &Ctx, entries: impl IntoIterator<Item = Entry>) -> DbResult<()> {
    let entries: Vec<Entry> = entries.into_iter().collect();
    if entries.is_empty() {
        return tx.commit().await;
    }
    let end = append(tx.conn(), ctx, &entries).await?;
    tx.commit().await?;
    ctx.log_end.set(end);
    Ok(())
}

/// Answers the new end.
async fn append(mut conn: Conn<'_>, ctx: &Ctx, entries: &[Entry]) -> DbResult<End> {
    if let Some(end) = ctx.log_end.get() {
        let (rows, newest) = rows(ctx, entries, &end);
        let seal = seal_head(&ctx.keys, newest.0, &newest.1);
        if store::move_end(conn.again(), &end, &newest, &seal).await? {
            store::insert_all(conn, &rows).await?;
            return Ok(newest);
        }
    }
    let count = i64::try_from(entries.len()).unwrap_or(i64::MAX);
    let (last, before) = store::advance(conn.again(), count).await?.ok_or(DbError::Corrupt("audit_head"))?;
    let (rows, newest) = rows(ctx, entries, &(last - count, before));
    store::insert_all(conn.again(), &rows).await?;
    store::put_head(conn, &newest.1, &seal_head(&ctx.keys, newest.0, &newest.1)).await?;
    Ok(newest)
}

/// The rows after an end, and the end after them.
fn rows(ctx: &Ctx, entries: &[Entry], (last, newest): &End) -> (Vec<Row>, End) {
    let (mut rows, mut end) = (Vec::with_capacity(entries.len()), (*last, newest.clone()));
    for entry in entries {
        let row = row(ctx, end.0 + 1, entry, end.1);
        end = (row.seq, row.seal.clone());
        rows.push(row);
    }
    (rows, end)
}

fn row(ctx: &Ctx, seq: i64, entry: &Entry, previous: Vec<u8>) -> Row {
    let (actor_kind, actor_id) = match entry.by {
        By::Person(person) => ("person", Some(person.0)),
        By::Stranger => ("stranger", None),
        By::Staff(staff) => ("staff", Some(staff.0)),
        By::AgencyKey(key) => ("agency_key", Some(key)),
        By::System => ("system", None),
    };
    let (subject_kind, subject_id) = match entry.about {
        About::Nothing => ("none", None::<Uuid>),
        About::Person(person) => ("person", Some(person.0)),
        About::Session(session) => ("session", Some(session.0)),
        About::Passkey(passkey) => ("passkey", Some(passkey)),
        About::Case(case) => ("case", Some(case.0)),
    };
    let mut row = Row {
        seq,
        at: ctx.now(),
        actor_kind: actor_kind.to_owned(),
        actor_id,
        person_id: entry.person.map(|person| person.0),
        topic: entry.act.topic().as_str().to_owned(),
        act: entry.act.as_str().to_owned(),
        subject_kind: subject_kind.to_owned(),
        subject_id,
        outcome: if entry.refused { "refused" } else { "done" }.to_owned(),
        network: entry.origin.network.clone(),
        agent: entry.origin.agent.clone(),
        details: entry.details(),
        previous,
        seal: Vec::new(),
    };
    row.seal = seal_row(&ctx.keys, &row);
    row
}
