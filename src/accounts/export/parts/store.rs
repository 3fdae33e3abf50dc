//! SQL of what the parts tell about a person. Reads the tables of accounts.

use crate::db::{Conn, DbResult};
use crate::on_db;
use crate::types::{Millis, PersonId};
use uuid::Uuid;

pub(super) async fn joined(conn: Conn<'_>, person: PersonId) -> DbResult<Vec<PersonId>> {
    let sql = "select id from people where merged_into = $1 order by id";
    Ok(on_db!(conn => sqlx::query_scalar(sql).bind(person).fetch_all(conn).await)?)
}

pub(super) async fn time_zone(conn: Conn<'_>, person: PersonId) -> DbResult<Option<String>> {
    let sql = "select time_zone from people where id = $1";
    Ok(on_db!(conn => sqlx::query_scalar(sql).bind(person).fetch_optional(conn).await)?)
}

#[derive(sqlx::FromRow)]
pub(super) struct PersonRow {
    pub given_name: String,
    pub family_name: String,
    pub date_of_birth: Vec<u8>,
    pub country_of_birth: String,
    pub address: Option<Vec<u8>>,
    pub phone: Option<Vec<u8>>,
    pub document_number: Option<Vec<u8>>,
    pub locale: String,
    pub time_zone: String,
    pub created_at: Millis,
}

pub(super) async fn person(conn: Conn<'_>, person: PersonId) -> DbResult<Option<PersonRow>> {
    let sql = "
        select given_name, family_name, date_of_birth, country_of_birth, address, phone, document_number, locale,
               time_zone, created_at
        from people
        where id = $1";
    Ok(on_db!(conn => sqlx::query_as(sql).bind(person).fetch_optional(conn).await)?)
}

#[derive(sqlx::FromRow)]
pub(super) struct MergeRow {
    pub person_id: PersonId,
    pub merged_at: Millis,
    pub undone_at: Option<Millis>,
}

pub(super) async fn merges(conn: Conn<'_>, person: PersonId) -> DbResult<Vec<MergeRow>> {
    let sql = "
        select person_id, merged_at, undone_at
        from account_merges
        where person_id = $1 or merged_id = $1
        order by merged_at";
    Ok(on_db!(conn => sqlx::query_as(sql).bind(person).fetch_all(conn).await)?)
}

#[derive(sqlx::FromRow)]
pub(super) struct EmailRow {
    pub written: String,
    pub is_primary: bool,
    pub verified_at: Millis,
}

pub(super) async fn emails(conn: Conn<'_>, person: PersonId) -> DbResult<Vec<EmailRow>> {
    let sql = "
        select written, is_primary, verified_at
        from person_emails
        where person_id = $1
        order by is_primary desc, verified_at";
    Ok(on_db!(conn => sqlx::query_as(sql).bind(person).fetch_all(conn).await)?)
}

pub(super) async fn password_changed(conn: Conn<'_>, person: PersonId) -> DbResult<Option<Millis>> {
    let sql = "select changed_at from passwords where person_id = $1";
    Ok(on_db!(conn => sqlx::query_scalar(sql).bind(person).fetch_optional(conn).await)?)
}

#[derive(sqlx::FromRow)]
pub(super) struct CodeRow {
    pub made_at: Millis,
    pub used_at: Option<Millis>,
}

pub(super) async fn recovery_codes(conn: Conn<'_>, person: PersonId) -> DbResult<Vec<CodeRow>> {
    let sql = "select made_at, used_at from recovery_codes where person_id = $1 order by made_at, used_at";
    Ok(on_db!(conn => sqlx::query_as(sql).bind(person).fetch_all(conn).await)?)
}

#[derive(sqlx::FromRow)]
pub(super) struct PasskeyRow {
    pub name: String,
    pub backed_up: bool,
    pub created_at: Millis,
    pub last_used_at: Option<Millis>,
}

pub(super) async fn passkeys(conn: Conn<'_>, person: PersonId) -> DbResult<Vec<PasskeyRow>> {
    let sql = "
        select name, backed_up, created_at, last_used_at
        from passkeys
        where person_id = $1
        order by id";
    Ok(on_db!(conn => sqlx::query_as(sql).bind(person).fetch_all(conn).await)?)
}

#[derive(sqlx::FromRow)]
pub(super) struct SessionRow {
    pub id: Uuid,
    pub network: String,
    pub user_agent: String,
    pub created_at: Millis,
    pub last_seen_at: Millis,
    pub ended_at: Option<Millis>,
}

/// Sessions behind `after`, oldest first.
pub(super) async fn sessions(conn: Conn<'_>, person: PersonId, after: Uuid, limit: i64) -> DbResult<Vec<SessionRow>> {
    let sql = "
        select id, network, user_agent, created_at, last_seen_at, ended_at
        from sessions
        where person_id = $1
          and id > $2
        order by id
        limit $3";
    Ok(on_db!(conn => sqlx::query_as(sql).bind(person).bind(after).bind(limit).fetch_all(conn).await)?)
}
