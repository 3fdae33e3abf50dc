//! Who can see which case.

use crate::access::CaseAccess;
use crate::cases::model::LinkVia;
use crate::db::{Conn, DbResult};
use crate::on_db;
use crate::types::{CaseId, Millis, PersonId};
use std::collections::HashMap;

/// Whether the link is new.
pub async fn insert(conn: Conn<'_>, person: PersonId, case: CaseId, via: LinkVia, now: Millis) -> DbResult<bool> {
    let sql = "
        insert into case_links (person_id, case_id, via, linked_at)
        values ($1, $2, $3, $4)
        on conflict do nothing";
    let made = on_db!(conn => sqlx::query(sql)
        .bind(person)
        .bind(case)
        .bind(via.as_str())
        .bind(now)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(made == 1)
}

/// Uses up the code with which the link was made. Whether it was this person's to use: of two at once it is one's.
pub async fn use_code(conn: Conn<'_>, person: PersonId, case: CaseId, code: &[u8], now: Millis) -> DbResult<bool> {
    let sql = "
        insert into used_access_codes (case_id, code_index, person_id, used_at)
        values ($1, $2, $3, $4)
        on conflict (case_id, code_index) do update set used_at = used_access_codes.used_at
        where used_access_codes.person_id = $3";
    let used = on_db!(conn => sqlx::query(sql)
        .bind(case)
        .bind(code)
        .bind(person)
        .bind(now)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(used == 1)
}

/// Everyone who can see the case, for telling them about it.
pub async fn people_of(conn: Conn<'_>, case: CaseId) -> DbResult<Vec<PersonId>> {
    let sql = "select person_id from case_links where case_id = $1 order by linked_at, person_id";
    Ok(on_db!(conn => sqlx::query_scalar(sql).bind(case).fetch_all(conn).await)?)
}

/// Whether the person has linked any case.
pub async fn has_any(conn: Conn<'_>, person: PersonId) -> DbResult<bool> {
    let sql = "select exists (select 1 from case_links where person_id = $1)";
    Ok(on_db!(conn => sqlx::query_scalar(sql).bind(person).fetch_one(conn).await)?)
}

/// As [`people_of`], for many cases at once; cases without anyone are left out.
pub async fn links_of_any(conn: Conn<'_>, cases: &[CaseId]) -> DbResult<HashMap<CaseId, Vec<PersonId>>> {
    let mut linked: HashMap<CaseId, Vec<PersonId>> = HashMap::new();
    if cases.is_empty() {
        return Ok(linked);
    }
    let rows: Vec<(CaseId, PersonId)> = on_db!(conn => {
        let mut query = sqlx::QueryBuilder::new("select case_id, person_id from case_links where case_id in (");
        let mut list = query.separated(", ");
        for case in cases {
            list.push_bind(*case);
        }
        query.push(")");
        query.build_query_as().persistent(false).fetch_all(conn).await
    })?;
    for (case, person) in rows {
        linked.entry(case).or_default().push(person);
    }
    Ok(linked)
}

/// Whether the person can see a case with this receipt number or this A-number. For telling that person alone.
pub async fn is_linked_any(
    conn: Conn<'_>,
    person: PersonId,
    receipt: Option<&str>,
    a_number_index: Option<&[u8]>,
) -> DbResult<bool> {
    let sql = "
        select exists (
          select 1
          from case_links
          join cases on cases.id = case_links.case_id
          where case_links.person_id = $1 and (cases.receipt_number = $2 or cases.a_number_index = $3)
        )";
    Ok(on_db!(conn => sqlx::query_scalar(sql)
        .bind(person)
        .bind(receipt)
        .bind(a_number_index)
        .fetch_one(conn)
        .await)?)
}

/// Takes every case from the person. Codes that were used stay used.
pub async fn unlink_all(conn: Conn<'_>, person: PersonId) -> DbResult<()> {
    let sql = "delete from case_links where person_id = $1";
    on_db!(conn => sqlx::query(sql).bind(person).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Names of those who can see a case, longest linked first.
#[derive(sqlx::FromRow)]
pub struct LinkedRow {
    pub person_id: PersonId,
    pub given_name: String,
    pub family_name: String,
    pub linked_at: Millis,
}

/// Reads the accounts' names beside the links.
pub async fn linked_names(conn: Conn<'_>, access: CaseAccess, limit: i64) -> DbResult<Vec<LinkedRow>> {
    let sql = "
        select person_id, given_name, family_name, linked_at
        from case_links
        join people on people.id = case_links.person_id
        where case_id = $1
        order by linked_at, person_id
        limit $2";
    Ok(on_db!(conn => sqlx::query_as(sql).bind(access.case()).bind(limit).fetch_all(conn).await)?)
}
