//! SQL of people and their proved addresses.

use crate::db::{Conn, DbResult};
use crate::on_db;
use crate::types::{Millis, PersonId};

/// What registration writes.
pub struct NewPersonRow<'a> {
    pub id: PersonId,
    pub given_name: &'a str,
    pub family_name: &'a str,
    pub sealed_date_of_birth: Vec<u8>,
    pub country_of_birth: &'a str,
    pub identity_index: Vec<u8>,
    pub locale: &'a str,
    pub time_zone: &'a str,
    pub now: Millis,
}

#[derive(sqlx::FromRow)]
pub struct PersonRow {
    pub given_name: String,
    pub family_name: String,
    pub date_of_birth: Vec<u8>,
    pub country_of_birth: String,
    pub address: Option<Vec<u8>>,
    pub phone: Option<Vec<u8>>,
    pub document_number: Option<Vec<u8>>,
    pub locale: String,
    pub time_zone: String,
}

/// What the profile page may change; sealed where the row is.
pub struct ProfileRow<'a> {
    pub address: Option<Vec<u8>>,
    pub phone: Option<Vec<u8>>,
    pub document_number: Option<Vec<u8>>,
    pub locale: &'a str,
    pub time_zone: &'a str,
}

/// The account behind an address.
#[derive(sqlx::FromRow)]
pub struct AccountRow {
    pub person_id: PersonId,
    /// The address as its owner wrote it. Mail goes there, never to a stranger's spelling of it: to a mail server two
    /// spellings may be two mailboxes.
    pub written: String,
    /// `None` while there is no way to sign in yet.
    pub completed_at: Option<Millis>,
    /// When the last recovery took every way to sign in away.
    recovered_at: Option<Millis>,
}

impl AccountRow {
    /// Whose mail it is and where it goes: to the owner's own spelling where there is an account, else as it was typed.
    pub fn addressee(account: Option<Self>, typed: &str) -> (Option<PersonId>, String) {
        match account {
            Some(account) => (Some(account.person_id), account.written),
            None => (None, typed.to_owned()),
        }
    }

    /// Whether a mailed link may go on with setting it up: nobody has ever signed in to it. One that was recovered and is not
    /// set up again holds somebody's cases; its mailbox alone opens it as little as before.
    pub fn is_begun(&self) -> bool {
        self.completed_at.is_none() && self.recovered_at.is_none()
    }
}

pub async fn insert(conn: Conn<'_>, person: &NewPersonRow<'_>) -> DbResult<()> {
    let sql = "
        insert into people (id, given_name, family_name, date_of_birth, country_of_birth, locale, time_zone,
                            security_version, created_at, identity_index)
        values ($1, $2, $3, $4, $5, $6, $7, 0, $8, $9)";
    on_db!(conn => sqlx::query(sql)
        .bind(person.id)
        .bind(person.given_name)
        .bind(person.family_name)
        .bind(&person.sealed_date_of_birth)
        .bind(person.country_of_birth)
        .bind(person.locale)
        .bind(person.time_zone)
        .bind(person.now)
        .bind(&person.identity_index)
        .execute(conn)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Whether the address was free.
pub async fn insert_primary_email(
    conn: Conn<'_>,
    person: PersonId,
    address: &str,
    written: &str,
    now: Millis,
) -> DbResult<bool> {
    let sql = "
        insert into person_emails (address, written, person_id, is_primary, verified_at)
        values ($1, $2, $3, $4, $5)
        on conflict (address) do nothing";
    let made = on_db!(conn => sqlx::query(sql)
        .bind(address)
        .bind(written)
        .bind(person)
        .bind(true)
        .bind(now)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(made == 1)
}

pub async fn find_account(conn: Conn<'_>, address: &str) -> DbResult<Option<AccountRow>> {
    let sql = "
        select e.person_id, e.written, p.completed_at, p.recovered_at
        from person_emails e
        join people p on p.id = e.person_id
        where e.address = $1";
    Ok(on_db!(conn => sqlx::query_as(sql).bind(address).fetch_optional(conn).await)?)
}

pub async fn find(conn: Conn<'_>, person: PersonId) -> DbResult<Option<PersonRow>> {
    let sql = "
        select given_name, family_name, date_of_birth, country_of_birth, address, phone, document_number, locale,
               time_zone
        from people
        where id = $1";
    Ok(on_db!(conn => sqlx::query_as(sql).bind(person).fetch_optional(conn).await)?)
}

/// Proved addresses as written, the primary one first. There are never more than a few.
pub async fn emails(conn: Conn<'_>, person: PersonId) -> DbResult<Vec<String>> {
    let sql = "
        select written
        from person_emails
        where person_id = $1
        order by is_primary desc, verified_at
        limit 10";
    Ok(on_db!(conn => sqlx::query_scalar(sql).bind(person).fetch_all(conn).await)?)
}

pub async fn update_profile(conn: Conn<'_>, person: PersonId, profile: &ProfileRow<'_>) -> DbResult<()> {
    let sql = "
        update people
        set address = $2, phone = $3, document_number = $4, locale = $5, time_zone = $6
        where id = $1";
    on_db!(conn => sqlx::query(sql)
        .bind(person)
        .bind(&profile.address)
        .bind(&profile.phone)
        .bind(&profile.document_number)
        .bind(profile.locale)
        .bind(profile.time_zone)
        .execute(conn)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Writes the name, and the index in which it stands.
pub async fn update_name(
    conn: Conn<'_>,
    person: PersonId,
    given_name: &str,
    family_name: &str,
    identity_index: &[u8],
) -> DbResult<()> {
    let sql = "update people set given_name = $2, family_name = $3, identity_index = $4 where id = $1";
    on_db!(conn => sqlx::query(sql)
        .bind(person)
        .bind(given_name)
        .bind(family_name)
        .bind(identity_index)
        .execute(conn)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Writes the sealed postal address.
pub async fn update_address(conn: Conn<'_>, person: PersonId, address: Option<Vec<u8>>) -> DbResult<()> {
    let sql = "update people set address = $2 where id = $1";
    on_db!(conn => sqlx::query(sql).bind(person).bind(address).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// As [`lock_security`], for somebody who may be gone. Whether they are there.
pub async fn lock(conn: Conn<'_>, person: PersonId) -> DbResult<bool> {
    let sql = "update people set security_version = security_version + 1 where id = $1";
    let there = on_db!(conn => sqlx::query(sql).bind(person).execute(conn).await.map(|done| done.rows_affected()))?;
    Ok(there == 1)
}

/// Removes the person, and with the row all that refers to it: addresses, ways to sign in, sessions, links.
pub async fn delete(conn: Conn<'_>, person: PersonId) -> DbResult<()> {
    let sql = "delete from people where id = $1";
    on_db!(conn => sqlx::query(sql).bind(person).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Counts a change of the ways to sign in. The row stays locked to the end of the transaction, so that two changes at
/// once see each other: call it before reading which ways there are.
pub async fn lock_security(conn: Conn<'_>, person: PersonId) -> DbResult<i64> {
    let sql = "update people set security_version = security_version + 1 where id = $1 returning security_version";
    Ok(on_db!(conn => sqlx::query_scalar(sql).bind(person).fetch_one(conn).await)?)
}

/// Forgets who began before `before` and never had a way to sign in, but nobody who is at it now.
pub async fn forget_unfinished(conn: Conn<'_>, before: Millis, now: Millis) -> DbResult<()> {
    let sql = "
        delete from people
        where completed_at is null and recovered_at is null and created_at < $1
          and not exists (
            select 1 from sessions s where s.person_id = people.id and s.ended_at is null and s.expires_at > $2
          )";
    on_db!(conn => sqlx::query(sql).bind(before).bind(now).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Whether this call was the one that completed the account.
pub async fn complete(conn: Conn<'_>, person: PersonId, now: Millis) -> DbResult<bool> {
    let sql = "update people set completed_at = $2 where id = $1 and completed_at is null";
    let changed = on_db!(conn => sqlx::query(sql)
        .bind(person)
        .bind(now)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(changed == 1)
}

/// Has the account set up anew: it has no way to sign in any more, and is not forgotten like one that never had.
pub async fn reopen(conn: Conn<'_>, person: PersonId, now: Millis) -> DbResult<()> {
    let sql = "update people set completed_at = null, recovered_at = $2 where id = $1";
    on_db!(conn => sqlx::query(sql).bind(person).bind(now).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// The address as written, if it is the person's.
pub async fn find_written(conn: Conn<'_>, person: PersonId, address: &str) -> DbResult<Option<String>> {
    let sql = "select written from person_emails where person_id = $1 and address = $2";
    Ok(on_db!(conn => sqlx::query_scalar(sql).bind(person).bind(address).fetch_optional(conn).await)?)
}

/// Takes every address from the person.
pub async fn delete_emails(conn: Conn<'_>, person: PersonId) -> DbResult<()> {
    let sql = "delete from person_emails where person_id = $1";
    on_db!(conn => sqlx::query(sql).bind(person).execute(conn).await.map(|_| ()))?;
    Ok(())
}
