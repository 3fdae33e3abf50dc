//! SQL of the log. Nothing here changes or removes a row.

use super::rules::{Head, Row};
use crate::db::{Conn, DbResult};
use crate::on_db;
use crate::types::{Millis, PersonId};

/// Takes the next `count` numbers and the lock that lets nobody else take any before the end of the transaction. Answers
/// the last number taken and the seal of the newest row before them; `None` when the head is gone.
pub(super) async fn advance(conn: Conn<'_>, count: i64) -> DbResult<Option<(i64, Vec<u8>)>> {
    let sql = "update audit_head set rows = rows + $1 where id = 1 returning rows, newest";
    Ok(on_db!(conn => sqlx::query_as(sql).bind(count).fetch_optional(conn).await)?)
}

/// Moves the end of the log from `from` to `to`, each a number of rows and the newest seal, and takes the lock of
/// [`advance`]; `false`, and nothing is changed, when `from` is not the end.
pub(super) async fn move_end(
    conn: Conn<'_>,
    from: &(i64, Vec<u8>),
    to: &(i64, Vec<u8>),
    seal: &[u8],
) -> DbResult<bool> {
    let sql = "update audit_head set rows = $3, newest = $4, seal = $5 where id = 1 and rows = $1 and newest = $2";
    let moved = on_db!(conn => sqlx::query(sql)
        .bind(from.0)
        .bind(&from.1)
        .bind(to.0)
        .bind(&to.1)
        .bind(seal)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(moved == 1)
}

pub(super) async fn put_head(conn: Conn<'_>, newest: &[u8], seal: &[u8]) -> DbResult<()> {
    let sql = "update audit_head set newest = $1, seal = $2 where id = 1";
    on_db!(conn => sqlx::query(sql).bind(newest).bind(seal).execute(conn).await.map(|_| ()))?;
    Ok(())
}

pub(super) async fn insert_all(mut conn: Conn<'_>, rows: &[Row]) -> DbResult<()> {
    for row in rows {
        insert(conn.again(), row).await?;
    }
    Ok(())
}

async fn insert(conn: Conn<'_>, row: &Row) -> DbResult<()> {
    let sql = "
        insert into audit_log (seq, at, actor_kind, actor_id, person_id, topic, act, subject_kind, subject_id, outcome,
                               network, agent, details, previous, seal)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
    on_db!(conn => sqlx::query(sql)
        .bind(row.seq)
        .bind(row.at)
        .bind(&row.actor_kind)
        .bind(row.actor_id)
        .bind(row.person_id)
        .bind(&row.topic)
        .bind(&row.act)
        .bind(&row.subject_kind)
        .bind(row.subject_id)
        .bind(&row.outcome)
        .bind(&row.network)
        .bind(&row.agent)
        .bind(&row.details)
        .bind(&row.previous)
        .bind(&row.seal)
        .execute(conn)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// The head, and the largest number of a row, as of one moment.
pub(super) async fn head(conn: Conn<'_>) -> DbResult<Option<(Head, i64)>> {
    let sql = "
        select rows, newest, seal, (select coalesce(max(seq), 0) from audit_log) as largest
        from audit_head
        where id = 1";
    let row: Option<(i64, Vec<u8>, Vec<u8>, i64)> = on_db!(conn => sqlx::query_as(sql).fetch_optional(conn).await)?;
    Ok(row.map(|(rows, newest, seal, largest)| (Head { rows, newest, seal }, largest)))
}

/// Rows after `seq`, in the order of their numbers.
pub(super) async fn after(conn: Conn<'_>, seq: i64, limit: i64) -> DbResult<Vec<Row>> {
    let sql = "
        select seq, at, actor_kind, actor_id, person_id, topic, act, subject_kind, subject_id, outcome, network, agent,
               details, previous, seal
        from audit_log
        where seq > $1
        order by seq
        limit $2";
    Ok(on_db!(conn => sqlx::query_as(sql).bind(seq).bind(limit).fetch_all(conn).await)?)
}

/// Rows of one person's activity below `before`, the newest first: of one topic, of every but views when it is empty, or
/// `all`.
pub(super) async fn of_person(
    conn: Conn<'_>,
    person: PersonId,
    topic: &str,
    before: i64,
    limit: i64,
) -> DbResult<Vec<Row>> {
    let sql = "
        select seq, at, actor_kind, actor_id, person_id, topic, act, subject_kind, subject_id, outcome, network, agent,
               details, previous, seal
        from audit_log
        where person_id = $1
          and seq < $3
          and (topic = $2 or $2 = 'all' or ($2 = '' and topic <> 'view'))
        order by seq desc
        limit $4";
    Ok(on_db!(conn => sqlx::query_as(sql).bind(person).bind(topic).bind(before).bind(limit).fetch_all(conn).await)?)
}

/// The person, and those whose accounts were joined to theirs. Reads the accounts' table.
pub(super) async fn people_of(conn: Conn<'_>, person: PersonId) -> DbResult<Vec<PersonId>> {
    let sql = "select id from people where merged_into = $1 order by id";
    let joined: Vec<PersonId> = on_db!(conn => sqlx::query_scalar(sql).bind(person).fetch_all(conn).await)?;
    Ok(std::iter::once(person).chain(joined).collect())
}

/// Rows of one person's activity after `after`, views too, the oldest first.
pub(super) async fn of_person_after(conn: Conn<'_>, person: PersonId, after: i64, limit: i64) -> DbResult<Vec<Row>> {
    let sql = "
        select seq, at, actor_kind, actor_id, person_id, topic, act, subject_kind, subject_id, outcome, network, agent,
               details, previous, seal
        from audit_log
        where person_id = $1
          and seq > $2
        order by seq
        limit $3";
    Ok(on_db!(conn => sqlx::query_as(sql).bind(person).bind(after).bind(limit).fetch_all(conn).await)?)
}

/// A row of one person's activity.
pub(super) async fn one_of_person(conn: Conn<'_>, person: PersonId, seq: i64) -> DbResult<Option<Row>> {
    let sql = "
        select seq, at, actor_kind, actor_id, person_id, topic, act, subject_kind, subject_id, outcome, network, agent,
               details, previous, seal
        from audit_log
        where person_id = $1 and seq = $2";
    Ok(on_db!(conn => sqlx::query_as(sql).bind(person).bind(seq).fetch_optional(conn).await)?)
}

/// Acts and outcomes of one person since `at`, the oldest first, of signing in and the ways to.
pub(super) async fn acts_since(
    conn: Conn<'_>,
    person: PersonId,
    at: Millis,
    limit: i64,
) -> DbResult<Vec<(String, String)>> {
    let sql = "
        select act, outcome
        from audit_log
        where person_id = $1 and at >= $2 and topic in ('sign_in', 'security')
        order by seq
        limit $3";
    Ok(on_db!(conn => sqlx::query_as(sql).bind(person).bind(at).bind(limit).fetch_all(conn).await)?)
}
