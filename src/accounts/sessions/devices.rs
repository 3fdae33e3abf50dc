//! A person's signed-in browsers, as that person sees and ends them. Neither wants a fresh proof: whoever sees a stranger
//! in the list must be able to put them out at once.

use super::rules::approximate;
use super::service::{end, end_all_except, is_alive_now, rested};
use super::store::{self, DeviceRow};
use crate::access::Actor;
use crate::accounts::addresses;
use crate::accounts::model::SessionSummary;
use crate::accounts::store::attempts;
use crate::audit::{self, About, Act, Device, Entry, Fact};
use crate::db::Tx;
use crate::error::{AppError, AppResult};
use crate::server::Ctx;
use crate::types::{SessionId, Zone};

/// Sessions that are alive, this one first, then the last used.
pub async fn list(ctx: &Ctx, actor: &Actor) -> AppResult<Vec<SessionSummary>> {
    let rows = store::list_alive(ctx.db.read().await?.conn(), actor.person, ctx.now(), rested(ctx)).await?;
    let zone = Zone::find_or_utc(&actor.time_zone);
    let mut sessions: Vec<SessionSummary> = rows.into_iter().map(|row| summary(row, actor, &zone)).collect();
    sessions.sort_by_key(|session| !session.this);
    Ok(sessions)
}

fn summary(row: DeviceRow, actor: &Actor, zone: &Zone) -> SessionSummary {
    let device = Device::of(&row.user_agent);
    SessionSummary {
        id: row.id,
        browser: device.browser.name().map(str::to_owned),
        system: device.system.name().map(str::to_owned),
        network: approximate(&row.network),
        shared: row.shared,
        first_seen: zone.wall(row.created_at),
        last_seen: zone.wall(row.last_seen_at),
        this: row.id == actor.session,
    }
}

/// Ends one session of the person. One that has ended meanwhile is what was asked for; one of somebody else is as absent
/// as none.
pub async fn end_one(ctx: &Ctx, actor: &Actor, id: &str) -> AppResult<()> {
    let id: SessionId = id.parse().map_err(|_| AppError::NotFound)?;
    let mut tx = begin(ctx, actor).await?;
    if !store::belongs(tx.conn(), actor.person, id).await? {
        return Err(AppError::NotFound);
    }
    end(tx.conn(), ctx, actor.person, id).await?;
    audit::commit(tx, ctx, [Entry::of(Act::SessionEnded, actor).about(About::Session(id))]).await?;
    ctx.hub.wake();
    Ok(())
}

/// Ends every other session of the person, every sign-in that is half done and every new address that waits for its proof. Answers how many sessions there were.
pub async fn end_others(ctx: &Ctx, actor: &Actor) -> AppResult<u64> {
    let mut tx = begin(ctx, actor).await?;
    attempts::drop_all(tx.conn(), actor.person).await?;
    addresses::stop_waiting(tx.conn(), actor.person).await?;
    let ended = end_all_except(tx.conn(), ctx, actor.person, Some(actor.session)).await?;
    audit::commit(tx, ctx, [Entry::of(Act::SessionsEnded, actor).number(Fact::Sessions, ended)]).await?;
    ctx.hub.wake();
    Ok(ended)
}

/// Whoever was put out meanwhile puts out nobody.
async fn begin(ctx: &Ctx, actor: &Actor) -> AppResult<Tx> {
    let mut tx = ctx.db.begin().await?;
    if is_alive_now(tx.conn(), ctx, actor.session).await? { Ok(tx) } else { Err(AppError::Unauthenticated) }
}
