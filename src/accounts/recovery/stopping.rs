//! Stopping a recovery: by the link that every address was mailed, or by whoever is signed in. Final for what is stopped,
//! and open until it is finished. Wants no proof: whoever sees a stranger at work must be able to stop them at once.

use super::claims::zone_of;
use super::model::{Running, Way};
use super::requests::tell_closed;
use super::store::{claims, requests};
use crate::access::Actor;
use crate::accounts::service::tell_every_channel;
use crate::accounts::sessions;
use crate::audit::{self, Act, Entry};
use crate::db::Tx;
use crate::error::{AppError, AppResult};
use crate::jobs::{self, JobKind};
use crate::live;
use crate::notifications::MailKind;
use crate::server::{Ctx, Visitor};
use crate::storage::token_hash;
use crate::types::PersonId;
use uuid::Uuid;

/// What runs against the actor's account.
pub async fn running(ctx: &Ctx, actor: &Actor) -> AppResult<Option<Running>> {
    let mut read = ctx.db.read().await?;
    let claim = claims::running_until(read.conn(), actor.person, ctx.now()).await?;
    let request = requests::waiting_until(read.conn(), actor.person).await?;
    let found = claim.map(|ready| (Way::Mailbox, ready)).or(request.map(|ready| (Way::Support, ready)));
    let Some((way, ready)) = found else { return Ok(None) };
    let zone = zone_of(read.conn(), actor.person).await?;
    Ok(Some(Running { way, ready: zone.wall(ready) }))
}

/// [`AppError::NotFound`] unless the link stops something. Consumes nothing.
pub async fn stopping(ctx: &Ctx, token: &str) -> AppResult<()> {
    let hash = token_hash(token);
    let mut read = ctx.db.read().await?;
    let can = claims::can_stop(read.conn(), &hash).await? || requests::can_stop(read.conn(), &hash).await?;
    if can { Ok(()) } else { Err(AppError::NotFound) }
}

/// Stops what the link is about.
pub async fn stop(ctx: &Ctx, visitor: &Visitor, token: &str) -> AppResult<()> {
    let (now, hash) = (ctx.now(), token_hash(token));
    let mut tx = ctx.db.begin().await?;
    let person = match claims::stop(tx.conn(), &hash, now).await? {
        Some((id, person)) => {
            jobs::cancel(tx.conn(), JobKind::RecoveryReady, id).await?;
            Some(person)
        }
        None => match requests::stop(tx.conn(), &hash, now).await? {
            Some(row) => stopped(&mut tx, ctx, row).await?,
            None => None,
        },
    };
    let person = person.ok_or_else(over)?;
    told(tx, ctx, person, Entry::stranger(Act::RecoveryStopped, Some(person), visitor)).await
}

/// Stops whatever runs against the actor's account.
pub async fn stop_own(ctx: &Ctx, actor: &Actor) -> AppResult<()> {
    let now = ctx.now();
    let mut tx = ctx.db.begin().await?;
    if !sessions::is_alive_now(tx.conn(), ctx, actor.session).await? {
        return Err(AppError::Unauthenticated);
    }
    let claim: Option<Uuid> = claims::stop_of(tx.conn(), actor.person, now).await?;
    if let Some(id) = claim {
        jobs::cancel(tx.conn(), JobKind::RecoveryReady, id).await?;
    }
    let request = requests::stop_of(tx.conn(), actor.person, now).await?;
    if claim.is_none() && request.is_none() {
        return Err(over());
    }
    if let Some(row) = request {
        stopped(&mut tx, ctx, row).await?;
    }
    told(tx, ctx, actor.person, Entry::of(Act::RecoveryStopped, actor)).await
}

/// Tells whoever asked the support desk. Answers whose account it was about.
async fn stopped(tx: &mut Tx, ctx: &Ctx, row: requests::StoppedRow) -> AppResult<Option<PersonId>> {
    jobs::cancel(tx.conn(), JobKind::SupportRecoveryDue, row.id.0).await?;
    tell_closed(tx.conn(), ctx, row.id, &row.address, &row.locale).await?;
    Ok(row.person_id)
}

async fn told(mut tx: Tx, ctx: &Ctx, person: PersonId, entry: Entry) -> AppResult<()> {
    tell_every_channel(tx.conn(), ctx, person, &MailKind::RecoveryStopped).await?;
    live::announce_account(tx.conn(), ctx.now(), person, person.0).await?;
    audit::commit(tx, ctx, [entry]).await?;
    ctx.hub.wake();
    Ok(())
}

fn over() -> AppError {
    AppError::conflict("recovery.errors.stop_over")
}
