//! A typed second factor, whichever it is.

use super::recovery_codes;
use crate::accounts::apps;
use crate::accounts::limits::Typed;
use crate::accounts::phone::{self, SentFor};
use crate::db::Conn;
use crate::error::AppResult;
use crate::server::Ctx;
use crate::types::PersonId;

/// Uses a typed code. Whether it was right and unused; the caller counts the try first. A texted code counts only if it
/// was `sent_for` this.
pub async fn spend_code(
    mut conn: Conn<'_>,
    ctx: &Ctx,
    person: PersonId,
    kind: Typed,
    typed: &str,
    sent_for: SentFor<'_>,
) -> AppResult<bool> {
    match kind {
        Typed::AuthenticatorCode => apps::service::spend(conn, ctx, person, typed).await,
        Typed::RecoveryCode => recovery_codes::spend(conn, ctx, person, typed).await,
        Typed::TextCode => {
            // The phone may have been removed, or text messages turned off, since the code was sent.
            Ok(phone::is_usable(conn.again(), ctx, person).await?
                && phone::spend(conn.again(), ctx, person, sent_for, typed).await?
                && phone::store::note_use(conn, person, ctx.now()).await.map(|()| true)?)
        }
    }
}
