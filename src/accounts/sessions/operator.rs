//! Ending sessions from outside: by whoever runs the service, of one person or of everybody, when something has gone wrong.
//! Nobody is kept out by it; everybody signs in again.

use super::service::end_all_except;
use super::store;
use crate::accounts::email::EmailAddress;
use crate::accounts::store::{attempts, people};
use crate::audit::{self, Act, Entry, Fact};
use crate::error::{AppError, AppResult};
use crate::server::Ctx;
use crate::types::PersonId;
use uuid::Uuid;

/// People whose sessions are ended before more are looked for.
const BATCH: i64 = 100;

/// Ends every session and half sign-in of the account behind an address. Answers how many sessions there were.
///
/// # Errors
/// [`AppError::NotFound`] if no account has the address.
pub async fn end_all_of(ctx: &Ctx, email: &str) -> AppResult<u64> {
    let email: EmailAddress = email.parse().map_err(|_| AppError::field("email", "accounts.errors.email_odd"))?;
    let account = people::find_account(ctx.db.read().await?.conn(), email.compared()).await?;
    end_all(ctx, account.ok_or(AppError::NotFound)?.person_id).await
}

/// Ends every session of everybody who has one when it looks; who has none is not told of anything. Answers how many there were.
///
/// # Errors
/// When the database does not answer; those that were ended until then stay ended.
pub async fn end_everybodys(ctx: &Ctx) -> AppResult<u64> {
    let mut ended = 0;
    let mut after = PersonId(Uuid::nil());
    loop {
        let people = store::people_signed_in(ctx.db.read().await?.conn(), after, ctx.now(), BATCH).await?;
        let Some(last) = people.last() else { return Ok(ended) };
        after = *last;
        for person in people {
            ended += end_all(ctx, person).await?;
        }
    }
}

async fn end_all(ctx: &Ctx, person: PersonId) -> AppResult<u64> {
    let mut tx = ctx.db.begin().await?;
    attempts::drop_all(tx.conn(), person).await?;
    let ended = end_all_except(tx.conn(), ctx, person, None).await?;
    audit::commit(tx, ctx, [Entry::system(Act::SignedOutByUs, Some(person)).number(Fact::Sessions, ended)]).await?;
    ctx.hub.wake();
    Ok(ended)
}
