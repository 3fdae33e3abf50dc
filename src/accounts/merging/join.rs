//! Joining: everything of the other account moves, in one transaction.

use super::preview::both;
use super::proof::proof_is_over;
use super::record::Record;
use super::rules::{UNDO, obstacle};
use super::store::{self, NewMerge, Stage};
use crate::access::Actor;
use crate::accounts::apps::copy_apps;
use crate::accounts::service::tell_every_channel;
use crate::accounts::store::{attempts, links, passwords};
use crate::accounts::{addresses, closing, export, passkeys, phone, sessions};
use crate::audit::{self, About, Act, Entry, Fact};
use crate::cases::service::handover::hand_over;
use crate::db::Conn;
use crate::error::{AppError, AppResult};
use crate::jobs::{self, JobKind};
use crate::live::{self, Hint, Topic};
use crate::notifications::MailKind;
use crate::server::{Ctx, Visitor};
use crate::storage::token_hash;
use crate::types::PersonId;

/// Joins the account that the session has proved to the session's own.
///
/// # Errors
/// When the proof is over, when the two cannot be one person's, or when either was joined meanwhile.
pub async fn join(ctx: &Ctx, visitor: &Visitor, actor: &Actor) -> AppResult<()> {
    let now = ctx.now();
    actor.fresh(now)?;
    let here = actor.person;
    let mut tx = ctx.db.begin().await?;
    let proof = store::find_proof(tx.conn(), actor.session, now).await?;
    let other = proof.filter(|proof| proof.stage == Stage::Proved).ok_or_else(proof_is_over)?.other;
    let [stays, goes] = store::lock_both(tx.conn(), here, other).await?;
    if !sessions::is_alive_now(tx.conn(), ctx, actor.session).await? {
        return Err(AppError::Unauthenticated);
    }
    // Of two presses at once one finds the proof gone.
    if !store::take_proof(tx.conn(), actor.session, other).await? {
        return Err(proof_is_over());
    }
    if here == other || stays.is_some() || goes.is_some() {
        return Err(conflict("merging.errors.already"));
    }
    if let Some(key) = obstacle(&both(tx.conn(), ctx, here, other).await?) {
        return Err(conflict(key));
    }

    let (merge, token) = (ctx.id(), ctx.random.token());
    let link = ctx.config.absolute(&format!("/{}/undo-merge/{token}", visitor.locale.code()));
    let told = MailKind::AccountsJoined { link };
    // Before the addresses move, so that each side is told in its own language.
    tell_every_channel(tx.conn(), ctx, here, &told).await?;
    tell_every_channel(tx.conn(), ctx, other, &told).await?;

    let record = Record {
        emails: store::emails(tx.conn(), other).await?,
        own_emails: store::emails(tx.conn(), here).await?,
        passkeys: passkeys::hand_over(tx.conn(), other, here).await?,
        cases: hand_over(tx.conn(), other, here).await?,
        earlier: store::move_earlier(tx.conn(), other, here).await?,
    };
    store::move_emails(tx.conn(), other, here).await?;
    copy_factors(tx.conn(), ctx, other, here).await?;
    end_what_was_begun(tx.conn(), other).await?;
    store::set_merged(tx.conn(), other, Some(here)).await?;
    let row = NewMerge {
        id: merge,
        stays: here,
        goes: other,
        now,
        undo_until: now + UNDO,
        token_hash: token_hash(&token),
        record: record.seal(ctx, merge)?,
    };
    store::insert_merge(tx.conn(), &row).await?;
    jobs::schedule(tx.conn(), ctx, JobKind::ForgetMerge, merge, row.undo_until).await?;

    let ended = sessions::end_all_except(tx.conn(), ctx, other, None).await?;
    announce(tx.conn(), ctx, here).await?;
    let joined = Entry::of(Act::AccountsJoined, actor).about(About::Person(other));
    let gone = Entry::proved(Act::AccountsJoined, other, visitor).about(About::Person(here));
    audit::commit(tx, ctx, [joined, gone.number(Fact::Sessions, ended)]).await?;
    ctx.hub.wake();
    Ok(())
}

pub(super) fn conflict(key: &str) -> AppError {
    AppError::conflict(key)
}

/// Gives `to` the password and the apps of `from` where it has none. Those of `from` stay with it, and open nothing as long as
/// no address leads there.
async fn copy_factors(mut conn: Conn<'_>, ctx: &Ctx, from: PersonId, to: PersonId) -> AppResult<()> {
    if passwords::find(conn.again(), to).await?.is_none()
        && let Some(hash) = passwords::find(conn.again(), from).await?
    {
        passwords::put(conn.again(), to, &hash, ctx.now()).await?;
    }
    copy_apps(conn, ctx, from, to).await
}

/// Sign-ins, links and copies that were begun with the account end with it.
async fn end_what_was_begun(mut conn: Conn<'_>, person: PersonId) -> AppResult<()> {
    attempts::drop_all(conn.again(), person).await?;
    links::drop_resets(conn.again(), person).await?;
    store::drop_email_proofs(conn.again(), person).await?;
    store::drop_proofs_about(conn.again(), person).await?;
    addresses::settle(conn.again(), person).await?;
    closing::service::drop_of_merged(conn.again(), person).await?;
    phone::store::drop_codes(conn.again(), person).await?;
    export::drop_of_merged(conn, person).await
}

/// Tells the open pages of the account that its cases and its ways to sign in changed.
pub(super) async fn announce(mut conn: Conn<'_>, ctx: &Ctx, person: PersonId) -> AppResult<()> {
    let now = ctx.now();
    for topic in [Topic::Cases, Topic::Account] {
        let hint = Hint { topic, id: person.0, version: now };
        live::announce(conn.again(), now, &[person], &hint).await?;
    }
    Ok(())
}
