//! SQL of proofs that were used.

use super::rules::Proved;
use crate::db::{Conn, DbResult};
use crate::on_db;
use crate::types::Millis;

/// Whether this is the proof's first use.
pub(super) async fn take(conn: Conn<'_>, proof: &Proved) -> DbResult<bool> {
    let sql = "insert into used_proofs (nonce, expires_at) values ($1, $2) on conflict (nonce) do nothing";
    let inserted = on_db!(conn => sqlx::query(sql)
        .bind(&proof.nonce)
        .bind(proof.expires_at)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(inserted == 1)
}

/// Lets a proof be used again.
pub(super) async fn give_back(conn: Conn<'_>, nonce: &str) -> DbResult<()> {
    let sql = "delete from used_proofs where nonce = $1";
    on_db!(conn => sqlx::query(sql).bind(nonce).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Forgets proofs that would come too late in any case.
pub(in crate::accounts) async fn prune(conn: Conn<'_>, now: Millis) -> DbResult<()> {
    let sql = "delete from used_proofs where expires_at <= $1";
    on_db!(conn => sqlx::query(sql).bind(now).execute(conn).await.map(|_| ()))?;
    Ok(())
}
