//! SQL of accounts that are to be closed.

use crate::db::{Conn, DbResult};
use crate::on_db;
use crate::types::{Millis, PersonId};

/// When the person's account is closed, if it is to be.
pub(super) async fn find(conn: Conn<'_>, person: PersonId) -> DbResult<Option<Millis>> {
    let sql = "select closes_at from account_closings where person_id = $1";
    Ok(on_db!(conn => sqlx::query_scalar(sql).bind(person).fetch_optional(conn).await)?)
}

/// Whether it was not asked for before.
pub(super) async fn insert(conn: Conn<'_>, person: PersonId, now: Millis, closes_at: Millis) -> DbResult<bool> {
    let sql = "
        insert into account_closings (person_id, asked_at, closes_at)
        values ($1, $2, $3)
        on conflict (person_id) do nothing";
    let made = on_db!(conn => sqlx::query(sql)
        .bind(person)
        .bind(now)
        .bind(closes_at)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(made == 1)
}

/// Whether there was a wish to take back.
pub(super) async fn take_back(conn: Conn<'_>, person: PersonId) -> DbResult<bool> {
    let sql = "delete from account_closings where person_id = $1";
    let gone = on_db!(conn => sqlx::query(sql).bind(person).execute(conn).await.map(|done| done.rows_affected()))?;
    Ok(gone == 1)
}

/// Whether there was a wish whose time has come.
pub(super) async fn take_due(conn: Conn<'_>, person: PersonId, now: Millis) -> DbResult<bool> {
    let sql = "delete from account_closings where person_id = $1 and closes_at <= $2";
    let gone =
        on_db!(conn => sqlx::query(sql).bind(person).bind(now).execute(conn).await.map(|done| done.rows_affected()))?;
    Ok(gone == 1)
}

/// Whether the last word is due and was not said yet.
pub(super) async fn mark_reminded(conn: Conn<'_>, person: PersonId, now: Millis, until: Millis) -> DbResult<bool> {
    let sql = "
        update account_closings
        set reminded_at = $2
        where person_id = $1 and reminded_at is null and closes_at > $2 and closes_at <= $3";
    let marked = on_db!(conn => sqlx::query(sql)
        .bind(person)
        .bind(now)
        .bind(until)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(marked == 1)
}
