//! SQL of staff, their enrolment links and their sessions.

use crate::db::{Conn, DbResult};
use crate::on_db;
use crate::types::{Millis, SessionId, StaffId};

#[derive(Clone, Debug, sqlx::FromRow)]
pub struct StaffRow {
    pub id: StaffId,
    pub email: String,
    pub name: String,
    pub role: String,
    pub created_at: Millis,
    pub disabled_at: Option<Millis>,
    /// Whether there is a passkey.
    pub enrolled: bool,
}

pub(super) async fn list(conn: Conn<'_>) -> DbResult<Vec<StaffRow>> {
    let sql = "
        select id, email, name, role, created_at, disabled_at,
          exists (select 1 from staff_passkeys where staff_passkeys.staff_id = staff.id) as enrolled
        from staff
        order by email
        limit 1000";
    Ok(on_db!(conn => sqlx::query_as(sql).fetch_all(conn).await)?)
}

pub(super) async fn find_by_email(conn: Conn<'_>, email: &str) -> DbResult<Option<StaffRow>> {
    let sql = "
        select id, email, name, role, created_at, disabled_at,
          exists (select 1 from staff_passkeys where staff_passkeys.staff_id = staff.id) as enrolled
        from staff
        where email = $1";
    Ok(on_db!(conn => sqlx::query_as(sql).bind(email).fetch_optional(conn).await)?)
}

/// Makes an account, or opens a disabled one again; `false` when there is one that works.
pub(super) async fn put(conn: Conn<'_>, row: &StaffRow) -> DbResult<bool> {
    let sql = "
        insert into staff (id, email, name, role, created_at)
        values ($1, $2, $3, $4, $5)
        on conflict (email) do update set name = excluded.name, role = excluded.role, disabled_at = null
        where staff.disabled_at is not null";
    let made = on_db!(conn => sqlx::query(sql)
        .bind(row.id)
        .bind(&row.email)
        .bind(&row.name)
        .bind(&row.role)
        .bind(row.created_at)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(made == 1)
}

/// Whether this call disabled it.
pub(super) async fn disable(conn: Conn<'_>, staff: StaffId, now: Millis) -> DbResult<bool> {
    let sql = "update staff set disabled_at = $2 where id = $1 and disabled_at is null";
    let done = on_db!(conn => sqlx::query(sql)
        .bind(staff)
        .bind(now)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(done == 1)
}

pub(super) async fn is_enabled(conn: Conn<'_>, staff: StaffId) -> DbResult<bool> {
    let sql = "select exists (select 1 from staff where id = $1 and disabled_at is null)";
    Ok(on_db!(conn => sqlx::query_scalar(sql).bind(staff).fetch_one(conn).await)?)
}

pub(super) async fn put_enrolment(
    conn: Conn<'_>,
    staff: StaffId,
    token_hash: &[u8],
    expires_at: Millis,
) -> DbResult<()> {
    let sql = "
        insert into staff_enrolments (staff_id, token_hash, expires_at)
        values ($1, $2, $3)
        on conflict (staff_id) do update set token_hash = excluded.token_hash, expires_at = excluded.expires_at";
    on_db!(conn => sqlx::query(sql).bind(staff).bind(token_hash).bind(expires_at).execute(conn).await.map(|_| ()))?;
    Ok(())
}

#[derive(sqlx::FromRow)]
pub(super) struct EnrolmentRow {
    pub staff_id: StaffId,
    pub email: String,
    pub name: String,
}

pub(super) async fn find_enrolment(conn: Conn<'_>, token_hash: &[u8], now: Millis) -> DbResult<Option<EnrolmentRow>> {
    let sql = "
        select e.staff_id, s.email, s.name
        from staff_enrolments e
        join staff s on s.id = e.staff_id
        where e.token_hash = $1 and e.expires_at > $2 and s.disabled_at is null";
    Ok(on_db!(conn => sqlx::query_as(sql).bind(token_hash).bind(now).fetch_optional(conn).await)?)
}

/// Consumes a link; of two at once only one is told yes.
pub(super) async fn take_enrolment(conn: Conn<'_>, token_hash: &[u8], now: Millis) -> DbResult<bool> {
    let sql = "delete from staff_enrolments where token_hash = $1 and expires_at > $2";
    let gone = on_db!(conn => sqlx::query(sql)
        .bind(token_hash)
        .bind(now)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(gone == 1)
}

pub(super) async fn drop_enrolments(conn: Conn<'_>, staff: StaffId) -> DbResult<()> {
    let sql = "delete from staff_enrolments where staff_id = $1";
    on_db!(conn => sqlx::query(sql).bind(staff).execute(conn).await.map(|_| ()))?;
    Ok(())
}

pub(super) struct NewSession<'a> {
    pub id: SessionId,
    pub token_hash: Vec<u8>,
    pub staff: StaffId,
    pub network: &'a str,
    pub user_agent: &'a str,
    pub now: Millis,
    pub expires_at: Millis,
}

pub(super) async fn insert_session(conn: Conn<'_>, session: &NewSession<'_>) -> DbResult<()> {
    let sql = "
        insert into staff_sessions
          (id, token_hash, staff_id, network, user_agent, created_at, last_seen_at, expires_at)
        values ($1, $2, $3, $4, $5, $6, $6, $7)";
    on_db!(conn => sqlx::query(sql)
        .bind(session.id)
        .bind(&session.token_hash)
        .bind(session.staff)
        .bind(session.network)
        .bind(session.user_agent)
        .bind(session.now)
        .bind(session.expires_at)
        .execute(conn)
        .await
        .map(|_| ()))?;
    Ok(())
}

#[derive(sqlx::FromRow)]
pub(super) struct SessionRow {
    pub id: SessionId,
    pub staff_id: StaffId,
    pub name: String,
    pub role: String,
    pub last_seen_at: Millis,
}

/// The session of a token hash, if it is alive and its owner still works here.
pub(super) async fn find_session(
    conn: Conn<'_>,
    token_hash: &[u8],
    now: Millis,
    idle_since: Millis,
) -> DbResult<Option<SessionRow>> {
    let sql = "
        select e.id, e.staff_id, s.name, s.role, e.last_seen_at
        from staff_sessions e
        join staff s on s.id = e.staff_id
        where e.token_hash = $1 and e.ended_at is null and e.expires_at > $2 and e.last_seen_at > $3
          and s.disabled_at is null";
    Ok(on_db!(conn => sqlx::query_as(sql)
        .bind(token_hash)
        .bind(now)
        .bind(idle_since)
        .fetch_optional(conn)
        .await)?)
}

pub(super) async fn touch_session(conn: Conn<'_>, session: SessionId, now: Millis) -> DbResult<()> {
    let sql = "update staff_sessions set last_seen_at = $2 where id = $1 and last_seen_at < $2 and ended_at is null";
    on_db!(conn => sqlx::query(sql).bind(session).bind(now).execute(conn).await.map(|_| ()))?;
    Ok(())
}

pub(super) async fn end_session(conn: Conn<'_>, session: SessionId, now: Millis) -> DbResult<()> {
    let sql = "update staff_sessions set ended_at = $2 where id = $1 and ended_at is null";
    on_db!(conn => sqlx::query(sql).bind(session).bind(now).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// How many were ended.
pub(super) async fn end_sessions_of(conn: Conn<'_>, staff: StaffId, now: Millis) -> DbResult<u64> {
    let sql = "update staff_sessions set ended_at = $2 where staff_id = $1 and ended_at is null";
    Ok(on_db!(conn => sqlx::query(sql)
        .bind(staff)
        .bind(now)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?)
}

/// Forgets links and sessions that have expired.
///
/// # Errors
/// When the database does not answer.
pub async fn prune(mut conn: Conn<'_>, now: Millis) -> DbResult<()> {
    const EXPIRED: [&str; 2] =
        ["delete from staff_enrolments where expires_at < $1", "delete from staff_sessions where expires_at < $1"];
    for sql in EXPIRED {
        let conn = conn.again();
        on_db!(conn => sqlx::query(sql).bind(now).execute(conn).await.map(|_| ()))?;
    }
    Ok(())
}
