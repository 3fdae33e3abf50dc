//! Parting: what moved goes back, as far as it is still there.
//!
//! What was changed since stays sensible. What the account that stayed got meanwhile it keeps, and a case that was taken off its
//! list stays off. Addresses and passkeys come back also when they were removed since: whoever joined the accounts against
//! their owner's will must not be able to keep the owner out. A password or an app that had been taken over goes, unless it
//! was replaced since or has become the last way in. A joining that was followed by another is undone after that one.

use super::join::{announce, conflict};
use super::record::Record;
use super::store;
use crate::access::Actor;
use crate::accounts::apps::take_back_apps;
use crate::accounts::service::{lock_ways, tell_every_channel};
use crate::accounts::store::{passwords, people};
use crate::accounts::{passkeys, sessions};
use crate::audit::{self, About, Act, Entry};
use crate::cases::service::handover::hand_back;
use crate::db::{Conn, Tx};
use crate::error::{AppError, AppResult};
use crate::jobs::{self, JobKind};
use crate::notifications::MailKind;
use crate::server::{Ctx, Visitor};
use crate::storage::token_hash;
use crate::types::PersonId;
use uuid::Uuid;

/// Undoes a joining by somebody signed in to the account that stayed.
///
/// # Errors
/// When there is no such joining, or it can no longer be undone.
pub async fn part(ctx: &Ctx, actor: &Actor, id: &str) -> AppResult<()> {
    actor.fresh(ctx.now())?;
    let id: Uuid = id.parse().map_err(|_| AppError::NotFound)?;
    let mut tx = ctx.db.begin().await?;
    let merge = store::find_merge(tx.conn(), id).await?.filter(|merge| merge.stays == actor.person);
    let merge = merge.ok_or(AppError::NotFound)?;
    store::lock_both(tx.conn(), merge.stays, merge.goes).await?;
    if !sessions::is_alive_now(tx.conn(), ctx, actor.session).await? {
        return Err(AppError::Unauthenticated);
    }
    put_back(&mut tx, ctx, id, merge.stays, merge.goes).await?;
    // Whoever has only the link is not held up by what the other side did to itself.
    if !lock_ways(tx.conn(), ctx, merge.stays).await?.suffice() {
        return Err(conflict("merging.errors.no_way_in"));
    }
    let parted = Entry::of(Act::AccountsParted, actor);
    let other = Entry::system(Act::AccountsParted, Some(merge.goes));
    settle(tx, ctx, [parted.about(About::Person(merge.goes)), other.about(About::Person(merge.stays))]).await
}

/// [`AppError::NotFound`] unless the link still parts two accounts. Consumes nothing.
pub async fn is_open(ctx: &Ctx, token: &str) -> AppResult<()> {
    let found = store::find_by_token(ctx.db.read().await?.conn(), &token_hash(token), ctx.now()).await?;
    found.map(|_| ()).ok_or(AppError::NotFound)
}

/// Undoes a joining by the link that both sides were mailed.
///
/// # Errors
/// When the link is of no joining, or that can no longer be undone.
pub async fn part_by_link(ctx: &Ctx, visitor: &Visitor, token: &str) -> AppResult<()> {
    let mut tx = ctx.db.begin().await?;
    let found = store::find_by_token(tx.conn(), &token_hash(token), ctx.now()).await?;
    let merge = found.ok_or_else(|| conflict("merging.errors.undo_over"))?;
    store::lock_both(tx.conn(), merge.stays, merge.goes).await?;
    put_back(&mut tx, ctx, merge.id, merge.stays, merge.goes).await?;
    let entry = |person, other| Entry::stranger(Act::AccountsParted, Some(person), visitor).about(About::Person(other));
    settle(tx, ctx, [entry(merge.stays, merge.goes), entry(merge.goes, merge.stays)]).await
}

async fn settle(tx: Tx, ctx: &Ctx, entries: [Entry; 2]) -> AppResult<()> {
    audit::commit(tx, ctx, entries).await?;
    ctx.hub.wake();
    Ok(())
}

/// Both accounts are locked.
async fn put_back(tx: &mut Tx, ctx: &Ctx, merge: Uuid, stays: PersonId, goes: PersonId) -> AppResult<()> {
    // Of two at once one finds it done.
    let sealed = store::take_record(tx.conn(), merge, ctx.now()).await?;
    let record = Record::open(ctx, merge, &sealed.ok_or_else(|| conflict("merging.errors.undo_over"))?)?;
    if store::merged_into(tx.conn(), stays).await?.is_some() {
        return Err(conflict("merging.errors.later_first"));
    }
    emails_back(tx.conn(), &record, stays, goes).await?;
    passkeys::hand_back(tx.conn(), &record.passkeys, stays, goes).await?;
    hand_back(tx.conn(), &record.cases, stays, goes).await?;
    factors_back(tx.conn(), ctx, stays, goes).await?;
    store::move_back_earlier(tx.conn(), &record.earlier, stays, goes).await?;
    store::set_merged(tx.conn(), goes, None).await?;
    store::erase(tx.conn(), merge).await?;
    jobs::cancel(tx.conn(), JobKind::ForgetMerge, merge).await?;
    for person in [stays, goes] {
        tell_every_channel(tx.conn(), ctx, person, &MailKind::AccountsParted).await?;
    }
    // One that had slipped in beside the joining would wake up now.
    sessions::end_all_except(tx.conn(), ctx, goes, None).await?;
    announce(tx.conn(), ctx, stays).await
}

async fn emails_back(mut conn: Conn<'_>, record: &Record, stays: PersonId, goes: PersonId) -> AppResult<()> {
    let mut back = 0;
    for email in &record.emails {
        if store::move_email(conn.again(), email, stays, goes).await?
            || store::insert_email(conn.again(), email, goes).await?
        {
            back += 1;
        }
    }
    if store::emails(conn.again(), stays).await?.is_empty() {
        for email in &record.own_emails {
            store::insert_email(conn.again(), email, stays).await?;
        }
    }
    if back == 0 || store::emails(conn.again(), stays).await?.is_empty() {
        return Err(conflict("merging.errors.no_address"));
    }
    for person in [stays, goes] {
        store::ensure_primary(conn.again(), person).await?;
    }
    Ok(())
}

/// Takes the copies back, each unless it was replaced since or is needed.
async fn factors_back(mut conn: Conn<'_>, ctx: &Ctx, stays: PersonId, goes: PersonId) -> AppResult<()> {
    let hash = passwords::find(conn.again(), stays).await?;
    let copied = hash.is_some() && hash == passwords::find(conn.again(), goes).await?;
    if copied {
        let ways = lock_ways(conn.again(), ctx, stays).await?;
        if !ways.suffice() || ways.without_password().suffice() {
            passwords::delete(conn.again(), stays).await?;
        }
    }
    take_back_apps(conn.again(), ctx, stays, goes).await?;
    people::lock_security(conn, goes).await?;
    Ok(())
}

/// Forgets how to undo a joining whose time is over: the body of a job.
///
/// # Errors
/// When the database refuses.
pub async fn forget_when_over(ctx: &Ctx, merge: Uuid) -> AppResult<()> {
    let mut tx = ctx.db.begin().await?;
    store::erase_when_over(tx.conn(), merge, ctx.now()).await?;
    tx.commit().await?;
    Ok(())
}
