//! History as a person may read it.

use crate::access::CaseAccess;
use crate::cases::event::Event;
use crate::db::{Conn, DbError, DbResult};
use crate::on_db;
use crate::types::{CaseId, Millis, PersonId, ReceiptNumber};

#[derive(sqlx::FromRow)]
pub struct EventRow {
    pub seq: i64,
    pub source: String,
    pub received_at: Millis,
    pub payload: String,
}

impl EventRow {
    pub fn event(&self) -> DbResult<Event> {
        serde_json::from_str(&self.payload).map_err(|_| DbError::Corrupt("case_events.payload"))
    }
}

/// Events older than the given place, newest first, at most `limit`. A place is when an event happened and its number.
pub async fn history(conn: Conn<'_>, access: CaseAccess, before: (Millis, i64), limit: i64) -> DbResult<Vec<EventRow>> {
    let sql = "
        select seq, source, received_at, payload
        from case_events
        where case_id = $1 and (occurred_at < $2 or (occurred_at = $2 and seq < $3))
        order by occurred_at desc, seq desc
        limit $4";
    Ok(on_db!(conn => sqlx::query_as(sql)
        .bind(access.case())
        .bind(before.0)
        .bind(before.1)
        .bind(limit)
        .fetch_all(conn)
        .await)?)
}

#[derive(sqlx::FromRow)]
pub struct ChangeRow {
    pub seq: i64,
    pub receipt_number: ReceiptNumber,
    pub case_id: CaseId,
    pub payload: String,
    /// How many there are in all.
    pub total: i64,
}

impl ChangeRow {
    pub fn event(&self) -> DbResult<Event> {
        serde_json::from_str(&self.payload).map_err(|_| DbError::Corrupt("case_events.payload"))
    }
}

/// Events of the person's cases that arrived after `since` and after the case was linked, newest arrival first, at most
/// `limit`.
pub async fn changes_since(conn: Conn<'_>, person: PersonId, since: Millis, limit: i64) -> DbResult<Vec<ChangeRow>> {
    let sql = "
        select seq, receipt_number, case_events.case_id, payload, count(*) over () as total
        from case_links
        join case_events on case_events.case_id = case_links.case_id
        where case_links.person_id = $1 and received_at > $2 and received_at > linked_at
        order by received_at desc, seq desc
        limit $3";
    Ok(on_db!(conn => sqlx::query_as(sql).bind(person).bind(since).bind(limit).fetch_all(conn).await)?)
}
