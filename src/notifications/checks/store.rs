//! SQL of check codes.

use crate::db::{Conn, DbResult};
use crate::on_db;
use crate::types::Millis;

#[derive(sqlx::FromRow)]
pub(super) struct CheckRow {
    pub kind: String,
    pub locale: String,
    pub sent_at: Millis,
}

/// Remembers a message; one that is tried again was sent at the last try.
pub(super) async fn put(conn: Conn<'_>, hash: &[u8], kind: &str, locale: &str, now: Millis) -> DbResult<()> {
    let sql = "
        insert into mail_checks (code_hash, kind, locale, sent_at)
        values ($1, $2, $3, $4)
        on conflict (code_hash) do update set sent_at = $4";
    on_db!(conn => sqlx::query(sql).bind(hash).bind(kind).bind(locale).bind(now).execute(conn).await.map(|_| ()))?;
    Ok(())
}

pub(super) async fn find(conn: Conn<'_>, hash: &[u8], since: Millis) -> DbResult<Option<CheckRow>> {
    let sql = "select kind, locale, sent_at from mail_checks where code_hash = $1 and sent_at > $2";
    Ok(on_db!(conn => sqlx::query_as(sql).bind(hash).bind(since).fetch_optional(conn).await)?)
}

pub(super) async fn prune(conn: Conn<'_>, before: Millis) -> DbResult<()> {
    let sql = "delete from mail_checks where sent_at <= $1";
    on_db!(conn => sqlx::query(sql).bind(before).execute(conn).await.map(|_| ()))?;
    Ok(())
}
