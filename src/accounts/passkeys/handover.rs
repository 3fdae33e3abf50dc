//! Passkeys of an account that is joined to another sign in to that one, and are its own again when the two are parted. An
//! authenticator keeps answering under the account that it was made for; [`crate::accounts::merging::survivor`] tells which
//! one that is now.

use super::store::{self, PasskeyRow};
use crate::db::{Conn, DbResult};
use crate::types::{Millis, PersonId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A passkey as it was handed over. The public half: it opens nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandedPasskey {
    id: Uuid,
    credential_id: Vec<u8>,
    credential: String,
    name: String,
    counter: i64,
    backup_eligible: bool,
    backed_up: bool,
    created_at: Millis,
    last_used_at: Option<Millis>,
}

impl HandedPasskey {
    fn of(row: PasskeyRow) -> Self {
        Self {
            id: row.id.0,
            credential_id: row.credential_id,
            credential: row.credential,
            name: row.name,
            counter: row.counter,
            backup_eligible: row.backup_eligible,
            backed_up: row.backed_up,
            created_at: row.created_at,
            last_used_at: row.last_used_at,
        }
    }

    fn row(&self, person: PersonId) -> PasskeyRow {
        PasskeyRow {
            id: super::PasskeyId(self.id),
            owner_id: person.0,
            credential_id: self.credential_id.clone(),
            credential: self.credential.clone(),
            name: self.name.clone(),
            counter: self.counter,
            backup_eligible: self.backup_eligible,
            backed_up: self.backed_up,
            created_at: self.created_at,
            last_used_at: self.last_used_at,
        }
    }
}

pub(in crate::accounts) async fn hand_over(
    mut conn: Conn<'_>,
    from: PersonId,
    to: PersonId,
) -> DbResult<Vec<HandedPasskey>> {
    let rows = store::list_for(conn.again(), from).await?;
    store::move_all(conn, from, to).await?;
    Ok(rows.into_iter().map(HandedPasskey::of).collect())
}

/// Gives each back, one that was removed since too: whoever had it must be able to sign in again.
pub(in crate::accounts) async fn hand_back(
    mut conn: Conn<'_>,
    handed: &[HandedPasskey],
    from: PersonId,
    to: PersonId,
) -> DbResult<()> {
    for passkey in handed {
        if !store::move_one(conn.again(), passkey.id, from, to).await? {
            store::insert_if_absent(conn.again(), &passkey.row(to)).await?;
        }
    }
    Ok(())
}
