//! SQL of the links that undo a change of the primary address.

use crate::db::{Conn, DbResult};
use crate::on_db;
use crate::types::{Millis, PersonId};

#[derive(sqlx::FromRow)]
pub struct UndoRow {
    pub person_id: PersonId,
    pub old_address: String,
    pub old_written: String,
    /// When the old address was proved; it is as old again when it is back.
    pub old_verified_at: Millis,
    pub new_address: String,
    pub made_at: Millis,
    pub expires_at: Millis,
}

pub async fn insert(conn: Conn<'_>, hash: &[u8], undo: &UndoRow) -> DbResult<()> {
    let sql = "
        insert into address_undos (token_hash, person_id, old_address, old_written, old_verified_at, new_address, made_at,
                                   expires_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8)";
    on_db!(conn => sqlx::query(sql)
        .bind(hash)
        .bind(undo.person_id)
        .bind(&undo.old_address)
        .bind(&undo.old_written)
        .bind(undo.old_verified_at)
        .bind(&undo.new_address)
        .bind(undo.made_at)
        .bind(undo.expires_at)
        .execute(conn)
        .await
        .map(|_| ()))?;
    Ok(())
}

pub async fn find(conn: Conn<'_>, hash: &[u8], now: Millis) -> DbResult<Option<UndoRow>> {
    let sql = "
        select person_id, old_address, old_written, old_verified_at, new_address, made_at, expires_at
        from address_undos
        where token_hash = $1 and expires_at > $2";
    Ok(on_db!(conn => sqlx::query_as(sql).bind(hash).bind(now).fetch_optional(conn).await)?)
}

/// Whether somebody can undo something.
pub async fn any(conn: Conn<'_>, person: PersonId, now: Millis) -> DbResult<bool> {
    let sql = "select exists (select 1 from address_undos where person_id = $1 and expires_at > $2)";
    Ok(on_db!(conn => sqlx::query_scalar(sql).bind(person).bind(now).fetch_one(conn).await)?)
}

/// The earliest change that was made from `since` on and can still be undone.
pub async fn first_since(conn: Conn<'_>, person: PersonId, since: Millis, now: Millis) -> DbResult<Option<UndoRow>> {
    let sql = "
        select person_id, old_address, old_written, old_verified_at, new_address, made_at, expires_at
        from address_undos
        where person_id = $1 and made_at >= $2 and expires_at > $3
        order by made_at
        limit 1";
    Ok(on_db!(conn => sqlx::query_as(sql).bind(person).bind(since).bind(now).fetch_optional(conn).await)?)
}

/// Consumes the link; of two at once only one gets it.
pub async fn take(conn: Conn<'_>, hash: &[u8], now: Millis) -> DbResult<Option<UndoRow>> {
    let sql = "
        delete from address_undos
        where token_hash = $1 and expires_at > $2
        returning person_id, old_address, old_written, old_verified_at, new_address, made_at, expires_at";
    Ok(on_db!(conn => sqlx::query_as(sql).bind(hash).bind(now).fetch_optional(conn).await)?)
}

/// Kills the links of every later change: it is undone with the earlier one.
pub async fn drop_since(conn: Conn<'_>, person: PersonId, since: Millis) -> DbResult<()> {
    let sql = "delete from address_undos where person_id = $1 and made_at >= $2";
    on_db!(conn => sqlx::query(sql).bind(person).bind(since).execute(conn).await.map(|_| ()))?;
    Ok(())
}
