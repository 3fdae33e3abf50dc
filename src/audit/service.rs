//! Writing rows, as the last act of a transaction.

use super::entry::{About, By, Entry};
use super::rules::{Row, seal_head, seal_row};
use super::store;
use crate::db::{Conn, DbError, DbResult, Tx};
use crate::server::Ctx;
use uuid::Uuid;

/// Writes the rows and makes the transaction lasting. The lock of the log is taken after every other and held for these
/// statements and the commit alone, so writers wait for each other shortly and never in a circle.
///
/// # Errors
/// When the database refuses; nothing is written then, the act included.
pub async fn commit(mut tx: Tx, ctx: &Ctx, entries: impl IntoIterator<Item = Entry>) -> DbResult<()> {
    let entries: Vec<Entry> = entries.into_iter().collect();
    append(tx.conn(), ctx, &entries).await?;
    tx.commit().await
}

pub(super) async fn append(mut conn: Conn<'_>, ctx: &Ctx, entries: &[Entry]) -> DbResult<()> {
    let count = i64::try_from(entries.len()).unwrap_or(i64::MAX);
    if count == 0 {
        return Ok(());
    }
    let gone = DbError::Corrupt("audit_head");
    let (last, mut newest) = store::advance(conn.again(), count).await?.ok_or(gone)?;
    for (seq, entry) in (last - count + 1..).zip(entries) {
        let row = row(ctx, seq, entry, newest);
        store::insert(conn.again(), &row).await?;
        newest = row.seal;
    }
    store::put_head(conn, &newest, &seal_head(&ctx.keys, last, &newest)).await
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
