//! Signing in with a password and a second factor. The password makes an attempt, known to the browser by a cookie of
//! its own; the second factor turns the attempt into a session.
//!
//! What must stay true: an unknown address and a wrong password are one answer at one cost; the session's token is new;
//! a count of tries is committed whatever the outcome.

use super::codes::spend_code;
use super::tell::tell_every_channel;
use crate::access::{Actor, Computer, Standing};
use crate::accounts::email::EmailAddress;
use crate::accounts::hasher::Verdict;
use crate::accounts::limits::{self, PasswordTry, Typed};
use crate::accounts::model::SecondFactors;
use crate::accounts::password::Password;
use crate::accounts::phone::SentFor;
use crate::accounts::store::{attempts, passwords, recovery_codes as codes};
use crate::accounts::{apps, devices, passkeys, phone, rules, sessions};
use crate::audit::{self, About, Act, Entry, Factor};
use crate::db::DbResult;
use crate::error::{AppError, AppResult, FieldErrors};
use crate::notifications::MailKind;
use crate::server::{Ctx, Visitor};
use crate::storage::token_hash;
use crate::types::{MINUTE, Millis, PersonId};

/// How long a right password waits for its second factor.
const ATTEMPT_LIFE: Millis = 10 * MINUTE;

/// The first page of signing in, as typed.
pub struct PasswordFields {
    pub email: String,
    pub password: String,
    /// Where the person wanted to go.
    pub next: String,
    pub computer: Computer,
    /// Empty unless one was asked for.
    pub proof_of_work: String,
}

/// A session that has begun.
pub struct SignedIn {
    /// For the cookie.
    pub token: String,
    /// Page to go to, without its language.
    pub next: String,
}

/// Compares the password. Answers the token of the attempt, for its cookie.
pub async fn with_password(ctx: &Ctx, visitor: &Visitor, fields: PasswordFields) -> AppResult<String> {
    let email = checked(&fields)?;
    let mut tx = ctx.db.begin().await?;
    let counted = PasswordTry::count(tx.conn(), ctx, visitor, &email, Some(&fields.proof_of_work)).await?;
    tx.commit().await?;
    match compare(ctx, visitor, &email, &fields, &counted).await {
        Ok(Some(token)) => Ok(token),
        Ok(None) => Err(AppError::field("", "accounts.errors.no_match")),
        Err(error) => {
            if let Err(second) = give_back(ctx, &counted).await {
                tracing::warn!(error = %second, "a password that was not compared stays counted");
            }
            Err(error)
        }
    }
}

async fn give_back(ctx: &Ctx, counted: &PasswordTry) -> DbResult<()> {
    let mut tx = ctx.db.begin().await?;
    counted.was_not_judged(tx.conn()).await?;
    tx.commit().await
}

/// The token of the attempt, or `None` when the password is wrong. An error is not about the password.
async fn compare(
    ctx: &Ctx,
    visitor: &Visitor,
    email: &EmailAddress,
    fields: &PasswordFields,
    counted: &PasswordTry,
) -> AppResult<Option<String>> {
    let found = passwords::find_by_address(ctx.db.read().await?.conn(), email.compared()).await?;
    let (person, stored) = found.unzip();
    let password = Password::typed(&fields.password);
    let verdict = ctx.hasher.verify(password.clone(), stored.clone()).await?;
    let fresh_hash = match verdict {
        // Who is right is let in, also when there is no place to hash again: the next sign-in will.
        Verdict::RightButCheap => ctx.hasher.hash(password, ctx.random.bytes()).await.ok(),
        Verdict::Right | Verdict::Wrong => None,
    };
    let (Verdict::Right | Verdict::RightButCheap, Some(person_id), Some(stored)) = (verdict, person, stored) else {
        record_wrong(ctx, visitor, person, counted).await?;
        return Ok(None);
    };

    let mut tx = ctx.db.begin().await?;
    if let Some(new) = &fresh_hash {
        passwords::replace_hash(tx.conn(), person_id, &stored, new).await?;
    }
    let token = ctx.random.token();
    let attempt = attempts::AttemptRow {
        person_id,
        next_path: rules::page_after_sign_in(&fields.next),
        shared: fields.computer.is_shared(),
    };
    let hash = fresh_hash.as_ref().unwrap_or(&stored);
    if !attempts::insert(tx.conn(), &token_hash(&token), &attempt, hash, ctx.now() + ATTEMPT_LIFE).await? {
        return Ok(None);
    }
    devices::password_was_right(tx.conn(), ctx, visitor, person_id).await?;
    counted.was_right(tx.conn()).await?;
    let accepted = Entry::stranger(Act::PasswordAccepted, Some(person_id), visitor).factor(Factor::Password);
    audit::commit(tx, ctx, [accepted]).await?;
    Ok(Some(token))
}

/// The same rows for an address without an account: they cost the same and stand in nobody's activity.
async fn record_wrong(ctx: &Ctx, visitor: &Visitor, person: Option<PersonId>, counted: &PasswordTry) -> DbResult<()> {
    let wrong = Entry::stranger(Act::SignInFailed, person, visitor).refused().factor(Factor::Password);
    let closed = counted.closes().iter().map(|limit| limit_closed(visitor, person, limit));
    let tx = ctx.db.begin().await?;
    audit::commit(tx, ctx, [wrong].into_iter().chain(closed)).await
}

fn limit_closed(visitor: &Visitor, person: Option<PersonId>, limit: &'static str) -> Entry {
    Entry::stranger(Act::LimitClosed, person, visitor).word(audit::Fact::Limit, limit)
}

fn checked(fields: &PasswordFields) -> AppResult<EmailAddress> {
    let mut errors = FieldErrors::default();
    let email = fields.email.parse();
    if email.is_err() {
        errors.add("email", "accounts.errors.email_odd");
    }
    if fields.password.is_empty() {
        errors.add("password", "accounts.errors.password_missing");
    }
    errors.check()?;
    email.map_err(|_| AppError::Malformed)
}

/// What the attempt may be answered with; `None` when there is no attempt, or no more.
pub async fn second_factors(ctx: &Ctx, attempt: Option<&str>) -> AppResult<Option<SecondFactors>> {
    let mut read = ctx.db.read().await?;
    let hash = token_hash(attempt.unwrap_or_default());
    let attempt = attempts::find(read.conn(), &hash, ctx.now()).await?;
    let Some(person) = attempt.map(|attempt| attempt.person_id) else { return Ok(None) };
    Ok(Some(SecondFactors {
        passkeys: passkeys::count(read.conn(), person).await? > 0,
        authenticator: apps::store::count(read.conn(), person).await? > 0,
        recovery_codes: codes::count_unused(read.conn(), person).await? > 0,
        text: phone::offer(read.conn(), ctx, person, SentFor::SignIn(&hash)).await?,
    }))
}

/// A typed second factor.
pub struct Proof<'a> {
    /// Token of the attempt, from its cookie.
    pub attempt: Option<&'a str>,
    pub kind: Typed,
    pub typed: &'a str,
}

/// Turns an attempt into a session. `before` is who this browser was signed in as; that session ends.
pub async fn with_second_factor(
    ctx: &Ctx,
    visitor: &Visitor,
    proof: Proof<'_>,
    before: Option<&Actor>,
) -> AppResult<SignedIn> {
    let Proof { attempt, kind, typed } = proof;
    let (field, key) = match kind {
        Typed::AuthenticatorCode => ("code", "accounts.errors.code_wrong"),
        Typed::RecoveryCode => ("recovery_code", "accounts.errors.recovery_wrong"),
        Typed::TextCode => ("text_code", "factors.errors.text_wrong"),
    };
    let factor = kind.factor();
    let hash = token_hash(attempt.unwrap_or_default());
    let mut tx = ctx.db.begin().await?;
    let attempt = attempts::find(tx.conn(), &hash, ctx.now()).await?.ok_or_else(attempt_is_over)?;
    let person = attempt.person_id;
    let last_try_of = limits::before_code(tx.conn(), ctx, person, kind).await?;
    if !spend_code(tx.conn(), ctx, person, kind, typed, SentFor::SignIn(&hash)).await? {
        let wrong = Entry::stranger(Act::SignInFailed, Some(person), visitor).refused().factor(factor);
        let closed = last_try_of.map(|limit| limit_closed(visitor, Some(person), limit));
        audit::commit(tx, ctx, [wrong].into_iter().chain(closed)).await?;
        return Err(AppError::field(field, key));
    }
    if !attempts::take(tx.conn(), &hash).await? {
        return Err(attempt_is_over());
    }
    limits::right_code(tx.conn(), ctx, person, kind).await?;
    if kind == Typed::RecoveryCode {
        tell_every_channel(tx.conn(), ctx, person, &MailKind::RecoveryCodeUsed).await?;
    }
    let token = sessions::start(tx.conn(), ctx, person, Standing::Full, attempt.shared.into(), visitor).await?;
    if let Some(before) = before {
        sessions::end(tx.conn(), ctx, before.person, before.session).await?;
    }
    let mut done = signed_in(visitor, person, factor, before);
    if kind == Typed::RecoveryCode {
        done.push(Entry::proved(Act::RecoveryCodeUsed, person, visitor));
    }
    audit::commit(tx, ctx, done).await?;
    ctx.hub.wake();
    Ok(SignedIn { token, next: attempt.next_path })
}

/// The rows of a sign-in that ended the session which this browser held `before`.
pub fn signed_in(visitor: &Visitor, person: PersonId, factor: Factor, before: Option<&Actor>) -> Vec<Entry> {
    let ended = before.map(|before| Entry::of(Act::SessionEnded, before).about(About::Session(before.session)));
    let signed_in = Entry::proved(Act::SignedIn, person, visitor).factor(factor);
    ended.into_iter().chain([signed_in]).collect()
}

fn attempt_is_over() -> AppError {
    AppError::conflict("accounts.errors.attempt_over")
}

/// Ends the session.
pub async fn sign_out(ctx: &Ctx, actor: &Actor) -> AppResult<()> {
    let mut tx = ctx.db.begin().await?;
    sessions::end(tx.conn(), ctx, actor.person, actor.session).await?;
    let out = Entry::of(Act::SignedOut, actor).about(About::Session(actor.session));
    audit::commit(tx, ctx, [out]).await?;
    ctx.hub.wake();
    Ok(())
}

/// Ends every half sign-in of a person whose password has changed.
pub(super) async fn drop_attempts(conn: crate::db::Conn<'_>, person: PersonId) -> AppResult<()> {
    Ok(attempts::drop_all(conn, person).await?)
}
