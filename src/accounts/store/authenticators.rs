//! SQL of authenticator apps.

use crate::db::{Conn, DbResult};
use crate::on_db;
use crate::types::{Millis, PersonId};

/// The sealed secret.
pub async fn find(conn: Conn<'_>, person: PersonId) -> DbResult<Option<Vec<u8>>> {
    let sql = "select secret from authenticators where person_id = $1";
    Ok(on_db!(conn => sqlx::query_scalar(sql).bind(person).fetch_optional(conn).await)?)
}

/// The sealed secret and the newest step that was used.
pub async fn find_with_step(conn: Conn<'_>, person: PersonId) -> DbResult<Option<(Vec<u8>, i64)>> {
    let sql = "select secret, last_step from authenticators where person_id = $1";
    Ok(on_db!(conn => sqlx::query_as(sql).bind(person).fetch_optional(conn).await)?)
}

pub async fn put(conn: Conn<'_>, person: PersonId, secret: &[u8], step: i64, now: Millis) -> DbResult<()> {
    let sql = "
        insert into authenticators (person_id, secret, last_step, added_at)
        values ($1, $2, $3, $4)
        on conflict (person_id) do update set
          secret = excluded.secret,
          last_step = excluded.last_step,
          added_at = excluded.added_at";
    on_db!(conn => sqlx::query(sql).bind(person).bind(secret).bind(step).bind(now).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Spends a time step and all before it. Whether it was unspent: of two uses of one code only one is told yes.
pub async fn spend_step(conn: Conn<'_>, person: PersonId, step: i64) -> DbResult<bool> {
    let sql = "update authenticators set last_step = $2 where person_id = $1 and last_step < $2";
    let changed = on_db!(conn => sqlx::query(sql)
        .bind(person)
        .bind(step)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(changed == 1)
}

/// Whether there was one.
pub async fn delete(conn: Conn<'_>, person: PersonId) -> DbResult<bool> {
    let sql = "delete from authenticators where person_id = $1";
    let gone = on_db!(conn => sqlx::query(sql).bind(person).execute(conn).await.map(|done| done.rows_affected()))?;
    Ok(gone == 1)
}

/// Deletes one that was added at `since` or later; whether there was one.
pub async fn delete_since(conn: Conn<'_>, person: PersonId, since: Millis) -> DbResult<bool> {
    let sql = "delete from authenticators where person_id = $1 and added_at >= $2";
    let gone =
        on_db!(conn => sqlx::query(sql).bind(person).bind(since).execute(conn).await.map(|done| done.rows_affected()))?;
    Ok(gone == 1)
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
