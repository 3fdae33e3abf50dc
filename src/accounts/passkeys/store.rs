//! SQL of passkeys and their challenges. The tables of people and of staff are alike; each statement is written once for
//! both.

use super::model::PasskeyId;
use super::owner::Owner;
use crate::db::{Conn, DbResult};
use crate::on_db;
use crate::types::{Millis, PersonId};
use uuid::Uuid;

/// A passkey as stored. Deliberately neither `Serialize` nor `Debug`.
#[derive(sqlx::FromRow)]
pub(super) struct PasskeyRow {
    pub id: PasskeyId,
    /// Of a person or of staff, as the table says.
    pub owner_id: Uuid,
    pub credential_id: Vec<u8>,
    /// JSON of the library's `Passkey`.
    pub credential: String,
    pub name: String,
    pub counter: i64,
    pub backup_eligible: bool,
    pub backed_up: bool,
    pub created_at: Millis,
    pub last_used_at: Option<Millis>,
}

/// The statements over one table.
struct Statements {
    insert: &'static str,
    list_for: &'static str,
    find_any: &'static str,
    record_use: &'static str,
    remove_all: &'static str,
}

macro_rules! statements {
    ($table:literal, $owner:literal) => {
        Statements {
            insert: concat!(
                "insert into ",
                $table,
                " (id, ",
                $owner,
                ", credential_id, credential, name, counter, backup_eligible,
                   backed_up, created_at, last_used_at)
                 values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
            ),
            list_for: concat!(
                "select id, ",
                $owner,
                " as owner_id, credential_id, credential, name, counter, backup_eligible,
                   backed_up, created_at, last_used_at
                 from ",
                $table,
                "
                 where ",
                $owner,
                " = $1
                 order by id"
            ),
            find_any: concat!(
                "select id, ",
                $owner,
                " as owner_id, credential_id, credential, name, counter, backup_eligible,
                   backed_up, created_at, last_used_at
                 from ",
                $table,
                "
                 where credential_id = $1"
            ),
            record_use: concat!(
                "update ",
                $table,
                "
                 set credential = $2, counter = $3, backup_eligible = $4, backed_up = $5, last_used_at = $6
                 where id = $1
                   and (counter < $3 or $3 = 0)"
            ),
            remove_all: concat!("delete from ", $table, " where ", $owner, " = $1"),
        }
    };
}

static OF_PEOPLE: Statements = statements!("passkeys", "person_id");
static OF_STAFF: Statements = statements!("staff_passkeys", "staff_id");

/// Which of the two tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Table {
    People,
    Staff,
}

impl Table {
    fn statements(self) -> &'static Statements {
        match self {
            Self::People => &OF_PEOPLE,
            Self::Staff => &OF_STAFF,
        }
    }
}

pub(super) async fn insert(conn: Conn<'_>, table: Table, row: &PasskeyRow) -> DbResult<()> {
    let sql = table.statements().insert;
    on_db!(conn => sqlx::query(sql)
        .bind(row.id)
        .bind(row.owner_id)
        .bind(&row.credential_id)
        .bind(&row.credential)
        .bind(&row.name)
        .bind(row.counter)
        .bind(row.backup_eligible)
        .bind(row.backed_up)
        .bind(row.created_at)
        .bind(row.last_used_at)
        .execute(conn)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Passkeys of an owner, oldest first; nobody has more than 20.
pub(super) async fn list_for(conn: Conn<'_>, owner: impl Into<Owner>) -> DbResult<Vec<PasskeyRow>> {
    let owner = owner.into();
    let sql = owner.table().statements().list_for;
    Ok(on_db!(conn => sqlx::query_as(sql).bind(owner.id()).fetch_all(conn).await)?)
}

/// The passkey of a credential id, whoever of these it belongs to.
pub(super) async fn find_any(conn: Conn<'_>, table: Table, credential_id: &[u8]) -> DbResult<Option<PasskeyRow>> {
    let sql = table.statements().find_any;
    Ok(on_db!(conn => sqlx::query_as(sql).bind(credential_id).fetch_optional(conn).await)?)
}

/// Writes what a use taught; `false` when a later use of the same authenticator was written first, or the passkey is
/// gone.
pub(super) async fn record_use(conn: Conn<'_>, table: Table, row: &PasskeyRow) -> DbResult<bool> {
    let sql = table.statements().record_use;
    let written = on_db!(conn => sqlx::query(sql)
        .bind(row.id)
        .bind(&row.credential)
        .bind(row.counter)
        .bind(row.backup_eligible)
        .bind(row.backed_up)
        .bind(row.last_used_at)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(written == 1)
}

/// Removes every passkey of an owner.
pub(in crate::accounts) async fn remove_all(conn: Conn<'_>, owner: impl Into<Owner>) -> DbResult<()> {
    let owner = owner.into();
    let sql = owner.table().statements().remove_all;
    on_db!(conn => sqlx::query(sql).bind(owner.id()).execute(conn).await.map(|_| ()))?;
    Ok(())
}

pub(super) async fn rename(conn: Conn<'_>, person: PersonId, id: PasskeyId, name: &str) -> DbResult<bool> {
    let sql = "update passkeys set name = $3 where id = $2 and person_id = $1";
    let renamed = on_db!(conn => sqlx::query(sql)
        .bind(person)
        .bind(id)
        .bind(name)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(renamed == 1)
}

pub(super) async fn remove(conn: Conn<'_>, person: PersonId, id: PasskeyId) -> DbResult<bool> {
    let sql = "delete from passkeys where id = $2 and person_id = $1";
    let removed = on_db!(conn => sqlx::query(sql)
        .bind(person)
        .bind(id)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(removed == 1)
}

/// Every passkey of `from` becomes one of `to`.
pub(super) async fn move_all(conn: Conn<'_>, from: PersonId, to: PersonId) -> DbResult<()> {
    let sql = "update passkeys set person_id = $2 where person_id = $1";
    on_db!(conn => sqlx::query(sql).bind(from).bind(to).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Whether it was one of `from`.
pub(super) async fn move_one(conn: Conn<'_>, id: uuid::Uuid, from: PersonId, to: PersonId) -> DbResult<bool> {
    let sql = "update passkeys set person_id = $3 where id = $1 and person_id = $2";
    let moved = on_db!(conn => sqlx::query(sql)
        .bind(id)
        .bind(from)
        .bind(to)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(moved == 1)
}

/// Puts a passkey back, unless somebody has that credential.
pub(super) async fn insert_if_absent(mut conn: Conn<'_>, row: &PasskeyRow) -> DbResult<()> {
    if find_any(conn.again(), Table::People, &row.credential_id).await?.is_none() {
        insert(conn, Table::People, row).await?;
    }
    Ok(())
}

/// Removes those that were added at `since` or later, and answers which.
pub(in crate::accounts) async fn remove_since(
    conn: Conn<'_>,
    person: PersonId,
    since: Millis,
) -> DbResult<Vec<PasskeyId>> {
    let sql = "delete from passkeys where person_id = $1 and created_at >= $2 returning id";
    Ok(on_db!(conn => sqlx::query_scalar(sql).bind(person).bind(since).fetch_all(conn).await)?)
}

/// Number of passkeys of a person.
pub(in crate::accounts) async fn count(conn: Conn<'_>, person: PersonId) -> DbResult<i64> {
    let sql = "select count(*) from passkeys where person_id = $1";
    Ok(on_db!(conn => sqlx::query_scalar(sql).bind(person).fetch_one(conn).await)?)
}

pub(super) async fn insert_ceremony(
    conn: Conn<'_>,
    token_hash: &[u8],
    state: &str,
    expires_at: Millis,
) -> DbResult<()> {
    let sql = "insert into passkey_ceremonies (token_hash, state, expires_at) values ($1, $2, $3)";
    on_db!(conn => sqlx::query(sql)
        .bind(token_hash)
        .bind(state)
        .bind(expires_at)
        .execute(conn)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// State of a challenge that has not expired.
pub(super) async fn find_ceremony(conn: Conn<'_>, token_hash: &[u8], now: Millis) -> DbResult<Option<String>> {
    let sql = "select state from passkey_ceremonies where token_hash = $1 and expires_at > $2";
    Ok(on_db!(conn => sqlx::query_scalar(sql).bind(token_hash).bind(now).fetch_optional(conn).await)?)
}

/// State and expiry of a challenge, which is gone afterwards.
pub(super) async fn take_ceremony(conn: Conn<'_>, token_hash: &[u8]) -> DbResult<Option<(String, Millis)>> {
    let sql = "delete from passkey_ceremonies where token_hash = $1 returning state, expires_at";
    Ok(on_db!(conn => sqlx::query_as(sql).bind(token_hash).fetch_optional(conn).await)?)
}

pub(in crate::accounts) async fn forget_expired_ceremonies(conn: Conn<'_>, now: Millis) -> DbResult<()> {
    let sql = "delete from passkey_ceremonies where expires_at <= $1";
    on_db!(conn => sqlx::query(sql).bind(now).execute(conn).await.map(|_| ()))?;
    Ok(())
}
