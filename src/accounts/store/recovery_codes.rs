//! SQL of recovery codes.

use crate::db::{Conn, DbResult};
use crate::on_db;
use crate::types::{Millis, PersonId, SessionId};

/// Puts fresh codes in place of all others of the person.
pub async fn replace(mut conn: Conn<'_>, person: PersonId, hashes: &[Vec<u8>], now: Millis) -> DbResult<()> {
    let again = conn.again();
    let sql = "delete from recovery_codes where person_id = $1";
    on_db!(again => sqlx::query(sql).bind(person).execute(again).await.map(|_| ()))?;
    for hash in hashes {
        let conn = conn.again();
        let sql = "insert into recovery_codes (person_id, code_hash, made_at) values ($1, $2, $3)";
        on_db!(conn => sqlx::query(sql).bind(person).bind(hash).bind(now).execute(conn).await.map(|_| ()))?;
    }
    Ok(())
}

/// Deletes those that were made at `since` or later.
pub async fn delete_since(conn: Conn<'_>, person: PersonId, since: Millis) -> DbResult<()> {
    let sql = "delete from recovery_codes where person_id = $1 and made_at >= $2";
    on_db!(conn => sqlx::query(sql).bind(person).bind(since).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Uses a code. Whether it was there and unused: of two uses at once only one is told yes.
pub async fn use_one(conn: Conn<'_>, person: PersonId, hash: &[u8], now: Millis) -> DbResult<bool> {
    let sql = "update recovery_codes set used_at = $3 where person_id = $1 and code_hash = $2 and used_at is null";
    let changed = on_db!(conn => sqlx::query(sql)
        .bind(person)
        .bind(hash)
        .bind(now)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(changed == 1)
}

pub async fn count_unused(conn: Conn<'_>, person: PersonId) -> DbResult<i64> {
    let sql = "select count(*) from recovery_codes where person_id = $1 and used_at is null";
    Ok(on_db!(conn => sqlx::query_scalar(sql).bind(person).fetch_one(conn).await)?)
}

/// When the codes were made.
pub async fn made_at(conn: Conn<'_>, person: PersonId) -> DbResult<Option<Millis>> {
    let sql = "select max(made_at) from recovery_codes where person_id = $1";
    Ok(on_db!(conn => sqlx::query_scalar(sql).bind(person).fetch_one(conn).await)?)
}

/// Keeps fresh codes to be shown to the session that made them.
pub async fn put_reveal(conn: Conn<'_>, session: SessionId, sealed: &[u8], expires_at: Millis) -> DbResult<()> {
    let sql = "
        insert into recovery_code_reveals (session_id, codes, expires_at)
        values ($1, $2, $3)
        on conflict (session_id) do update set codes = excluded.codes, expires_at = excluded.expires_at";
    on_db!(conn => sqlx::query(sql).bind(session).bind(sealed).bind(expires_at).execute(conn).await.map(|_| ()))?;
    Ok(())
}

pub async fn find_reveal(conn: Conn<'_>, session: SessionId, now: Millis) -> DbResult<Option<Vec<u8>>> {
    let sql = "select codes from recovery_code_reveals where session_id = $1 and expires_at > $2";
    Ok(on_db!(conn => sqlx::query_scalar(sql).bind(session).bind(now).fetch_optional(conn).await)?)
}

pub async fn delete_reveal(conn: Conn<'_>, session: SessionId) -> DbResult<()> {
    let sql = "delete from recovery_code_reveals where session_id = $1";
    on_db!(conn => sqlx::query(sql).bind(session).execute(conn).await.map(|_| ()))?;
    Ok(())
}
