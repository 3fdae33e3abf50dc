//! Putting messages into the outbox and sending what is due, whichever way they go.

use super::MailKind;
use super::compose::{Marks, compose, text_message};
use super::gateway::{self, Gateway};
use super::model::{Channel, NewMail, NewText, Sealed, TextKind};
use super::rules::{
    BY_PERSON, FROM_NETWORK, FROM_NETWORK_TO_ADDRESS, LEASE, NOTICES, TO_ADDRESS, text_worth_sending, wait_after,
};
use super::transport::{Delivery, Envelope, Transport};
use super::{checks, store};
use crate::accounts::notices;
use crate::audit;
use crate::db::{Conn, DbError, DbResult};
use crate::error::AppResult;
use crate::i18n::Locale;
use crate::limits::Spent;
use crate::server::{Ctx, Visitor};
use crate::types::{Millis, PersonId};
use futures::StreamExt as _;
use uuid::Uuid;

/// Messages looked at in one round.
const ROUND: i64 = 50;

/// Messages sent at once: one slow server must not hold up the others, nor be flooded.
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
    let waiting = Waiting {
        channel: Channel::Mail,
        person: mail.person,
        kind: mail.kind.name(),
        locale: mail.locale,
        worth: mail.kind.worth_sending(),
        sealed: Sealed {
            link: mail.kind.address().map(str::to_owned),
            story: mail.kind.story().cloned(),
            to: mail.to,
            code: None,
        },
    };
    put(conn, ctx, waiting).await
}

/// Puts a text message into the outbox, in the caller's transaction. Who sends codes limits them.
///
/// # Errors
/// When the database refuses.
pub async fn enqueue_text(conn: Conn<'_>, ctx: &Ctx, text: NewText) -> DbResult<()> {
    let waiting = Waiting {
        channel: Channel::Text,
        person: Some(text.person),
        kind: text.kind.name(),
        locale: text.locale,
        worth: text_worth_sending(&text.kind),
        sealed: Sealed { code: text.kind.code().map(str::to_owned), to: text.to, link: None, story: None },
    };
    put(conn, ctx, waiting).await
}

/// As [`enqueue_text`], for what is told beside a mail: one too many of a day is dropped.
///
/// # Errors
/// When the database refuses.
pub async fn enqueue_notice(mut conn: Conn<'_>, ctx: &Ctx, text: NewText) -> DbResult<()> {
    let bucket = NOTICES.bucket(&ctx.keys, &text.person.to_string());
    match bucket.try_spend(conn.again(), ctx.now()).await? {
        Spent::Counted(_) => enqueue_text(conn, ctx, text).await,
        Spent::Closed { .. } => Ok(()),
    }
}

/// A message about to wait.
struct Waiting {
    channel: Channel,
    person: Option<PersonId>,
    kind: &'static str,
    locale: Locale,
    worth: Millis,
    sealed: Sealed,
}

async fn put(conn: Conn<'_>, ctx: &Ctx, waiting: Waiting) -> DbResult<()> {
    let (id, now) = (ctx.id(), ctx.now());
    let sealed = serde_json::to_vec(&waiting.sealed).map_err(|_| DbError::Corrupt("outbox.sealed"))?;
    let row = store::NewRow {
        id,
        channel: waiting.channel,
        person: waiting.person,
        kind: waiting.kind,
        locale: waiting.locale.code(),
        sealed: ctx.keys.seal(&ctx.random, &place(id), &sealed),
        created_at: now,
        expires_at: now + waiting.worth,
    };
    store::insert(conn, &row).await
}

/// When the mail that waits longest for its try should have been tried; `None` when nothing waits, in the future when
/// the worker keeps up. A mail server that is down moves it on with each try.
///
/// # Errors
/// When the database does not answer.
pub async fn waiting_since(conn: Conn<'_>) -> DbResult<Option<Millis>> {
    store::waiting_since(conn, Channel::Mail).await
}

/// As [`waiting_since`], of text messages.
///
/// # Errors
/// When the database does not answer.
pub async fn texts_waiting_since(conn: Conn<'_>) -> DbResult<Option<Millis>> {
    store::waiting_since(conn, Channel::Text).await
}

/// Sends the mail that is due and answers how many went out. Safe to run on several nodes at once.
///
/// # Errors
/// When the database does not answer; a mail that cannot be delivered is no error but waits.
pub async fn deliver_due(ctx: &Ctx, transport: &Transport) -> DbResult<usize> {
    if matches!(transport, Transport::Unset) {
        return Ok(0);
    }
    deliver_all(ctx, Carrier::Mail(transport)).await
}

/// As [`deliver_due`], for text messages.
///
/// # Errors
/// As [`deliver_due`].
pub async fn deliver_texts_due(ctx: &Ctx, gateway: &Gateway) -> DbResult<usize> {
    if matches!(gateway, Gateway::Off) {
        return Ok(0);
    }
    deliver_all(ctx, Carrier::Text(gateway)).await
}

/// What takes the messages of one channel.
#[derive(Clone, Copy)]
enum Carrier<'a> {
    Mail(&'a Transport),
    Text(&'a Gateway),
}

impl Carrier<'_> {
    fn channel(self) -> Channel {
        match self {
            Self::Mail(_) => Channel::Mail,
            Self::Text(_) => Channel::Text,
        }
    }

    /// What a row says; `None` when a newer version wrote it.
    async fn compose(
        self,
        mut conn: Conn<'_>,
        ctx: &Ctx,
        row: &store::WaitingRow,
        sealed: &Sealed,
    ) -> DbResult<Option<Message>> {
        let locale = Locale::parse(&row.locale).unwrap_or_default();
        let (id, to) = (row.id, sealed.to.clone());
        Ok(match self {
            Self::Mail(_) => {
                let kind = MailKind::read(&row.kind, sealed.link.clone(), sealed.story.clone());
                let Some(kind) = kind else { return Ok(None) };
                let code = checks::service::code_for(conn.again(), ctx, id, &row.kind, &row.locale).await?;
                let phrase = notices::phrase_for(conn, ctx, row.person_id, &to, locale).await?;
                let mail = compose(&ctx.config, locale, &kind, &Marks { code: &code, phrase: phrase.as_deref() });
                let stop = kind.stop().map(str::to_owned);
                Some(Message::Mail(Envelope { id, to, written_at: row.created_at, mail, locale, stop }))
            }
            Self::Text(_) => TextKind::read(&row.kind, sealed.code.clone())
                .map(|kind| Message::Text(gateway::Message { id, to, body: text_message(locale, &kind) })),
        })
    }

    async fn carry(self, ctx: &Ctx, message: Message) -> DbResult<Delivery> {
        match (self, message) {
            (Self::Mail(transport), Message::Mail(envelope)) => transport.deliver(ctx, envelope).await,
            (Self::Text(gateway), Message::Text(message)) => gateway.deliver(ctx, message).await,
            (Self::Mail(_), Message::Text(_)) | (Self::Text(_), Message::Mail(_)) => {
                Ok(Delivery::Never("unreadable".to_owned()))
            }
        }
    }
}

/// A message on its way.
enum Message {
    Mail(Envelope),
    Text(gateway::Message),
}

async fn deliver_all(ctx: &Ctx, carrier: Carrier<'_>) -> DbResult<usize> {
    let due = store::list_due(ctx.db.read().await?.conn(), carrier.channel(), ctx.now(), ROUND).await?;
    let mut results =
        futures::stream::iter(due).map(|row| Box::pin(deliver(ctx, carrier, row))).buffer_unordered(AT_ONCE);
    let mut sent = 0;
    while let Some(result) = results.next().await {
        sent += usize::from(result?);
    }
    Ok(sent)
}

/// One attempt; whether the message went out.
async fn deliver(ctx: &Ctx, carrier: Carrier<'_>, row: store::WaitingRow) -> DbResult<bool> {
    let opened = open(ctx, &row);
    // What is left of the round waits for the next start.
    if ctx.stopping.is_cancelled() {
        return Ok(false);
    }
    let Some(message) = claim(ctx, carrier, &row, opened.as_ref()).await? else { return Ok(false) };
    let delivery = match message {
        _ if ctx.now() >= row.expires_at => Delivery::Never("expired".to_owned()),
        Some(message) => carrier.carry(ctx, message).await?,
        None => Delivery::Never("unreadable".to_owned()),
    };
    settle(ctx, carrier.channel(), &row, opened.map(|opened| opened.to).as_deref(), delivery).await
}

/// Takes the message for this attempt and composes it; `None` when another node took it first.
async fn claim(
    ctx: &Ctx,
    carrier: Carrier<'_>,
    row: &store::WaitingRow,
    opened: Option<&Sealed>,
) -> DbResult<Option<Option<Message>>> {
    let mut tx = ctx.db.begin().await?;
    if !store::claim(tx.conn(), row.id, row.attempts, ctx.now() + LEASE).await? {
        return Ok(None);
    }
    let message = match opened {
        Some(sealed) => carrier.compose(tx.conn(), ctx, row, sealed).await?,
        None => None,
    };
    tx.commit().await?;
    Ok(Some(message))
}

/// `None` when the keys of a row are gone.
fn open(ctx: &Ctx, row: &store::WaitingRow) -> Option<Sealed> {
    let opened = ctx.keys.open(&place(row.id), &row.sealed).ok()?;
    serde_json::from_slice(&opened).ok()
}

async fn settle(
    ctx: &Ctx,
    channel: Channel,
    row: &store::WaitingRow,
    to: Option<&str>,
    delivery: Delivery,
) -> DbResult<bool> {
    let now = ctx.now();
    let reader = row.person_id.zip(to).filter(|_| channel == Channel::Mail);
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
            let channel = channel.name();
            tracing::warn!(channel, mail.kind = row.kind, error.code = code, "a message could not be sent yet");
            store::mark_failed(tx.conn(), row.id, now + wait_after(row.attempts + 1), code).await?;
        }
        Delivery::Never(code) | Delivery::Returned(code) => {
            let channel = channel.name();
            tracing::error!(channel, mail.kind = row.kind, error.code = code, "a message is given up");
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
