//! SQL of authenticator apps.

use super::model::AppId;
use crate::db::{Conn, DbResult};
use crate::on_db;
use crate::types::{Millis, PersonId};

/// An app as stored. Deliberately not `Debug`.
#[derive(sqlx::FromRow)]
pub struct AppRow {
    pub id: AppId,
    pub name: String,
    /// Sealed.
    pub secret: Vec<u8>,
    pub added_at: Millis,
    pub last_used_at: Option<Millis>,
}

/// The person's apps, oldest first; there are no more than five.
pub async fn list(conn: Conn<'_>, person: PersonId) -> DbResult<Vec<AppRow>> {
    let sql = "
        select id, name, secret, added_at, last_used_at
        from authenticators
        where person_id = $1
        order by added_at, id";
    Ok(on_db!(conn => sqlx::query_as(sql).bind(person).fetch_all(conn).await)?)
}

/// Number of the person's apps.
pub async fn count(conn: Conn<'_>, person: PersonId) -> DbResult<i64> {
    let sql = "select count(*) from authenticators where person_id = $1";
    Ok(on_db!(conn => sqlx::query_scalar(sql).bind(person).fetch_one(conn).await)?)
}

pub async fn insert(
    conn: Conn<'_>,
    id: AppId,
    person: PersonId,
    name: &str,
    secret: &[u8],
    now: Millis,
) -> DbResult<()> {
    let sql = "insert into authenticators (id, person_id, name, secret, added_at) values ($1, $2, $3, $4, $5)";
    on_db!(conn => sqlx::query(sql)
        .bind(id)
        .bind(person)
        .bind(name)
        .bind(secret)
        .bind(now)
        .execute(conn)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Spends a time step and all before it, for every app of the person. Whether it was unspent: of two uses of one step
/// only one is told yes.
pub async fn spend_step(conn: Conn<'_>, person: PersonId, step: i64) -> DbResult<bool> {
    let sql = "
        insert into authenticator_steps (person_id, last_step)
        values ($1, $2)
        on conflict (person_id) do update set last_step = excluded.last_step
        where authenticator_steps.last_step < excluded.last_step";
    let changed = on_db!(conn => sqlx::query(sql)
        .bind(person)
        .bind(step)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(changed == 1)
}

/// The newest time step that was used with any app of the person.
pub async fn last_step(conn: Conn<'_>, person: PersonId) -> DbResult<Option<i64>> {
    let sql = "select last_step from authenticator_steps where person_id = $1";
    Ok(on_db!(conn => sqlx::query_scalar(sql).bind(person).fetch_optional(conn).await)?)
}

pub async fn note_use(conn: Conn<'_>, id: AppId, now: Millis) -> DbResult<()> {
    let sql = "update authenticators set last_used_at = $2 where id = $1";
    on_db!(conn => sqlx::query(sql).bind(id).bind(now).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Whether there was one.
pub async fn rename(conn: Conn<'_>, person: PersonId, id: AppId, name: &str) -> DbResult<bool> {
    let sql = "update authenticators set name = $3 where person_id = $1 and id = $2";
    let changed = on_db!(conn => sqlx::query(sql)
        .bind(person)
        .bind(id)
        .bind(name)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(changed == 1)
}

/// Whether there was one.
pub async fn delete(conn: Conn<'_>, person: PersonId, id: AppId) -> DbResult<bool> {
    let sql = "delete from authenticators where person_id = $1 and id = $2";
    let gone = on_db!(conn => sqlx::query(sql)
        .bind(person)
        .bind(id)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(gone == 1)
}

/// Deletes those that were added at `since` or later; how many there were.
pub async fn delete_since(conn: Conn<'_>, person: PersonId, since: Millis) -> DbResult<u64> {
    let sql = "delete from authenticators where person_id = $1 and added_at >= $2";
    Ok(on_db!(conn => sqlx::query(sql)
        .bind(person)
        .bind(since)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?)
}

/// Removes every app of the person.
pub async fn delete_all(conn: Conn<'_>, person: PersonId) -> DbResult<()> {
    let sql = "delete from authenticators where person_id = $1";
    on_db!(conn => sqlx::query(sql).bind(person).execute(conn).await.map(|_| ()))?;
    Ok(())
}

pub async fn put_setup(conn: Conn<'_>, person: PersonId, secret: &[u8], expires_at: Millis) -> DbResult<()> {
    let sql = "
        insert into authenticator_setups (person_id, secret, expires_at)
        values ($1, $2, $3)
        on conflict (person_id) do update set secret = excluded.secret, expires_at = excluded.expires_at";
    on_db!(conn => sqlx::query(sql).bind(person).bind(secret).bind(expires_at).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// The secret that waits to be proved.
pub async fn find_setup(conn: Conn<'_>, person: PersonId, now: Millis) -> DbResult<Option<Vec<u8>>> {
    let sql = "select secret from authenticator_setups where person_id = $1 and expires_at > $2";
    Ok(on_db!(conn => sqlx::query_scalar(sql).bind(person).bind(now).fetch_optional(conn).await)?)
}

pub async fn delete_setup(conn: Conn<'_>, person: PersonId) -> DbResult<()> {
    let sql = "delete from authenticator_setups where person_id = $1";
    on_db!(conn => sqlx::query(sql).bind(person).execute(conn).await.map(|_| ()))?;
    Ok(())
}
