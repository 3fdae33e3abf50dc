//! Proving another account of the same person with one of its passkeys, in a session that goes on.

use super::ceremony::{self, Ceremony};
use super::model::{Answer, Asked, Challenge};
use super::proof::{challenge_of, count, find, record, stored, told};
use super::relying_party::{check_client_data, read, refused};
use super::store::Table;
use crate::access::Actor;
use crate::accounts::merging;
use crate::audit::{self, Factor};
use crate::error::{AppError, AppResult};
use crate::server::{Ctx, Visitor, internal};
use crate::types::PersonId;
use webauthn_rs::prelude::{DiscoverableKey, PublicKeyCredential};

/// Asks for any passkey of this site.
pub async fn start(ctx: &Ctx, visitor: &Visitor, actor: &Actor) -> AppResult<Challenge> {
    actor.fresh(ctx.now())?;
    let mut tx = ctx.db.begin().await?;
    count(&mut tx, ctx, visitor, Asked::Button).await?;
    let (challenge, state) = ctx.webauthn.start_discoverable_authentication().map_err(|error| internal(&error))?;
    let kept = Ceremony::Joining { person: actor.person, session: actor.session, state: Box::new(state) };
    let token = ceremony::keep(&mut tx, ctx, &kept).await?;
    tx.commit().await?;
    challenge_of(token, &challenge.public_key)
}

/// Notes that the session has proved the passkey's account completely.
pub async fn finish(ctx: &Ctx, visitor: &Visitor, actor: &Actor, answer: &Answer) -> AppResult<()> {
    actor.fresh(ctx.now())?;
    let credential: PublicKeyCredential = read(&answer.credential)?;
    let taken = ceremony::take(ctx, &answer.ceremony).await?;
    let Ceremony::Joining { person, session, state } = taken else { return Err(ceremony::expired()) };
    if (person, session) != (actor.person, actor.session) {
        return Err(ceremony::expired());
    }
    check_client_data(&ctx.config, &credential.response.client_data_json)?;
    let (handle, credential_id) =
        ctx.webauthn.identify_discoverable_authentication(&credential).map_err(|error| refused(&error))?;
    let owner = merging::survivor(ctx.db.read().await?.conn(), PersonId(handle)).await?;
    let owner = owner.ok_or_else(|| refused(&"the user handle is of nobody"))?;
    let row = find(ctx, owner, credential_id).await?;
    let key = DiscoverableKey::from(stored(&row)?);
    let result = ctx.webauthn.finish_discoverable_authentication_v2(&credential, *state, &key);
    let result = told(ctx, visitor, &row, result).await?;
    if owner == actor.person {
        return Err(AppError::Conflict { key: "merging.errors.same".to_owned() });
    }

    let mut tx = ctx.db.begin().await?;
    record(&mut tx, ctx, Table::People, row, &result).await?;
    let proved = merging::proof::proved(tx.conn(), ctx, visitor, actor, owner, Factor::Passkey).await?;
    audit::commit(tx, ctx, [proved]).await?;
    Ok(())
}
