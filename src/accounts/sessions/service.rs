//! Starting, finding, renewing and ending sessions. The functions that write take the transaction of their use case;
//! it calls [`crate::live::Hub::wake`] after its commit.

use super::store::{self, NewSession};
use crate::access::{Actor, Standing};
use crate::accounts::devices;
use crate::db::{Conn, DbResult};
use crate::error::{AppError, AppResult};
use crate::live::{self, Hint, Topic};
use crate::server::{Ctx, Visitor};
use crate::storage::token_hash;
use crate::types::{HOUR, MINUTE, Millis, PersonId, SessionId};
use uuid::Uuid;

/// `last_seen_at` is written at most this often: a page of ten requests costs one write, and idling is a minute coarse.
const TOUCH_EVERY: Millis = MINUTE;

/// Who the token's bearer is, if its session is alive. Counts as activity.
pub async fn resolve(ctx: &Ctx, token: &str) -> AppResult<Option<Actor>> {
    let Some((actor, last_seen_at)) = find(ctx, token).await? else { return Ok(None) };
    if ctx.now() - last_seen_at >= TOUCH_EVERY {
        match touch(ctx, actor.session).await {
            // What can be read is shown; a later request writes it.
            Err(error) if error.is_busy() => tracing::debug!(error = %error, "a session's use could not be noted"),
            noted => noted?,
        }
    }
    Ok(Some(actor))
}

/// As [`resolve`], for requests that a page makes by itself: does not count as activity.
pub async fn resolve_quietly(ctx: &Ctx, token: &str) -> AppResult<Option<Actor>> {
    Ok(find(ctx, token).await?.map(|(actor, _)| actor))
}

async fn find(ctx: &Ctx, token: &str) -> DbResult<Option<(Actor, Millis)>> {
    store::find_alive(ctx.db.read().await?.conn(), &token_hash(token), ctx.now(), idle_since(ctx)).await
}

async fn touch(ctx: &Ctx, session: SessionId) -> DbResult<()> {
    let mut tx = ctx.db.begin().await?;
    store::touch(tx.conn(), session, ctx.now()).await?;
    tx.commit().await
}

/// Whether the session is still alive; does not count as activity.
pub async fn is_alive(ctx: &Ctx, session: SessionId) -> AppResult<bool> {
    Ok(store::is_alive(ctx.db.read().await?.conn(), session, ctx.now(), idle_since(ctx)).await?)
}

/// As [`is_alive`], as the transaction in hand sees it.
pub async fn is_alive_now(conn: Conn<'_>, ctx: &Ctx, session: SessionId) -> DbResult<bool> {
    store::is_alive(conn, session, ctx.now(), idle_since(ctx)).await
}

/// A session of somebody who has just proved a factor. Answers its token, for the cookie.
pub async fn start(
    mut conn: Conn<'_>,
    ctx: &Ctx,
    person: PersonId,
    standing: Standing,
    visitor: &Visitor,
) -> DbResult<String> {
    let now = ctx.now();
    let token = ctx.random.token();
    let session = NewSession {
        id: SessionId(ctx.id()),
        token_hash: token_hash(&token),
        person,
        standing,
        network: &visitor.network,
        user_agent: &visitor.user_agent,
        now,
        expires_at: now + HOUR * Millis::from(ctx.config.limits.session_hours),
    };
    store::insert(conn.again(), &session).await?;
    devices::session_began(conn, ctx, visitor, person, standing).await?;
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
        announce(conn, ctx, person, session.0).await?;
    }
    Ok(())
}

/// Ends every session of the person but `keep`. Answers how many there were.
pub async fn end_all_except(mut conn: Conn<'_>, ctx: &Ctx, person: PersonId, keep: Option<SessionId>) -> DbResult<u64> {
    let ended = store::end_all_except(conn.again(), person, keep, ctx.now()).await?;
    if ended > 0 {
        announce(conn, ctx, person, person.0).await?;
    }
    Ok(ended)
}

async fn announce(conn: Conn<'_>, ctx: &Ctx, person: PersonId, id: Uuid) -> DbResult<()> {
    let now = ctx.now();
    live::announce(conn, now, &[person], &Hint { topic: Topic::Account, id, version: now }).await
}

pub(super) fn idle_since(ctx: &Ctx) -> Millis {
    ctx.now() - MINUTE * Millis::from(ctx.config.limits.idle_minutes)
}
