//! Challenges that wait for their answer. The server's side of one lives in the database and is taken by one statement:
//! whoever takes it second, on whichever node, finds nothing. A proof is looked at first and takes its challenge in the
//! transaction of what comes of it, so that a sign-in waits for the disk once.

use super::relying_party::LIFE;
use super::store;
use crate::db::Conn;
use crate::error::{AppError, AppResult};
use crate::server::{Ctx, internal};
use crate::storage::token_hash;
use crate::types::{Millis, PersonId, SessionId, StaffId};
use serde::{Deserialize, Serialize};
use webauthn_rs::prelude::{DiscoverableAuthentication, PasskeyAuthentication, PasskeyRegistration};

/// The server's side of a challenge.
#[derive(Serialize, Deserialize)]
pub(super) enum Ceremony {
    Enrolment {
        person: PersonId,
        session: SessionId,
        name: String,
        state: Box<PasskeyRegistration>,
    },
    /// Nobody is known yet; any passkey may answer.
    SignIn {
        state: Box<DiscoverableAuthentication>,
    },
    /// Only this person's passkeys may answer.
    SecondFactor {
        person: PersonId,
        state: Box<PasskeyAuthentication>,
    },
    /// Any passkey may answer, in this session, to join its account to this person's.
    Joining {
        person: PersonId,
        session: SessionId,
        state: Box<DiscoverableAuthentication>,
    },
    /// A new passkey for staff whose enrolment link is `link`.
    StaffEnrolment {
        staff: StaffId,
        link: Vec<u8>,
        state: Box<PasskeyRegistration>,
    },
    /// Any passkey of staff may answer, and none of a person.
    StaffSignIn {
        state: Box<DiscoverableAuthentication>,
    },
    /// Only this person's passkeys may answer, in this session.
    StepUp {
        person: PersonId,
        session: SessionId,
        state: Box<PasskeyAuthentication>,
    },
}

/// Keeps the server's side, by one statement, and answers the token under which it is found.
pub(super) async fn keep(conn: Conn<'_>, ctx: &Ctx, ceremony: &Ceremony) -> AppResult<String> {
    let state = serde_json::to_string(ceremony).map_err(|error| internal(&error))?;
    let token = ctx.random.token();
    let life = Millis::try_from(LIFE.as_millis()).unwrap_or(Millis::MAX);
    store::insert_ceremony(conn, &token_hash(&token), &state, ctx.now() + life).await?;
    Ok(token)
}

/// Takes the server's side of a challenge, for good: it is gone even if the answer turns out wrong.
pub(super) async fn take(ctx: &Ctx, token: &str) -> AppResult<Ceremony> {
    let mut tx = ctx.db.begin().await?;
    let found = store::take_ceremony(tx.conn(), &token_hash(token)).await?;
    tx.commit().await?;
    match found {
        Some((state, expires_at)) if ctx.now() < expires_at => serde_json::from_str(&state).map_err(|e| internal(&e)),
        Some(_) | None => Err(expired()),
    }
}

/// The server's side of a challenge that is there. Whoever judges an answer by it then calls [`spend`], whatever came of it.
pub(super) async fn find(conn: Conn<'_>, ctx: &Ctx, token: &str) -> AppResult<Ceremony> {
    let found = store::find_ceremony(conn, &token_hash(token), ctx.now()).await?;
    serde_json::from_str(&found.ok_or_else(expired)?).map_err(|error| internal(&error))
}

/// Takes a challenge that was found, for good. Of any number at once one gets it.
pub(super) async fn spend(conn: Conn<'_>, ctx: &Ctx, token: &str) -> AppResult<()> {
    match store::take_ceremony(conn, &token_hash(token)).await? {
        Some((_, expires_at)) if ctx.now() < expires_at => Ok(()),
        Some(_) | None => Err(expired()),
    }
}

/// Too late, answered already, or never asked.
pub(super) fn expired() -> AppError {
    AppError::conflict("passkeys.errors.expired")
}
