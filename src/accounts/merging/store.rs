//! SQL of joining and parting. Also moves addresses, which are a table of accounts.

use crate::access::Actor;
use crate::db::{Conn, DbError, DbResult};
use crate::on_db;
use crate::storage::{Rows, SealedColumn};
use crate::types::{Millis, PersonId, SessionId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// See [`crate::storage::reseal`].
pub const SEALED: SealedColumn = SealedColumn {
    name: "account_merges.record",
    rows: Rows::ByUuid {
        read: "select id, record from account_merges
               where id > $1 and record is not null and substr(record, 1, 1) <> $2 order by id limit $3",
        write: "update account_merges set record = $1 where record = $2 and id = $3",
    },
};

/// The account that `person` is now: itself, or the one that it was joined to.
pub async fn survivor(conn: Conn<'_>, person: PersonId) -> DbResult<Option<PersonId>> {
    let sql = "select coalesce(merged_into, id) from people where id = $1";
    Ok(on_db!(conn => sqlx::query_scalar(sql).bind(person).fetch_optional(conn).await)?)
}

pub(super) async fn merged_into(conn: Conn<'_>, person: PersonId) -> DbResult<Option<PersonId>> {
    let sql = "select merged_into from people where id = $1";
    Ok(on_db!(conn => sqlx::query_scalar(sql).bind(person).fetch_one(conn).await)?)
}

/// Locks both rows to the end of the transaction, always in the order of their ids, and answers what each was joined to.
pub(super) async fn lock_both(mut conn: Conn<'_>, one: PersonId, two: PersonId) -> DbResult<[Option<PersonId>; 2]> {
    let first = lock(conn.again(), one.min(two)).await?;
    let second = lock(conn, one.max(two)).await?;
    Ok(if one <= two { [first, second] } else { [second, first] })
}

async fn lock(conn: Conn<'_>, person: PersonId) -> DbResult<Option<PersonId>> {
    let sql = "update people set security_version = security_version + 1 where id = $1 returning merged_into";
    Ok(on_db!(conn => sqlx::query_scalar(sql).bind(person).fetch_one(conn).await)?)
}

/// How far a proof is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    Password,
    Proved,
}

pub(super) struct ProofRow {
    pub other: PersonId,
    pub stage: Stage,
}

pub(super) async fn find_proof(conn: Conn<'_>, session: SessionId, now: Millis) -> DbResult<Option<ProofRow>> {
    let sql = "select other_id, stage from merge_proofs where session_id = $1 and expires_at > $2";
    let row: Option<(PersonId, String)> =
        on_db!(conn => sqlx::query_as(sql).bind(session).bind(now).fetch_optional(conn).await)?;
    row.map(|(other, stage)| {
        let stage = match stage.as_str() {
            "password" => Stage::Password,
            "proved" => Stage::Proved,
            _ => return Err(DbError::Corrupt("merge_proofs.stage")),
        };
        Ok(ProofRow { other, stage })
    })
    .transpose()
}

/// Whether it was kept: only while `hash` is still the other account's password, and not closed.
pub(super) async fn put_password_proof(
    conn: Conn<'_>,
    actor: &Actor,
    other: PersonId,
    hash: &str,
    expires_at: Millis,
) -> DbResult<bool> {
    let sql = "
        insert into merge_proofs (session_id, person_id, other_id, stage, expires_at)
        select $1, $2, person_id, 'password', $5
        from passwords
        where person_id = $3 and hash = $4 and closed_at is null
        on conflict (session_id) do update set
          other_id = excluded.other_id,
          stage = excluded.stage,
          expires_at = excluded.expires_at";
    let kept = on_db!(conn => sqlx::query(sql)
        .bind(actor.session)
        .bind(actor.person)
        .bind(other)
        .bind(hash)
        .bind(expires_at)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(kept == 1)
}

pub(super) async fn put_proved(conn: Conn<'_>, actor: &Actor, other: PersonId, expires_at: Millis) -> DbResult<()> {
    let sql = "
        insert into merge_proofs (session_id, person_id, other_id, stage, expires_at)
        values ($1, $2, $3, 'proved', $4)
        on conflict (session_id) do update set
          other_id = excluded.other_id,
          stage = excluded.stage,
          expires_at = excluded.expires_at";
    on_db!(conn => sqlx::query(sql)
        .bind(actor.session)
        .bind(actor.person)
        .bind(other)
        .bind(expires_at)
        .execute(conn)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Uses up a complete proof; of two at once only one is told yes.
pub(super) async fn take_proof(conn: Conn<'_>, session: SessionId, other: PersonId) -> DbResult<bool> {
    let sql = "delete from merge_proofs where session_id = $1 and other_id = $2 and stage = 'proved'";
    let gone = on_db!(conn => sqlx::query(sql)
        .bind(session)
        .bind(other)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(gone == 1)
}

pub(super) async fn drop_proof(conn: Conn<'_>, session: SessionId) -> DbResult<()> {
    let sql = "delete from merge_proofs where session_id = $1";
    on_db!(conn => sqlx::query(sql).bind(session).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Ends every proof of the person's sessions and every one of the person.
pub(super) async fn drop_proofs_about(conn: Conn<'_>, person: PersonId) -> DbResult<()> {
    let sql = "delete from merge_proofs where person_id = $1 or other_id = $1";
    on_db!(conn => sqlx::query(sql).bind(person).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Forgets proofs that expired before `now`.
pub(in crate::accounts) async fn prune(conn: Conn<'_>, now: Millis) -> DbResult<()> {
    let sql = "delete from merge_proofs where expires_at < $1";
    on_db!(conn => sqlx::query(sql).bind(now).execute(conn).await.map(|_| ()))?;
    Ok(())
}

pub(super) async fn drop_email_proofs(conn: Conn<'_>, person: PersonId) -> DbResult<()> {
    let sql = "delete from email_proofs where person_id = $1";
    on_db!(conn => sqlx::query(sql).bind(person).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// A proved address without its person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, sqlx::FromRow)]
pub(super) struct EmailRow {
    pub address: String,
    pub written: String,
    pub is_primary: bool,
    pub verified_at: Millis,
}

pub(super) async fn emails(conn: Conn<'_>, person: PersonId) -> DbResult<Vec<EmailRow>> {
    let sql = "
        select address, written, is_primary, verified_at
        from person_emails
        where person_id = $1
        order by is_primary desc, verified_at, address";
    Ok(on_db!(conn => sqlx::query_as(sql).bind(person).fetch_all(conn).await)?)
}

/// Makes the addresses of `from` further ones of `to`.
pub(super) async fn move_emails(conn: Conn<'_>, from: PersonId, to: PersonId) -> DbResult<()> {
    let sql = "update person_emails set person_id = $2, is_primary = $3 where person_id = $1";
    on_db!(conn => sqlx::query(sql).bind(from).bind(to).bind(false).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Whether `from` still had the address.
pub(super) async fn move_email(conn: Conn<'_>, email: &EmailRow, from: PersonId, to: PersonId) -> DbResult<bool> {
    let sql = "update person_emails set person_id = $3, is_primary = $4 where address = $1 and person_id = $2";
    let moved = on_db!(conn => sqlx::query(sql)
        .bind(&email.address)
        .bind(from)
        .bind(to)
        .bind(email.is_primary)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(moved == 1)
}

/// Whether nobody else had the address.
pub(super) async fn insert_email(conn: Conn<'_>, email: &EmailRow, person: PersonId) -> DbResult<bool> {
    let sql = "
        insert into person_emails (address, written, person_id, is_primary, verified_at)
        values ($1, $2, $3, $4, $5)
        on conflict (address) do nothing";
    let made = on_db!(conn => sqlx::query(sql)
        .bind(&email.address)
        .bind(&email.written)
        .bind(person)
        .bind(email.is_primary)
        .bind(email.verified_at)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(made == 1)
}

/// Makes the oldest address the first one, where none is.
pub(super) async fn ensure_primary(conn: Conn<'_>, person: PersonId) -> DbResult<()> {
    let sql = "
        update person_emails
        set is_primary = $2
        where address = (
            select address from person_emails where person_id = $1 order by verified_at, address limit 1
          )
          and not exists (select 1 from person_emails where person_id = $1 and is_primary = $2)";
    on_db!(conn => sqlx::query(sql).bind(person).bind(true).execute(conn).await.map(|_| ()))?;
    Ok(())
}

pub(super) async fn passkey_names(conn: Conn<'_>, person: PersonId) -> DbResult<Vec<String>> {
    let sql = "select name from passkeys where person_id = $1 order by id";
    Ok(on_db!(conn => sqlx::query_scalar(sql).bind(person).fetch_all(conn).await)?)
}

pub(super) async fn set_merged(conn: Conn<'_>, person: PersonId, into: Option<PersonId>) -> DbResult<()> {
    let sql = "update people set merged_into = $2 where id = $1";
    on_db!(conn => sqlx::query(sql).bind(person).bind(into).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Accounts that were joined to `from` are joined to `to` from now on, so that each points to one that can be signed in to.
pub(super) async fn move_earlier(conn: Conn<'_>, from: PersonId, to: PersonId) -> DbResult<Vec<PersonId>> {
    let sql = "update people set merged_into = $2 where merged_into = $1 returning id";
    Ok(on_db!(conn => sqlx::query_scalar(sql).bind(from).bind(to).fetch_all(conn).await)?)
}

pub(super) async fn move_back_earlier(
    mut conn: Conn<'_>,
    earlier: &[PersonId],
    from: PersonId,
    to: PersonId,
) -> DbResult<()> {
    for person in earlier {
        let conn = conn.again();
        let sql = "update people set merged_into = $3 where id = $1 and merged_into = $2";
        on_db!(conn => sqlx::query(sql).bind(person).bind(from).bind(to).execute(conn).await.map(|_| ()))?;
    }
    Ok(())
}

pub(super) struct NewMerge {
    pub id: Uuid,
    pub stays: PersonId,
    pub goes: PersonId,
    pub now: Millis,
    pub undo_until: Millis,
    pub token_hash: Vec<u8>,
    pub record: Vec<u8>,
}

pub(super) async fn insert_merge(conn: Conn<'_>, merge: &NewMerge) -> DbResult<()> {
    let sql = "
        insert into account_merges (id, person_id, merged_id, merged_at, undo_until, token_hash, record)
        values ($1, $2, $3, $4, $5, $6, $7)";
    on_db!(conn => sqlx::query(sql)
        .bind(merge.id)
        .bind(merge.stays)
        .bind(merge.goes)
        .bind(merge.now)
        .bind(merge.undo_until)
        .bind(&merge.token_hash)
        .bind(&merge.record)
        .execute(conn)
        .await
        .map(|_| ()))?;
    Ok(())
}

#[derive(sqlx::FromRow)]
pub(super) struct MergeRow {
    pub id: Uuid,
    #[sqlx(rename = "person_id")]
    pub stays: PersonId,
    #[sqlx(rename = "merged_id")]
    pub goes: PersonId,
}

pub(super) async fn find_merge(conn: Conn<'_>, id: Uuid) -> DbResult<Option<MergeRow>> {
    let sql = "select id, person_id, merged_id from account_merges where id = $1";
    Ok(on_db!(conn => sqlx::query_as(sql).bind(id).fetch_optional(conn).await)?)
}

pub(super) async fn find_by_token(conn: Conn<'_>, token_hash: &[u8], now: Millis) -> DbResult<Option<MergeRow>> {
    let sql = "
        select id, person_id, merged_id
        from account_merges
        where token_hash = $1 and undone_at is null and undo_until > $2 and record is not null";
    Ok(on_db!(conn => sqlx::query_as(sql).bind(token_hash).bind(now).fetch_optional(conn).await)?)
}

/// Marks a joining as undone and answers its record; `None` when it is undone already or its time is over.
pub(super) async fn take_record(conn: Conn<'_>, id: Uuid, now: Millis) -> DbResult<Option<Vec<u8>>> {
    let sql = "
        update account_merges
        set undone_at = $2
        where id = $1 and undone_at is null and undo_until > $2 and record is not null
        returning record";
    Ok(on_db!(conn => sqlx::query_scalar(sql).bind(id).bind(now).fetch_optional(conn).await)?)
}

pub(super) async fn erase(conn: Conn<'_>, id: Uuid) -> DbResult<()> {
    let sql = "update account_merges set record = null where id = $1";
    on_db!(conn => sqlx::query(sql).bind(id).execute(conn).await.map(|_| ()))?;
    Ok(())
}

pub(super) async fn erase_when_over(conn: Conn<'_>, id: Uuid, now: Millis) -> DbResult<()> {
    let sql = "update account_merges set record = null where id = $1 and undo_until <= $2";
    on_db!(conn => sqlx::query(sql).bind(id).bind(now).execute(conn).await.map(|_| ()))?;
    Ok(())
}

#[derive(sqlx::FromRow)]
pub(super) struct OpenMerge {
    pub id: Uuid,
    pub given_name: String,
    pub family_name: String,
    pub merged_at: Millis,
    pub undo_until: Millis,
}

/// Joinings of the account that can still be undone, the newest first.
pub(super) async fn open_merges(conn: Conn<'_>, person: PersonId, now: Millis) -> DbResult<Vec<OpenMerge>> {
    let sql = "
        select m.id, p.given_name, p.family_name, m.merged_at, m.undo_until
        from account_merges m
        join people p on p.id = m.merged_id
        where m.person_id = $1 and m.undone_at is null and m.undo_until > $2 and m.record is not null
        order by m.merged_at desc, m.id desc";
    Ok(on_db!(conn => sqlx::query_as(sql).bind(person).bind(now).fetch_all(conn).await)?)
}
