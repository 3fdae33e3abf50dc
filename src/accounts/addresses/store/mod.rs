//! SQL of addresses, one function a statement.

pub(super) mod changes;
pub(super) mod identities;
pub(super) mod owned;
pub(super) mod reminders;
pub(super) mod undos;

use crate::db::{Conn, DbResult};
use crate::on_db;
use crate::types::Millis;

/// Forgets what expired before `now`.
pub(in crate::accounts) async fn prune(mut conn: Conn<'_>, now: Millis) -> DbResult<()> {
    const EXPIRED: [&str; 2] =
        ["delete from address_changes where expires_at < $1", "delete from address_undos where expires_at < $1"];
    for sql in EXPIRED {
        let conn = conn.again();
        on_db!(conn => sqlx::query(sql).bind(now).execute(conn).await.map(|_| ()))?;
    }
    reminders::prune(conn, now - super::rules::REMINDER_LIFE).await
}
