//! Proving again by password and a code. Both are counted before they are compared, in the counters of signing in.

use crate::access::{Actor, Standing};
use crate::accounts::email::EmailAddress;
use crate::accounts::hasher::Verdict;
use crate::accounts::limits::{self, PasswordTry, Typed};
use crate::accounts::model::WaysToProve;
use crate::accounts::password::Password;
use crate::accounts::phone::{self, SentFor};
use crate::accounts::rules::{self, Ways};
use crate::accounts::service::{lock_ways_of, spend_code, tell_every_channel, ways};
use crate::accounts::sessions;
use crate::accounts::store::{passwords, people, recovery_codes};
use crate::audit::{self, Act, Entry, Fact, Factor};
use crate::db::DbResult;
use crate::error::{AppError, AppResult, FieldErrors};
use crate::notifications::MailKind;
use crate::server::{Ctx, Visitor};

/// What was typed to prove.
pub struct Typing {
    pub password: String,
    /// Of an authenticator app, by text message where the phone is the one second factor, or a recovery code.
    pub code: String,
}

/// What the person can prove with.
pub async fn ways_to_prove(ctx: &Ctx, actor: &Actor) -> AppResult<WaysToProve> {
    let mut read = ctx.db.read().await?;
    let ways = ways(read.conn(), ctx, actor.person).await?;
    let text = if ways.only_second_factor_is_phone() {
        phone::offer(read.conn(), ctx, actor.person, SentFor::StepUp(actor.session)).await?
    } else {
        None
    };
    let second = ways.apps > 0 || text.is_some() || recovery_codes::count_unused(read.conn(), actor.person).await? > 0;
    let emails = people::emails(read.conn(), actor.person).await?;
    Ok(WaysToProve {
        email: emails.into_iter().next().unwrap_or_default(),
        password: second && ways.password,
        passkeys: ways.passkeys > 0,
        text,
    })
}

/// The session's new token, if password and code are the actor's.
pub async fn with_password(ctx: &Ctx, visitor: &Visitor, actor: &Actor, typed: &Typing) -> AppResult<String> {
    check(typed)?;
    compare_password(ctx, visitor, actor, &typed.password).await?;
    let mut tx = ctx.db.begin().await?;
    let kind = kind_of(&typed.code, lock_ways_of(tx.conn(), ctx, actor).await?);
    let factor = kind.factor();
    let last_try_of = limits::before_code(tx.conn(), ctx, actor.person, kind).await?;
    if !spend_code(tx.conn(), ctx, actor.person, kind, &typed.code, SentFor::StepUp(actor.session)).await? {
        audit::commit(tx, ctx, failed(actor, factor, last_try_of.as_slice())).await?;
        let key = if kind == Typed::TextCode { "factors.errors.text_wrong" } else { "accounts.errors.code_wrong" };
        return Err(AppError::field("code", key));
    }
    limits::right_code(tx.conn(), ctx, actor.person, kind).await?;
    if kind == Typed::RecoveryCode {
        tell_every_channel(tx.conn(), ctx, actor.person, &MailKind::RecoveryCodeUsed).await?;
    }
    let token = sessions::renew(tx.conn(), ctx, actor.session, Standing::Full).await?;
    let used = (kind == Typed::RecoveryCode).then(|| Entry::of(Act::RecoveryCodeUsed, actor));
    let proved = Entry::of(Act::SteppedUp, actor).factor(factor);
    audit::commit(tx, ctx, [proved].into_iter().chain(used)).await?;
    ctx.hub.wake();
    Ok(token)
}

/// What a code is by its look, and by what the person can have been given one of.
fn kind_of(code: &str, ways: Ways) -> Typed {
    if rules::recovery_code(code).is_some() {
        Typed::RecoveryCode
    } else if ways.only_second_factor_is_phone() {
        Typed::TextCode
    } else {
        Typed::AuthenticatorCode
    }
}

fn check(typed: &Typing) -> AppResult<()> {
    let mut errors = FieldErrors::default();
    if typed.password.is_empty() {
        errors.add("password", "accounts.errors.password_missing");
    }
    if typed.code.trim().is_empty() {
        errors.add("code", "accounts.errors.code_missing");
    }
    errors.check()
}

async fn compare_password(ctx: &Ctx, visitor: &Visitor, actor: &Actor, typed: &str) -> AppResult<()> {
    let mut read = ctx.db.read().await?;
    let stored = passwords::find(read.conn(), actor.person).await?;
    let address = people::emails(read.conn(), actor.person).await?.into_iter().next().unwrap_or_default();
    drop(read);
    let address: EmailAddress = address.parse().map_err(|_| AppError::NotFound)?;
    let mut tx = ctx.db.begin().await?;
    let counted = PasswordTry::count(tx.conn(), ctx, visitor, &address, None).await?;
    tx.commit().await?;
    let verdict = match ctx.hasher.verify(Password::typed(typed), stored).await {
        Ok(verdict) => verdict,
        Err(error) => {
            if let Err(second) = settle(ctx, &counted, Settled::NotJudged).await {
                tracing::warn!(error = %second, "a password that was not compared stays counted");
            }
            return Err(error);
        }
    };
    match verdict {
        Verdict::Right | Verdict::RightButCheap => Ok(settle(ctx, &counted, Settled::Right).await?),
        Verdict::Wrong => {
            audit::commit(ctx.db.begin().await?, ctx, failed(actor, Factor::Password, counted.closes())).await?;
            Err(AppError::field("password", "accounts.errors.password_wrong"))
        }
    }
}

/// The rows of a wrong try, and of the limits that it closed.
fn failed(actor: &Actor, factor: Factor, closed: &[&'static str]) -> Vec<Entry> {
    let wrong = Entry::of(Act::SteppedUp, actor).refused().factor(factor);
    let closed = closed.iter().map(|limit| Entry::of(Act::LimitClosed, actor).word(Fact::Limit, limit));
    [wrong].into_iter().chain(closed).collect()
}

/// What became of a counted try.
enum Settled {
    Right,
    NotJudged,
}

async fn settle(ctx: &Ctx, counted: &PasswordTry, how: Settled) -> DbResult<()> {
    let mut tx = ctx.db.begin().await?;
    match how {
        Settled::Right => counted.was_right(tx.conn()).await?,
        Settled::NotJudged => counted.was_not_judged(tx.conn()).await?,
    }
    tx.commit().await
}
