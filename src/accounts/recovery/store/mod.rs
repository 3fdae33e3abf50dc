//! SQL of recoveries.

pub(super) mod claims;
pub(super) mod requests;
mod sealed;

pub use sealed::SEALED;

use super::rules::KEEP;
use crate::db::{Conn, DbResult};
use crate::on_db;
use crate::types::Millis;

/// Ends what nobody has finished in time and forgets what ended long ago.
pub async fn prune(mut conn: Conn<'_>, now: Millis) -> DbResult<()> {
    const OLD: [&str; 2] =
        ["delete from recovery_claims where ended_at < $1", "delete from recovery_requests where ended_at < $1"];
    const OVER: [&str; 4] = [
        "delete from recovery_links where expires_at <= $1",
        "update recovery_claims set state = 'expired', ended_at = $1 where state = 'running' and expires_at <= $1",
        "delete from recovery_requests where state = 'unproved' and expires_at <= $1",
        "update recovery_requests set state = 'expired', ended_at = $1 where state = 'open' and expires_at <= $1",
    ];
    for sql in OVER {
        let conn = conn.again();
        on_db!(conn => sqlx::query(sql).bind(now).execute(conn).await.map(|_| ()))?;
    }
    for sql in OLD {
        let conn = conn.again();
        on_db!(conn => sqlx::query(sql).bind(now - KEEP).execute(conn).await.map(|_| ()))?;
    }
    Ok(())
}
