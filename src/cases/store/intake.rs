//! Statements of intake: many rows each, because a statement an event would not keep up with a feed. Callers hold
//! [`crate::db::serialise_intake`], so what is read here stays true until they commit.

use crate::cases::event::Event;
use crate::db::{Conn, DbError, DbResult};
use crate::on_db;
use crate::types::{CaseId, Millis, ReceiptNumber};
use std::collections::{HashMap, HashSet};

/// An event to be kept.
pub struct EventToStore<'e> {
    pub event: &'e Event,
    /// The whole event as JSON, without the applicant.
    pub payload: &'e str,
    /// The applicant, sealed.
    pub applicant: Option<&'e [u8]>,
    /// `None` holds the event until its case is opened.
    pub case: Option<CaseId>,
}

/// A case as intake continues it.
#[derive(sqlx::FromRow)]
pub struct StoredCase {
    pub id: CaseId,
    pub receipt_number: ReceiptNumber,
    pub state: String,
    pub version: i64,
}

/// Which of the ids this source has sent before.
pub async fn find_known_any(conn: Conn<'_>, source: &str, ids: &[&str]) -> DbResult<HashSet<String>> {
    let found: Vec<String> = on_db!(conn => {
        let mut query = sqlx::QueryBuilder::new("select event_id from case_events where source = ");
        query.push_bind(source.to_owned()).push(" and event_id in (");
        let mut list = query.separated(", ");
        for id in ids {
            list.push_bind((*id).to_owned());
        }
        query.push(")");
        query.build_query_scalar().persistent(false).fetch_all(conn).await
    })?;
    Ok(found.into_iter().collect())
}

pub async fn find_cases_any(
    conn: Conn<'_>,
    receipts: &[&ReceiptNumber],
) -> DbResult<HashMap<ReceiptNumber, StoredCase>> {
    let found: Vec<StoredCase> = on_db!(conn => {
        let mut query = sqlx::QueryBuilder::new("select id, receipt_number, state, version from cases where receipt_number in (");
        let mut list = query.separated(", ");
        for receipt in receipts {
            list.push_bind((*receipt).clone());
        }
        query.push(")");
        query.build_query_as().persistent(false).fetch_all(conn).await
    })?;
    Ok(found.into_iter().map(|case| (case.receipt_number.clone(), case)).collect())
}

/// New cases, their state still empty.
pub async fn insert_cases_any(conn: Conn<'_>, cases: &[(CaseId, &ReceiptNumber)], now: Millis) -> DbResult<()> {
    on_db!(conn => {
        let mut query = sqlx::QueryBuilder::new(
            "insert into cases (id, receipt_number, confidential, state, version, created_at, last_received_at) ",
        );
        query.push_values(cases, |mut row, (id, receipt)| {
            row.push_bind(*id).push_bind((*receipt).clone()).push_bind(false).push_bind("{}");
            row.push_bind(0_i64).push_bind(now).push_bind(now);
        });
        query.build().persistent(false).execute(conn).await.map(|_| ())
    })?;
    Ok(())
}

pub async fn insert_events_any(conn: Conn<'_>, source: &str, events: &[EventToStore<'_>], now: Millis) -> DbResult<()> {
    on_db!(conn => {
        let mut query = sqlx::QueryBuilder::new(
            "insert into case_events (source, event_id, receipt_number, case_id, kind, occurred_at, received_at, payload, applicant) ",
        );
        query.push_values(events, |mut row, stored| {
            let event = stored.event;
            row.push_bind(source.to_owned()).push_bind(event.event_id.clone()).push_bind(event.receipt_number.clone());
            row.push_bind(stored.case).push_bind(event.kind.as_str()).push_bind(event.occurred_at.at).push_bind(now);
            row.push_bind(stored.payload.to_owned()).push_bind(stored.applicant.map(<[u8]>::to_vec));
        });
        query.build().persistent(false).execute(conn).await.map(|_| ())
    })?;
    Ok(())
}

/// Gives new cases the events that were held for them; answers each event's receipt number and arrival.
pub async fn attach_held_any(conn: Conn<'_>, receipts: &[&ReceiptNumber]) -> DbResult<Vec<(ReceiptNumber, Millis)>> {
    Ok(on_db!(conn => {
        let mut query = sqlx::QueryBuilder::new(
            "update case_events
            set case_id = (select id from cases where cases.receipt_number = case_events.receipt_number)
            where case_id is null and receipt_number in (",
        );
        let mut list = query.separated(", ");
        for receipt in receipts {
            list.push_bind((*receipt).clone());
        }
        query.push(") returning receipt_number, received_at");
        query.build_query_as().persistent(false).fetch_all(conn).await
    })?)
}

/// Every event of a case, in order of arrival.
pub async fn history_any(conn: Conn<'_>, case: CaseId) -> DbResult<Vec<Event>> {
    let sql = "select payload from case_events where case_id = $1 order by seq";
    let payloads: Vec<String> = on_db!(conn => sqlx::query_scalar(sql).bind(case).fetch_all(conn).await)?;
    let events = payloads.iter().map(|payload| serde_json::from_str(payload));
    events.collect::<Result<_, _>>().map_err(|_| DbError::Corrupt("case_events.payload"))
}

/// The sealed applicants of a case's events, in the order in which the events happened.
pub async fn applicants_any(conn: Conn<'_>, case: CaseId) -> DbResult<Vec<(String, String, Vec<u8>)>> {
    let sql = "
        select source, event_id, applicant
        from case_events
        where case_id = $1 and applicant is not null
        order by occurred_at, seq";
    Ok(on_db!(conn => sqlx::query_as(sql).bind(case).fetch_all(conn).await)?)
}

/// What a person can prove about themselves, as it is stored.
#[derive(Clone, Default)]
pub struct Identity {
    pub birth: Option<Vec<u8>>,
    pub name: Option<Vec<u8>>,
    pub a_number: Option<Vec<u8>>,
    pub code: Option<Vec<u8>>,
}

/// A case's new state; `identity` only where an event told something of the applicant.
pub struct StateToSave {
    pub case: CaseId,
    pub state: String,
    pub confidential: bool,
    pub version: i64,
    pub identity: Option<Identity>,
}

pub async fn save_states_any(mut conn: Conn<'_>, cases: &[StateToSave], now: Millis) -> DbResult<()> {
    for case in cases {
        save(conn.again(), case, now).await?;
    }
    Ok(())
}

async fn save(mut conn: Conn<'_>, case: &StateToSave, now: Millis) -> DbResult<()> {
    let sql = "
        update cases
        set state = $2, confidential = $3, version = $4, last_received_at = $5
        where id = $1";
    let again = conn.again();
    on_db!(again => sqlx::query(sql)
        .bind(case.case)
        .bind(&case.state)
        .bind(case.confidential)
        .bind(case.version)
        .bind(now)
        .execute(again)
        .await
        .map(|_| ()))?;
    let Some(identity) = &case.identity else { return Ok(()) };
    let sql = "
        update cases
        set birth_index = $2, name_index = $3, a_number_index = $4, code_index = $5
        where id = $1";
    on_db!(conn => sqlx::query(sql)
        .bind(case.case)
        .bind(&identity.birth)
        .bind(&identity.name)
        .bind(&identity.a_number)
        .bind(&identity.code)
        .execute(conn)
        .await
        .map(|_| ()))?;
    Ok(())
}
