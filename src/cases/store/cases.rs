//! Cases as a person may read them.

use crate::access::CaseAccess;
use crate::cases::rules::CaseState;
use crate::db::{Conn, DbError, DbResult};
use crate::on_db;
use crate::types::{CaseId, Millis, PersonId, ReceiptNumber};

#[derive(sqlx::FromRow)]
pub struct CaseRow {
    pub id: CaseId,
    pub receipt_number: ReceiptNumber,
    pub state: String,
    pub version: i64,
    pub last_received_at: Millis,
    pub linked_at: Millis,
}

impl CaseRow {
    pub fn state(&self) -> DbResult<CaseState> {
        serde_json::from_str(&self.state).map_err(|_| DbError::Corrupt("the state of a case"))
    }
}

/// The one place where a person's right to a case is looked up.
pub async fn access(conn: Conn<'_>, person: PersonId, receipt: &ReceiptNumber) -> DbResult<Option<CaseAccess>> {
    let sql = "
        select cases.id
        from cases
        join case_links on case_links.case_id = cases.id and case_links.person_id = $1
        where cases.receipt_number = $2";
    let case: Option<CaseId> =
        on_db!(conn => sqlx::query_scalar(sql).bind(person).bind(receipt).fetch_optional(conn).await)?;
    Ok(case.map(|case| CaseAccess::granted(case, person)))
}

pub async fn get(conn: Conn<'_>, access: CaseAccess) -> DbResult<Option<CaseRow>> {
    let sql = "
        select cases.id, receipt_number, state, version, last_received_at, linked_at
        from cases
        join case_links on case_links.case_id = cases.id and case_links.person_id = $2
        where cases.id = $1";
    Ok(on_db!(conn => sqlx::query_as(sql).bind(access.case()).bind(access.person()).fetch_optional(conn).await)?)
}

/// Cases that the person has linked, the last changed first, at most `limit`.
pub async fn list_for(conn: Conn<'_>, person: PersonId, limit: i64) -> DbResult<Vec<CaseRow>> {
    let sql = "
        select cases.id, receipt_number, state, version, last_received_at, linked_at
        from case_links
        join cases on cases.id = case_links.case_id
        where case_links.person_id = $1
        order by last_received_at desc, receipt_number
        limit $2";
    Ok(on_db!(conn => sqlx::query_as(sql).bind(person).bind(limit).fetch_all(conn).await)?)
}

/// Receipt numbers of the person's cases behind `after`, in their order.
pub async fn list_receipts(conn: Conn<'_>, person: PersonId, after: &str, limit: i64) -> DbResult<Vec<ReceiptNumber>> {
    let sql = "
        select receipt_number
        from case_links
        join cases on cases.id = case_links.case_id
        where case_links.person_id = $1
          and receipt_number > $2
        order by receipt_number
        limit $3";
    Ok(on_db!(conn => sqlx::query_scalar(sql).bind(person).bind(after).bind(limit).fetch_all(conn).await)?)
}

/// What linking compares with; nothing of it leaves the service.
#[derive(sqlx::FromRow)]
pub struct Facts {
    pub id: CaseId,
    pub confidential: bool,
    pub birth_index: Option<Vec<u8>>,
    pub name_index: Option<Vec<u8>>,
    pub a_number_index: Option<Vec<u8>>,
    pub code_index: Option<Vec<u8>>,
    /// The code has linked somebody else.
    pub code_used: bool,
}

/// What `person` is compared with.
pub async fn find_any(conn: Conn<'_>, receipt: &ReceiptNumber, person: PersonId) -> DbResult<Option<Facts>> {
    let sql = "
        select id, confidential, birth_index, name_index, a_number_index, code_index,
          exists (
            select 1
            from used_access_codes
            where used_access_codes.case_id = cases.id
              and used_access_codes.code_index = cases.code_index
              and used_access_codes.person_id <> $2
          ) as code_used
        from cases
        where receipt_number = $1";
    Ok(on_db!(conn => sqlx::query_as(sql).bind(receipt).bind(person).fetch_optional(conn).await)?)
}

/// State of a case whose existence is no secret.
pub async fn revealing_any(conn: Conn<'_>, receipt: &ReceiptNumber) -> DbResult<Option<String>> {
    let sql = "select state from cases where receipt_number = $1 and confidential = $2";
    Ok(on_db!(conn => sqlx::query_scalar(sql).bind(receipt).bind(false).fetch_optional(conn).await)?)
}
