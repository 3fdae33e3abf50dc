//! Proving the other account from within a session of this one. The session goes on; how far the proof is stands in a row of
//! its own, which is worth nothing to any other session.
//!
//! What must stay true: passwords and codes are counted in the counters of signing in, before they are compared; an unknown
//! address and a wrong password are one answer at one cost.

use super::rules::PROOF;
use super::store::{self, Stage};
use crate::access::Actor;
use crate::accounts::devices;
use crate::accounts::email::EmailAddress;
use crate::accounts::hasher::Verdict;
use crate::accounts::limits::{self, PasswordTry, Typed};
use crate::accounts::password::Password;
use crate::accounts::phone::SentFor;
use crate::accounts::rules;
use crate::accounts::service::{spend_code, tell_every_channel};
use crate::accounts::store::{passwords, people};
use crate::audit::{self, Act, Entry, Fact, Factor};
use crate::db::{Conn, DbResult};
use crate::error::{AppError, AppResult, FieldErrors};
use crate::notifications::MailKind;
use crate::server::{Ctx, Visitor};
use crate::types::PersonId;

/// The first half: address and password of the other account.
pub async fn with_password(ctx: &Ctx, visitor: &Visitor, actor: &Actor, email: &str, password: &str) -> AppResult<()> {
    actor.fresh(ctx.now())?;
    let email = checked(email, password)?;
    let account = people::find_account(ctx.db.read().await?.conn(), email.compared()).await?;
    if account.as_ref().is_some_and(|account| account.person_id == actor.person) {
        return Err(AppError::field("email", "merging.errors.same"));
    }
    let mut tx = ctx.db.begin().await?;
    let counted = PasswordTry::count(tx.conn(), ctx, visitor, &email, None).await?;
    tx.commit().await?;
    match compare(ctx, visitor, actor, &email, password, &counted).await {
        Ok(true) => Ok(()),
        Ok(false) => Err(AppError::field("", "accounts.errors.no_match")),
        Err(error) => {
            if let Err(second) = give_back(ctx, &counted).await {
                tracing::warn!(error = %second, "a password that was not compared stays counted");
            }
            Err(error)
        }
    }
}

fn checked(email: &str, password: &str) -> AppResult<EmailAddress> {
    let mut errors = FieldErrors::default();
    let email = email.parse();
    if email.is_err() {
        errors.add("email", "accounts.errors.email_odd");
    }
    if password.is_empty() {
        errors.add("password", "accounts.errors.password_missing");
    }
    errors.check()?;
    email.map_err(|_| AppError::Malformed)
}

async fn give_back(ctx: &Ctx, counted: &PasswordTry) -> DbResult<()> {
    let mut tx = ctx.db.begin().await?;
    counted.was_not_judged(tx.conn()).await?;
    tx.commit().await
}

async fn compare(
    ctx: &Ctx,
    visitor: &Visitor,
    actor: &Actor,
    email: &EmailAddress,
    password: &str,
    counted: &PasswordTry,
) -> AppResult<bool> {
    let found = passwords::find_by_address(ctx.db.read().await?.conn(), email.compared()).await?;
    let (person, stored) = found.unzip();
    let verdict = ctx.hasher.verify(Password::typed(password), stored.clone()).await?;
    let (Verdict::Right | Verdict::RightButCheap, Some(other), Some(stored)) = (verdict, person, stored) else {
        let wrong = Entry::stranger(Act::SignInFailed, person, visitor).refused().factor(Factor::Password);
        let closed = counted.closes().iter().map(|limit| limit_closed(visitor, person, limit));
        audit::commit(ctx.db.begin().await?, ctx, [wrong].into_iter().chain(closed)).await?;
        return Ok(false);
    };
    let mut tx = ctx.db.begin().await?;
    // Only while it is still the password: one that was changed during its comparison proves nothing.
    if !store::put_password_proof(tx.conn(), actor, other, &stored, ctx.now() + PROOF).await? {
        return Ok(false);
    }
    devices::password_was_right(tx.conn(), ctx, visitor, other).await?;
    counted.was_right(tx.conn()).await?;
    let accepted = Entry::stranger(Act::PasswordAccepted, Some(other), visitor).factor(Factor::Password);
    audit::commit(tx, ctx, [accepted]).await?;
    Ok(true)
}

fn limit_closed(visitor: &Visitor, person: Option<PersonId>, limit: &'static str) -> Entry {
    Entry::stranger(Act::LimitClosed, person, visitor).word(Fact::Limit, limit)
}

/// The second half: a code of the other account's authenticator app, or one of its recovery codes.
pub async fn with_code(ctx: &Ctx, visitor: &Visitor, actor: &Actor, typed: &str) -> AppResult<()> {
    actor.fresh(ctx.now())?;
    if typed.trim().is_empty() {
        return Err(AppError::field("code", "accounts.errors.code_missing"));
    }
    let kind = if rules::recovery_code(typed).is_some() { Typed::RecoveryCode } else { Typed::AuthenticatorCode };
    let factor = if kind == Typed::RecoveryCode { Factor::RecoveryCode } else { Factor::Authenticator };
    let mut tx = ctx.db.begin().await?;
    let proof = store::find_proof(tx.conn(), actor.session, ctx.now()).await?;
    let other = proof.filter(|proof| proof.stage == Stage::Password).ok_or_else(proof_is_over)?.other;
    let last_try_of = limits::before_code(tx.conn(), ctx, other, kind).await?;
    if !spend_code(tx.conn(), ctx, other, kind, typed, SentFor::StepUp(actor.session)).await? {
        let wrong = Entry::stranger(Act::SignInFailed, Some(other), visitor).refused().factor(factor);
        let closed = last_try_of.map(|limit| limit_closed(visitor, Some(other), limit));
        audit::commit(tx, ctx, [wrong].into_iter().chain(closed)).await?;
        return Err(AppError::field("code", "accounts.errors.code_wrong"));
    }
    limits::right_code(tx.conn(), ctx, other, kind).await?;
    let mut entries = Vec::new();
    if kind == Typed::RecoveryCode {
        tell_every_channel(tx.conn(), ctx, other, &MailKind::RecoveryCodeUsed).await?;
        entries.push(Entry::proved(Act::RecoveryCodeUsed, other, visitor));
    }
    entries.push(proved(tx.conn(), ctx, visitor, actor, other, factor).await?);
    audit::commit(tx, ctx, entries).await?;
    Ok(())
}

/// Writes that the session has proved `other` completely, in the transaction that judged the last factor. Answers the row for
/// the other account's activity.
///
/// # Errors
/// When `other` is the session's own account.
pub async fn proved(
    conn: Conn<'_>,
    ctx: &Ctx,
    visitor: &Visitor,
    actor: &Actor,
    other: PersonId,
    factor: Factor,
) -> AppResult<Entry> {
    if other == actor.person {
        return Err(AppError::conflict("merging.errors.same"));
    }
    store::put_proved(conn, actor, other, ctx.now() + PROOF).await?;
    Ok(Entry::proved(Act::MergeProved, other, visitor).factor(factor))
}

/// Forgets how far the proof was.
pub async fn stop(ctx: &Ctx, actor: &Actor) -> AppResult<()> {
    let mut tx = ctx.db.begin().await?;
    store::drop_proof(tx.conn(), actor.session).await?;
    tx.commit().await?;
    Ok(())
}

pub(super) fn proof_is_over() -> AppError {
    AppError::conflict("merging.errors.proof_over")
}
