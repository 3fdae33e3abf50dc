//! SQL of accounts, one function a statement.

pub(super) mod attempts;
pub(super) mod links;
pub(super) mod passwords;
pub(super) mod people;
pub(super) mod recovery_codes;
mod sealed;

pub use sealed::SEALED;

use crate::db::{Conn, DbResult};
use crate::on_db;
use crate::types::Millis;

/// Forgets what expired before `now`: links, half sign-ins, half set-ups, codes nobody confirmed.
pub(super) async fn prune(mut conn: Conn<'_>, now: Millis) -> DbResult<()> {
    const EXPIRED: [&str; 7] = [
        "delete from email_proofs where expires_at < $1",
        "delete from password_resets where expires_at < $1",
        "delete from authenticator_setups where expires_at < $1",
        "delete from sign_in_attempts where expires_at < $1",
        "delete from recovery_code_reveals where expires_at < $1",
        "delete from phone_setups where expires_at < $1",
        "delete from text_codes where expires_at < $1",
    ];
    for sql in EXPIRED {
        let conn = conn.again();
        on_db!(conn => sqlx::query(sql).bind(now).execute(conn).await.map(|_| ()))?;
    }
    Ok(())
}
