//! The addresses that a person has: seeing them, making another one primary, removing one.

use super::confirm::offer_undo;
use super::{begin, language, tell};
use crate::access::Actor;
use crate::accounts::addresses::model::{AddressesPage, OwnAddress, Waiting};
use crate::accounts::addresses::rules::{ASKED, MOST, settled_at};
use crate::accounts::addresses::store::changes::{self, ChangeRow};
use crate::accounts::addresses::store::owned::{self, OwnRow};
use crate::accounts::store::links;
use crate::audit::{self, Act, Entry};
use crate::error::{AppError, AppResult};
use crate::live;
use crate::notifications::MailKind;
use crate::server::Ctx;
use crate::types::Zone;

/// What the page shows.
pub async fn page(ctx: &Ctx, actor: &Actor) -> AppResult<AddressesPage> {
    let mut read = ctx.db.read().await?;
    let own = owned::list(read.conn(), actor.person).await?;
    let waiting = changes::list(read.conn(), actor.person, ctx.now()).await?;
    drop(read);
    audit::read(ctx, actor, Act::ProfileRead, &[]).await?;
    let zone = Zone::find_or_utc(&actor.time_zone);
    let waiting = waiting.into_iter().map(|row| shown(row, &own, &zone)).collect::<AppResult<_>>()?;
    let now = ctx.now();
    Ok(AddressesPage {
        fresh: actor.fresh(now).is_ok(),
        room: own.len() < MOST,
        waiting,
        addresses: own
            .into_iter()
            .map(|row| OwnAddress {
                settled_from: (!row.may_stand_in(now)).then(|| zone.wall(settled_at(row.verified_at))),
                compared: row.address,
                written: row.written,
                primary: row.is_primary,
                since: zone.wall(row.verified_at),
            })
            .collect(),
    })
}

fn shown(row: ChangeRow, own: &[OwnRow], zone: &Zone) -> AppResult<Waiting> {
    let purpose = row.purpose()?;
    let prover = own.iter().find(|own| Some(&own.address) == row.prover.as_ref());
    Ok(Waiting {
        purpose,
        proved: row.new_proved_at.is_some(),
        prover: prover.map(|prover| (prover.written.clone(), row.prover_proved_at.is_some())),
        until: zone.wall(row.expires_at),
        written: row.written,
    })
}

/// Makes another of the person's addresses the primary one. Both are proved and the wanted one has long been; the one before
/// stays beside it, and its owner can undo it.
pub async fn make_primary(ctx: &Ctx, actor: &Actor, address: &str) -> AppResult<()> {
    actor.fresh(ctx.now())?;
    let mut tx = begin(ctx, actor).await?;
    let own = owned::list(tx.conn(), actor.person).await?;
    let wanted = own.iter().find(|row| row.address == address).ok_or(AppError::NotFound)?;
    let old = own.iter().find(|row| row.is_primary).ok_or(AppError::NotFound)?;
    if wanted.is_primary {
        return Ok(());
    }
    if !wanted.may_stand_in(ctx.now()) {
        return Err(AppError::conflict("accounts.addresses.errors.young"));
    }
    ASKED.bucket(&ctx.keys, &actor.person.to_string()).spend(tx.conn(), ctx.now(), "errors.too_many").await?;
    owned::unset_primary(tx.conn(), actor.person).await?;
    owned::set_primary(tx.conn(), actor.person, &wanted.address).await?;
    offer_undo(tx.conn(), ctx, actor.person, &own, old, &wanted.address).await?;
    let locale = language(tx.conn(), actor.person).await?;
    for row in own.iter().filter(|row| !row.is_primary) {
        tell(tx.conn(), ctx, actor.person, locale, &row.written, MailKind::AddressChanged).await?;
    }
    live::announce_account(tx.conn(), ctx.now(), actor.person, actor.person.0).await?;
    audit::commit(tx, ctx, [Entry::of(Act::EmailMadePrimary, actor)]).await?;
    ctx.hub.wake();
    Ok(())
}

/// Removes an address that is not the primary one; so one always stays. It is told too.
pub async fn remove(ctx: &Ctx, actor: &Actor, address: &str) -> AppResult<()> {
    actor.fresh(ctx.now())?;
    let mut tx = begin(ctx, actor).await?;
    let own = owned::list(tx.conn(), actor.person).await?;
    let gone = own.iter().find(|row| row.address == address).ok_or(AppError::NotFound)?;
    if gone.is_primary {
        return Err(AppError::conflict("accounts.addresses.errors.primary"));
    }
    owned::delete(tx.conn(), actor.person, &gone.address).await?;
    changes::drop_proved_by(tx.conn(), actor.person, &gone.address).await?;
    // A link in the mailbox that is left behind must open nothing.
    links::drop_resets(tx.conn(), actor.person).await?;
    let locale = language(tx.conn(), actor.person).await?;
    for row in &own {
        tell(tx.conn(), ctx, actor.person, locale, &row.written, MailKind::AddressRemoved).await?;
    }
    live::announce_account(tx.conn(), ctx.now(), actor.person, actor.person.0).await?;
    audit::commit(tx, ctx, [Entry::of(Act::EmailRemoved, actor)]).await?;
    ctx.hub.wake();
    Ok(())
}
