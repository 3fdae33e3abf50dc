//! SQL of the counters.

use super::Policy;
use crate::db::{Conn, DbResult};
use crate::on_db;
use crate::types::Millis;

pub(super) async fn blocked_until(conn: Conn<'_>, bucket: &str) -> DbResult<Option<Millis>> {
    let sql = "select blocked_until from throttles where bucket = $1";
    Ok(on_db!(conn => sqlx::query_scalar(sql).bind(bucket).fetch_optional(conn).await)?)
}

pub(super) async fn hit(conn: Conn<'_>, bucket: &str, now: Millis, policy: &Policy) -> DbResult<i64> {
    let sql = "
        insert into throttles (bucket, hits, window_start, blocked_until, expires_at)
        values ($1, 1, $2, case when $3 <= 1 then $2 + $5 else 0 end, $2 + $4 + $5)
        on conflict (bucket) do update set
          hits = case when throttles.window_start + $4 <= $2 then 1 else throttles.hits + 1 end,
          window_start = case when throttles.window_start + $4 <= $2 then $2 else throttles.window_start end,
          blocked_until = case
            when throttles.window_start + $4 <= $2 and $3 > 1 then 0
            when throttles.hits + 1 >= $3 then $2 + $5
            else throttles.blocked_until
          end,
          expires_at = $2 + $4 + $5
        returning hits";
    Ok(on_db!(conn => sqlx::query_scalar(sql)
        .bind(bucket)
        .bind(now)
        .bind(policy.hits)
        .bind(policy.window)
        .bind(policy.block)
        .fetch_one(conn)
        .await)?)
}

/// Forgets counters whose window and pause have passed.
pub async fn prune(conn: Conn<'_>, now: Millis) -> DbResult<()> {
    let sql = "delete from throttles where expires_at <= $1";
    on_db!(conn => sqlx::query(sql).bind(now).execute(conn).await.map(|_| ()))?;
    Ok(())
}

pub(super) async fn clear(conn: Conn<'_>, bucket: &str) -> DbResult<()> {
    on_db!(conn => sqlx::query("delete from throttles where bucket = $1").bind(bucket).execute(conn).await.map(|_| ()))?;
    Ok(())
}
