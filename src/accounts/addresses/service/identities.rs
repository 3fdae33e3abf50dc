//! Filling the index by which people are found, for those whom an earlier version has written. The sweep calls it as soon
//! as the process runs and every hour, so an upgrade needs no step of its own and an old node beside a new one does no harm.

use crate::accounts::addresses::rules::identity_index;
use crate::accounts::addresses::store::identities;
use crate::accounts::service::date_of_birth;
use crate::error::AppResult;
use crate::server::Ctx;
use crate::types::PersonId;
use uuid::Uuid;

/// People read and written in one transaction.
const BATCH: i64 = 200;

/// Fills what is missing. Whose date of birth no key opens is left out.
pub async fn fill_identities(ctx: &Ctx) -> AppResult<()> {
    let mut after = PersonId(Uuid::nil());
    while !ctx.stopping.is_cancelled() {
        let rows = identities::list_without(ctx.db.read().await?.conn(), after, BATCH).await?;
        let Some(last) = rows.last() else { break };
        after = last.id;
        let mut tx = ctx.db.begin().await?;
        for row in &rows {
            let Ok(born) = date_of_birth(ctx, row.id, &row.date_of_birth) else { continue };
            let index = identity_index(&ctx.keys, &row.given_name, &row.family_name, born);
            identities::fill(tx.conn(), row, &index).await?;
        }
        tx.commit().await?;
    }
    Ok(())
}
