//! SQL of proved addresses.

use crate::accounts::addresses::rules::settled_at;
use crate::db::{Conn, DbResult};
use crate::on_db;
use crate::types::{Millis, PersonId};

#[derive(sqlx::FromRow)]
pub struct OwnRow {
    pub address: String,
    pub written: String,
    pub is_primary: bool,
    pub verified_at: Millis,
}

impl OwnRow {
    /// Whether it may confirm a change of the primary address or take its place.
    pub fn may_stand_in(&self, now: Millis) -> bool {
        self.is_primary || settled_at(self.verified_at) <= now
    }
}

/// The primary one first.
pub async fn list(conn: Conn<'_>, person: PersonId) -> DbResult<Vec<OwnRow>> {
    let sql = "
        select address, written, is_primary, verified_at
        from person_emails
        where person_id = $1
        order by is_primary desc, verified_at, address
        limit 20";
    Ok(on_db!(conn => sqlx::query_as(sql).bind(person).fetch_all(conn).await)?)
}

/// Whether the address was free.
pub async fn insert(
    conn: Conn<'_>,
    person: PersonId,
    address: &str,
    written: &str,
    primary: bool,
    verified_at: Millis,
) -> DbResult<bool> {
    let sql = "
        insert into person_emails (address, written, person_id, is_primary, verified_at)
        values ($1, $2, $3, $4, $5)
        on conflict (address) do nothing";
    let made = on_db!(conn => sqlx::query(sql)
        .bind(address)
        .bind(written)
        .bind(person)
        .bind(primary)
        .bind(verified_at)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(made == 1)
}

/// Leaves the person without a primary address, in a transaction that makes another one primary.
pub async fn unset_primary(conn: Conn<'_>, person: PersonId) -> DbResult<()> {
    let sql = "update person_emails set is_primary = $2 where person_id = $1";
    on_db!(conn => sqlx::query(sql).bind(person).bind(false).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Whether the address is the person's.
pub async fn set_primary(conn: Conn<'_>, person: PersonId, address: &str) -> DbResult<bool> {
    let sql = "update person_emails set is_primary = $3 where person_id = $1 and address = $2";
    let changed = on_db!(conn => sqlx::query(sql)
        .bind(person)
        .bind(address)
        .bind(true)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(changed == 1)
}

pub async fn delete(conn: Conn<'_>, person: PersonId, address: &str) -> DbResult<()> {
    let sql = "delete from person_emails where person_id = $1 and address = $2";
    on_db!(conn => sqlx::query(sql).bind(person).bind(address).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Removes every address but `keep` that was proved from `since` on, or became the primary one since: what the undone
/// change brought and what came after it. Answers how many went.
pub async fn delete_since(conn: Conn<'_>, person: PersonId, keep: &str, brought: &str, since: Millis) -> DbResult<u64> {
    let sql = "
        delete from person_emails
        where person_id = $1 and address <> $2
          and (verified_at >= $4 or address = $3
            or address in (select new_address from address_undos where person_id = $1 and made_at >= $4))";
    Ok(on_db!(conn => sqlx::query(sql)
        .bind(person)
        .bind(keep)
        .bind(brought)
        .bind(since)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?)
}

/// Removes every address but the primary one that was proved from `since` on; how many there were.
pub async fn delete_others_since(conn: Conn<'_>, person: PersonId, since: Millis) -> DbResult<u64> {
    let sql = "delete from person_emails where person_id = $1 and verified_at >= $2 and is_primary = $3";
    Ok(on_db!(conn => sqlx::query(sql)
        .bind(person)
        .bind(since)
        .bind(false)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?)
}
