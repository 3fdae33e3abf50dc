//! Apps of two accounts that are joined: copied to the one that stays, and taken back when they are parted.

use super::model::AppId;
use super::{secret, store};
use crate::accounts::service::lock_ways;
use crate::db::Conn;
use crate::error::AppResult;
use crate::server::Ctx;
use crate::types::PersonId;

/// Gives `to` the apps of `from`, if it has none. The codes that were used stay used.
pub async fn copy_apps(mut conn: Conn<'_>, ctx: &Ctx, from: PersonId, to: PersonId) -> AppResult<()> {
    if store::count(conn.again(), to).await? > 0 {
        return Ok(());
    }
    for app in store::list(conn.again(), from).await? {
        let secret = secret::open(ctx, app.id, &app.secret)?;
        let id = AppId(ctx.id());
        store::insert(conn.again(), id, to, &app.name, &secret::seal(ctx, id, &secret), ctx.now()).await?;
    }
    if let Some(step) = store::last_step(conn.again(), from).await? {
        store::spend_step(conn, to, step).await?;
    }
    Ok(())
}

/// Takes from `stays` the apps that `goes` has too, each unless it has become the last way in.
pub async fn take_back_apps(mut conn: Conn<'_>, ctx: &Ctx, stays: PersonId, goes: PersonId) -> AppResult<()> {
    let mut theirs = Vec::new();
    for app in store::list(conn.again(), goes).await? {
        theirs.push(secret::open(ctx, app.id, &app.secret)?);
    }
    // A code that was used here is used there, too.
    if let Some(step) = store::last_step(conn.again(), stays).await? {
        store::spend_step(conn.again(), goes, step).await?;
    }
    for app in store::list(conn.again(), stays).await? {
        if !theirs.contains(&secret::open(ctx, app.id, &app.secret)?) {
            continue;
        }
        let ways = lock_ways(conn.again(), ctx, stays).await?;
        if !ways.suffice() || ways.without_app().suffice() {
            store::delete(conn.again(), stays, app.id).await?;
        }
    }
    Ok(())
}
