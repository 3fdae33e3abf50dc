//! SQL of the links in mails: proofs of a mailbox and password resets.

use crate::db::{Conn, DbResult};
use crate::on_db;
use crate::types::{Millis, PersonId};

#[derive(Clone, sqlx::FromRow)]
pub struct ProofRow {
    pub address: String,
    pub written: String,
    pub person_id: Option<PersonId>,
}

/// Writes the proof of an address, over an older one.
pub async fn put_proof(conn: Conn<'_>, proof: &ProofRow, token_hash: &[u8], expires_at: Millis) -> DbResult<()> {
    let sql = "
        insert into email_proofs (address, written, token_hash, person_id, expires_at)
        values ($1, $2, $3, $4, $5)
        on conflict (address) do update set
          written = excluded.written,
          token_hash = excluded.token_hash,
          person_id = excluded.person_id,
          expires_at = excluded.expires_at";
    on_db!(conn => sqlx::query(sql)
        .bind(&proof.address)
        .bind(&proof.written)
        .bind(token_hash)
        .bind(proof.person_id)
        .bind(expires_at)
        .execute(conn)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Writes as much as [`put_proof`] for an address that has an account: nobody is mailed this token, and it replaces no link
/// that somebody was.
pub async fn pretend_proof(conn: Conn<'_>, proof: &ProofRow, token_hash: &[u8], expires_at: Millis) -> DbResult<()> {
    let sql = "
        insert into email_proofs (address, written, token_hash, person_id, expires_at)
        values ($1, $2, $3, $4, $5)
        on conflict (address) do update set written = email_proofs.written";
    on_db!(conn => sqlx::query(sql)
        .bind(&proof.address)
        .bind(&proof.written)
        .bind(token_hash)
        .bind(proof.person_id)
        .bind(expires_at)
        .execute(conn)
        .await
        .map(|_| ()))?;
    Ok(())
}

pub async fn find_proof(conn: Conn<'_>, token_hash: &[u8], now: Millis) -> DbResult<Option<ProofRow>> {
    let sql = "select address, written, person_id from email_proofs where token_hash = $1 and expires_at > $2";
    Ok(on_db!(conn => sqlx::query_as(sql).bind(token_hash).bind(now).fetch_optional(conn).await)?)
}

/// Consumes a proof; of two at once only one gets it.
pub async fn take_proof(conn: Conn<'_>, token_hash: &[u8], now: Millis) -> DbResult<Option<ProofRow>> {
    let sql = "
        delete from email_proofs
        where token_hash = $1 and expires_at > $2
        returning address, written, person_id";
    Ok(on_db!(conn => sqlx::query_as(sql).bind(token_hash).bind(now).fetch_optional(conn).await)?)
}

/// Kills the links that go on with the person's account.
pub async fn drop_proofs(conn: Conn<'_>, person: PersonId) -> DbResult<()> {
    let sql = "delete from email_proofs where person_id = $1";
    on_db!(conn => sqlx::query(sql).bind(person).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Writes the reset of an address, over an older one. Without a person no link opens it.
pub async fn put_reset(
    conn: Conn<'_>,
    address: &str,
    person: Option<PersonId>,
    token_hash: &[u8],
    expires_at: Millis,
) -> DbResult<()> {
    let sql = "
        insert into password_resets (address, token_hash, person_id, expires_at)
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

pub async fn find_reset(conn: Conn<'_>, token_hash: &[u8], now: Millis) -> DbResult<Option<PersonId>> {
    let sql = "
        select person_id
        from password_resets
        where token_hash = $1 and expires_at > $2 and person_id is not null";
    Ok(on_db!(conn => sqlx::query_scalar(sql).bind(token_hash).bind(now).fetch_optional(conn).await)?)
}

/// Consumes a reset; of two at once only one gets it.
pub async fn take_reset(conn: Conn<'_>, token_hash: &[u8], now: Millis) -> DbResult<Option<PersonId>> {
    let sql = "
        delete from password_resets
        where token_hash = $1 and expires_at > $2 and person_id is not null
        returning person_id";
    Ok(on_db!(conn => sqlx::query_scalar(sql).bind(token_hash).bind(now).fetch_optional(conn).await)?)
}

/// Kills the person's other reset links.
pub async fn drop_resets(conn: Conn<'_>, person: PersonId) -> DbResult<()> {
    let sql = "delete from password_resets where person_id = $1";
    on_db!(conn => sqlx::query(sql).bind(person).execute(conn).await.map(|_| ()))?;
    Ok(())
}
