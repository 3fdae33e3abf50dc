//! What an answer that proves a passkey is worth, and what comes of it: its challenge is taken in any case, a refusal is
//! recorded for the owner of the passkey that it names, a proof is written down before anybody is let in.

use super::ceremony;
use super::relying_party::{check_proof, refused};
use super::store::{self, PasskeyRow};
use crate::audit::{self, Entry};
use crate::db::Tx;
use crate::error::{AppError, AppResult};
use crate::server::{Ctx, internal};
use crate::types::PersonId;
use webauthn_rs::prelude::{AuthenticationResult, Passkey, PasskeyAuthentication, PublicKeyCredential};

/// Looks at the answer to a challenge for this person's own passkeys.
pub(super) async fn judge(
    ctx: &Ctx,
    person: PersonId,
    state: &PasskeyAuthentication,
    credential: &PublicKeyCredential,
) -> AppResult<Judged> {
    let handle = credential.response.user_handle.as_deref().filter(|handle| !handle.is_empty());
    if handle.is_some_and(|handle| handle != person.0.as_bytes()) {
        return Ok(Judged::refused(refused(&"the user handle is of somebody else")));
    }
    let Some(row) = find(ctx, person, &credential.raw_id).await? else { return Ok(Judged::unknown()) };
    let result = check_proof(&ctx.config, credential, row.backup_eligible)
        .and_then(|()| ctx.webauthn.finish_passkey_authentication(credential, state).map_err(|error| refused(&error)));
    Ok(Judged { row: Some(row), result })
}

/// An answer that was looked at.
pub(super) struct Judged {
    /// The passkey that it names, if that is the person's.
    pub row: Option<PasskeyRow>,
    pub result: AppResult<AuthenticationResult>,
}

impl Judged {
    /// One that says nothing of a passkey.
    pub(super) fn refused(error: AppError) -> Self {
        Self { row: None, result: Err(error) }
    }

    pub(super) fn unknown() -> Self {
        Self::refused(refused(&"the passkey is not known"))
    }

    /// Takes the challenge, whatever the answer is worth. A refusal is recorded for the passkey's owner and over; a proof
    /// goes on in the transaction.
    pub(super) async fn settle(
        self,
        ctx: &Ctx,
        ceremony: &str,
        failed: impl FnOnce(&PasskeyRow) -> Entry,
    ) -> AppResult<(Tx, Proof)> {
        let mut tx = ctx.db.begin().await?;
        ceremony::spend(tx.conn(), ctx, ceremony).await?;
        let error = match (self.row, self.result) {
            (Some(row), Ok(result)) => return Ok((tx, Proof { row, result })),
            (Some(row), Err(error)) => {
                audit::commit(tx, ctx, [failed(&row)]).await?;
                return Err(error);
            }
            (None, Ok(_)) => refused(&"a proof of no passkey"),
            (None, Err(error)) => error,
        };
        tx.commit().await?;
        Err(error)
    }
}

/// What proves a passkey.
pub(super) struct Proof {
    row: PasskeyRow,
    result: AuthenticationResult,
}

impl Proof {
    /// Whose passkey it is.
    pub(super) fn person(&self) -> PersonId {
        self.row.person_id
    }

    /// Writes what the use taught; answers whose passkey it is. Of two uses at once the later count stands, and the other
    /// is a failure.
    pub(super) async fn record(
        self,
        mut tx: Tx,
        ctx: &Ctx,
        failed: impl FnOnce(&PasskeyRow) -> Entry,
    ) -> AppResult<(Tx, PersonId)> {
        let Self { mut row, result } = self;
        let mut passkey = stored(&row)?;
        passkey.update_credential(&result);
        row.credential = serde_json::to_string(&passkey).map_err(|error| internal(&error))?;
        row.counter = result.counter().into();
        row.backup_eligible = result.backup_eligible();
        row.backed_up = result.backup_state();
        row.last_used_at = Some(ctx.now());
        if store::record_use(tx.conn(), &row).await? {
            return Ok((tx, row.person_id));
        }
        audit::commit(tx, ctx, [failed(&row)]).await?;
        Err(refused(&"a later use was written first, or the passkey is gone"))
    }
}

/// The person's passkey of that credential id. One of somebody else is as absent as none.
pub(super) async fn find(ctx: &Ctx, person: PersonId, credential_id: &[u8]) -> AppResult<Option<PasskeyRow>> {
    let row = store::find_any(ctx.db.read().await?.conn(), credential_id).await?;
    Ok(row.filter(|row| row.person_id == person))
}

pub(super) fn stored(row: &PasskeyRow) -> AppResult<Passkey> {
    serde_json::from_str(&row.credential).map_err(|error| internal(&error))
}
