//! Proving again with a passkey of one's own, in a session that goes on.

use super::ceremony::{self, Ceremony};
use super::judged::{Judged, judge};
use super::model::{Answer, Asked, Challenge, PasskeyId};
use super::proof::{ask, challenge_of, count};
use super::relying_party::read;
use crate::access::{Actor, Standing};
use crate::accounts::service::lock_ways_of;
use crate::accounts::sessions;
use crate::audit::{self, About, Act, Entry, Factor};
use crate::error::AppResult;
use crate::server::{Ctx, Visitor};
use webauthn_rs::prelude::PublicKeyCredential;

/// Asks for one of the actor's passkeys.
pub async fn start(ctx: &Ctx, visitor: &Visitor, actor: &Actor) -> AppResult<Challenge> {
    count(ctx, visitor, Asked::Button).await?;
    let mut tx = ctx.db.begin().await?;
    let (challenge, state) = ask(&mut tx, ctx, actor.person).await?;
    let kept = Ceremony::StepUp { person: actor.person, session: actor.session, state: Box::new(state) };
    let token = ceremony::keep(tx.conn(), ctx, &kept).await?;
    tx.commit().await?;
    challenge_of(token, &challenge.public_key)
}

/// The session's new token, if the passkey is the actor's and was asked of this session.
pub async fn finish(ctx: &Ctx, actor: &Actor, answer: &Answer) -> AppResult<String> {
    let credential: PublicKeyCredential = read(&answer.credential)?;
    let mut read = ctx.db.read().await?;
    let judged = match ceremony::find(read.conn(), ctx, &answer.ceremony).await? {
        Ceremony::StepUp { person, session, state } if (person, session) == (actor.person, actor.session) => {
            judge(ctx, read, person, &state, &credential).await?
        }
        Ceremony::StepUp { .. }
        | Ceremony::Enrolment { .. }
        | Ceremony::SignIn { .. }
        | Ceremony::SecondFactor { .. }
        | Ceremony::Joining { .. }
        | Ceremony::StaffEnrolment { .. }
        | Ceremony::StaffSignIn { .. } => {
            // Or it would be kept while another connection is waited for.
            drop(read);
            Judged::refused(ceremony::expired())
        }
    };
    let failed = |_, passkey: PasskeyId| {
        let failed = Entry::of(Act::SteppedUp, actor).refused().factor(Factor::Passkey);
        Some(failed.about(About::Passkey(passkey.0)))
    };
    let (mut tx, proof) = judged.settle(ctx, &answer.ceremony, failed).await?;
    lock_ways_of(tx.conn(), ctx, actor).await?;
    let (mut tx, _) = proof.record(tx, ctx, failed).await?;
    let renewed = sessions::renew(tx.conn(), ctx, actor.session, Standing::Full).await?;
    audit::commit(tx, ctx, [Entry::of(Act::SteppedUp, actor).factor(Factor::Passkey)]).await?;
    ctx.hub.wake();
    Ok(renewed)
}
