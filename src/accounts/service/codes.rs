//! A typed second factor, whichever it is.

use super::{authenticator, recovery_codes};
use crate::accounts::limits::Typed;
use crate::db::Conn;
use crate::error::AppResult;
use crate::server::Ctx;
use crate::types::PersonId;

/// Uses a typed code. Whether it was right and unused; the caller counts the try first.
pub async fn spend_code(conn: Conn<'_>, ctx: &Ctx, person: PersonId, kind: Typed, typed: &str) -> AppResult<bool> {
    match kind {
        Typed::AuthenticatorCode => authenticator::spend(conn, ctx, person, typed).await,
        Typed::RecoveryCode => recovery_codes::spend(conn, ctx, person, typed).await,
    }
}
