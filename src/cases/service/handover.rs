//! Cases of an account that is joined to another go to that one, and come back when the two are parted.

use crate::cases::store::{self, LinkRow, UsedCodeRow};
use crate::db::{Conn, DbResult};
use crate::types::{CaseId, PersonId};
use serde::{Deserialize, Serialize};

/// What went over.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandedOver {
    /// Links that are the other account's now.
    pub moved: Vec<CaseId>,
    /// Links to cases that the other account had linked itself; taken away, because one person sees a case once.
    doubles: Vec<LinkRow>,
    codes: Vec<UsedCodeRow>,
}

/// Gives everything of `from` to `to`.
pub async fn hand_over(mut conn: Conn<'_>, from: PersonId, to: PersonId) -> DbResult<HandedOver> {
    let doubles = store::drop_doubles(conn.again(), from, to).await?;
    let moved = store::move_links(conn.again(), from, to).await?;
    let codes = store::move_codes(conn, from, to).await?;
    Ok(HandedOver { moved, doubles, codes })
}

/// Gives back what is still there: a case that was taken off the list since stays off.
pub async fn hand_back(mut conn: Conn<'_>, handed: &HandedOver, from: PersonId, to: PersonId) -> DbResult<()> {
    for case in &handed.moved {
        store::move_link(conn.again(), *case, from, to).await?;
    }
    for link in &handed.doubles {
        store::put_link(conn.again(), to, link).await?;
    }
    for code in &handed.codes {
        store::move_code(conn.again(), code, from, to).await?;
    }
    Ok(())
}
