//! SQL of claims and of the links that open them.

use crate::db::{Conn, DbResult};
use crate::on_db;
use crate::types::{Millis, PersonId};
use uuid::Uuid;

/// Writes the link of an address, over an older one. Without a person none opens it.
pub async fn put_link(
    conn: Conn<'_>,
    address: &str,
    person: Option<PersonId>,
    token_hash: &[u8],
    expires_at: Millis,
) -> DbResult<()> {
    let sql = "
        insert into recovery_links (address, token_hash, person_id, expires_at)
        values ($1, $2, $3, $4)
        on conflict (address) do update set
          token_hash = excluded.token_hash,
          person_id = excluded.person_id,
          expires_at = excluded.expires_at";
    on_db!(conn => sqlx::query(sql)
        .bind(address)
        .bind(token_hash)
        .bind(person)
        .bind(expires_at)
        .execute(conn)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Whether the link opens a claim.
pub async fn link_is_open(conn: Conn<'_>, token_hash: &[u8], now: Millis) -> DbResult<bool> {
    let sql = "
        select exists (
          select 1 from recovery_links where token_hash = $1 and expires_at > $2 and person_id is not null
        )";
    Ok(on_db!(conn => sqlx::query_scalar(sql).bind(token_hash).bind(now).fetch_one(conn).await)?)
}

/// Consumes a link; of two at once only one gets person and address.
pub async fn take_link(conn: Conn<'_>, token_hash: &[u8], now: Millis) -> DbResult<Option<(PersonId, String)>> {
    let sql = "
        delete from recovery_links
        where token_hash = $1 and expires_at > $2 and person_id is not null
        returning person_id, address";
    Ok(on_db!(conn => sqlx::query_as(sql).bind(token_hash).bind(now).fetch_optional(conn).await)?)
}

/// Kills the links of the person's addresses.
pub async fn drop_links(conn: Conn<'_>, person: PersonId) -> DbResult<()> {
    let sql = "delete from recovery_links where person_id = $1";
    on_db!(conn => sqlx::query(sql).bind(person).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// A claim about to begin.
pub struct NewClaim {
    pub id: Uuid,
    pub person: PersonId,
    pub sealed_address: Vec<u8>,
    pub stop_hash: Vec<u8>,
    pub now: Millis,
    pub ready_at: Millis,
    pub expires_at: Millis,
}

/// Whether it began: only where none runs.
pub async fn insert(conn: Conn<'_>, claim: &NewClaim) -> DbResult<bool> {
    let sql = "
        insert into recovery_claims
          (id, person_id, address, state, stop_hash, wrong_tries, opened_at, ready_at, expires_at)
        values ($1, $2, $3, 'running', $4, 0, $5, $6, $7)
        on conflict (person_id) where state = 'running' do nothing";
    let made = on_db!(conn => sqlx::query(sql)
        .bind(claim.id)
        .bind(claim.person)
        .bind(&claim.sealed_address)
        .bind(&claim.stop_hash)
        .bind(claim.now)
        .bind(claim.ready_at)
        .bind(claim.expires_at)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(made == 1)
}

/// Ends the person's claim if nobody went on in time, so that another can begin.
pub async fn expire(conn: Conn<'_>, person: PersonId, now: Millis) -> DbResult<()> {
    let sql = "
        update recovery_claims
        set state = 'expired', ended_at = $2
        where person_id = $1 and state = 'running' and expires_at <= $2";
    on_db!(conn => sqlx::query(sql).bind(person).bind(now).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// When the waiting time of the person's running claim is over.
pub async fn running_until(conn: Conn<'_>, person: PersonId, now: Millis) -> DbResult<Option<Millis>> {
    let sql = "select ready_at from recovery_claims where person_id = $1 and state = 'running' and expires_at > $2";
    Ok(on_db!(conn => sqlx::query_scalar(sql).bind(person).bind(now).fetch_optional(conn).await)?)
}

/// Gives a claim whose waiting time is over the link to go on with, once. Answers whose it is and its sealed address.
pub async fn make_ready(
    conn: Conn<'_>,
    id: Uuid,
    go_hash: &[u8],
    now: Millis,
) -> DbResult<Option<(PersonId, Vec<u8>)>> {
    let sql = "
        update recovery_claims
        set go_hash = $2
        where id = $1 and state = 'running' and go_hash is null and ready_at <= $3 and expires_at > $3
        returning person_id, address";
    Ok(on_db!(conn => sqlx::query_as(sql).bind(id).bind(go_hash).bind(now).fetch_optional(conn).await)?)
}

/// A claim that may go on.
#[derive(sqlx::FromRow)]
pub struct ReadyRow {
    pub id: Uuid,
    pub person_id: PersonId,
    pub address: Vec<u8>,
    pub wrong_tries: i64,
    pub expires_at: Millis,
}

pub async fn find_ready(conn: Conn<'_>, go_hash: &[u8], now: Millis) -> DbResult<Option<ReadyRow>> {
    let sql = "
        select id, person_id, address, wrong_tries, expires_at
        from recovery_claims
        where go_hash = $1 and state = 'running' and ready_at <= $2 and expires_at > $2";
    Ok(on_db!(conn => sqlx::query_as(sql).bind(go_hash).bind(now).fetch_optional(conn).await)?)
}

/// Counts a try before it is judged; `None` when the claim has ended meanwhile or has no try left.
pub async fn count_try(conn: Conn<'_>, id: Uuid, most: i64, now: Millis) -> DbResult<Option<i64>> {
    let sql = "
        update recovery_claims
        set wrong_tries = wrong_tries + 1
        where id = $1 and state = 'running' and wrong_tries < $2 and ready_at <= $3 and expires_at > $3
        returning wrong_tries";
    Ok(on_db!(conn => sqlx::query_scalar(sql).bind(id).bind(most).bind(now).fetch_optional(conn).await)?)
}

/// Ends a running claim as `state`; whether it was this call that did.
pub async fn end(conn: Conn<'_>, id: Uuid, state: &'static str, now: Millis) -> DbResult<bool> {
    let sql = "update recovery_claims set state = $2, ended_at = $3 where id = $1 and state = 'running'";
    let ended = on_db!(conn => sqlx::query(sql)
        .bind(id)
        .bind(state)
        .bind(now)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(ended == 1)
}

/// Ends the waiting time of every claim that still waits; answers which they are.
pub async fn end_waiting(conn: Conn<'_>, now: Millis) -> DbResult<Vec<Uuid>> {
    let sql = "
        update recovery_claims
        set ready_at = $1
        where state = 'running' and go_hash is null and ready_at > $1
        returning id";
    Ok(on_db!(conn => sqlx::query_scalar(sql).bind(now).fetch_all(conn).await)?)
}

/// Ends whatever claim of the person still runs: the account is another one now.
pub async fn end_all(conn: Conn<'_>, person: PersonId, now: Millis) -> DbResult<()> {
    let sql = "
        update recovery_claims set state = 'stopped', ended_at = $2 where person_id = $1 and state = 'running'";
    on_db!(conn => sqlx::query(sql).bind(person).bind(now).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Whether the link stops something now.
pub async fn can_stop(conn: Conn<'_>, stop_hash: &[u8]) -> DbResult<bool> {
    let sql = "select exists (select 1 from recovery_claims where stop_hash = $1 and state = 'running')";
    Ok(on_db!(conn => sqlx::query_scalar(sql).bind(stop_hash).fetch_one(conn).await)?)
}

/// Stops the claim of a mailed link; of finishing and stopping at once one wins.
pub async fn stop(conn: Conn<'_>, stop_hash: &[u8], now: Millis) -> DbResult<Option<(Uuid, PersonId)>> {
    let sql = "
        update recovery_claims
        set state = 'stopped', ended_at = $2
        where stop_hash = $1 and state = 'running'
        returning id, person_id";
    Ok(on_db!(conn => sqlx::query_as(sql).bind(stop_hash).bind(now).fetch_optional(conn).await)?)
}

/// Stops the person's claim.
pub async fn stop_of(conn: Conn<'_>, person: PersonId, now: Millis) -> DbResult<Option<Uuid>> {
    let sql = "
        update recovery_claims
        set state = 'stopped', ended_at = $2
        where person_id = $1 and state = 'running'
        returning id";
    Ok(on_db!(conn => sqlx::query_scalar(sql).bind(person).bind(now).fetch_optional(conn).await)?)
}
