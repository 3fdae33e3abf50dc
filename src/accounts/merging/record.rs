//! What moved, kept sealed for as long as it can be undone.

use super::store::EmailRow;
use crate::accounts::passkeys::HandedPasskey;
use crate::cases::service::handover::HandedOver;
use crate::db::DbError;
use crate::error::AppResult;
use crate::server::{Ctx, internal};
use crate::types::PersonId;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Record {
    /// Addresses that moved, as they were.
    pub emails: Vec<EmailRow>,
    /// Those that the account which stayed had of its own.
    pub own_emails: Vec<EmailRow>,
    pub passkeys: Vec<HandedPasskey>,
    pub cases: HandedOver,
    /// Accounts that had been joined to the one that was now joined itself.
    pub earlier: Vec<PersonId>,
}

fn place(merge: Uuid) -> String {
    format!("account_merges.record/{merge}")
}

impl Record {
    pub(super) fn seal(&self, ctx: &Ctx, merge: Uuid) -> AppResult<Vec<u8>> {
        let json = serde_json::to_vec(self).map_err(|error| internal(&error))?;
        Ok(ctx.keys.seal(&ctx.random, &place(merge), &json))
    }

    pub(super) fn open(ctx: &Ctx, merge: Uuid, sealed: &[u8]) -> AppResult<Self> {
        let json = ctx.keys.open(&place(merge), sealed)?;
        Ok(serde_json::from_slice(&json).map_err(|_| DbError::Corrupt("account_merges.record"))?)
    }
}
