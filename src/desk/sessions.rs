//! Sessions of the desk: a 256-bit token in a cookie of its own, its hash in a row of its own.

use super::rules::{IDLE, SESSION, TOUCH_EVERY};
use super::store::{self, NewSession};
use crate::access::{Role, StaffActor};
use crate::audit::Origin;
use crate::db::{Conn, DbError, DbResult};
use crate::error::AppResult;
use crate::server::{Ctx, Visitor};
use crate::storage::token_hash;
use crate::types::{SessionId, StaffId};

/// Who the token's bearer is, if its session is alive and its owner still works here. Counts as activity.
pub async fn resolve(ctx: &Ctx, visitor: &Visitor, token: &str) -> AppResult<Option<StaffActor>> {
    let now = ctx.now();
    let found = store::find_session(ctx.db.read().await?.conn(), &token_hash(token), now, now - IDLE).await?;
    let Some(row) = found else { return Ok(None) };
    if now - row.last_seen_at >= TOUCH_EVERY {
        let mut tx = ctx.db.begin().await?;
        store::touch_session(tx.conn(), row.id, now).await?;
        tx.commit().await?;
    }
    let role = Role::parse(&row.role).ok_or(DbError::Corrupt("staff.role"))?;
    Ok(Some(StaffActor { staff: row.staff_id, session: row.id, name: row.name, role, origin: Origin::of(visitor) }))
}

/// A session of somebody who has just proved their passkey. Answers its token, for the cookie.
pub(super) async fn start(conn: Conn<'_>, ctx: &Ctx, staff: StaffId, visitor: &Visitor) -> DbResult<String> {
    let (now, token) = (ctx.now(), ctx.random.token());
    let session = NewSession {
        id: SessionId(ctx.id()),
        token_hash: token_hash(&token),
        staff,
        network: &visitor.network,
        user_agent: &visitor.user_agent,
        now,
        expires_at: now + SESSION,
    };
    store::insert_session(conn, &session).await?;
    Ok(token)
}
