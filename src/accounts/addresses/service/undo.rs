//! Undoing a change of the primary address, by the link that was mailed to the one before. Works for who cannot sign in
//! any more: that is what it is for.

use super::{language, link_is_spent, tell};
use crate::accounts::addresses::model::UndoLink;
use crate::accounts::addresses::store::undos::{self, UndoRow};
use crate::accounts::addresses::store::{changes, owned};
use crate::accounts::sessions;
use crate::accounts::store::{attempts, links, people};
use crate::audit::{self, Act, Entry, Fact};
use crate::db::{Conn, DbResult};
use crate::error::{AppError, AppResult};
use crate::notifications::MailKind;
use crate::server::{Ctx, Visitor};
use crate::storage::token_hash;
use crate::types::{Millis, PersonId};

/// What a link undoes. Consumes nothing.
pub async fn open_undo(ctx: &Ctx, token: &str) -> AppResult<UndoLink> {
    let undo = undos::find(ctx.db.read().await?.conn(), &token_hash(token), ctx.now()).await?;
    Ok(UndoLink { old: undo.ok_or(AppError::NotFound)?.old_written })
}

/// Makes the address of before the primary one again, removes what the change brought and what came after it, ends every
/// session and tells every address that there was.
pub async fn undo(ctx: &Ctx, visitor: &Visitor, token: &str) -> AppResult<()> {
    let hash = token_hash(token);
    let found = undos::find(ctx.db.read().await?.conn(), &hash, ctx.now()).await?.ok_or_else(link_is_spent)?;
    let person = found.person_id;
    let mut tx = ctx.db.begin().await?;
    if !people::lock(tx.conn(), person).await? {
        return Err(link_is_spent());
    }
    let undo = undos::take(tx.conn(), &hash, ctx.now()).await?.ok_or_else(link_is_spent)?;
    let mut told = people::emails(tx.conn(), person).await?;
    if restore(tx.conn(), &undo).await?.is_none() {
        return Err(AppError::conflict("accounts.addresses.errors.old_taken"));
    }
    changes::drop_all(tx.conn(), person).await?;
    undos::drop_since(tx.conn(), person, undo.made_at).await?;
    links::drop_resets(tx.conn(), person).await?;
    attempts::drop_all(tx.conn(), person).await?;
    if !told.contains(&undo.old_written) {
        told.push(undo.old_written);
    }
    let locale = language(tx.conn(), person).await?;
    for address in &told {
        tell(tx.conn(), ctx, person, locale, address, MailKind::AddressRestored).await?;
    }
    let ended = sessions::end_all_except(tx.conn(), ctx, person, None).await?;
    let entry = Entry::proved(Act::EmailChangeUndone, person, visitor).number(Fact::Sessions, ended);
    audit::commit(tx, ctx, [entry]).await?;
    ctx.hub.wake();
    Ok(())
}

/// What taking back the changes of a while did.
pub struct TakenBack {
    /// Addresses that are the account's no more.
    pub removed: u64,
    /// Whether the primary address is the one of before again.
    pub restored: bool,
}

/// Takes back what became of the addresses from `since` on: what was added goes, the primary address of then is it again, and
/// nothing of it waits or can be undone. An address that somebody else has opened an account with meanwhile stays theirs.
pub async fn take_back_since(mut conn: Conn<'_>, ctx: &Ctx, person: PersonId, since: Millis) -> DbResult<TakenBack> {
    changes::drop_all(conn.again(), person).await?;
    let restored = match undos::first_since(conn.again(), person, since, ctx.now()).await? {
        Some(undo) => restore(conn.again(), &undo).await?,
        None => None,
    };
    undos::drop_since(conn.again(), person, since).await?;
    let removed = owned::delete_others_since(conn, person, since).await?;
    Ok(TakenBack { removed: removed + restored.unwrap_or(0), restored: restored.is_some() })
}

/// Makes the address of before the primary one and removes what came with and after the change; how many went. `None`, and
/// nothing is done, when its owner has opened another account with it meanwhile.
async fn restore(mut conn: Conn<'_>, undo: &UndoRow) -> DbResult<Option<u64>> {
    let (person, old) = (undo.person_id, undo.old_address.as_str());
    let own = owned::list(conn.again(), person).await?.iter().any(|row| row.address == old);
    if !own && !owned::insert(conn.again(), person, old, &undo.old_written, false, undo.old_verified_at).await? {
        return Ok(None);
    }
    let gone = owned::delete_since(conn.again(), person, old, &undo.new_address, undo.made_at).await?;
    owned::unset_primary(conn.again(), person).await?;
    owned::set_primary(conn, person, old).await?;
    Ok(Some(gone))
}
