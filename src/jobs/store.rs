//! SQL of jobs.

use crate::db::{Conn, DbResult};
use crate::on_db;
use crate::types::Millis;
use uuid::Uuid;

/// Schedules a job, or moves the one there is.
pub(super) async fn put(
    conn: Conn<'_>,
    id: Uuid,
    kind: &'static str,
    subject: Uuid,
    due_at: Millis,
    now: Millis,
) -> DbResult<()> {
    let sql = "
        insert into jobs (id, kind, subject_id, due_at, attempts, created_at)
        values ($1, $2, $3, $4, 0, $5)
        on conflict (kind, subject_id) do update set due_at = $4, attempts = 0, given_up_at = null";
    on_db!(conn => sqlx::query(sql)
        .bind(id)
        .bind(kind)
        .bind(subject)
        .bind(due_at)
        .bind(now)
        .execute(conn)
        .await
        .map(|_| ()))?;
    Ok(())
}

pub(super) async fn drop_job(conn: Conn<'_>, kind: &'static str, subject: Uuid) -> DbResult<()> {
    let sql = "delete from jobs where kind = $1 and subject_id = $2";
    on_db!(conn => sqlx::query(sql).bind(kind).bind(subject).execute(conn).await.map(|_| ()))?;
    Ok(())
}

#[derive(sqlx::FromRow)]
pub(super) struct DueRow {
    pub id: Uuid,
    pub kind: String,
    pub subject_id: Uuid,
    pub due_at: Millis,
    pub attempts: i64,
}

/// Jobs whose time has come, the longest due first.
pub(super) async fn list_due(conn: Conn<'_>, now: Millis, limit: i64) -> DbResult<Vec<DueRow>> {
    let sql = "
        select id, kind, subject_id, due_at, attempts
        from jobs
        where given_up_at is null
          and due_at <= $1
        order by due_at
        limit $2";
    Ok(on_db!(conn => sqlx::query_as(sql).bind(now).bind(limit).fetch_all(conn).await)?)
}

/// Takes the job until `lease_ends`; `false` when another node took it first or it was moved.
pub(super) async fn claim(conn: Conn<'_>, id: Uuid, due_at: Millis, lease_ends: Millis) -> DbResult<bool> {
    let sql = "
        update jobs
        set due_at = $3, attempts = attempts + 1
        where id = $1
          and due_at = $2
          and given_up_at is null";
    let taken = on_db!(conn => sqlx::query(sql)
        .bind(id)
        .bind(due_at)
        .bind(lease_ends)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(taken == 1)
}

/// Forgets a job that is done, unless it was scheduled anew while it ran.
pub(super) async fn drop_done(conn: Conn<'_>, id: Uuid, lease_ends: Millis) -> DbResult<()> {
    let sql = "delete from jobs where id = $1 and due_at = $2";
    on_db!(conn => sqlx::query(sql).bind(id).bind(lease_ends).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Has the job tried again at `next`, or leaves it for the operator, unless it was scheduled anew while it ran.
pub(super) async fn mark_failed(
    conn: Conn<'_>,
    id: Uuid,
    lease_ends: Millis,
    next: Option<Millis>,
    now: Millis,
) -> DbResult<()> {
    let sql = "
        update jobs
        set due_at = $3, given_up_at = $4
        where id = $1
          and due_at = $2";
    let given_up = if next.is_none() { Some(now) } else { None };
    on_db!(conn => sqlx::query(sql)
        .bind(id)
        .bind(lease_ends)
        .bind(next.unwrap_or(lease_ends))
        .bind(given_up)
        .execute(conn)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Makes the jobs of a kind due that nobody has tried yet: one that was tried is claimed or waits for its next try.
pub(super) async fn bring_forward(conn: Conn<'_>, kind: &'static str, now: Millis) -> DbResult<()> {
    let sql = "
        update jobs
        set due_at = $2
        where kind = $1
          and due_at > $2
          and attempts = 0";
    on_db!(conn => sqlx::query(sql).bind(kind).bind(now).execute(conn).await.map(|_| ()))?;
    Ok(())
}

pub(super) async fn count_given_up(conn: Conn<'_>) -> DbResult<i64> {
    let sql = "select count(*) from jobs where given_up_at is not null";
    Ok(on_db!(conn => sqlx::query_scalar(sql).fetch_one(conn).await)?)
}
