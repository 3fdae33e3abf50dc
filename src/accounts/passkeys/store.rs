//! SQL of passkeys and their challenges.

use super::model::PasskeyId;
use crate::db::{Conn, DbResult};
use crate::on_db;
use crate::types::{Millis, PersonId};

/// A passkey as stored. Deliberately neither `Serialize` nor `Debug`.
#[derive(sqlx::FromRow)]
pub(super) struct PasskeyRow {
    pub id: PasskeyId,
    pub person_id: PersonId,
    pub credential_id: Vec<u8>,
    /// JSON of the library's `Passkey`.
    pub credential: String,
    pub name: String,
    pub counter: i64,
    pub backup_eligible: bool,
    pub backed_up: bool,
    pub created_at: Millis,
    pub last_used_at: Option<Millis>,
}

pub(super) async fn insert(conn: Conn<'_>, row: &PasskeyRow) -> DbResult<()> {
    let sql = "
        insert into passkeys (id, person_id, credential_id, credential, name, counter, backup_eligible, backed_up,
          created_at, last_used_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    on_db!(conn => sqlx::query(sql)
        .bind(row.id)
        .bind(row.person_id)
        .bind(&row.credential_id)
        .bind(&row.credential)
        .bind(&row.name)
        .bind(row.counter)
        .bind(row.backup_eligible)
        .bind(row.backed_up)
        .bind(row.created_at)
        .bind(row.last_used_at)
        .execute(conn)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Passkeys of a person, oldest first; a person has no more than 20.
pub(super) async fn list_for(conn: Conn<'_>, person: PersonId) -> DbResult<Vec<PasskeyRow>> {
    let sql = "
        select id, person_id, credential_id, credential, name, counter, backup_eligible, backed_up, created_at,
          last_used_at
        from passkeys
        where person_id = $1
        order by id";
    Ok(on_db!(conn => sqlx::query_as(sql).bind(person).fetch_all(conn).await)?)
}

/// The passkey of a credential id, whoever it belongs to.
pub(super) async fn find_any(conn: Conn<'_>, credential_id: &[u8]) -> DbResult<Option<PasskeyRow>> {
    let sql = "
        select id, person_id, credential_id, credential, name, counter, backup_eligible, backed_up, created_at,
          last_used_at
        from passkeys
        where credential_id = $1";
    Ok(on_db!(conn => sqlx::query_as(sql).bind(credential_id).fetch_optional(conn).await)?)
}

/// Writes what a use taught; `false` when a later use of the same authenticator was written first, or the passkey is
/// gone.
pub(super) async fn record_use(conn: Conn<'_>, row: &PasskeyRow) -> DbResult<bool> {
    let sql = "
        update passkeys
        set credential = $2, counter = $3, backup_eligible = $4, backed_up = $5, last_used_at = $6
        where id = $1
          and (counter < $3 or $3 = 0)";
    let written = on_db!(conn => sqlx::query(sql)
        .bind(row.id)
        .bind(&row.credential)
        .bind(row.counter)
        .bind(row.backup_eligible)
        .bind(row.backed_up)
        .bind(row.last_used_at)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(written == 1)
}

pub(super) async fn rename(conn: Conn<'_>, person: PersonId, id: PasskeyId, name: &str) -> DbResult<bool> {
    let sql = "update passkeys set name = $3 where id = $2 and person_id = $1";
    let renamed = on_db!(conn => sqlx::query(sql)
        .bind(person)
        .bind(id)
        .bind(name)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(renamed == 1)
}

pub(super) async fn remove(conn: Conn<'_>, person: PersonId, id: PasskeyId) -> DbResult<bool> {
    let sql = "delete from passkeys where id = $2 and person_id = $1";
    let removed = on_db!(conn => sqlx::query(sql)
        .bind(person)
        .bind(id)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(removed == 1)
}

/// Number of passkeys of a person.
pub(in crate::accounts) async fn count(conn: Conn<'_>, person: PersonId) -> DbResult<i64> {
    let sql = "select count(*) from passkeys where person_id = $1";
    Ok(on_db!(conn => sqlx::query_scalar(sql).bind(person).fetch_one(conn).await)?)
}

pub(super) async fn insert_ceremony(
    conn: Conn<'_>,
    token_hash: &[u8],
    state: &str,
    expires_at: Millis,
) -> DbResult<()> {
    let sql = "insert into passkey_ceremonies (token_hash, state, expires_at) values ($1, $2, $3)";
    on_db!(conn => sqlx::query(sql)
        .bind(token_hash)
        .bind(state)
        .bind(expires_at)
        .execute(conn)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// State of a challenge that has not expired.
pub(super) async fn find_ceremony(conn: Conn<'_>, token_hash: &[u8], now: Millis) -> DbResult<Option<String>> {
    let sql = "select state from passkey_ceremonies where token_hash = $1 and expires_at > $2";
    Ok(on_db!(conn => sqlx::query_scalar(sql).bind(token_hash).bind(now).fetch_optional(conn).await)?)
}

/// State and expiry of a challenge, which is gone afterwards.
pub(super) async fn take_ceremony(conn: Conn<'_>, token_hash: &[u8]) -> DbResult<Option<(String, Millis)>> {
    let sql = "delete from passkey_ceremonies where token_hash = $1 returning state, expires_at";
    Ok(on_db!(conn => sqlx::query_as(sql).bind(token_hash).fetch_optional(conn).await)?)
}

pub(in crate::accounts) async fn forget_expired_ceremonies(conn: Conn<'_>, now: Millis) -> DbResult<()> {
    let sql = "delete from passkey_ceremonies where expires_at <= $1";
    on_db!(conn => sqlx::query(sql).bind(now).execute(conn).await.map(|_| ()))?;
    Ok(())
}
