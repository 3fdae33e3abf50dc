//! Which ways to sign in a person has.

use crate::accounts::passkeys;
use crate::accounts::rules::Ways;
use crate::accounts::store::{authenticators, passwords, people};
use crate::db::{Conn, DbResult};
use crate::types::PersonId;

/// The person's ways, held still to the end of the transaction: who adds or removes one asks this first, so that two
/// removals at once cannot both leave "the other one".
pub async fn lock_ways(mut conn: Conn<'_>, person: PersonId) -> DbResult<Ways> {
    people::lock_security(conn.again(), person).await?;
    ways(conn, person).await
}

pub(super) async fn ways(mut conn: Conn<'_>, person: PersonId) -> DbResult<Ways> {
    Ok(Ways {
        passkeys: passkeys::count(conn.again(), person).await?,
        password: passwords::find(conn.again(), person).await?.is_some(),
        authenticator: authenticators::find(conn, person).await?.is_some(),
    })
}
