//! Proving again with a passkey of one's own, in a session that goes on.

use super::ceremony::{self, Ceremony};
use super::model::{Answer, Asked, Challenge};
use super::proof::{ask, challenge_of, count, find, record};
use super::relying_party::{check_proof, read, refused};
use crate::access::{Actor, Standing};
use crate::accounts::service::lock_ways_of;
use crate::accounts::sessions;
use crate::audit::{self, About, Act, Entry, Factor};
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
    let handle = credential.response.user_handle.as_deref().filter(|handle| !handle.is_empty());
    if handle.is_some_and(|handle| handle != person.0.as_bytes()) {
        return Err(refused(&"the user handle is of somebody else"));
    }
    let row = find(ctx, person, &credential.raw_id).await?;
    let result = check_proof(&ctx.config, &credential, row.backup_eligible).and_then(|()| {
        ctx.webauthn.finish_passkey_authentication(&credential, &state).map_err(|error| refused(&error))
    });
    if result.is_err() {
        let failed = Entry::of(Act::SteppedUp, actor).refused().factor(Factor::Passkey);
        audit::commit(ctx.db.begin().await?, ctx, [failed.about(About::Passkey(row.id.0))]).await?;
    }
    let result = result?;

    let mut tx = ctx.db.begin().await?;
    lock_ways_of(tx.conn(), ctx, actor).await?;
    record(&mut tx, ctx, row, &result).await?;
    let renewed = sessions::renew(tx.conn(), ctx, session, Standing::Full).await?;
    audit::commit(tx, ctx, [Entry::of(Act::SteppedUp, actor).factor(Factor::Passkey)]).await?;
    ctx.hub.wake();
    Ok(renewed)
}
