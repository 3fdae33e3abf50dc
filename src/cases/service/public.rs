//! What needs no account.

use crate::cases::model::{Glossary, LookUp, Step};
use crate::cases::rules::CaseState;
use crate::cases::{glossary as vocabulary, store};
use crate::db::DbError;
use crate::error::AppResult;
use crate::i18n::Locale;
use crate::limits::Policy;
use crate::server::{Ctx, Visitor};
use crate::types::{MINUTE, ReceiptNumber};

/// Receipt numbers follow each other: whoever could ask quickly could walk through all of them.
const LOOK_UPS: Policy = Policy { name: "look-up", hits: 20, window: 10 * MINUTE, block: 10 * MINUTE };

/// The step of a case, and nothing else. Absent and confidential cases look the same.
pub async fn look_up(ctx: &Ctx, visitor: &Visitor, receipt: ReceiptNumber) -> AppResult<LookUp> {
    let mut tx = ctx.db.begin().await?;
    let bucket = LOOK_UPS.bucket(&ctx.keys, &visitor.network);
    bucket.spend(tx.conn(), ctx.now(), "cases.errors.look_up_limit").await?;
    tx.commit().await?;
    let state = store::revealing_any(ctx.db.read().await?.conn(), &receipt).await?;
    let step = state.map(|state| step(&state)).transpose()?;
    Ok(LookUp { receipt, step })
}

fn step(state: &str) -> Result<Step, DbError> {
    let state: CaseState = serde_json::from_str(state).map_err(|_| DbError::Corrupt("the state of a case"))?;
    Ok(state.step)
}

/// Every status that we can explain.
#[must_use]
pub fn glossary(locale: Locale) -> Glossary {
    vocabulary::glossary(locale)
}
