//! "This wasn't me": whoever signed in is put out, and what they may know or have added opens nothing any more.

use super::model::Disownable;
use super::store;
use crate::access::Actor;
use crate::accounts::addresses::service::take_back_since;
use crate::accounts::apps::store as apps;
use crate::accounts::phone::store as phone;
use crate::accounts::questions::store as questions;
use crate::accounts::service::{tell_every_channel, ways};
use crate::accounts::store::{attempts, links, passwords, people, recovery_codes};
use crate::accounts::{passkeys, sessions};
use crate::audit::{self, About, Act, Device, Entry, Fact};
use crate::db::Conn;
use crate::error::{AppError, AppResult};
use crate::notifications::MailKind;
use crate::server::{Ctx, Visitor};
use crate::storage::token_hash;
use crate::types::{Millis, PersonId, SECOND, Zone};

/// What a mailed link is about. Consumes nothing: mail scanners follow links.
pub async fn of_link(ctx: &Ctx, token: &str) -> AppResult<Disownable> {
    let mut read = ctx.db.read().await?;
    let found = store::find_link(read.conn(), &token_hash(token), ctx.now()).await?.ok_or(AppError::NotFound)?;
    let person = people::find(read.conn(), found.person_id).await?.ok_or(AppError::NotFound)?;
    let zone = Zone::find_or_utc(&person.time_zone);
    Ok(told(&zone, found.began_at, &found.agent, found.network, found.disowned_at.is_some()))
}

/// Disowns the sign-in of a mailed link, once.
pub async fn by_link(ctx: &Ctx, visitor: &Visitor, token: &str) -> AppResult<()> {
    let mut tx = ctx.db.begin().await?;
    let found = store::take_link(tx.conn(), &token_hash(token), ctx.now()).await?;
    let spent = || AppError::conflict("devices.errors.link_spent");
    let (person, since) = found.ok_or_else(spent)?;
    let done = put_out(tx.conn(), ctx, person, since, |act| Entry::stranger(act, Some(person), visitor)).await?;
    audit::commit(tx, ctx, done).await?;
    ctx.hub.wake();
    Ok(())
}

/// What a row of the actor's activity is about.
pub async fn of_row(ctx: &Ctx, actor: &Actor, row: &str) -> AppResult<Disownable> {
    let row = row.parse().map_err(|_| AppError::NotFound)?;
    let mut read = ctx.db.read().await?;
    let found = audit::activity::find_disownable(read.conn(), actor.person, row, ctx.now()).await?;
    let found = found.ok_or(AppError::NotFound)?;
    Ok(told(&Zone::find_or_utc(&actor.time_zone), found.at, &found.agent, found.network, false))
}

/// Disowns what a row of the actor's activity tells, and all that was added since. Ends the actor's session, too.
///
/// # Errors
/// [`AppError::Conflict`] if nothing would be left by which its owner signs in: then it is their own set-up.
pub async fn by_row(ctx: &Ctx, actor: &Actor, row: &str) -> AppResult<()> {
    actor.fresh(ctx.now())?;
    // The row is written a moment after what it tells of: without this it would spare just that.
    let since = of_row(ctx, actor, row).await?.at.at - 10 * SECOND;
    let mut tx = ctx.db.begin().await?;
    if !sessions::is_alive_now(tx.conn(), ctx, actor.session).await? {
        return Err(AppError::Unauthenticated);
    }
    let done = put_out(tx.conn(), ctx, actor.person, since, |act| Entry::of(act, actor)).await?;
    if !ways(tx.conn(), ctx, actor.person).await?.suffice_after_a_reset() {
        return Err(AppError::conflict("devices.errors.last_way"));
    }
    audit::commit(tx, ctx, done).await?;
    ctx.hub.wake();
    Ok(())
}

fn told(zone: &Zone, at: Millis, agent: &str, network: String, done: bool) -> Disownable {
    let device = Device::parse(agent);
    Disownable {
        at: zone.wall(at),
        browser: device.and_then(|device| device.browser.name()).map(str::to_owned),
        system: device.and_then(|device| device.system.name()).map(str::to_owned),
        network,
        done,
    }
}

/// Ends every session and half sign-in, closes the password, removes what was added since, forgets every browser, and tells
/// every address. Passkeys of before keep working.
async fn put_out(
    mut conn: Conn<'_>,
    ctx: &Ctx,
    person: PersonId,
    since: Millis,
    entry: impl Fn(Act) -> Entry,
) -> AppResult<Vec<Entry>> {
    people::lock_security(conn.again(), person).await?;
    let closed = passwords::close(conn.again(), person, ctx.now()).await?;
    attempts::drop_all(conn.again(), person).await?;
    links::drop_resets(conn.again(), person).await?;
    let removed = passkeys::remove_since(conn.again(), person, since).await?;
    let apps = apps::delete_since(conn.again(), person, since).await?;
    apps::delete_setup(conn.again(), person).await?;
    let phone = phone::delete_since(conn.again(), person, since).await?;
    phone::delete_setup(conn.again(), person).await?;
    phone::drop_codes(conn.again(), person).await?;
    let questions = questions::delete_since(conn.again(), person, since).await?;
    let addresses = take_back_since(conn.again(), ctx, person, since).await?;
    recovery_codes::delete_since(conn.again(), person, since).await?;
    store::forget_all(conn.again(), person).await?;
    tell_every_channel(conn.again(), ctx, person, &MailKind::SignInDisowned).await?;
    let ended = sessions::end_all_except(conn, ctx, person, None).await?;
    let mut done = vec![entry(Act::SignInDisowned).number(Fact::Sessions, ended)];
    done.extend(closed.then(|| entry(Act::PasswordClosed)));
    done.extend(removed.into_iter().map(|id| entry(Act::PasskeyRemoved).about(About::Passkey(id.0))));
    done.extend((0..apps).map(|_| entry(Act::AuthenticatorRemoved)));
    done.extend(phone.then(|| entry(Act::PhoneRemoved)));
    done.extend(questions.then(|| entry(Act::QuestionsRemoved)));
    done.extend((0..addresses.removed).map(|_| entry(Act::EmailRemoved)));
    done.extend(addresses.restored.then(|| entry(Act::EmailChangeUndone)));
    Ok(done)
}
