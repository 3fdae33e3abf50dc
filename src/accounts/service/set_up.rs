//! The moment at which an account becomes complete.

use super::recovery_codes;
use super::ways::ways;
use crate::access::{Actor, Standing};
use crate::accounts::sessions;
use crate::accounts::store::people;
use crate::audit::{Act, Entry};
use crate::db::Conn;
use crate::error::AppResult;
use crate::server::Ctx;

/// To be called last in the transaction that added a way to sign in. If these ways now suffice for the first time, the
/// session becomes a full one under a new token, which is answered for the cookie, and the first recovery codes wait to
/// be shown.
pub async fn complete_if_ready(mut conn: Conn<'_>, ctx: &Ctx, actor: &Actor) -> AppResult<Option<String>> {
    match actor.standing {
        Standing::Full => return Ok(None),
        Standing::SettingUp => {}
    }
    let ready = ways(conn.again(), ctx, actor.person).await?.suffice();
    if !ready || !people::complete(conn.again(), actor.person, ctx.now()).await? {
        return Ok(None);
    }
    recovery_codes::make(conn.again(), ctx, actor).await?;
    sessions::renew(conn, ctx, actor.session, Standing::Full).await.map(Some)
}

/// The rows of a way to sign in that was added, and of the account that it completed.
pub fn added(act: Act, actor: &Actor, completed: bool) -> Vec<Entry> {
    let mut entries = vec![Entry::of(act, actor)];
    if completed {
        entries.push(Entry::of(Act::RecoveryCodesMade, actor));
        entries.push(Entry::of(Act::AccountCompleted, actor));
    }
    entries
}
