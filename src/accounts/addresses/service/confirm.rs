//! The links that prove an address. Reading one consumes nothing: mail scanners follow links.

use super::{language, link_is_spent, tell};
use crate::accounts::addresses::model::{AddressLink, Confirmed, Purpose, Side};
use crate::accounts::addresses::rules::{MOST, UNDO_LIFE, settled_at};
use crate::accounts::addresses::store::changes::{self, ChangeRow};
use crate::accounts::addresses::store::owned::{self, OwnRow};
use crate::accounts::addresses::store::undos::{self, UndoRow};
use crate::accounts::service::tell_every_channel;
use crate::accounts::store::{links, people};
use crate::audit::{self, Act, Entry};
use crate::db::{Conn, DbResult};
use crate::error::{AppError, AppResult};
use crate::live;
use crate::notifications::MailKind;
use crate::server::{Ctx, Visitor};
use crate::storage::token_hash;
use crate::types::PersonId;

/// What a link confirms.
pub async fn open(ctx: &Ctx, token: &str) -> AppResult<AddressLink> {
    let row = changes::find_link(ctx.db.read().await?.conn(), &token_hash(token), ctx.now()).await?;
    let row = row.ok_or(AppError::NotFound)?;
    let side = match (row.purpose()?, row.own) {
        (Purpose::Change, true) => Side::Own,
        (Purpose::Change, false) => Side::New,
        (Purpose::Add, _) => Side::Addition,
    };
    Ok(AddressLink { side, written: row.written })
}

/// Consumes a link. What is proved in full then is done.
pub async fn confirm(ctx: &Ctx, visitor: &Visitor, token: &str) -> AppResult<Confirmed> {
    let hash = token_hash(token);
    let found = changes::find_link(ctx.db.read().await?.conn(), &hash, ctx.now()).await?.ok_or_else(link_is_spent)?;
    let person = found.person_id;
    let mut tx = ctx.db.begin().await?;
    if !people::lock(tx.conn(), person).await? {
        return Err(link_is_spent());
    }
    let change = changes::prove(tx.conn(), &hash, ctx.now()).await?.ok_or_else(link_is_spent)?;
    let entry = |act| Entry::proved(act, person, visitor);
    let (done, entries) = match (change.purpose()?, change.new_proved_at, change.prover_proved_at) {
        (Purpose::Add, _, _) => {
            add(tx.conn(), ctx, &change).await?;
            (Confirmed::Added, vec![entry(Act::EmailAdded)])
        }
        (Purpose::Change, Some(_), Some(_)) => {
            replace(tx.conn(), ctx, &change).await?;
            (Confirmed::Changed, vec![entry(Act::EmailConfirmed), entry(Act::EmailChanged)])
        }
        (Purpose::Change, Some(_), None) => (Confirmed::NewProved, vec![entry(Act::EmailConfirmed)]),
        (Purpose::Change, None, _) => (Confirmed::OwnProved, vec![entry(Act::EmailConfirmed)]),
    };
    live::announce_account(tx.conn(), ctx.now(), person, person.0).await?;
    audit::commit(tx, ctx, entries).await?;
    ctx.hub.wake();
    Ok(done)
}

async fn add(mut conn: Conn<'_>, ctx: &Ctx, change: &ChangeRow) -> AppResult<()> {
    let person = change.person_id;
    if owned::list(conn.again(), person).await?.len() >= MOST {
        return Err(AppError::conflict("accounts.addresses.errors.full"));
    }
    if !owned::insert(conn.again(), person, &change.address, &change.written, false, ctx.now()).await? {
        return Err(link_is_spent());
    }
    changes::drop_one(conn.again(), person, Purpose::Add).await?;
    tell_every_channel(conn, ctx, person, &MailKind::AddressAdded).await?;
    Ok(())
}

/// Puts the new address in the place of the primary one, whose owner is mailed the link that undoes it.
async fn replace(mut conn: Conn<'_>, ctx: &Ctx, change: &ChangeRow) -> AppResult<()> {
    let person = change.person_id;
    let own = owned::list(conn.again(), person).await?;
    let old = own.iter().find(|row| row.is_primary).ok_or(AppError::NotFound)?;
    owned::delete(conn.again(), person, &old.address).await?;
    if !owned::insert(conn.again(), person, &change.address, &change.written, true, ctx.now()).await? {
        return Err(link_is_spent());
    }
    changes::drop_one(conn.again(), person, Purpose::Change).await?;
    // A link in the mailbox that is left behind must open nothing.
    links::drop_resets(conn.again(), person).await?;
    tell_every_channel(conn.again(), ctx, person, &MailKind::AddressChanged).await?;
    offer_undo(conn, ctx, person, &own, old, &change.address).await?;
    Ok(())
}

/// Mails the owner of the address that was the primary one the link that makes it so again. One that was the primary one for
/// a short time only, between older ones, is told without a link: it would take the account back from those.
pub(super) async fn offer_undo(
    mut conn: Conn<'_>,
    ctx: &Ctx,
    person: PersonId,
    own: &[OwnRow],
    old: &OwnRow,
    new_address: &str,
) -> DbResult<()> {
    let older = own.iter().any(|row| row.verified_at < old.verified_at);
    let young = settled_at(old.verified_at) > ctx.now();
    if young && (older || undos::any(conn.again(), person, ctx.now()).await?) {
        let locale = language(conn.again(), person).await?;
        return tell(conn, ctx, person, locale, &old.written, MailKind::AddressChanged).await;
    }
    let token = ctx.random.token();
    let undo = UndoRow {
        person_id: person,
        old_address: old.address.clone(),
        old_written: old.written.clone(),
        new_address: new_address.to_owned(),
        old_verified_at: old.verified_at,
        made_at: ctx.now(),
        expires_at: ctx.now() + UNDO_LIFE,
    };
    undos::insert(conn.again(), &token_hash(&token), &undo).await?;
    let locale = language(conn.again(), person).await?;
    let link = ctx.config.absolute(&format!("/{}/undo-address/{token}", locale.code()));
    tell(conn, ctx, person, locale, &old.written, MailKind::AddressReplaced { link }).await
}
