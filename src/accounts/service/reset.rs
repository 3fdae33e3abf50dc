//! A forgotten password. The link proves the mailbox and changes the password, nothing more: it does not sign in, and
//! the second factor is asked for as always.

use super::LINK_LIFE;
use super::registration;
use super::sign_in::drop_attempts;
use super::tell::tell_every_channel;
use crate::accounts::email::EmailAddress;
use crate::accounts::hasher::Verdict;
use crate::accounts::password::{OwnWords, Password};
use crate::accounts::store::people::AccountRow;
use crate::accounts::store::{links, passwords, people};
use crate::accounts::{addresses, limits, recovery, sessions};
use crate::audit::{self, Act, Entry, Fact};
use crate::db::Conn;
use crate::error::{AppError, AppResult};
use crate::notifications::{MailKind, NewMail, Queued, enqueue_for_stranger};
use crate::server::{Ctx, Visitor};
use crate::storage::token_hash;
use crate::types::PersonId;

/// Mails a link to an address with an account, and to one without the sentence that there is none. An account that has
/// no way to sign in yet is mailed the link to go on with it, one that was recovered and not set up again the link to recover
/// it: there is no second factor that would still be asked for.
pub async fn request_reset(ctx: &Ctx, visitor: &Visitor, email: &str) -> AppResult<()> {
    let address: EmailAddress = email.parse().map_err(|_| AppError::field("email", "accounts.errors.email_odd"))?;
    let mut tx = ctx.db.begin().await?;
    let account = people::find_account(tx.conn(), address.compared()).await?;
    if let Some(account) = account.as_ref().filter(|account| account.completed_at.is_none()) {
        drop(tx);
        return if account.is_begun() {
            registration::request(ctx, visitor, email).await
        } else {
            recovery::ask(ctx, visitor, email).await
        };
    }
    let (person, to) = AccountRow::addressee(account, address.written());
    let token = ctx.random.token();
    let kind = match person {
        Some(_) => MailKind::ResetPassword {
            link: ctx.config.absolute(&format!("/{}/reset-password/{token}", visitor.locale.code())),
        },
        None => MailKind::NoAccount,
    };
    let mail = NewMail { person, to, locale: visitor.locale, kind };
    // A link that nobody is mailed must not replace the one that the owner has.
    if enqueue_for_stranger(tx.conn(), ctx, visitor, mail).await? == Queued::Waiting {
        links::put_reset(tx.conn(), address.compared(), person, &token_hash(&token), ctx.now() + LINK_LIFE).await?;
    }
    audit::commit(tx, ctx, [Entry::stranger(Act::ResetAsked, person, visitor)]).await?;
    Ok(())
}

/// [`AppError::NotFound`] unless the link still opens the form. Consumes nothing.
pub async fn reset_is_open(ctx: &Ctx, token: &str) -> AppResult<()> {
    let person = links::find_reset(ctx.db.read().await?.conn(), &token_hash(token), ctx.now()).await?;
    person.map(|_| ()).ok_or(AppError::NotFound)
}

/// Consumes the link: a new password, every session and half sign-in ended, every address told.
pub async fn reset(ctx: &Ctx, visitor: &Visitor, token: &str, new_password: &str) -> AppResult<()> {
    let spent = || AppError::conflict("accounts.errors.link_spent");
    let hash = token_hash(token);
    let mut read = ctx.db.read().await?;
    let person = links::find_reset(read.conn(), &hash, ctx.now()).await?.ok_or_else(spent)?;
    let words = own_words(read.conn(), person).await?;
    drop(read);
    let chosen = ctx.hasher.choose(new_password, words).await?;
    let password = chosen.map_err(|broken| AppError::field("new_password", broken.key()))?;
    not_the_closed_one(ctx, person, &password).await?;
    let password_hash = ctx.hasher.hash(password, ctx.random.bytes()).await?;

    let mut tx = ctx.db.begin().await?;
    let person = links::take_reset(tx.conn(), &hash, ctx.now()).await?.ok_or_else(spent)?;
    people::lock_security(tx.conn(), person).await?;
    links::drop_resets(tx.conn(), person).await?;
    addresses::stop_waiting(tx.conn(), person).await?;
    passwords::put(tx.conn(), person, &password_hash, ctx.now()).await?;
    drop_attempts(tx.conn(), person).await?;
    for email in people::emails(tx.conn(), person).await? {
        if let Ok(address) = email.parse() {
            limits::password_was_reset(tx.conn(), ctx, &address).await?;
        }
    }
    tell_every_channel(tx.conn(), ctx, person, &MailKind::PasswordChanged).await?;
    let ended = sessions::end_all_except(tx.conn(), ctx, person, None).await?;
    let entry = Entry::stranger(Act::PasswordReset, Some(person), visitor).number(Fact::Sessions, ended);
    audit::commit(tx, ctx, [entry]).await?;
    ctx.hub.wake();
    Ok(())
}

/// A password that was closed because somebody else may know it is not chosen again.
pub(super) async fn not_the_closed_one(ctx: &Ctx, person: PersonId, password: &Password) -> AppResult<()> {
    let closed = passwords::find_closed(ctx.db.read().await?.conn(), person).await?;
    if closed.is_none() {
        return Ok(());
    }
    match ctx.hasher.verify(password.clone(), closed).await? {
        Verdict::Wrong => Ok(()),
        Verdict::Right | Verdict::RightButCheap => {
            Err(AppError::field("new_password", "accounts.errors.password_closed"))
        }
    }
}

/// What this person's password may not hold.
pub(super) async fn own_words(mut conn: Conn<'_>, person: PersonId) -> AppResult<OwnWords> {
    let row = people::find(conn.again(), person).await?.ok_or(AppError::NotFound)?;
    let emails = people::emails(conn, person).await?;
    let names = [row.given_name.as_str(), row.family_name.as_str()];
    Ok(OwnWords::of(names.into_iter().chain(emails.iter().map(String::as_str))))
}
