//! SQL of copies and their pieces.

use super::chunks::Piece;
use crate::db::{Conn, DbResult, Tx};
use crate::on_db;
use crate::storage::{Rows, SealedColumn};
use crate::types::{Millis, PersonId};
use uuid::Uuid;

/// See [`crate::storage::reseal`]. Pieces are large: fewer at once.
pub const SEALED: SealedColumn = SealedColumn {
    name: "export_chunks.sealed",
    rows: Rows::ByUuid {
        read: "select id, sealed from export_chunks
               where id > $1 and substr(sealed, 1, 1) <> $2 order by id limit $3 / 25",
        write: "update export_chunks set sealed = $1 where sealed = $2 and id = $3",
    },
};

#[derive(sqlx::FromRow)]
pub(super) struct ExportRow {
    pub id: Uuid,
    pub asked_at: Millis,
    pub parts_done: i64,
    pub ready_at: Option<Millis>,
    pub chunks: i64,
    pub bytes: i64,
    pub expires_at: Option<Millis>,
}

impl ExportRow {
    /// Whether its time is over, also when the job that removes it has not come by yet.
    pub(super) fn is_over(&self, now: Millis) -> bool {
        self.expires_at.is_some_and(|until| until <= now)
    }
}

pub(super) async fn find(conn: Conn<'_>, person: PersonId) -> DbResult<Option<ExportRow>> {
    let sql = "
        select id, asked_at, parts_done, ready_at, chunks, bytes, expires_at
        from exports
        where person_id = $1";
    Ok(on_db!(conn => sqlx::query_as(sql).bind(person).fetch_optional(conn).await)?)
}

/// Whether the person had none.
pub(super) async fn insert(
    conn: Conn<'_>,
    id: Uuid,
    person: PersonId,
    locale: &'static str,
    now: Millis,
) -> DbResult<bool> {
    let sql = "
        insert into exports (id, person_id, locale, asked_at, parts_done, chunks, bytes)
        values ($1, $2, $3, $4, 0, 0, 0)
        on conflict (person_id) do nothing";
    let made = on_db!(conn => sqlx::query(sql)
        .bind(id)
        .bind(person)
        .bind(locale)
        .bind(now)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(made == 1)
}

pub(super) async fn drop_finished(conn: Conn<'_>, person: PersonId) -> DbResult<Option<Uuid>> {
    let sql = "delete from exports where person_id = $1 and ready_at is not null returning id";
    Ok(on_db!(conn => sqlx::query_scalar(sql).bind(person).fetch_optional(conn).await)?)
}

pub(super) async fn drop_of(conn: Conn<'_>, person: PersonId) -> DbResult<Option<Uuid>> {
    let sql = "delete from exports where person_id = $1 returning id";
    Ok(on_db!(conn => sqlx::query_scalar(sql).bind(person).fetch_optional(conn).await)?)
}

pub(super) async fn drop_over(conn: Conn<'_>, id: Uuid, now: Millis) -> DbResult<Option<PersonId>> {
    let sql = "delete from exports where id = $1 and expires_at <= $2 returning person_id";
    Ok(on_db!(conn => sqlx::query_scalar(sql).bind(id).bind(now).fetch_optional(conn).await)?)
}

/// Makes `attempt` the one that may write; `None` when the copy is finished or gone.
pub(super) async fn begin(conn: Conn<'_>, id: Uuid, attempt: Uuid) -> DbResult<Option<(PersonId, String)>> {
    let sql = "
        update exports
        set build_id = $2, parts_done = 0
        where id = $1
          and ready_at is null
        returning person_id, locale";
    Ok(on_db!(conn => sqlx::query_as(sql).bind(id).bind(attempt).fetch_optional(conn).await)?)
}

pub(super) async fn drop_chunks(conn: Conn<'_>, export: Uuid) -> DbResult<()> {
    let sql = "delete from export_chunks where export_id = $1";
    on_db!(conn => sqlx::query(sql).bind(export).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Whether `attempt` may still write.
pub(super) async fn set_progress(conn: Conn<'_>, id: Uuid, attempt: Uuid, done: i64) -> DbResult<bool> {
    let sql = "update exports set parts_done = $3 where id = $1 and build_id = $2 and ready_at is null";
    let changed = on_db!(conn => sqlx::query(sql)
        .bind(id)
        .bind(attempt)
        .bind(done)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(changed == 1)
}

/// Whether `attempt` may still write. The copy is held for it until the transaction ends: an insert that only looked would
/// put its piece among those of an attempt that begins at the same moment.
async fn hold(conn: Conn<'_>, export: Uuid, attempt: Uuid) -> DbResult<bool> {
    let sql = "update exports set build_id = $2 where id = $1 and build_id = $2 and ready_at is null";
    let held = on_db!(conn => sqlx::query(sql)
        .bind(export)
        .bind(attempt)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(held == 1)
}

/// Whether it was `attempt`'s to write.
pub(super) async fn insert_chunk(tx: &mut Tx, id: Uuid, piece: Piece, attempt: Uuid, sealed: &[u8]) -> DbResult<bool> {
    if !hold(tx.conn(), piece.export, attempt).await? {
        return Ok(false);
    }
    let sql = "insert into export_chunks (id, export_id, number, sealed) values ($1, $2, $3, $4)";
    let conn = tx.conn();
    on_db!(conn => sqlx::query(sql)
        .bind(id)
        .bind(piece.export)
        .bind(piece.number)
        .bind(sealed)
        .execute(conn)
        .await
        .map(|_| ()))?;
    Ok(true)
}

/// A file that is there to its end.
pub(super) struct Whole {
    pub chunks: i64,
    pub bytes: i64,
    pub ready_at: Millis,
    pub expires_at: Millis,
}

/// Whether it was `attempt`'s to offer.
pub(super) async fn offer(conn: Conn<'_>, id: Uuid, attempt: Uuid, whole: &Whole) -> DbResult<bool> {
    let sql = "
        update exports
        set chunks = $3, bytes = $4, ready_at = $5, expires_at = $6
        where id = $1 and build_id = $2 and ready_at is null";
    let changed = on_db!(conn => sqlx::query(sql)
        .bind(id)
        .bind(attempt)
        .bind(whole.chunks)
        .bind(whole.bytes)
        .bind(whole.ready_at)
        .bind(whole.expires_at)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(changed == 1)
}

pub(super) async fn chunk(conn: Conn<'_>, export: Uuid, number: i64) -> DbResult<Option<(Uuid, Vec<u8>)>> {
    let sql = "select id, sealed from export_chunks where export_id = $1 and number = $2";
    Ok(on_db!(conn => sqlx::query_as(sql).bind(export).bind(number).fetch_optional(conn).await)?)
}
