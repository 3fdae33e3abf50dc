//! SQL of addresses, one function a statement.

pub(super) mod changes;
pub(super) mod identities;
pub(super) mod owned;
pub(super) mod reminders;
pub(super) mod undos;

use crate::db::{Conn, DbResult};
use crate::on_db;
use crate::types::{Millis, PersonId};

/// Stops every change that waits and kills every link that undoes one. For an account that has become part of another, whose
/// its addresses are now; and for one that was recovered, lest a mailbox of before takes it back.
pub(in crate::accounts) async fn settle(mut conn: Conn<'_>, person: PersonId) -> DbResult<()> {
    changes::drop_all(conn.again(), person).await?;
    undos::drop_since(conn, person, 0).await
}

/// Stops every new address that waits for its proof: who puts others out wants nothing of what they began.
pub(in crate::accounts) async fn stop_waiting(conn: Conn<'_>, person: PersonId) -> DbResult<()> {
    changes::drop_all(conn, person).await
}

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
