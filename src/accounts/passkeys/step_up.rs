//! Proving again with a passkey of one's own, in a session that goes on.

use super::ceremony::{self, Ceremony};
use super::model::{Answer, Asked, Challenge};
use super::proof::{ask, challenge_of, check_handle, count, find, record};
use super::relying_party::{check_client_data, read, refused};
use super::store::Table;
use crate::access::{Actor, Standing};
use crate::accounts::service::lock_ways_of;
use crate::accounts::sessions;
use crate::audit::{self, Act, Entry, Factor};
use crate::error::AppResult;
use crate::server::{Ctx, Visitor};
use webauthn_rs::prelude::PublicKeyCredential;

/// Asks for one of the actor's passkeys.
pub async fn start(ctx: &Ctx, visitor: &Visitor, actor: &Actor) -> AppResult<Challenge> {
    let mut tx = ctx.db.begin().await?;
    count(&mut tx, ctx, visitor, Asked::Button).await?;
    let (challenge, state) = ask(&mut tx, ctx, actor.person).await?;
    let kept = Ceremony::StepUp { person: actor.person, session: actor.session, state: Box::new(state) };
    let token = ceremony::keep(&mut tx, ctx, &kept).await?;
    tx.commit().await?;
    challenge_of(token, &challenge.public_key)
}

/// The session's new token, if the passkey is the actor's and was asked of this session.
pub async fn finish(ctx: &Ctx, actor: &Actor, answer: &Answer) -> AppResult<String> {
    let credential: PublicKeyCredential = read(&answer.credential)?;
    let taken = ceremony::take(ctx, &answer.ceremony).await?;
    let Ceremony::StepUp { person, session, state } = taken else { return Err(ceremony::expired()) };
    if (person, session) != (actor.person, actor.session) {
        return Err(ceremony::expired());
    }
    check_client_data(&ctx.config, &credential.response.client_data_json)?;
    check_handle(ctx, person, credential.response.user_handle.as_deref()).await?;
    let result = ctx.webauthn.finish_passkey_authentication(&credential, &state).map_err(|error| refused(&error))?;
    let row = find(ctx, person, &credential.raw_id).await?;

    let mut tx = ctx.db.begin().await?;
    lock_ways_of(tx.conn(), ctx, actor).await?;
    record(&mut tx, ctx, Table::People, row, &result).await?;
    let renewed = sessions::renew(tx.conn(), ctx, session, Standing::Full).await?;
    audit::commit(tx, ctx, [Entry::of(Act::SteppedUp, actor).factor(Factor::Passkey)]).await?;
    ctx.hub.wake();
    Ok(renewed)
}
