//! What an answer that proves a passkey is worth, and what comes of it: its challenge is taken in any case, a refusal is
//! recorded for the owner of the passkey that it names, a proof is written down before anybody is let in. Who judges gets the
//! connection with which the challenge was read, and gives it back before the signature is looked at.

use super::ceremony;
use super::model::PasskeyId;
use super::owner::Owner;
use super::relying_party::{check_proof, refused};
use super::store::{self, PasskeyRow};
use crate::accounts::merging::survivor;
use crate::audit::{self, Entry};
use crate::db::{Conn, Read, Tx};
use crate::error::{AppError, AppResult};
use crate::server::{Ctx, internal};
use crate::types::{PersonId, StaffId};
use uuid::Uuid;
use webauthn_rs::prelude::{
    AuthenticationResult, DiscoverableAuthentication, DiscoverableKey, Passkey, PasskeyAuthentication,
    PublicKeyCredential,
};

/// Looks at the answer to a challenge for this person's own passkeys.
pub(super) async fn judge(
    ctx: &Ctx,
    mut read: Read,
    person: PersonId,
    state: &PasskeyAuthentication,
    credential: &PublicKeyCredential,
) -> AppResult<Judged<PersonId>> {
    if !made_for(read.conn(), person, credential.response.user_handle.as_deref()).await? {
        return Ok(Judged::refused(refused(&"the user handle is of somebody else")));
    }
    let Some(row) = find(read.conn(), person, &credential.raw_id).await? else { return Ok(Judged::unknown()) };
    drop(read);
    let result = check_proof(&ctx.config, credential, row.backup_eligible)
        .and_then(|()| ctx.webauthn.finish_passkey_authentication(credential, state).map_err(|error| refused(&error)));
    Ok(Judged { passkey: Some((person, row)), result })
}

/// Whether an answer under this handle can be of the person. One that was made for an account that was joined to theirs is.
async fn made_for(conn: Conn<'_>, person: PersonId, handle: Option<&[u8]>) -> AppResult<bool> {
    let Some(handle) = handle.filter(|handle| !handle.is_empty() && *handle != person.0.as_bytes()) else {
        return Ok(true);
    };
    let Ok(account) = Uuid::from_slice(handle) else { return Ok(false) };
    Ok(survivor(conn, PersonId(account)).await? == Some(person))
}

/// Looks at the answer to a challenge for any person's passkey.
pub(super) async fn judge_anybody(
    ctx: &Ctx,
    mut read: Read,
    state: DiscoverableAuthentication,
    credential: &PublicKeyCredential,
) -> AppResult<Judged<PersonId>> {
    let (account, credential_id) = match ctx.webauthn.identify_discoverable_authentication(credential) {
        Ok(named) => named,
        Err(error) => return Ok(Judged::refused(refused(&error))),
    };
    match survivor(read.conn(), PersonId(account)).await? {
        Some(person) => judge_named(ctx, read, person, credential_id, state, credential).await,
        None => Ok(Judged::refused(refused(&"the user handle is of nobody"))),
    }
}

/// Looks at the answer to a challenge for any passkey of staff.
pub(super) async fn judge_staff(
    ctx: &Ctx,
    read: Read,
    state: DiscoverableAuthentication,
    credential: &PublicKeyCredential,
) -> AppResult<Judged<StaffId>> {
    match ctx.webauthn.identify_discoverable_authentication(credential) {
        Ok((staff, credential_id)) => judge_named(ctx, read, StaffId(staff), credential_id, state, credential).await,
        Err(error) => Ok(Judged::refused(refused(&error))),
    }
}

async fn judge_named<Id: Copy + Into<Owner>>(
    ctx: &Ctx,
    mut read: Read,
    owner: Id,
    credential_id: &[u8],
    state: DiscoverableAuthentication,
    credential: &PublicKeyCredential,
) -> AppResult<Judged<Id>> {
    let Some(row) = find(read.conn(), owner, credential_id).await? else { return Ok(Judged::unknown()) };
    // Looking at a signature takes a while, and the connection is wanted elsewhere.
    drop(read);
    let key = DiscoverableKey::from(stored(&row)?);
    let result = check_proof(&ctx.config, credential, row.backup_eligible).and_then(|()| {
        let result = ctx.webauthn.finish_discoverable_authentication_v2(credential, state, &key);
        result.map_err(|error| refused(&error))
    });
    Ok(Judged { passkey: Some((owner, row)), result })
}

/// An answer that was looked at. `Id` says whether passkeys of people or of staff were asked for.
pub(super) struct Judged<Id> {
    /// The passkey that it names, if that is its owner's.
    passkey: Option<(Id, PasskeyRow)>,
    result: AppResult<AuthenticationResult>,
}

impl<Id: Copy + Into<Owner>> Judged<Id> {
    /// One that says nothing of a passkey.
    pub(super) fn refused(error: AppError) -> Self {
        Self { passkey: None, result: Err(error) }
    }

    fn unknown() -> Self {
        Self::refused(refused(&"the passkey is not known"))
    }

    /// Takes the challenge, whatever the answer is worth. A refusal is recorded for the passkey's owner and over; a proof
    /// goes on in the transaction. `failed` answers nothing where the caller records refusals of every kind.
    pub(super) async fn settle(
        self,
        ctx: &Ctx,
        ceremony: &str,
        failed: impl FnOnce(Id, PasskeyId) -> Option<Entry>,
    ) -> AppResult<(Tx, Proof<Id>)> {
        let mut tx = ctx.db.begin().await?;
        ceremony::spend(tx.conn(), ctx, ceremony).await?;
        let error = match (self.passkey, self.result) {
            (Some((owner, row)), Ok(result)) => return Ok((tx, Proof { owner, row, result })),
            (Some((owner, row)), Err(error)) => {
                audit::commit(tx, ctx, failed(owner, row.id)).await?;
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
pub(super) struct Proof<Id> {
    owner: Id,
    row: PasskeyRow,
    result: AuthenticationResult,
}

impl<Id: Copy + Into<Owner>> Proof<Id> {
    /// Whose passkey it is.
    pub(super) fn owner(&self) -> Id {
        self.owner
    }

    /// Writes what the use taught; answers whose passkey it is. Of two uses at once the later count stands, and the other
    /// is a failure.
    pub(super) async fn record(
        self,
        mut tx: Tx,
        ctx: &Ctx,
        failed: impl FnOnce(Id, PasskeyId) -> Option<Entry>,
    ) -> AppResult<(Tx, Id)> {
        let Self { owner, mut row, result } = self;
        let mut passkey = stored(&row)?;
        passkey.update_credential(&result);
        row.credential = serde_json::to_string(&passkey).map_err(|error| internal(&error))?;
        row.counter = result.counter().into();
        row.backup_eligible = result.backup_eligible();
        row.backed_up = result.backup_state();
        row.last_used_at = Some(ctx.now());
        if store::record_use(tx.conn(), owner.into().table(), &row).await? {
            return Ok((tx, owner));
        }
        audit::commit(tx, ctx, failed(owner, row.id)).await?;
        Err(refused(&"a later use was written first, or the passkey is gone"))
    }
}

/// The owner's passkey of that credential id. One of somebody else is as absent as none.
async fn find(conn: Conn<'_>, owner: impl Into<Owner>, credential_id: &[u8]) -> AppResult<Option<PasskeyRow>> {
    let owner = owner.into();
    let row = store::find_any(conn, owner.table(), credential_id).await?;
    Ok(row.filter(|row| row.owner_id == owner.id()))
}

pub(super) fn stored(row: &PasskeyRow) -> AppResult<Passkey> {
    serde_json::from_str(&row.credential).map_err(|error| internal(&error))
}
