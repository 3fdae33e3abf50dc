//! Links and used codes of accounts that are joined.

use crate::db::{Conn, DbResult};
use crate::on_db;
use crate::types::{CaseId, Millis, PersonId};
use serde::{Deserialize, Serialize};

/// A link without its person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, sqlx::FromRow)]
pub struct LinkRow {
    pub case_id: CaseId,
    pub via: String,
    pub linked_at: Millis,
}

/// A used code without its person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, sqlx::FromRow)]
pub struct UsedCodeRow {
    pub case_id: CaseId,
    pub code_index: Vec<u8>,
}

/// Takes away the links of `from` to cases that `to` has linked, too.
pub async fn drop_doubles(conn: Conn<'_>, from: PersonId, to: PersonId) -> DbResult<Vec<LinkRow>> {
    let sql = "
        delete from case_links
        where person_id = $1
          and case_id in (select case_id from case_links where person_id = $2)
        returning case_id, via, linked_at";
    Ok(on_db!(conn => sqlx::query_as(sql).bind(from).bind(to).fetch_all(conn).await)?)
}

pub async fn move_links(conn: Conn<'_>, from: PersonId, to: PersonId) -> DbResult<Vec<CaseId>> {
    let sql = "update case_links set person_id = $2 where person_id = $1 returning case_id";
    Ok(on_db!(conn => sqlx::query_scalar(sql).bind(from).bind(to).fetch_all(conn).await)?)
}

pub async fn move_link(conn: Conn<'_>, case: CaseId, from: PersonId, to: PersonId) -> DbResult<()> {
    let sql = "update case_links set person_id = $3 where case_id = $1 and person_id = $2";
    on_db!(conn => sqlx::query(sql).bind(case).bind(from).bind(to).execute(conn).await.map(|_| ()))?;
    Ok(())
}

pub async fn put_link(conn: Conn<'_>, person: PersonId, link: &LinkRow) -> DbResult<()> {
    let sql = "
        insert into case_links (person_id, case_id, via, linked_at)
        values ($1, $2, $3, $4)
        on conflict do nothing";
    on_db!(conn => sqlx::query(sql)
        .bind(person)
        .bind(link.case_id)
        .bind(&link.via)
        .bind(link.linked_at)
        .execute(conn)
        .await
        .map(|_| ()))?;
    Ok(())
}

pub async fn move_codes(conn: Conn<'_>, from: PersonId, to: PersonId) -> DbResult<Vec<UsedCodeRow>> {
    let sql = "update used_access_codes set person_id = $2 where person_id = $1 returning case_id, code_index";
    Ok(on_db!(conn => sqlx::query_as(sql).bind(from).bind(to).fetch_all(conn).await)?)
}

pub async fn move_code(conn: Conn<'_>, code: &UsedCodeRow, from: PersonId, to: PersonId) -> DbResult<()> {
    let sql = "
        update used_access_codes
        set person_id = $4
        where case_id = $1 and code_index = $2 and person_id = $3";
    on_db!(conn => sqlx::query(sql)
        .bind(code.case_id)
        .bind(&code.code_index)
        .bind(from)
        .bind(to)
        .execute(conn)
        .await
        .map(|_| ()))?;
    Ok(())
}
