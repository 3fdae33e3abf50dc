//! Use cases of closing.

use super::model::ClosingPage;
use super::store;
use crate::access::Actor;
use crate::accounts::service::tell_every_channel;
use crate::accounts::sessions;
use crate::accounts::store::people;
use crate::audit::{self, Act, Entry};
use crate::db::{Conn, DbResult, Tx};
use crate::error::{AppError, AppResult};
use crate::i18n::Locale;
use crate::jobs::{self, JobKind};
use crate::notifications::{self, MailKind, NewMail};
use crate::server::Ctx;
use crate::types::{CivilDate, DAY, Millis, PersonId, Zone};
use crate::{cases, live};

/// How long before the end it is told once more.
const LAST_WORD: Millis = DAY;

/// What the page shows.
pub async fn page(ctx: &Ctx, actor: &Actor) -> AppResult<ClosingPage> {
    let closes_at = store::find(ctx.db.read().await?.conn(), actor.person).await?;
    Ok(ClosingPage {
        fresh: actor.fresh(ctx.now()).is_ok(),
        days: i64::from(ctx.config.limits.closing_days),
        closes: closes_at.map(|at| Zone::find_or_utc(&actor.time_zone).wall(at)),
    })
}

/// When the account is closed, if it is to be.
pub async fn closes_at(conn: Conn<'_>, person: PersonId) -> DbResult<Option<Millis>> {
    store::find(conn, person).await
}

/// Drops the wish to close an account that has become part of another.
pub(in crate::accounts) async fn drop_of_merged(conn: Conn<'_>, person: PersonId) -> DbResult<()> {
    store::take_back(conn, person).await?;
    Ok(())
}

/// The day on which the person's account is closed, in their zone, for the banner of every page.
pub async fn closes_on(ctx: &Ctx, actor: &Actor) -> DbResult<Option<CivilDate>> {
    let closes_at = store::find(ctx.db.read().await?.conn(), actor.person).await?;
    Ok(closes_at.map(|at| Zone::find_or_utc(&actor.time_zone).day(at)))
}

/// Has the account closed after the days of waiting. Asking twice changes nothing.
pub async fn ask(ctx: &Ctx, actor: &Actor, understood: bool) -> AppResult<()> {
    actor.fresh(ctx.now())?;
    if !understood {
        return Err(AppError::field("understood", "accounts.closing.understand"));
    }
    let (person, now) = (actor.person, ctx.now());
    let closes_at = now + DAY * Millis::from(ctx.config.limits.closing_days);
    let mut tx = begin(ctx, actor).await?;
    if !store::insert(tx.conn(), person, now, closes_at).await? {
        return Ok(());
    }
    jobs::schedule(tx.conn(), ctx, JobKind::CloseAccount, person.0, closes_at).await?;
    if closes_at - LAST_WORD > now {
        jobs::schedule(tx.conn(), ctx, JobKind::RemindOfClosing, person.0, closes_at - LAST_WORD).await?;
    }
    tell_every_channel(tx.conn(), ctx, person, &MailKind::ClosingAsked).await?;
    audit::commit(tx, ctx, [Entry::of(Act::ClosingAsked, actor)]).await?;
    Ok(())
}

/// Takes the wish back. Wants no fresh proof: it leaves everything as it is.
pub async fn keep(ctx: &Ctx, actor: &Actor) -> AppResult<()> {
    let mut tx = begin(ctx, actor).await?;
    if !store::take_back(tx.conn(), actor.person).await? {
        return Ok(());
    }
    jobs::cancel(tx.conn(), JobKind::CloseAccount, actor.person.0).await?;
    jobs::cancel(tx.conn(), JobKind::RemindOfClosing, actor.person.0).await?;
    tell_every_channel(tx.conn(), ctx, actor.person, &MailKind::ClosingStopped).await?;
    audit::commit(tx, ctx, [Entry::of(Act::ClosingStopped, actor)]).await?;
    Ok(())
}

/// Whoever was put out, or whose account is closed, asks for nothing any more.
async fn begin(ctx: &Ctx, actor: &Actor) -> AppResult<Tx> {
    let mut tx = ctx.db.begin().await?;
    let there = people::lock(tx.conn(), actor.person).await?;
    if there && sessions::is_alive_now(tx.conn(), ctx, actor.session).await? {
        Ok(tx)
    } else {
        Err(AppError::Unauthenticated)
    }
}

/// Tells once, on the day before, that the account is closed; not if its owner keeps it.
pub async fn remind(ctx: &Ctx, person: PersonId) -> AppResult<()> {
    let mut tx = ctx.db.begin().await?;
    if store::mark_reminded(tx.conn(), person, ctx.now(), ctx.now() + LAST_WORD).await? {
        tell_every_channel(tx.conn(), ctx, person, &MailKind::ClosingSoon).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Closes the account whose time has come. The last mails wait in the outbox, sealed, without the person's id, and go as
/// every mail does when they are sent. Tables that refer to the person lose their rows with the person's.
pub async fn close(ctx: &Ctx, person: PersonId) -> AppResult<()> {
    let mut tx = ctx.db.begin().await?;
    let there = people::lock(tx.conn(), person).await?;
    if !there || !store::take_due(tx.conn(), person, ctx.now()).await? {
        return Ok(());
    }
    notifications::forget(tx.conn(), person).await?;
    say_goodbye(tx.conn(), ctx, person).await?;
    cases::unlink_all(tx.conn(), person).await?;
    jobs::cancel(tx.conn(), JobKind::RemindOfClosing, person.0).await?;
    live::forget(tx.conn(), person).await?;
    // Before the rows are gone, so that open pages are told.
    sessions::end_all_except(tx.conn(), ctx, person, None).await?;
    people::delete(tx.conn(), person).await?;
    audit::commit(tx, ctx, [Entry::system(Act::AccountClosed, Some(person))]).await?;
    ctx.hub.wake();
    Ok(())
}

async fn say_goodbye(mut conn: Conn<'_>, ctx: &Ctx, person: PersonId) -> DbResult<()> {
    let row = people::find(conn.again(), person).await?;
    let locale = row.and_then(|row| Locale::parse(&row.locale)).unwrap_or_default();
    for to in people::emails(conn.again(), person).await? {
        let mail = NewMail { person: None, to, locale, kind: MailKind::AccountClosed };
        notifications::enqueue(conn.again(), ctx, mail).await?;
    }
    Ok(())
}
