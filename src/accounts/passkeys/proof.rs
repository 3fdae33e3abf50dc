//! Proving who one is with a passkey: signing in when nobody is known yet, or answering for a known person as the second
//! factor after a password.

use super::ceremony::{self, Ceremony};
use super::judged::{Judged, judge, judge_anybody, stored};
use super::model::{Answer, Asked, Challenge, PasskeyId};
use super::relying_party::read;
use super::store;
use crate::access::{Actor, Computer, Standing};
use crate::accounts::service::{SignedIn, signed_in};
use crate::accounts::sessions;
use crate::accounts::store::attempts::{self, AttemptRow};
use crate::audit::{self, About, Act, Entry, Factor};
use crate::db::Tx;
use crate::error::{AppError, AppResult};
use crate::limits::Policy;
use crate::server::{Ctx, Visitor, internal};
use crate::storage::token_hash;
use crate::types::{MINUTE, PersonId};
use serde::Serialize;
use webauthn_rs::prelude::{Passkey, PasskeyAuthentication, PublicKeyCredential, RequestChallengeResponse};

/// Challenges of one network. Autofill asks by itself every minute on every open sign-in page and is counted apart, so
/// that it can never use up the button's tries. A third of what strangers may ask in all, paid for ten at a time.
pub(super) async fn count(ctx: &Ctx, visitor: &Visitor, asked: Asked) -> AppResult<()> {
    let name = match asked {
        Asked::Button => "passkey-button",
        Asked::Autofill => "passkey-autofill",
    };
    let hits = i64::from(ctx.config.limits.stranger_requests / 3) / LEASE;
    let policy = Policy { name, hits, window: 5 * MINUTE, block: 5 * MINUTE };
    let bucket = policy.bucket(&ctx.keys, &visitor.network);
    ctx.leases.spend(&ctx.db, &bucket, LEASE, ctx.now(), "passkeys.errors.too_often").await
}

/// Challenges paid for at once.
const LEASE: i64 = 10;

/// Asks for any passkey of this site.
pub async fn start_sign_in(ctx: &Ctx, visitor: &Visitor, asked: Asked) -> AppResult<Challenge> {
    count(ctx, visitor, asked).await?;
    let (challenge, state) = ctx.webauthn.start_discoverable_authentication().map_err(|error| internal(&error))?;
    let kept = Ceremony::SignIn { state: Box::new(state) };
    let token = ceremony::keep(ctx.db.single().await?.conn(), ctx, &kept).await?;
    // Only the options are sent: the library marks every such challenge as conditional, the browser's side knows
    // which it asked for.
    challenge_of(token, &challenge.public_key)
}

/// Signs in the owner of the passkey. `before` is who this browser was signed in as; that session ends. Answers the
/// session's token.
pub async fn finish_sign_in(
    ctx: &Ctx,
    visitor: &Visitor,
    answer: &Answer,
    computer: Computer,
    before: Option<&Actor>,
) -> AppResult<String> {
    let credential: PublicKeyCredential = read(&answer.credential)?;
    let mut read = ctx.db.read().await?;
    let judged = match ceremony::find(read.conn(), ctx, &answer.ceremony).await? {
        Ceremony::SignIn { state } => judge_anybody(ctx, read, *state, &credential).await?,
        Ceremony::Enrolment { .. }
        | Ceremony::SecondFactor { .. }
        | Ceremony::Joining { .. }
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
    let (mut tx, person) = proof.record(tx, ctx, failed).await?;
    let session = begin_session(&mut tx, ctx, visitor, (person, computer), before).await?;
    audit::commit(tx, ctx, signed_in(visitor, person, Factor::Passkey, before)).await?;
    ctx.hub.wake();
    Ok(session)
}

/// Asks for a passkey of the person whose right password waits for its second factor.
pub async fn start_second_factor(ctx: &Ctx, visitor: &Visitor, attempt: Option<&str>) -> AppResult<Challenge> {
    count(ctx, visitor, Asked::Button).await?;
    let mut tx = ctx.db.begin().await?;
    let person = find_attempt(&mut tx, ctx, attempt).await?.person_id;
    let (challenge, state) = ask(&mut tx, ctx, person).await?;
    let token = ceremony::keep(tx.conn(), ctx, &Ceremony::SecondFactor { person, state: Box::new(state) }).await?;
    tx.commit().await?;
    challenge_of(token, &challenge.public_key)
}

/// A challenge for the person's own passkeys.
pub(super) async fn ask(
    tx: &mut Tx,
    ctx: &Ctx,
    person: PersonId,
) -> AppResult<(RequestChallengeResponse, PasskeyAuthentication)> {
    let keys = store::list_for(tx.conn(), person).await?;
    let keys = keys.iter().map(stored).collect::<AppResult<Vec<Passkey>>>()?;
    if keys.is_empty() {
        // Without a list any passkey of the browser would be offered.
        return Err(AppError::conflict("passkeys.errors.none"));
    }
    ctx.webauthn.start_passkey_authentication(&keys).map_err(|error| internal(&error))
}

/// Turns the attempt into a session if the passkey is its person's.
pub async fn finish_second_factor(
    ctx: &Ctx,
    visitor: &Visitor,
    attempt: Option<&str>,
    answer: &Answer,
    before: Option<&Actor>,
) -> AppResult<SignedIn> {
    let credential: PublicKeyCredential = read(&answer.credential)?;
    let mut read = ctx.db.read().await?;
    let judged = match ceremony::find(read.conn(), ctx, &answer.ceremony).await? {
        Ceremony::SecondFactor { person, state } => judge(ctx, read, person, &state, &credential).await?,
        Ceremony::Enrolment { .. }
        | Ceremony::SignIn { .. }
        | Ceremony::Joining { .. }
        | Ceremony::StaffEnrolment { .. }
        | Ceremony::StaffSignIn { .. }
        | Ceremony::StepUp { .. } => {
            // Or it would be kept while another connection is waited for.
            drop(read);
            Judged::refused(ceremony::expired())
        }
    };
    let failed = |person, passkey| Some(sign_in_failed(person, passkey, visitor));
    let (mut tx, proof) = judged.settle(ctx, &answer.ceremony, failed).await?;
    let found = find_attempt(&mut tx, ctx, attempt).await?;
    // Another sign-in may have been begun in this browser meanwhile; of two answers at once one finds the attempt gone.
    let hash = token_hash(attempt.unwrap_or_default());
    if found.person_id != proof.owner() || !attempts::take(tx.conn(), &hash).await? {
        return Err(attempt_is_over());
    }
    let (mut tx, person) = proof.record(tx, ctx, failed).await?;
    let session = begin_session(&mut tx, ctx, visitor, (person, found.shared.into()), before).await?;
    audit::commit(tx, ctx, signed_in(visitor, person, Factor::Passkey, before)).await?;
    ctx.hub.wake();
    Ok(SignedIn { token: session, next: found.next_path })
}

/// An answer of somebody who may be a stranger, recorded for whom it names.
pub(super) fn sign_in_failed(person: PersonId, passkey: PasskeyId, visitor: &Visitor) -> Entry {
    let failed = Entry::stranger(Act::SignInFailed, Some(person), visitor).refused();
    failed.factor(Factor::Passkey).about(About::Passkey(passkey.0))
}

async fn find_attempt(tx: &mut Tx, ctx: &Ctx, attempt: Option<&str>) -> AppResult<AttemptRow> {
    let hash = token_hash(attempt.unwrap_or_default());
    attempts::find(tx.conn(), &hash, ctx.now()).await?.ok_or_else(attempt_is_over)
}

fn attempt_is_over() -> AppError {
    AppError::conflict("accounts.errors.attempt_over")
}

async fn begin_session(
    tx: &mut Tx,
    ctx: &Ctx,
    visitor: &Visitor,
    (person, computer): (PersonId, Computer),
    before: Option<&Actor>,
) -> AppResult<String> {
    let token = sessions::start(tx.conn(), ctx, person, Standing::Full, computer, visitor).await?;
    if let Some(before) = before {
        sessions::end(tx.conn(), ctx, before.person, before.session).await?;
    }
    Ok(token)
}

pub(super) fn challenge_of<T: Serialize>(ceremony: String, options: &T) -> AppResult<Challenge> {
    let options = serde_json::to_string(options).map_err(|error| internal(&error))?;
    Ok(Challenge { ceremony, options })
}
