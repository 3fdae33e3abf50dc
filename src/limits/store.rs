//! SQL of the counters.

use super::Policy;
use crate::db::{Conn, DbResult};
use crate::on_db;
use crate::types::Millis;

pub(super) async fn blocked_until(conn: Conn<'_>, bucket: &str) -> DbResult<Option<Millis>> {
    let sql = "select blocked_until from throttles where bucket = $1";
    Ok(on_db!(conn => sqlx::query_scalar(sql).bind(bucket).fetch_optional(conn).await)?)
}

/// Counts a try and answers how many there are in the window; `None` while the bucket is closed.
pub(super) async fn spend(conn: Conn<'_>, bucket: &str, now: Millis, policy: &Policy) -> DbResult<Option<i64>> {
    // `blocked_until` is 0 while the bucket is open. Once a block is over everything begins anew.
    let sql = "
        insert into throttles (bucket, hits, window_start, blocked_until, expires_at)
        values ($1, 1, $2, case when $3 <= 1 then $2 + $5 else 0 end, $2 + $4 + $5)
        on conflict (bucket) do update set
          hits = case
            when throttles.blocked_until > 0 or throttles.window_start + $4 <= $2 then 1
            else throttles.hits + 1
          end,
          window_start = case
            when throttles.blocked_until > 0 or throttles.window_start + $4 <= $2 then $2
            else throttles.window_start
          end,
          blocked_until = case
            when $3 <= 1 then $2 + $5
            when throttles.blocked_until > 0 or throttles.window_start + $4 <= $2 then 0
            when throttles.hits + 1 >= $3 then $2 + $5
            else 0
          end,
          expires_at = $2 + $4 + $5
        where throttles.blocked_until <= $2
        returning hits";
    Ok(on_db!(conn => sqlx::query_scalar(sql)
        .bind(bucket)
        .bind(now)
        .bind(policy.hits)
        .bind(policy.window)
        .bind(policy.block)
        .fetch_optional(conn)
        .await)?)
}

/// Takes back a try of the window that ran at `spent_at`, and opens the bucket if it is no longer full.
pub(super) async fn give_back(conn: Conn<'_>, bucket: &str, spent_at: Millis, allowed: i64) -> DbResult<Option<i64>> {
    let sql = "
        update throttles
        set hits = hits - 1, blocked_until = case when hits <= $3 then 0 else blocked_until end
        where bucket = $1 and hits > 0 and window_start <= $2
        returning hits";
    Ok(on_db!(conn => sqlx::query_scalar(sql).bind(bucket).bind(spent_at).bind(allowed).fetch_optional(conn).await)?)
}

/// Forgets counters whose window and pause have passed.
pub async fn prune(conn: Conn<'_>, now: Millis) -> DbResult<()> {
    let sql = "delete from throttles where expires_at <= $1";
    on_db!(conn => sqlx::query(sql).bind(now).execute(conn).await.map(|_| ()))?;
    Ok(())
}

pub(super) async fn clear(conn: Conn<'_>, [first, second, third]: [&str; 3]) -> DbResult<()> {
    let sql = "delete from throttles where bucket in ($1, $2, $3)";
    on_db!(conn => sqlx::query(sql).bind(first).bind(second).bind(third).execute(conn).await.map(|_| ()))?;
    Ok(())
}
