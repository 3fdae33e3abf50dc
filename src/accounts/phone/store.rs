//! SQL of phones and of the codes that are texted to them.

use crate::db::{Conn, DbResult};
use crate::on_db;
use crate::types::{Millis, PersonId};
use uuid::Uuid;

/// A proved phone as stored. Deliberately not `Debug`.
#[derive(sqlx::FromRow)]
pub struct PhoneRow {
    pub id: Uuid,
    /// Sealed.
    pub number: Vec<u8>,
    pub number_index: Vec<u8>,
    pub added_at: Millis,
    pub last_used_at: Option<Millis>,
}

pub async fn find(conn: Conn<'_>, person: PersonId) -> DbResult<Option<PhoneRow>> {
    let sql = "select id, number, number_index, added_at, last_used_at from phones where person_id = $1";
    Ok(on_db!(conn => sqlx::query_as(sql).bind(person).fetch_optional(conn).await)?)
}

/// Whether the person has a proved phone.
pub async fn exists(conn: Conn<'_>, person: PersonId) -> DbResult<bool> {
    let sql = "select exists (select 1 from phones where person_id = $1)";
    Ok(on_db!(conn => sqlx::query_scalar(sql).bind(person).fetch_one(conn).await)?)
}

/// People other than `person` who have proved the number.
pub async fn count_others(conn: Conn<'_>, number_index: &[u8], person: PersonId) -> DbResult<i64> {
    let sql = "select count(*) from phones where number_index = $1 and person_id <> $2";
    Ok(on_db!(conn => sqlx::query_scalar(sql).bind(number_index).bind(person).fetch_one(conn).await)?)
}

pub async fn insert(conn: Conn<'_>, person: PersonId, phone: &PhoneRow) -> DbResult<()> {
    let sql = "
        insert into phones (id, person_id, number, number_index, added_at)
        values ($1, $2, $3, $4, $5)";
    on_db!(conn => sqlx::query(sql)
        .bind(phone.id)
        .bind(person)
        .bind(&phone.number)
        .bind(&phone.number_index)
        .bind(phone.added_at)
        .execute(conn)
        .await
        .map(|_| ()))?;
    Ok(())
}

pub async fn note_use(conn: Conn<'_>, person: PersonId, now: Millis) -> DbResult<()> {
    let sql = "update phones set last_used_at = $2 where person_id = $1";
    on_db!(conn => sqlx::query(sql).bind(person).bind(now).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Whether there was one.
pub async fn delete(conn: Conn<'_>, person: PersonId) -> DbResult<bool> {
    let sql = "delete from phones where person_id = $1";
    let gone = on_db!(conn => sqlx::query(sql).bind(person).execute(conn).await.map(|done| done.rows_affected()))?;
    Ok(gone == 1)
}

/// Deletes one that was proved at `since` or later; whether there was one.
pub async fn delete_since(conn: Conn<'_>, person: PersonId, since: Millis) -> DbResult<bool> {
    let sql = "delete from phones where person_id = $1 and added_at >= $2";
    let gone =
        on_db!(conn => sqlx::query(sql).bind(person).bind(since).execute(conn).await.map(|done| done.rows_affected()))?;
    Ok(gone == 1)
}

/// A number that waits for its first code.
#[derive(sqlx::FromRow)]
pub struct SetupRow {
    /// Sealed.
    pub number: Vec<u8>,
    pub number_index: Vec<u8>,
}

pub async fn put_setup(conn: Conn<'_>, person: PersonId, setup: &SetupRow, expires_at: Millis) -> DbResult<()> {
    let sql = "
        insert into phone_setups (person_id, number, number_index, expires_at)
        values ($1, $2, $3, $4)
        on conflict (person_id) do update set
          number = excluded.number,
          number_index = excluded.number_index,
          expires_at = excluded.expires_at";
    on_db!(conn => sqlx::query(sql)
        .bind(person)
        .bind(&setup.number)
        .bind(&setup.number_index)
        .bind(expires_at)
        .execute(conn)
        .await
        .map(|_| ()))?;
    Ok(())
}

pub async fn find_setup(conn: Conn<'_>, person: PersonId, now: Millis) -> DbResult<Option<SetupRow>> {
    let sql = "select number, number_index from phone_setups where person_id = $1 and expires_at > $2";
    Ok(on_db!(conn => sqlx::query_as(sql).bind(person).bind(now).fetch_optional(conn).await)?)
}

pub async fn delete_setup(conn: Conn<'_>, person: PersonId) -> DbResult<()> {
    let sql = "delete from phone_setups where person_id = $1";
    on_db!(conn => sqlx::query(sql).bind(person).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// A code about to be sent.
pub struct CodeRow {
    pub sent_for: Vec<u8>,
    pub person: PersonId,
    pub code_hash: Vec<u8>,
    pub expires_at: Millis,
}

/// Keeps a code in place of the one that was sent for the same.
pub async fn put_code(conn: Conn<'_>, code: &CodeRow) -> DbResult<()> {
    let sql = "
        insert into text_codes (sent_for, person_id, code_hash, tries, expires_at)
        values ($1, $2, $3, 0, $4)
        on conflict (sent_for) do update set
          person_id = excluded.person_id,
          code_hash = excluded.code_hash,
          tries = 0,
          expires_at = excluded.expires_at";
    on_db!(conn => sqlx::query(sql)
        .bind(&code.sent_for)
        .bind(code.person)
        .bind(&code.code_hash)
        .bind(code.expires_at)
        .execute(conn)
        .await
        .map(|_| ()))?;
    Ok(())
}

pub async fn has_code(conn: Conn<'_>, sent_for: &[u8], person: PersonId, tries: i64, now: Millis) -> DbResult<bool> {
    let sql = "
        select exists (
          select 1 from text_codes where sent_for = $1 and person_id = $2 and tries < $3 and expires_at > $4
        )";
    Ok(on_db!(conn => sqlx::query_scalar(sql)
        .bind(sent_for)
        .bind(person)
        .bind(tries)
        .bind(now)
        .fetch_one(conn)
        .await)?)
}

/// Counts a try of a code. Whether there was one to try.
pub async fn count_try(conn: Conn<'_>, sent_for: &[u8], person: PersonId, tries: i64, now: Millis) -> DbResult<bool> {
    let sql = "
        update text_codes
        set tries = tries + 1
        where sent_for = $1 and person_id = $2 and tries < $3 and expires_at > $4";
    let counted = on_db!(conn => sqlx::query(sql)
        .bind(sent_for)
        .bind(person)
        .bind(tries)
        .bind(now)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(counted == 1)
}

/// Consumes a code whose try was counted. Whether it was the one: of two uses at once only one is told yes.
pub async fn take_code(conn: Conn<'_>, sent_for: &[u8], person: PersonId, code_hash: &[u8]) -> DbResult<bool> {
    let sql = "delete from text_codes where sent_for = $1 and person_id = $2 and code_hash = $3";
    let gone = on_db!(conn => sqlx::query(sql)
        .bind(sent_for)
        .bind(person)
        .bind(code_hash)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(gone == 1)
}

/// Forgets every code that was sent to the person.
pub async fn drop_codes(conn: Conn<'_>, person: PersonId) -> DbResult<()> {
    let sql = "delete from text_codes where person_id = $1";
    on_db!(conn => sqlx::query(sql).bind(person).execute(conn).await.map(|_| ()))?;
    Ok(())
}
