//! Which ways to sign in a person has.

use crate::access::Actor;
use crate::accounts::apps;
use crate::accounts::rules::Ways;
use crate::accounts::store::{attempts, passwords, people, recovery_codes};
use crate::accounts::{devices, passkeys, phone, sessions};
use crate::db::{Conn, DbResult};
use crate::error::{AppError, AppResult};
use crate::server::Ctx;
use crate::types::PersonId;

/// The person's ways, held still to the end of the transaction: who adds or removes one asks this first, so that two
/// removals at once cannot both leave "the other one".
pub async fn lock_ways(mut conn: Conn<'_>, ctx: &Ctx, person: PersonId) -> DbResult<Ways> {
    people::lock_security(conn.again(), person).await?;
    ways(conn, ctx, person).await
}

/// As [`lock_ways`], for an act of a signed-in person: whoever was signed out while a password was being hashed or a
/// passkey touched changes nothing any more.
pub async fn lock_ways_of(mut conn: Conn<'_>, ctx: &Ctx, actor: &Actor) -> AppResult<Ways> {
    let ways = lock_ways(conn.again(), ctx, actor.person).await?;
    if sessions::is_alive_now(conn, ctx, actor.session).await? { Ok(ways) } else { Err(AppError::Unauthenticated) }
}

/// Removes every way to sign in, recovery codes and half set-ups and sign-ins included, and knows no browser any more. A new way to sign in has its line
/// here, or an account that was recovered could still be opened by it.
pub async fn forget_every_way(mut conn: Conn<'_>, person: PersonId) -> DbResult<()> {
    passkeys::remove_all(conn.again(), person).await?;
    passwords::delete(conn.again(), person).await?;
    apps::store::delete_all(conn.again(), person).await?;
    apps::store::delete_setup(conn.again(), person).await?;
    phone::store::delete(conn.again(), person).await?;
    phone::store::delete_setup(conn.again(), person).await?;
    phone::store::drop_codes(conn.again(), person).await?;
    recovery_codes::replace(conn.again(), person, &[], 0).await?;
    devices::forget_all(conn.again(), person).await?;
    attempts::drop_all(conn, person).await
}

/// The person's ways now, not held still.
pub async fn ways(mut conn: Conn<'_>, ctx: &Ctx, person: PersonId) -> DbResult<Ways> {
    Ok(Ways {
        passkeys: passkeys::count(conn.again(), person).await?,
        password: passwords::find(conn.again(), person).await?.is_some(),
        apps: apps::store::count(conn.again(), person).await?,
        phone: phone::is_usable(conn, ctx, person).await?,
    })
}
