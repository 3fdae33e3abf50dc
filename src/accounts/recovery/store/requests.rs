//! SQL of requests to the support desk.

use crate::db::{Conn, DbResult};
use crate::on_db;
use crate::types::{Millis, PersonId, RequestId, StaffId};

/// A request about to be kept.
pub struct NewRequest<'a> {
    pub id: RequestId,
    pub reference: &'a str,
    pub person: Option<PersonId>,
    pub sealed_address: Vec<u8>,
    pub locale: &'static str,
    pub evidence: &'a str,
    pub token_hash: Vec<u8>,
    pub now: Millis,
    pub expires_at: Millis,
}

pub async fn insert(conn: Conn<'_>, request: &NewRequest<'_>) -> DbResult<()> {
    let sql = "
        insert into recovery_requests
          (id, reference, person_id, address, locale, evidence, state, token_hash, opened_at, expires_at)
        values ($1, $2, $3, $4, $5, $6, 'unproved', $7, $8, $9)";
    on_db!(conn => sqlx::query(sql)
        .bind(request.id)
        .bind(request.reference)
        .bind(request.person)
        .bind(&request.sealed_address)
        .bind(request.locale)
        .bind(request.evidence)
        .bind(&request.token_hash)
        .bind(request.now)
        .bind(request.expires_at)
        .execute(conn)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Whether the link still proves an address.
pub async fn can_confirm(conn: Conn<'_>, token_hash: &[u8], now: Millis) -> DbResult<bool> {
    let sql = "
        select exists (
          select 1 from recovery_requests where token_hash = $1 and state = 'unproved' and expires_at > $2
        )";
    Ok(on_db!(conn => sqlx::query_scalar(sql).bind(token_hash).bind(now).fetch_one(conn).await)?)
}

/// Shows the request to the staff; of two at once one does. Answers its id, reference and person.
pub async fn confirm(
    conn: Conn<'_>,
    token_hash: &[u8],
    now: Millis,
    expires_at: Millis,
) -> DbResult<Option<(RequestId, String, Option<PersonId>)>> {
    let sql = "
        update recovery_requests
        set state = 'open', token_hash = null, proved_at = $2, expires_at = $3
        where token_hash = $1 and state = 'unproved' and expires_at > $2
        returning id, reference, person_id";
    Ok(on_db!(conn => sqlx::query_as(sql)
        .bind(token_hash)
        .bind(now)
        .bind(expires_at)
        .fetch_optional(conn)
        .await)?)
}

/// A request that the staff see.
#[derive(sqlx::FromRow)]
pub struct RequestRow {
    pub id: RequestId,
    pub reference: String,
    pub person_id: Option<PersonId>,
    pub address: Vec<u8>,
    pub locale: String,
    pub evidence: String,
    pub state: String,
    pub first_by: Option<StaffId>,
    pub proved_at: Option<Millis>,
    pub ready_at: Option<Millis>,
}

/// Requests to decide or to wait for, the longest proved first.
pub async fn list(conn: Conn<'_>, now: Millis, limit: i64) -> DbResult<Vec<RequestRow>> {
    let sql = "
        select id, reference, person_id, address, locale, evidence, state, first_by, proved_at, ready_at
        from recovery_requests
        where (state = 'open' and expires_at > $1) or state = 'waiting'
        order by state, proved_at, id
        limit $2";
    Ok(on_db!(conn => sqlx::query_as(sql).bind(now).bind(limit).fetch_all(conn).await)?)
}

pub async fn find(conn: Conn<'_>, id: RequestId, now: Millis) -> DbResult<Option<RequestRow>> {
    let sql = "
        select id, reference, person_id, address, locale, evidence, state, first_by, proved_at, ready_at
        from recovery_requests
        where id = $1 and ((state = 'open' and expires_at > $2) or state = 'waiting')";
    Ok(on_db!(conn => sqlx::query_as(sql).bind(id).bind(now).fetch_optional(conn).await)?)
}

/// Undecided requests about the same account.
pub async fn count_others(conn: Conn<'_>, id: RequestId, person: PersonId, now: Millis) -> DbResult<i64> {
    let sql = "
        select count(*)
        from recovery_requests
        where person_id = $2 and id <> $1 and ((state = 'open' and expires_at > $3) or state = 'waiting')";
    Ok(on_db!(conn => sqlx::query_scalar(sql).bind(id).bind(person).bind(now).fetch_one(conn).await)?)
}

/// Approves a request that nobody has approved.
pub async fn approve_first(conn: Conn<'_>, id: RequestId, staff: StaffId, now: Millis) -> DbResult<bool> {
    let sql = "
        update recovery_requests
        set first_by = $2
        where id = $1 and state = 'open' and expires_at > $3 and first_by is null";
    let done = on_db!(conn => sqlx::query(sql)
        .bind(id)
        .bind(staff)
        .bind(now)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(done == 1)
}

/// When a second approval begins the waiting time.
pub struct Waiting<'a> {
    pub stop_hash: &'a [u8],
    pub now: Millis,
    pub ready_at: Millis,
}

/// Approves a request that somebody else has approved and who still works here, and begins its waiting time.
pub async fn approve_second(conn: Conn<'_>, id: RequestId, staff: StaffId, waiting: &Waiting<'_>) -> DbResult<bool> {
    let sql = "
        update recovery_requests
        set second_by = $2, state = 'waiting', stop_hash = $3, ready_at = $5
        where id = $1 and state = 'open' and expires_at > $4 and first_by is not null and first_by <> $2
          and exists (select 1 from staff where staff.id = first_by and staff.disabled_at is null)";
    let done = on_db!(conn => sqlx::query(sql)
        .bind(id)
        .bind(staff)
        .bind(waiting.stop_hash)
        .bind(waiting.now)
        .bind(waiting.ready_at)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(done == 1)
}

/// Puts the request back to nobody's approval if whoever approved it works here no more.
pub async fn forget_first(conn: Conn<'_>, id: RequestId) -> DbResult<()> {
    let sql = "
        update recovery_requests
        set first_by = null
        where id = $1 and state = 'open'
          and exists (select 1 from staff where staff.id = first_by and staff.disabled_at is not null)";
    on_db!(conn => sqlx::query(sql).bind(id).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Ends a request that is in `from` as `to`; whether it was this call that did.
pub async fn end(
    conn: Conn<'_>,
    id: RequestId,
    (from, to): (&'static str, &'static str),
    reason: Option<&'static str>,
    now: Millis,
) -> DbResult<bool> {
    let sql = "
        update recovery_requests
        set state = $3, reason = $4, ended_at = $5
        where id = $1 and state = $2";
    let done = on_db!(conn => sqlx::query(sql)
        .bind(id)
        .bind(from)
        .bind(to)
        .bind(reason)
        .bind(now)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(done == 1)
}

/// Finishes a request whose waiting time is over; of finishing and stopping at once one wins.
pub async fn finish(conn: Conn<'_>, id: RequestId, now: Millis) -> DbResult<bool> {
    let sql = "
        update recovery_requests
        set state = 'done', ended_at = $2
        where id = $1 and state = 'waiting' and ready_at <= $2";
    let done = on_db!(conn => sqlx::query(sql)
        .bind(id)
        .bind(now)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(done == 1)
}

/// Ends the waiting time of every approved request; answers which they are.
pub async fn end_waiting(conn: Conn<'_>, now: Millis) -> DbResult<Vec<RequestId>> {
    let sql = "
        update recovery_requests
        set ready_at = $1
        where state = 'waiting' and ready_at > $1
        returning id";
    Ok(on_db!(conn => sqlx::query_scalar(sql).bind(now).fetch_all(conn).await)?)
}

/// Ends whatever else is asked about the account: it is another one now.
pub async fn end_all(conn: Conn<'_>, person: PersonId, now: Millis) -> DbResult<()> {
    let sql = "
        update recovery_requests
        set state = 'stopped', ended_at = $2
        where person_id = $1 and state in ('unproved', 'open', 'waiting')";
    on_db!(conn => sqlx::query(sql).bind(person).bind(now).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// When the waiting time of an approved request about the person is over.
pub async fn waiting_until(conn: Conn<'_>, person: PersonId) -> DbResult<Option<Millis>> {
    let sql = "select ready_at from recovery_requests where person_id = $1 and state = 'waiting'";
    let found: Option<Option<Millis>> =
        on_db!(conn => sqlx::query_scalar(sql).bind(person).fetch_optional(conn).await)?;
    Ok(found.flatten())
}

pub async fn can_stop(conn: Conn<'_>, stop_hash: &[u8]) -> DbResult<bool> {
    let sql = "select exists (select 1 from recovery_requests where stop_hash = $1 and state = 'waiting')";
    Ok(on_db!(conn => sqlx::query_scalar(sql).bind(stop_hash).fetch_one(conn).await)?)
}

/// A request that was stopped.
#[derive(sqlx::FromRow)]
pub struct StoppedRow {
    pub id: RequestId,
    pub person_id: Option<PersonId>,
    pub address: Vec<u8>,
    pub locale: String,
}

/// Stops the request of a mailed link.
pub async fn stop(conn: Conn<'_>, stop_hash: &[u8], now: Millis) -> DbResult<Option<StoppedRow>> {
    let sql = "
        update recovery_requests
        set state = 'stopped', ended_at = $2
        where stop_hash = $1 and state = 'waiting'
        returning id, person_id, address, locale";
    Ok(on_db!(conn => sqlx::query_as(sql).bind(stop_hash).bind(now).fetch_optional(conn).await)?)
}

/// Stops the approved request about the person.
pub async fn stop_of(conn: Conn<'_>, person: PersonId, now: Millis) -> DbResult<Option<StoppedRow>> {
    let sql = "
        update recovery_requests
        set state = 'stopped', ended_at = $2
        where person_id = $1 and state = 'waiting'
        returning id, person_id, address, locale";
    Ok(on_db!(conn => sqlx::query_as(sql).bind(person).bind(now).fetch_optional(conn).await)?)
}
