//! Proving another account of the same person with one of its passkeys, in a session that goes on.

use super::ceremony::{self, Ceremony};
use super::judged::{Judged, judge_anybody};
use super::model::{Answer, Asked, Challenge};
use super::proof::{challenge_of, count, sign_in_failed};
use super::relying_party::read;
use crate::access::Actor;
use crate::accounts::merging;
use crate::audit::{self, Factor};
use crate::error::{AppError, AppResult};
use crate::server::{Ctx, Visitor, internal};
use webauthn_rs::prelude::PublicKeyCredential;

/// Asks for any passkey of this site.
pub async fn start(ctx: &Ctx, visitor: &Visitor, actor: &Actor) -> AppResult<Challenge> {
    actor.fresh(ctx.now())?;
    count(ctx, visitor, Asked::Button).await?;
    let (challenge, state) = ctx.webauthn.start_discoverable_authentication().map_err(|error| internal(&error))?;
    let kept = Ceremony::Joining { person: actor.person, session: actor.session, state: Box::new(state) };
    let token = ceremony::keep(ctx.db.single().await?.conn(), ctx, &kept).await?;
    challenge_of(token, &challenge.public_key)
}

/// Notes that the session has proved the passkey's account completely.
pub async fn finish(ctx: &Ctx, visitor: &Visitor, actor: &Actor, answer: &Answer) -> AppResult<()> {
    actor.fresh(ctx.now())?;
    let credential: PublicKeyCredential = read(&answer.credential)?;
    let mut read = ctx.db.read().await?;
    let judged = match ceremony::find(read.conn(), ctx, &answer.ceremony).await? {
        Ceremony::Joining { person, session, state } if (person, session) == (actor.person, actor.session) => {
            judge_anybody(ctx, read, *state, &credential).await?
        }
        Ceremony::Joining { .. }
        | Ceremony::Enrolment { .. }
        | Ceremony::SignIn { .. }
        | Ceremony::SecondFactor { .. }
        | Ceremony::StaffEnrolment { .. }
        | Ceremony::StaffSignIn { .. }
        | Ceremony::StepUp { .. } => {
            // Or it would be kept while another connection is waited for.
            drop(read);
            Judged::refused(ceremony::expired())
        }
    };
    let failed = |person, passkey| Some(sign_in_failed(person, passkey, visitor));
    let (tx, proof) = judged.settle(ctx, &answer.ceremony, failed).await?;
    let (mut tx, other) = proof.record(tx, ctx, failed).await?;
    if other == actor.person {
        tx.commit().await?;
        return Err(AppError::conflict("merging.errors.same"));
    }
    let proved = merging::proof::proved(tx.conn(), ctx, visitor, actor, other, Factor::Passkey).await?;
    audit::commit(tx, ctx, [proved]).await?;
    Ok(())
}
