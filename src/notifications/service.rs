//! Putting mail into the outbox and sending what is due.

use super::MailKind;
use super::compose::{Composed, Marks, compose};
use super::model::{NewMail, Sealed};
use super::rules::{BY_PERSON, FROM_NETWORK, FROM_NETWORK_TO_ADDRESS, LEASE, TO_ADDRESS, wait_after};
use super::transport::{Delivery, Envelope, Transport};
use super::{checks, store};
use crate::accounts::notices;
use crate::audit;
use crate::db::{Conn, DbError, DbResult};
use crate::error::AppResult;
use crate::i18n::Locale;
use crate::limits::Spent;
use crate::server::{Ctx, Visitor};
use crate::types::Millis;
use futures::StreamExt as _;
use uuid::Uuid;

/// Mails looked at in one round.
const ROUND: i64 = 50;

/// Mails sent at once: one slow mail server must not hold up the others, nor be flooded.
const AT_ONCE: usize = 4;

fn place(id: Uuid) -> String {
    format!("outbox.sealed/{id}")
}

/// What became of a mail that anybody can cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Queued {
    Waiting,
    /// Too many to this address in this hour. The form that caused it must answer the same, and a link mailed before
    /// must stay alive.
    Dropped,
}

/// Puts a mail into the outbox that anybody can cause by typing an address, unless it is one too many.
///
/// # Errors
/// [`AppError::TooMany`] when whoever asks has caused too many, whatever the addresses; or when the database refuses.
pub async fn enqueue_for_stranger(
    mut conn: Conn<'_>,
    ctx: &Ctx,
    visitor: &Visitor,
    mail: NewMail,
) -> AppResult<Queued> {
    let (keys, now, address) = (&ctx.keys, ctx.now(), mail.to.to_lowercase());
    let pair = FROM_NETWORK_TO_ADDRESS.bucket(keys, &format!("{address} {}", visitor.network));
    // Whoever goes on about one address is answered the same and uses up nobody's budget.
    if let Spent::Closed { .. } = pair.try_spend(conn.again(), now).await? {
        return Ok(dropped(&mail));
    }
    if let Some(person) = visitor.person {
        let bucket = BY_PERSON.bucket(keys, &person.to_string());
        bucket.spend(conn.again(), now, "errors.too_many_mails").await?;
    }
    FROM_NETWORK.bucket(keys, &visitor.network).spend(conn.again(), now, "errors.too_many_mails").await?;
    if let Spent::Closed { .. } = TO_ADDRESS.bucket(keys, &address).try_spend(conn.again(), now).await? {
        return Ok(dropped(&mail));
    }
    enqueue(conn, ctx, mail).await?;
    Ok(Queued::Waiting)
}

fn dropped(mail: &NewMail) -> Queued {
    tracing::warn!(mail.kind = mail.kind.name(), "too many mails to one address; this one is dropped");
    Queued::Dropped
}

/// Puts a mail into the outbox, in the caller's transaction. Unlimited: for what only somebody with an account or the
/// agency can cause.
///
/// # Errors
/// When the database refuses.
pub async fn enqueue(conn: Conn<'_>, ctx: &Ctx, mail: NewMail) -> DbResult<()> {
    let now = ctx.now();
    let id = ctx.id();
    let link = mail.kind.address().map(str::to_owned);
    let sealed = Sealed { link, story: mail.kind.story().cloned(), to: mail.to };
    let sealed = serde_json::to_vec(&sealed).map_err(|_| DbError::Corrupt("outbox.sealed"))?;
    let row = store::NewRow {
        id,
        person: mail.person,
        kind: mail.kind.name(),
        locale: mail.locale.code(),
        sealed: ctx.keys.seal(&ctx.random, &place(id), &sealed),
        created_at: now,
        expires_at: now + mail.kind.worth_sending(),
    };
    store::insert(conn, &row).await
}

/// When the mail that waits longest for its try should have been tried; `None` when nothing waits, in the future when
/// the worker keeps up. A mail server that is down moves it on with each try.
///
/// # Errors
/// When the database does not answer.
pub async fn waiting_since(conn: Conn<'_>) -> DbResult<Option<Millis>> {
    store::waiting_since(conn).await
}

/// Sends what is due and answers how many mails went out. Safe to run on several nodes at once.
///
/// # Errors
/// When the database does not answer; a mail that cannot be delivered is no error but waits.
pub async fn deliver_due(ctx: &Ctx, transport: &Transport) -> DbResult<usize> {
    if matches!(transport, Transport::Unset) {
        return Ok(0);
    }
    let due = store::list_due(ctx.db.read().await?.conn(), ctx.now(), ROUND).await?;
    let mut results =
        futures::stream::iter(due).map(|row| Box::pin(deliver(ctx, transport, row))).buffer_unordered(AT_ONCE);
    let mut sent = 0;
    while let Some(result) = results.next().await {
        sent += usize::from(result?);
    }
    Ok(sent)
}

/// A waiting mail, opened.
struct Opened {
    to: String,
    locale: Locale,
    kind: MailKind,
}

/// One attempt; whether the mail went out.
async fn deliver(ctx: &Ctx, transport: &Transport, row: store::WaitingRow) -> DbResult<bool> {
    let opened = open(ctx, &row);
    // What is left of the round waits for the next start.
    if ctx.stopping.is_cancelled() {
        return Ok(false);
    }
    let Some(mail) = claim(ctx, &row, opened.as_ref()).await? else { return Ok(false) };
    let delivery = match (mail, &opened) {
        _ if ctx.now() >= row.expires_at => Delivery::Never("expired".to_owned()),
        (Some(mail), Some(opened)) => {
            let (to, stop) = (opened.to.clone(), opened.kind.stop().map(str::to_owned));
            let locale = opened.locale;
            let envelope = Envelope { id: row.id, to, written_at: row.created_at, mail, locale, stop };
            transport.deliver(ctx, envelope).await?
        }
        (Some(_) | None, Some(_) | None) => Delivery::Never("unreadable".to_owned()),
    };
    settle(ctx, &row, opened.map(|opened| opened.to).as_deref(), delivery).await
}

/// Takes the mail for this attempt and composes it; `None` when another node took it first.
async fn claim(ctx: &Ctx, row: &store::WaitingRow, opened: Option<&Opened>) -> DbResult<Option<Option<Composed>>> {
    let mut tx = ctx.db.begin().await?;
    if !store::claim(tx.conn(), row.id, row.attempts, ctx.now() + LEASE).await? {
        return Ok(None);
    }
    let mut mail = None;
    if let Some(Opened { to, locale, kind }) = opened {
        let code = checks::service::code_for(tx.conn(), ctx, row.id, &row.kind, &row.locale).await?;
        let phrase = notices::phrase_for(tx.conn(), ctx, row.person_id, to, *locale).await?;
        let marks = Marks { code: &code, phrase: phrase.as_deref() };
        mail = Some(compose(&ctx.config, *locale, kind, &marks));
    }
    tx.commit().await?;
    Ok(Some(mail))
}

/// `None` when the keys of a row are gone or a newer version wrote it.
fn open(ctx: &Ctx, row: &store::WaitingRow) -> Option<Opened> {
    let opened = ctx.keys.open(&place(row.id), &row.sealed).ok()?;
    let sealed: Sealed = serde_json::from_slice(&opened).ok()?;
    let kind = MailKind::read(&row.kind, sealed.link, sealed.story)?;
    Some(Opened { to: sealed.to, locale: Locale::parse(&row.locale).unwrap_or_default(), kind })
}

async fn settle(ctx: &Ctx, row: &store::WaitingRow, to: Option<&str>, delivery: Delivery) -> DbResult<bool> {
    let now = ctx.now();
    let reader = row.person_id.zip(to);
    let mut done = Vec::new();
    let mut tx = ctx.db.begin().await?;
    match &delivery {
        Delivery::Sent => {
            store::mark_sent(tx.conn(), row.id, now).await?;
            if let Some((person, to)) = reader {
                notices::mail_arrived(tx.conn(), ctx, person, to).await?;
            }
        }
        Delivery::Later(code) => {
            tracing::warn!(mail.kind = row.kind, error.code = code, "a mail could not be sent yet");
            store::mark_failed(tx.conn(), row.id, now + wait_after(row.attempts + 1), code).await?;
        }
        Delivery::Never(code) | Delivery::Returned(code) => {
            tracing::error!(mail.kind = row.kind, error.code = code, "a mail is given up");
            store::mark_given_up(tx.conn(), row.id, now, code).await?;
        }
    }
    if let (Delivery::Returned(code), Some((person, to))) = (&delivery, reader) {
        done = notices::mail_returned(tx.conn(), ctx, person, to, code).await?;
    }
    audit::commit(tx, ctx, done).await?;
    ctx.hub.wake();
    Ok(matches!(delivery, Delivery::Sent))
}

/// Forgets old rows.
///
/// # Errors
/// When the database does not answer.
pub async fn prune(ctx: &Ctx) -> Result<(), DbError> {
    let mut tx = ctx.db.begin().await?;
    store::prune(tx.conn(), ctx.now() - super::rules::KEEP).await?;
    store::prune_demo(tx.conn(), ctx.now() - super::rules::KEEP).await?;
    checks::service::prune(tx.conn(), ctx).await?;
    tx.commit().await
}
