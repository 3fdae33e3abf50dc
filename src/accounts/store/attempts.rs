//! SQL of sign-ins that have a right password and want a second factor.

use crate::db::{Conn, DbResult};
use crate::on_db;
use crate::types::{Millis, PersonId};

#[derive(sqlx::FromRow)]
pub struct AttemptRow {
    pub person_id: PersonId,
    pub next_path: String,
    /// Whether the computer is a shared one.
    pub shared: bool,
}

/// Whether the attempt was kept: only while `password_hash` is still the person's, so that a password that was changed
/// during its comparison opens nothing.
pub async fn insert(
    conn: Conn<'_>,
    token_hash: &[u8],
    attempt: &AttemptRow,
    password_hash: &str,
    expires_at: Millis,
) -> DbResult<bool> {
    let sql = "
        insert into sign_in_attempts (token_hash, person_id, next_path, expires_at, shared)
        select $1, person_id, $3, $4, $6
        from passwords
        where person_id = $2 and hash = $5 and closed_at is null";
    let kept = on_db!(conn => sqlx::query(sql)
        .bind(token_hash)
        .bind(attempt.person_id)
        .bind(&attempt.next_path)
        .bind(expires_at)
        .bind(password_hash)
        .bind(attempt.shared)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(kept == 1)
}

pub async fn find(conn: Conn<'_>, token_hash: &[u8], now: Millis) -> DbResult<Option<AttemptRow>> {
    let sql = "select person_id, next_path, shared from sign_in_attempts where token_hash = $1 and expires_at > $2";
    Ok(on_db!(conn => sqlx::query_as(sql).bind(token_hash).bind(now).fetch_optional(conn).await)?)
}

/// Consumes an attempt; of two at once only one is told yes.
pub async fn take(conn: Conn<'_>, token_hash: &[u8]) -> DbResult<bool> {
    let sql = "delete from sign_in_attempts where token_hash = $1";
    let gone = on_db!(conn => sqlx::query(sql).bind(token_hash).execute(conn).await.map(|done| done.rows_affected()))?;
    Ok(gone == 1)
}

/// Ends every half sign-in of the person, whose password is not the password any more, and every proof of the account from
/// within the session of another that it was to be joined to.
pub async fn drop_all(mut conn: Conn<'_>, person: PersonId) -> DbResult<()> {
    for sql in ["delete from sign_in_attempts where person_id = $1", "delete from merge_proofs where other_id = $1"] {
        let conn = conn.again();
        on_db!(conn => sqlx::query(sql).bind(person).execute(conn).await.map(|_| ()))?;
    }
    Ok(())
}
