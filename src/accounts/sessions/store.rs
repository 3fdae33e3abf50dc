//! SQL of sessions. "Alive" is one condition, written five times because statements are plain text.

use super::rules::Rested;
use crate::access::{Actor, Computer, Standing};
use crate::audit::Origin;
use crate::db::{Conn, DbError, DbResult};
use crate::on_db;
use crate::types::{Millis, PersonId, SessionId};

pub(super) struct NewSession<'a> {
    pub id: SessionId,
    pub token_hash: Vec<u8>,
    pub person: PersonId,
    pub standing: Standing,
    pub computer: Computer,
    pub network: &'a str,
    pub user_agent: &'a str,
    pub now: Millis,
    pub expires_at: Millis,
}

#[derive(sqlx::FromRow)]
struct SessionRow {
    id: SessionId,
    person_id: PersonId,
    standing: String,
    shared: bool,
    last_seen_at: Millis,
    proved_at: Millis,
    previous_visit_at: Option<Millis>,
    time_zone: String,
    network: String,
    user_agent: String,
}

impl SessionRow {
    fn read(self) -> DbResult<(Actor, Millis)> {
        let actor = Actor {
            person: self.person_id,
            session: self.id,
            standing: standing_of(&self.standing)?,
            computer: self.shared.into(),
            proved_at: self.proved_at,
            previous_visit: self.previous_visit_at,
            time_zone: self.time_zone,
            origin: Origin::from_parts(&self.network, &self.user_agent),
        };
        Ok((actor, self.last_seen_at))
    }
}

fn standing_of(text: &str) -> DbResult<Standing> {
    match text {
        "setting_up" => Ok(Standing::SettingUp),
        "full" => Ok(Standing::Full),
        _ => Err(DbError::Corrupt("sessions.standing")),
    }
}

fn standing_text(standing: Standing) -> &'static str {
    match standing {
        Standing::SettingUp => "setting_up",
        Standing::Full => "full",
    }
}

/// The session of a token hash and when it was last used, if it is alive.
pub(super) async fn find_alive(
    conn: Conn<'_>,
    token_hash: &[u8],
    now: Millis,
    rested: Rested,
) -> DbResult<Option<(Actor, Millis)>> {
    let sql = "
        select s.id, s.person_id, s.standing, s.shared, s.last_seen_at, s.proved_at, s.previous_visit_at, p.time_zone,
          s.network, s.user_agent
        from sessions s
        join people p on p.id = s.person_id
        where s.token_hash = $1 and s.ended_at is null and s.expires_at > $2
          and s.last_seen_at > case when s.shared then $4 else $3 end
          and p.merged_into is null";
    let row: Option<SessionRow> = on_db!(conn => sqlx::query_as(sql)
        .bind(token_hash)
        .bind(now)
        .bind(rested.own)
        .bind(rested.shared)
        .fetch_optional(conn)
        .await)?;
    row.map(SessionRow::read).transpose()
}

pub(super) async fn is_alive(conn: Conn<'_>, session: SessionId, now: Millis, rested: Rested) -> DbResult<bool> {
    let sql = "
        select exists (
          select 1
          from sessions s
          join people p on p.id = s.person_id
          where s.id = $1 and s.ended_at is null and s.expires_at > $2
            and s.last_seen_at > case when s.shared then $4 else $3 end
            and p.merged_into is null
        )";
    Ok(on_db!(conn => sqlx::query_scalar(sql)
        .bind(session)
        .bind(now)
        .bind(rested.own)
        .bind(rested.shared)
        .fetch_one(conn)
        .await)?)
}

#[derive(sqlx::FromRow)]
pub(super) struct LifeRow {
    pub last_seen_at: Millis,
    pub expires_at: Millis,
}

/// When the session was last used and when it ends in any case, if it is alive.
pub(super) async fn life(conn: Conn<'_>, session: SessionId, now: Millis, rested: Rested) -> DbResult<Option<LifeRow>> {
    let sql = "
        select last_seen_at, expires_at
        from sessions
        where id = $1 and ended_at is null and expires_at > $2
          and last_seen_at > case when shared then $4 else $3 end";
    Ok(on_db!(conn => sqlx::query_as(sql)
        .bind(session)
        .bind(now)
        .bind(rested.own)
        .bind(rested.shared)
        .fetch_optional(conn)
        .await)?)
}

/// Whether a token that is or was one of a session was of one on a shared computer.
pub(super) async fn was_shared(conn: Conn<'_>, token_hash: &[u8]) -> DbResult<bool> {
    let sql = "select exists (select 1 from sessions where token_hash = $1 and shared)";
    Ok(on_db!(conn => sqlx::query_scalar(sql).bind(token_hash).fetch_one(conn).await)?)
}

#[derive(sqlx::FromRow)]
pub(super) struct DeviceRow {
    pub id: SessionId,
    pub network: String,
    pub user_agent: String,
    pub created_at: Millis,
    pub last_seen_at: Millis,
    pub shared: bool,
}

/// The person's sessions that are alive, the last used first.
pub(super) async fn list_alive(
    conn: Conn<'_>,
    person: PersonId,
    now: Millis,
    rested: Rested,
) -> DbResult<Vec<DeviceRow>> {
    let sql = "
        select id, network, user_agent, created_at, last_seen_at, shared
        from sessions
        where person_id = $1 and ended_at is null and expires_at > $2
          and last_seen_at > case when shared then $4 else $3 end
        order by last_seen_at desc, id desc";
    Ok(on_db!(conn => sqlx::query_as(sql)
        .bind(person)
        .bind(now)
        .bind(rested.own)
        .bind(rested.shared)
        .fetch_all(conn)
        .await)?)
}

/// People behind `after` with a session that has neither been ended nor come to its end.
pub(super) async fn people_signed_in(
    conn: Conn<'_>,
    after: PersonId,
    now: Millis,
    limit: i64,
) -> DbResult<Vec<PersonId>> {
    let sql = "
        select distinct person_id
        from sessions
        where ended_at is null and person_id > $1 and expires_at > $2
        order by person_id
        limit $3";
    Ok(on_db!(conn => sqlx::query_scalar(sql).bind(after).bind(now).bind(limit).fetch_all(conn).await)?)
}

/// Whether the person has or had this session.
pub(super) async fn belongs(conn: Conn<'_>, person: PersonId, session: SessionId) -> DbResult<bool> {
    let sql = "select exists (select 1 from sessions where person_id = $1 and id = $2)";
    Ok(on_db!(conn => sqlx::query_scalar(sql).bind(person).bind(session).fetch_one(conn).await)?)
}

/// Whether the session was alive to be used.
pub(super) async fn touch(conn: Conn<'_>, session: SessionId, now: Millis, rested: Rested) -> DbResult<bool> {
    let sql = "
        update sessions
        set last_seen_at = $2
        where id = $1 and ended_at is null and expires_at > $2
          and last_seen_at > case when shared then $4 else $3 end";
    let changed = on_db!(conn => sqlx::query(sql)
        .bind(session)
        .bind(now)
        .bind(rested.own)
        .bind(rested.shared)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(changed == 1)
}

/// As if the session had not been used since. Only ever earlier.
pub(super) async fn rest_since(conn: Conn<'_>, session: SessionId, since: Millis) -> DbResult<()> {
    let sql = "update sessions set last_seen_at = $2 where id = $1 and last_seen_at > $2";
    on_db!(conn => sqlx::query(sql).bind(session).bind(since).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// As if the session ended then in any case. Only ever earlier.
pub(super) async fn expire_at(conn: Conn<'_>, session: SessionId, at: Millis) -> DbResult<()> {
    let sql = "update sessions set expires_at = $2 where id = $1 and expires_at > $2";
    on_db!(conn => sqlx::query(sql).bind(session).bind(at).execute(conn).await.map(|_| ()))?;
    Ok(())
}

pub(super) async fn insert(conn: Conn<'_>, session: &NewSession<'_>) -> DbResult<()> {
    let sql = "
        insert into sessions (id, token_hash, person_id, standing, network, user_agent, created_at, last_seen_at,
                              proved_at, expires_at, shared, previous_visit_at)
        values ($1, $2, $3, $4, $5, $6, $7, $7, $7, $8, $9,
                (select max(last_seen_at) from sessions where person_id = $3))";
    on_db!(conn => sqlx::query(sql)
        .bind(session.id)
        .bind(&session.token_hash)
        .bind(session.person)
        .bind(standing_text(session.standing))
        .bind(session.network)
        .bind(session.user_agent)
        .bind(session.now)
        .bind(session.expires_at)
        .bind(session.computer.is_shared())
        .execute(conn)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Whether the session was there to be renewed.
pub(super) async fn renew(
    conn: Conn<'_>,
    session: SessionId,
    token_hash: &[u8],
    standing: Standing,
    now: Millis,
) -> DbResult<bool> {
    let sql = "
        update sessions
        set token_hash = $2, standing = $3, proved_at = $4, last_seen_at = $4
        where id = $1 and ended_at is null and expires_at > $4";
    let changed = on_db!(conn => sqlx::query(sql)
        .bind(session)
        .bind(token_hash)
        .bind(standing_text(standing))
        .bind(now)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(changed == 1)
}

/// Whether the session was there to be ended.
pub(super) async fn end(conn: Conn<'_>, person: PersonId, session: SessionId, now: Millis) -> DbResult<bool> {
    let sql = "update sessions set ended_at = $3 where id = $2 and person_id = $1 and ended_at is null";
    let changed = on_db!(conn => sqlx::query(sql)
        .bind(person)
        .bind(session)
        .bind(now)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(changed == 1)
}

/// How many were ended.
pub(super) async fn end_all_except(
    conn: Conn<'_>,
    person: PersonId,
    keep: Option<SessionId>,
    now: Millis,
) -> DbResult<u64> {
    let sql = "
        update sessions
        set ended_at = $3
        where person_id = $1 and ended_at is null and ($2 is null or id <> $2)";
    Ok(on_db!(conn => sqlx::query(sql)
        .bind(person)
        .bind(keep)
        .bind(now)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?)
}

/// Forgets sessions that expired before `before`.
pub(in crate::accounts) async fn prune(conn: Conn<'_>, before: Millis) -> DbResult<()> {
    let sql = "delete from sessions where expires_at < $1";
    on_db!(conn => sqlx::query(sql).bind(before).execute(conn).await.map(|_| ()))?;
    Ok(())
}
