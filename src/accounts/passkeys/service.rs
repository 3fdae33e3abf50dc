//! A person's passkeys: which there are, their names, removing one.

use super::model::{PasskeyId, PasskeySummary, Passkeys};
use super::rules::{MOST, parse_name};
use super::store::{self, PasskeyRow};
use crate::access::{Actor, Standing};
use crate::accounts::rules::advice;
use crate::accounts::service::{lock_ways_of, tell_every_channel, ways};
use crate::audit::{self, About, Act, Entry};
use crate::error::{AppError, AppResult};
use crate::live;
use crate::notifications::MailKind;
use crate::server::Ctx;
use crate::types::Zone;

pub async fn list(ctx: &Ctx, actor: &Actor) -> AppResult<Passkeys> {
    let mut read = ctx.db.read().await?;
    let rows = store::list_for(read.conn(), actor.person).await?;
    let ways = ways(read.conn(), ctx, actor.person).await?;
    let on_one_device = rows.iter().map(|row| i64::from(!row.backed_up)).sum();
    let advice = match actor.standing {
        Standing::Full => advice(ways, on_one_device),
        Standing::SettingUp => None,
    };
    let zone = Zone::find_or_utc(&actor.time_zone);
    let room = i64::try_from(rows.len()).is_ok_and(|count| count < MOST);
    Ok(Passkeys { passkeys: rows.into_iter().map(|row| summary(row, &zone)).collect(), room, advice })
}

fn summary(row: PasskeyRow, zone: &Zone) -> PasskeySummary {
    PasskeySummary {
        id: row.id,
        name: row.name,
        created: zone.wall(row.created_at),
        last_used: row.last_used_at.map(|at| zone.wall(at)),
        backed_up: row.backed_up,
    }
}

/// Gives a passkey another name.
pub async fn rename(ctx: &Ctx, actor: &Actor, id: &str, name: &str) -> AppResult<()> {
    let id: PasskeyId = id.parse().map_err(|_| AppError::NotFound)?;
    let name = parse_name(name)?;
    let mut tx = ctx.db.begin().await?;
    if !store::rename(tx.conn(), actor.person, id, &name).await? {
        return Err(AppError::NotFound);
    }
    live::announce_account(tx.conn(), ctx.now(), actor.person, actor.person.0).await?;
    audit::commit(tx, ctx, [Entry::of(Act::PasskeyRenamed, actor).about(About::Passkey(id.0))]).await?;
    ctx.hub.wake();
    Ok(())
}

/// Removes a passkey, unless it is the last way to sign in.
pub async fn remove(ctx: &Ctx, actor: &Actor, id: &str) -> AppResult<()> {
    actor.fresh(ctx.now())?;
    let id: PasskeyId = id.parse().map_err(|_| AppError::NotFound)?;
    let mut tx = ctx.db.begin().await?;
    let ways = lock_ways_of(tx.conn(), ctx, actor).await?;
    if !store::remove(tx.conn(), actor.person, id).await? {
        return Err(AppError::NotFound);
    }
    if !ways.without_passkey().suffice() {
        // Dropping the transaction puts it back.
        return Err(AppError::conflict("passkeys.errors.last"));
    }
    tell_every_channel(tx.conn(), ctx, actor.person, &MailKind::PasskeyRemoved).await?;
    live::announce_account(tx.conn(), ctx.now(), actor.person, actor.person.0).await?;
    audit::commit(tx, ctx, [Entry::of(Act::PasskeyRemoved, actor).about(About::Passkey(id.0))]).await?;
    ctx.hub.wake();
    Ok(())
}
