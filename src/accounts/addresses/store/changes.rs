//! SQL of new addresses that wait for their proofs.

use crate::accounts::addresses::model::Purpose;
use crate::db::{Conn, DbError, DbResult};
use crate::on_db;
use crate::types::{Millis, PersonId};

/// A new address about to wait.
pub struct NewChange<'a> {
    pub person: PersonId,
    pub purpose: Purpose,
    pub address: &'a str,
    pub written: &'a str,
    pub new_hash: Vec<u8>,
    pub prover: Option<&'a str>,
    pub prover_hash: Option<Vec<u8>>,
    pub expires_at: Millis,
}

#[derive(sqlx::FromRow)]
pub struct ChangeRow {
    pub person_id: PersonId,
    purpose: String,
    pub address: String,
    pub written: String,
    pub new_proved_at: Option<Millis>,
    /// As it is compared.
    pub prover: Option<String>,
    pub prover_proved_at: Option<Millis>,
    pub expires_at: Millis,
}

impl ChangeRow {
    pub fn purpose(&self) -> DbResult<Purpose> {
        Purpose::parse(&self.purpose).ok_or(DbError::Corrupt("address_changes.purpose"))
    }
}

/// Writes the new address, over an older one of the same purpose: its links are dead then.
pub async fn put(conn: Conn<'_>, change: &NewChange<'_>) -> DbResult<()> {
    let sql = "
        insert into address_changes (person_id, purpose, address, written, new_hash, prover, prover_hash, expires_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        on conflict (person_id, purpose) do update set
          address = excluded.address,
          written = excluded.written,
          new_hash = excluded.new_hash,
          new_proved_at = null,
          prover = excluded.prover,
          prover_hash = excluded.prover_hash,
          prover_proved_at = null,
          expires_at = excluded.expires_at";
    on_db!(conn => sqlx::query(sql)
        .bind(change.person)
        .bind(change.purpose.as_str())
        .bind(change.address)
        .bind(change.written)
        .bind(&change.new_hash)
        .bind(change.prover)
        .bind(&change.prover_hash)
        .bind(change.expires_at)
        .execute(conn)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Gives what is not proved yet new links; those mailed before are dead.
pub async fn renew(
    conn: Conn<'_>,
    person: PersonId,
    purpose: Purpose,
    new_hash: &[u8],
    prover_hash: Option<&[u8]>,
    expires_at: Millis,
) -> DbResult<()> {
    let sql = "
        update address_changes
        set new_hash = case when new_proved_at is null then $3 else new_hash end,
            prover_hash = case when prover_proved_at is null then $4 else prover_hash end,
            expires_at = $5
        where person_id = $1 and purpose = $2";
    on_db!(conn => sqlx::query(sql)
        .bind(person)
        .bind(purpose.as_str())
        .bind(new_hash)
        .bind(prover_hash)
        .bind(expires_at)
        .execute(conn)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// What waits for the person.
pub async fn list(conn: Conn<'_>, person: PersonId, now: Millis) -> DbResult<Vec<ChangeRow>> {
    let sql = "
        select person_id, purpose, address, written, new_proved_at, prover, prover_proved_at, expires_at
        from address_changes
        where person_id = $1 and expires_at > $2
        order by purpose desc";
    Ok(on_db!(conn => sqlx::query_as(sql).bind(person).bind(now).fetch_all(conn).await)?)
}

#[derive(sqlx::FromRow)]
pub struct LinkRow {
    pub person_id: PersonId,
    purpose: String,
    pub written: String,
    /// Whether the link was mailed to an address that the account has.
    pub own: bool,
}

impl LinkRow {
    pub fn purpose(&self) -> DbResult<Purpose> {
        Purpose::parse(&self.purpose).ok_or(DbError::Corrupt("address_changes.purpose"))
    }
}

/// What a link confirms, while it does.
pub async fn find_link(conn: Conn<'_>, hash: &[u8], now: Millis) -> DbResult<Option<LinkRow>> {
    let sql = "
        select person_id, purpose, written, coalesce(prover_hash = $1, false) as own
        from address_changes
        where expires_at > $2
          and ((new_hash = $1 and new_proved_at is null) or (prover_hash = $1 and prover_proved_at is null))";
    Ok(on_db!(conn => sqlx::query_as(sql).bind(hash).bind(now).fetch_optional(conn).await)?)
}

/// Consumes a link; of any number at once only one gets the row.
pub async fn prove(conn: Conn<'_>, hash: &[u8], now: Millis) -> DbResult<Option<ChangeRow>> {
    let sql = "
        update address_changes
        set new_proved_at = case when new_hash = $1 then $2 else new_proved_at end,
            prover_proved_at = case when prover_hash = $1 then $2 else prover_proved_at end
        where expires_at > $2
          and ((new_hash = $1 and new_proved_at is null) or (prover_hash = $1 and prover_proved_at is null))
        returning person_id, purpose, address, written, new_proved_at, prover, prover_proved_at, expires_at";
    Ok(on_db!(conn => sqlx::query_as(sql).bind(hash).bind(now).fetch_optional(conn).await)?)
}

/// Whether one of this purpose waited.
pub async fn drop_one(conn: Conn<'_>, person: PersonId, purpose: Purpose) -> DbResult<bool> {
    let sql = "delete from address_changes where person_id = $1 and purpose = $2";
    let gone = on_db!(conn => sqlx::query(sql)
        .bind(person)
        .bind(purpose.as_str())
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(gone == 1)
}

/// Stops what this address was to confirm.
pub async fn drop_proved_by(conn: Conn<'_>, person: PersonId, prover: &str) -> DbResult<()> {
    let sql = "delete from address_changes where person_id = $1 and prover = $2";
    on_db!(conn => sqlx::query(sql).bind(person).bind(prover).execute(conn).await.map(|_| ()))?;
    Ok(())
}

pub async fn drop_all(conn: Conn<'_>, person: PersonId) -> DbResult<()> {
    let sql = "delete from address_changes where person_id = $1";
    on_db!(conn => sqlx::query(sql).bind(person).execute(conn).await.map(|_| ()))?;
    Ok(())
}
