//! Starting, finding, renewing and ending sessions. The functions that write take the transaction of their use case;
//! it calls [`crate::live::Hub::wake`] after its commit.

use super::model::Remaining;
use super::rules::{self, Rested};
use super::store::{self, NewSession};
use crate::access::{Actor, Computer, Standing};
use crate::accounts::devices;
use crate::db::{Conn, DbResult};
use crate::error::{AppError, AppResult};
use crate::live;
use crate::server::{Ctx, Visitor};
use crate::storage::token_hash;
use crate::types::{HOUR, MINUTE, Millis, PersonId, SessionId};

/// `last_seen_at` is written at most this often: a page of ten requests costs one write, and idling is a minute coarse.
const TOUCH_EVERY: Millis = MINUTE;

/// Who the token's bearer is, if its session is alive. Counts as activity.
pub async fn resolve(ctx: &Ctx, token: &str) -> AppResult<Option<Actor>> {
    let Some((actor, last_seen_at)) = find(ctx, token).await? else { return Ok(None) };
    // A use in the future is of before a clock was set back; it must not stand for the rest that follows.
    if (ctx.now() - last_seen_at).abs() >= TOUCH_EVERY {
        match touch(ctx, actor.session).await {
            // What can be read is shown; a later request writes it.
            Err(error) if error.is_busy() => tracing::debug!(error = %error, "a session's use could not be noted"),
            noted => {
                noted?;
            }
        }
    }
    Ok(Some(actor))
}

/// As [`resolve`], for requests that a page makes by itself: does not count as activity.
pub async fn resolve_quietly(ctx: &Ctx, token: &str) -> AppResult<Option<Actor>> {
    Ok(find(ctx, token).await?.map(|(actor, _)| actor))
}

async fn find(ctx: &Ctx, token: &str) -> DbResult<Option<(Actor, Millis)>> {
    store::find_alive(ctx.db.read().await?.conn(), &token_hash(token), ctx.now(), rested(ctx)).await
}

async fn touch(ctx: &Ctx, session: SessionId) -> DbResult<bool> {
    let mut tx = ctx.db.begin().await?;
    let touched = store::touch(tx.conn(), session, ctx.now(), rested(ctx)).await?;
    tx.commit().await?;
    Ok(touched)
}

/// How long the session lives on if nobody does anything. Does not count as activity.
pub async fn remaining(ctx: &Ctx, actor: &Actor) -> AppResult<Remaining> {
    let now = ctx.now();
    let life = store::life(ctx.db.read().await?.conn(), actor.session, now, rested(ctx)).await?;
    let life = life.ok_or(AppError::Unauthenticated)?;
    let limits = rules::Limits::of(&ctx.config.limits, actor.computer);
    Ok(limits.remaining(life.last_seen_at, life.expires_at, now, mark(ctx, actor)))
}

/// Somebody is there. What has ended meanwhile stays ended.
pub async fn stay(ctx: &Ctx, actor: &Actor) -> AppResult<Remaining> {
    if touch(ctx, actor.session).await? { remaining(ctx, actor).await } else { Err(AppError::Unauthenticated) }
}

/// By which a browser keeps people apart; it says nothing about them, and is 0 for nobody.
#[must_use]
pub fn mark(ctx: &Ctx, actor: &Actor) -> u32 {
    let hash = ctx.keys.blind("drafts", &actor.person.to_string());
    hash.first_chunk().map_or(1, |bytes| u32::from_be_bytes(*bytes).max(1))
}

/// Whether a browser with this token, whose session may be over, must keep nothing of it.
pub async fn leaves_nothing(ctx: &Ctx, token: &str) -> AppResult<bool> {
    Ok(store::was_shared(ctx.db.read().await?.conn(), &token_hash(token)).await?)
}

/// Whether the session is still alive; does not count as activity.
pub async fn is_alive(ctx: &Ctx, session: SessionId) -> AppResult<bool> {
    Ok(store::is_alive(ctx.db.read().await?.conn(), session, ctx.now(), rested(ctx)).await?)
}

/// As [`is_alive`], as the transaction in hand sees it.
pub async fn is_alive_now(conn: Conn<'_>, ctx: &Ctx, session: SessionId) -> DbResult<bool> {
    store::is_alive(conn, session, ctx.now(), rested(ctx)).await
}

/// A session of somebody who has just proved a factor. Answers its token, for the cookie.
pub async fn start(
    mut conn: Conn<'_>,
    ctx: &Ctx,
    person: PersonId,
    standing: Standing,
    computer: Computer,
    visitor: &Visitor,
) -> DbResult<String> {
    let now = ctx.now();
    let token = ctx.random.token();
    let session = NewSession {
        id: SessionId(ctx.id()),
        token_hash: token_hash(&token),
        person,
        standing,
        computer,
        network: &visitor.network,
        user_agent: &visitor.user_agent,
        now,
        expires_at: now + HOUR * Millis::from(ctx.config.limits.session_hours),
    };
    store::insert(conn.again(), &session).await?;
    devices::session_began(conn, ctx, visitor, person, standing, computer).await?;
    Ok(token)
}

/// The same session under a new token, after a fresh proof. The old token is dead from the commit on.
pub async fn renew(conn: Conn<'_>, ctx: &Ctx, session: SessionId, standing: Standing) -> AppResult<String> {
    let token = ctx.random.token();
    if store::renew(conn, session, &token_hash(&token), standing, ctx.now()).await? {
        Ok(token)
    } else {
        Err(AppError::Unauthenticated)
    }
}

/// Ends one session of the actor's person.
pub async fn end(mut conn: Conn<'_>, ctx: &Ctx, person: PersonId, session: SessionId) -> DbResult<()> {
    if store::end(conn.again(), person, session, ctx.now()).await? {
        live::announce_account(conn, ctx.now(), person, session.0).await?;
    }
    Ok(())
}

/// Ends every session of the person but `keep`. Answers how many there were.
pub async fn end_all_except(mut conn: Conn<'_>, ctx: &Ctx, person: PersonId, keep: Option<SessionId>) -> DbResult<u64> {
    let ended = store::end_all_except(conn.again(), person, keep, ctx.now()).await?;
    if ended > 0 {
        live::announce_account(conn, ctx.now(), person, person.0).await?;
    }
    Ok(ended)
}

pub(super) fn rested(ctx: &Ctx) -> Rested {
    Rested::since(&ctx.config.limits, ctx.now())
}
