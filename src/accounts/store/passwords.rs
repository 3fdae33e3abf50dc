//! SQL of passwords.

use crate::db::{Conn, DbResult};
use crate::on_db;
use crate::types::{Millis, PersonId};

pub async fn put(conn: Conn<'_>, person: PersonId, hash: &str, now: Millis) -> DbResult<()> {
    let sql = "
        insert into passwords (person_id, hash, changed_at)
        values ($1, $2, $3)
        on conflict (person_id) do update set
          hash = excluded.hash,
          changed_at = excluded.changed_at,
          closed_at = null";
    on_db!(conn => sqlx::query(sql).bind(person).bind(hash).bind(now).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Puts a dearer hash of the same password in place of `old`, unless the password was changed meanwhile.
pub async fn replace_hash(conn: Conn<'_>, person: PersonId, old: &str, new: &str) -> DbResult<()> {
    let sql = "update passwords set hash = $3 where person_id = $1 and hash = $2";
    on_db!(conn => sqlx::query(sql).bind(person).bind(old).bind(new).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// The hash of a password that opens something.
pub async fn find(conn: Conn<'_>, person: PersonId) -> DbResult<Option<String>> {
    let sql = "select hash from passwords where person_id = $1 and closed_at is null";
    Ok(on_db!(conn => sqlx::query_scalar(sql).bind(person).fetch_optional(conn).await)?)
}

/// Person and hash behind an address, for an account that can be signed in to.
pub async fn find_by_address(conn: Conn<'_>, address: &str) -> DbResult<Option<(PersonId, String)>> {
    let sql = "
        select w.person_id, w.hash
        from person_emails e
        join people p on p.id = e.person_id
        join passwords w on w.person_id = e.person_id
        where e.address = $1 and p.completed_at is not null and w.closed_at is null";
    Ok(on_db!(conn => sqlx::query_as(sql).bind(address).fetch_optional(conn).await)?)
}

/// Closes the password until another is chosen; whether there was one.
pub async fn close(conn: Conn<'_>, person: PersonId, now: Millis) -> DbResult<bool> {
    let sql = "update passwords set closed_at = $2 where person_id = $1 and closed_at is null";
    let closed =
        on_db!(conn => sqlx::query(sql).bind(person).bind(now).execute(conn).await.map(|done| done.rows_affected()))?;
    Ok(closed == 1)
}

/// The hash of a password that was closed.
pub async fn find_closed(conn: Conn<'_>, person: PersonId) -> DbResult<Option<String>> {
    let sql = "select hash from passwords where person_id = $1 and closed_at is not null";
    Ok(on_db!(conn => sqlx::query_scalar(sql).bind(person).fetch_optional(conn).await)?)
}

pub async fn delete(conn: Conn<'_>, person: PersonId) -> DbResult<()> {
    let sql = "delete from passwords where person_id = $1";
    on_db!(conn => sqlx::query(sql).bind(person).execute(conn).await.map(|_| ()))?;
    Ok(())
}
