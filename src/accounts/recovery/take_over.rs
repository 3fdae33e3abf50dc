//! What a recovery does to an account in the end: nothing that opened it before opens it any more.

use crate::accounts::questions::store as questions;
use crate::accounts::service::forget_every_way;
use crate::accounts::store::{links, people};
use crate::accounts::{addresses, sessions};
use crate::db::Conn;
use crate::error::AppResult;
use crate::server::Ctx;
use crate::types::PersonId;

use super::store;

/// Removes every way to sign in, the security questions and every link that leads to a way in, ends every session, and stops whatever else runs
/// against the account. Its owner sets up a new way as after registration. Answers how many sessions ended.
pub(super) async fn take_over(mut conn: Conn<'_>, ctx: &Ctx, person: PersonId) -> AppResult<u64> {
    let now = ctx.now();
    forget_every_way(conn.again(), person).await?;
    questions::delete_all(conn.again(), person).await?;
    links::drop_resets(conn.again(), person).await?;
    links::drop_proofs(conn.again(), person).await?;
    addresses::settle(conn.again(), person).await?;
    store::claims::drop_links(conn.again(), person).await?;
    store::claims::end_all(conn.again(), person, now).await?;
    store::requests::end_all(conn.again(), person, now).await?;
    people::reopen(conn.again(), person, now).await?;
    Ok(sessions::end_all_except(conn, ctx, person, None).await?)
}
