//! SQL of keys and of rejected lines, and the agency's own reading of a case.

use super::intake::Rejection;
use super::keys::{ApiKey, split};
use crate::db::{Conn, DbResult};
use crate::on_db;
use crate::server::Ctx;
use crate::storage::{Rows, SealedColumn};
use crate::types::{CaseId, Millis, ReceiptNumber};
use uuid::Uuid;

/// Where the beginnings of rejected lines are sealed.
pub const SEALED: SealedColumn = SealedColumn {
    name: "intake_rejections.raw",
    rows: Rows::ByNumber {
        read: "select id, '', raw from intake_rejections
               where id > $1 and substr(raw, 1, 1) <> $2 order by id limit $3",
        write: "update intake_rejections set raw = $1 where raw = $2 and id = $3",
    },
};

/// A rejection and the beginning of what was rejected.
pub struct RejectedLine {
    pub rejection: Rejection,
    raw: Vec<u8>,
}

impl RejectedLine {
    /// Lines may hold the personal data of the applicant: they are sealed when stored.
    pub fn new(rejection: Rejection, raw: &[u8]) -> Self {
        Self { rejection, raw: raw.iter().copied().take(16 * 1024).collect() }
    }
}

pub async fn insert_rejections(conn: Conn<'_>, ctx: &Ctx, source: &str, lines: &[RejectedLine]) -> DbResult<()> {
    let now = ctx.now();
    let sealed: Vec<Vec<u8>> = lines.iter().map(|line| ctx.keys.seal(&ctx.random, SEALED.name, &line.raw)).collect();
    on_db!(conn => {
        let mut query = sqlx::QueryBuilder::new(
            "insert into intake_rejections (source, line, field, reason, raw, received_at) ",
        );
        query.push_values(lines.iter().zip(&sealed), |mut row, (line, raw)| {
            let Rejection { line, field, reason } = &line.rejection;
            row.push_bind(source.to_owned()).push_bind(i64::try_from(*line).unwrap_or(i64::MAX));
            row.push_bind(field.clone()).push_bind(reason.clone()).push_bind(raw.clone()).push_bind(now);
        });
        query.build().persistent(false).execute(conn).await.map(|_| ())
    })?;
    Ok(())
}

/// Forgets lines that were rejected before `before`.
pub async fn prune_rejections(conn: Conn<'_>, before: Millis) -> DbResult<()> {
    let sql = "delete from intake_rejections where received_at < $1";
    on_db!(conn => sqlx::query(sql).bind(before).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Whether there are people or events, and whether this source has sent any.
pub async fn find_origin(conn: Conn<'_>, source: &str) -> DbResult<(bool, bool)> {
    let sql = "
        select exists (select 1 from people) or exists (select 1 from case_events),
          exists (select 1 from case_events where source = $1)";
    Ok(on_db!(conn => sqlx::query_as(sql).bind(source).fetch_one(conn).await)?)
}

pub async fn insert_key(conn: Conn<'_>, key: &ApiKey, scopes: &str, token_hash: &[u8]) -> DbResult<()> {
    let sql = "
        insert into api_keys (id, name, source, scopes, token_hash, created_at)
        values ($1, $2, $3, $4, $5, $6)";
    on_db!(conn => sqlx::query(sql)
        .bind(key.id)
        .bind(&key.name)
        .bind(&key.source)
        .bind(scopes)
        .bind(token_hash)
        .bind(key.created_at)
        .execute(conn)
        .await
        .map(|_| ()))?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct KeyRow {
    id: Uuid,
    name: String,
    source: String,
    scopes: String,
    created_at: Millis,
    last_used_at: Option<Millis>,
    revoked_at: Option<Millis>,
}

impl KeyRow {
    fn read(self) -> ApiKey {
        ApiKey {
            id: self.id,
            name: self.name,
            source: self.source,
            scopes: split(&self.scopes),
            created_at: self.created_at,
            last_used_at: self.last_used_at,
            revoked_at: self.revoked_at,
        }
    }
}

pub async fn list_keys(conn: Conn<'_>) -> DbResult<Vec<ApiKey>> {
    let sql = "
        select id, name, source, scopes, created_at, last_used_at, revoked_at
        from api_keys
        order by created_at desc, id desc
        limit 1000";
    let rows: Vec<KeyRow> = on_db!(conn => sqlx::query_as(sql).fetch_all(conn).await)?;
    Ok(rows.into_iter().map(KeyRow::read).collect())
}

pub async fn find_key(conn: Conn<'_>, token_hash: &[u8]) -> DbResult<Option<ApiKey>> {
    let sql = "
        select id, name, source, scopes, created_at, last_used_at, revoked_at
        from api_keys
        where token_hash = $1 and revoked_at is null";
    let row: Option<KeyRow> = on_db!(conn => sqlx::query_as(sql).bind(token_hash).fetch_optional(conn).await)?;
    Ok(row.map(KeyRow::read))
}

pub async fn note_use(conn: Conn<'_>, id: Uuid, now: Millis) -> DbResult<()> {
    let sql = "update api_keys set last_used_at = $2 where id = $1";
    on_db!(conn => sqlx::query(sql).bind(id).bind(now).execute(conn).await.map(|_| ()))?;
    Ok(())
}

pub async fn revoke_key(conn: Conn<'_>, id: Uuid, now: Millis) -> DbResult<bool> {
    let sql = "update api_keys set revoked_at = $2 where id = $1 and revoked_at is null";
    let done =
        on_db!(conn => sqlx::query(sql).bind(id).bind(now).execute(conn).await.map(|done| done.rows_affected()))?;
    Ok(done == 1)
}

/// A case as the agency reads it.
#[derive(sqlx::FromRow)]
pub struct CaseRow {
    pub id: CaseId,
    pub state: String,
    pub version: i64,
    pub last_received_at: Millis,
}

/// Called only for a key with the read scope, which is the agency's own.
pub async fn find_case_any(conn: Conn<'_>, receipt: &ReceiptNumber) -> DbResult<Option<CaseRow>> {
    let sql = "select id, state, version, last_received_at from cases where receipt_number = $1";
    Ok(on_db!(conn => sqlx::query_as(sql).bind(receipt).fetch_optional(conn).await)?)
}

#[derive(sqlx::FromRow)]
pub struct EventRow {
    pub source: String,
    pub received_at: Millis,
    pub payload: String,
}

/// The newest events of a case, at most `limit`. Called as [`find_case_any`] is.
pub async fn events_any(conn: Conn<'_>, case: CaseId, limit: i64) -> DbResult<Vec<EventRow>> {
    let sql = "
        select source, received_at, payload
        from case_events
        where case_id = $1
        order by occurred_at desc, seq desc
        limit $2";
    Ok(on_db!(conn => sqlx::query_as(sql).bind(case).bind(limit).fetch_all(conn).await)?)
}
