//! Asking for a new address: in place of the primary one, or beside it.
//!
//! What must stay true: an address that belongs to somebody else is answered like one that is free, at the same cost, and
//! nothing changes but the row that waits.

use super::{begin, language, tell};
use crate::access::Actor;
use crate::accounts::addresses::model::Purpose;
use crate::accounts::addresses::rules::{ASKED, LINK_LIFE, MOST};
use crate::accounts::addresses::store::changes::{self, ChangeRow, NewChange};
use crate::accounts::addresses::store::owned::{self, OwnRow};
use crate::accounts::email::EmailAddress;
use crate::accounts::store::people::{self, AccountRow};
use crate::audit::{self, Act, Entry};
use crate::db::{Conn, DbResult};
use crate::error::{AppError, AppResult, FieldErrors};
use crate::i18n::Locale;
use crate::notifications::{MailKind, NewMail, Queued, enqueue_for_stranger};
use crate::server::{Ctx, Visitor};
use crate::storage::token_hash;
use crate::types::PersonId;

/// Asks for another primary address. `confirm_with` is the own address that confirms it; none means the primary one.
pub async fn ask_change(ctx: &Ctx, visitor: &Visitor, actor: &Actor, email: &str, confirm_with: &str) -> AppResult<()> {
    actor.fresh(ctx.now())?;
    let mut errors = FieldErrors::default();
    let email = parse(&mut errors, email);
    let mut tx = begin(ctx, actor).await?;
    let own = owned::list(tx.conn(), actor.person).await?;
    check_not_own(&mut errors, email.as_ref(), &own);
    let prover =
        own.iter().find(|row| if confirm_with.is_empty() { row.is_primary } else { row.address == confirm_with });
    match prover {
        None => errors.add("confirm_with", "accounts.addresses.errors.confirm_with"),
        Some(prover) if !prover.may_stand_in(ctx.now()) => {
            errors.add("confirm_with", "accounts.addresses.errors.confirm_young");
        }
        Some(_) => {}
    }
    errors.check()?;
    let (Some(email), Some(prover)) = (email, prover) else { return Err(AppError::Malformed) };
    count(tx.conn(), ctx, actor.person).await?;

    let (new, confirming) = (ctx.random.token(), ctx.random.token());
    let change = NewChange {
        person: actor.person,
        purpose: Purpose::Change,
        address: email.compared(),
        written: email.written(),
        new_hash: token_hash(&new),
        prover: Some(&prover.address),
        prover_hash: Some(token_hash(&confirming)),
        expires_at: ctx.now() + LINK_LIFE,
    };
    if mail_new(tx.conn(), ctx, visitor, email.compared(), email.written(), &new).await? == Queued::Waiting {
        changes::put(tx.conn(), &change).await?;
        mail_own(tx.conn(), ctx, actor.person, &prover.written, &confirming).await?;
    }
    audit::commit(tx, ctx, [Entry::of(Act::EmailChangeAsked, actor)]).await?;
    Ok(())
}

/// Asks for another address beside those there are.
pub async fn ask_addition(ctx: &Ctx, visitor: &Visitor, actor: &Actor, email: &str) -> AppResult<()> {
    actor.fresh(ctx.now())?;
    let mut errors = FieldErrors::default();
    let email = parse(&mut errors, email);
    let mut tx = begin(ctx, actor).await?;
    let own = owned::list(tx.conn(), actor.person).await?;
    check_not_own(&mut errors, email.as_ref(), &own);
    errors.check()?;
    let Some(email) = email else { return Err(AppError::Malformed) };
    if own.len() >= MOST {
        return Err(AppError::conflict("accounts.addresses.errors.full"));
    }
    count(tx.conn(), ctx, actor.person).await?;

    let new = ctx.random.token();
    let change = NewChange {
        person: actor.person,
        purpose: Purpose::Add,
        address: email.compared(),
        written: email.written(),
        new_hash: token_hash(&new),
        prover: None,
        prover_hash: None,
        expires_at: ctx.now() + LINK_LIFE,
    };
    if mail_new(tx.conn(), ctx, visitor, email.compared(), email.written(), &new).await? == Queued::Waiting {
        changes::put(tx.conn(), &change).await?;
    }
    audit::commit(tx, ctx, [Entry::of(Act::EmailAdditionAsked, actor)]).await?;
    Ok(())
}

/// Mails new links for what is not proved yet; they live as long as the first ones did.
pub async fn send_again(ctx: &Ctx, visitor: &Visitor, actor: &Actor, purpose: &str) -> AppResult<()> {
    actor.fresh(ctx.now())?;
    let purpose = Purpose::parse(purpose).ok_or(AppError::Malformed)?;
    let mut tx = begin(ctx, actor).await?;
    let change = waiting(tx.conn(), ctx, actor.person, purpose).await?;
    count(tx.conn(), ctx, actor.person).await?;
    let (new, confirming) = (ctx.random.token(), ctx.random.token());
    let queued = match change.new_proved_at {
        Some(_) => Queued::Waiting,
        None => mail_new(tx.conn(), ctx, visitor, &change.address, &change.written, &new).await?,
    };
    if queued == Queued::Waiting {
        let prover_hash = change.prover.as_ref().map(|_| token_hash(&confirming));
        let expires_at = ctx.now() + LINK_LIFE;
        changes::renew(tx.conn(), actor.person, purpose, &token_hash(&new), prover_hash.as_deref(), expires_at).await?;
        let own = owned::list(tx.conn(), actor.person).await?;
        let prover = own.iter().find(|row| Some(&row.address) == change.prover.as_ref());
        if let Some(prover) = prover.filter(|_| change.prover_proved_at.is_none()) {
            mail_own(tx.conn(), ctx, actor.person, &prover.written, &confirming).await?;
        }
    }
    audit::commit(tx, ctx, [Entry::of(asked(purpose), actor)]).await?;
    Ok(())
}

/// Stops what waits. Wants no fresh proof: it leaves everything as it is.
pub async fn stop(ctx: &Ctx, actor: &Actor, purpose: &str) -> AppResult<()> {
    let purpose = Purpose::parse(purpose).ok_or(AppError::Malformed)?;
    let mut tx = begin(ctx, actor).await?;
    let stopped = changes::drop_one(tx.conn(), actor.person, purpose).await?;
    audit::commit(tx, ctx, stopped.then(|| Entry::of(Act::EmailChangeStopped, actor))).await?;
    Ok(())
}

fn asked(purpose: Purpose) -> Act {
    match purpose {
        Purpose::Change => Act::EmailChangeAsked,
        Purpose::Add => Act::EmailAdditionAsked,
    }
}

fn parse(errors: &mut FieldErrors, email: &str) -> Option<EmailAddress> {
    let email = email.parse().ok();
    if email.is_none() {
        errors.add("email", "accounts.errors.email_odd");
    }
    email
}

fn check_not_own(errors: &mut FieldErrors, email: Option<&EmailAddress>, own: &[OwnRow]) {
    if email.is_some_and(|email| own.iter().any(|row| row.address == email.compared())) {
        errors.add("email", "accounts.addresses.errors.own");
    }
}

async fn count(conn: Conn<'_>, ctx: &Ctx, person: PersonId) -> AppResult<()> {
    ASKED.bucket(&ctx.keys, &person.to_string()).spend(conn, ctx.now(), "errors.too_many").await?;
    Ok(())
}

async fn waiting(conn: Conn<'_>, ctx: &Ctx, person: PersonId, purpose: Purpose) -> AppResult<ChangeRow> {
    for row in changes::list(conn, person, ctx.now()).await? {
        if row.purpose()? == purpose {
            return Ok(row);
        }
    }
    Err(AppError::conflict("accounts.addresses.errors.nothing_waits"))
}

/// Mails the new address its link; one that has an account is mailed a word about it instead, and nobody learns the link.
async fn mail_new(
    mut conn: Conn<'_>,
    ctx: &Ctx,
    visitor: &Visitor,
    address: &str,
    written: &str,
    token: &str,
) -> AppResult<Queued> {
    let account = people::find_account(conn.again(), address).await?;
    let kind = match &account {
        Some(_) => MailKind::AddressTaken,
        None => MailKind::ConfirmNewAddress { link: link(ctx, visitor.locale, token) },
    };
    let (person, to) = AccountRow::addressee(account, written);
    let mail = NewMail { person, to, locale: visitor.locale, kind };
    enqueue_for_stranger(conn, ctx, visitor, mail).await
}

async fn mail_own(mut conn: Conn<'_>, ctx: &Ctx, person: PersonId, to: &str, token: &str) -> DbResult<()> {
    let locale = language(conn.again(), person).await?;
    tell(conn, ctx, person, locale, to, MailKind::ConfirmChange { link: link(ctx, locale, token) }).await
}

fn link(ctx: &Ctx, locale: Locale, token: &str) -> String {
    ctx.config.absolute(&format!("/{}/confirm-address/{token}", locale.code()))
}
