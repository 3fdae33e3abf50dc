//! Asking for the copy, seeing how far it is, fetching it, removing it.

use super::chunks::Piece;
use super::model::{DataView, ExportState};
use super::rules::{ASKED, LATE, parts};
use super::store::{self, ExportRow};
use crate::access::Actor;
use crate::audit::{self, Act, Entry};
use crate::db::{Conn, DbError};
use crate::error::{AppError, AppResult};
use crate::i18n::Locale;
use crate::jobs::{self, JobKind};
use crate::live;
use crate::server::Ctx;
use crate::types::{CivilDate, PersonId, Zone};
use uuid::Uuid;

/// How far the person's copy is.
pub async fn state(ctx: &Ctx, actor: &Actor) -> AppResult<DataView> {
    let row = store::find(ctx.db.read().await?.conn(), actor.person).await?;
    let export = row.filter(|row| !row.is_over(ctx.now())).map_or(ExportState::None, |row| shown(ctx, actor, &row));
    Ok(DataView { fresh: actor.fresh(ctx.now()).is_ok(), export })
}

fn shown(ctx: &Ctx, actor: &Actor, row: &ExportRow) -> ExportState {
    let zone = Zone::find_or_utc(&actor.time_zone);
    let asked = zone.wall(row.asked_at);
    match (row.ready_at, row.expires_at) {
        (Some(_), Some(until)) => ExportState::Ready { asked, until: zone.wall(until), bytes: row.bytes },
        (Some(_) | None, _) => {
            let late = ctx.now() - row.asked_at >= LATE;
            ExportState::Building { asked, done: row.parts_done, parts: parts(), late }
        }
    }
}

/// Has a copy built, in place of a finished one.
///
/// # Errors
/// When one is being built, or when too many were asked for.
pub async fn ask(ctx: &Ctx, actor: &Actor, locale: Locale) -> AppResult<()> {
    let now = ctx.now();
    actor.fresh(now)?;
    let mut tx = ctx.db.begin().await?;
    let bucket = ASKED.bucket(&ctx.keys, &actor.person.to_string());
    bucket.spend(tx.conn(), now, "exports.errors.too_many").await?;
    if let Some(finished) = store::drop_finished(tx.conn(), actor.person).await? {
        jobs::cancel(tx.conn(), JobKind::DropExport, finished).await?;
    }
    let export = ctx.id();
    if !store::insert(tx.conn(), export, actor.person, locale.code(), now).await? {
        return Err(AppError::conflict("exports.errors.one_at_a_time"));
    }
    jobs::schedule(tx.conn(), ctx, JobKind::BuildExport, export, now).await?;
    live::announce_account(tx.conn(), ctx.now(), actor.person, export).await?;
    audit::commit(tx, ctx, [Entry::of(Act::ExportAsked, actor)]).await?;
    ctx.hub.wake();
    Ok(())
}

/// Removes the copy, finished or not. That there is none is no error: it is what was asked for.
pub async fn delete(ctx: &Ctx, actor: &Actor) -> AppResult<()> {
    let mut tx = ctx.db.begin().await?;
    let Some(export) = forget(tx.conn(), actor.person).await? else { return Ok(()) };
    live::announce_account(tx.conn(), ctx.now(), actor.person, export).await?;
    audit::commit(tx, ctx, [Entry::of(Act::ExportDeleted, actor)]).await?;
    ctx.hub.wake();
    Ok(())
}

/// Removes the copy of an account that is joined to another, in the caller's transaction.
pub async fn drop_of_merged(conn: Conn<'_>, person: PersonId) -> AppResult<()> {
    forget(conn, person).await?;
    Ok(())
}

async fn forget(mut conn: Conn<'_>, person: PersonId) -> AppResult<Option<Uuid>> {
    let Some(export) = store::drop_of(conn.again(), person).await? else { return Ok(None) };
    jobs::cancel(conn.again(), JobKind::BuildExport, export).await?;
    jobs::cancel(conn, JobKind::DropExport, export).await?;
    Ok(Some(export))
}

/// Removes a copy whose time is over: the body of a job.
///
/// # Errors
/// When the database refuses.
pub async fn drop_when_over(ctx: &Ctx, export: Uuid) -> AppResult<()> {
    let mut tx = ctx.db.begin().await?;
    if let Some(person) = store::drop_over(tx.conn(), export, ctx.now()).await? {
        live::announce_account(tx.conn(), ctx.now(), person, export).await?;
    }
    tx.commit().await?;
    ctx.hub.wake();
    Ok(())
}

/// A copy that is being fetched.
#[derive(Clone)]
pub(super) struct Download {
    export: Uuid,
    /// The day on which it was asked for, for its owner.
    pub(super) day: CivilDate,
    pub(super) bytes: i64,
    pub(super) pieces: i64,
}

/// Begins to fetch the copy, which is put on record.
///
/// # Errors
/// [`AppError::StepUp`] without a fresh proof; [`AppError::NotFound`] if none is ready.
pub(super) async fn download(ctx: &Ctx, actor: &Actor) -> AppResult<Download> {
    actor.fresh(ctx.now())?;
    let row = store::find(ctx.db.read().await?.conn(), actor.person).await?;
    let row = row.filter(|row| row.ready_at.is_some() && !row.is_over(ctx.now())).ok_or(AppError::NotFound)?;
    audit::commit(ctx.db.begin().await?, ctx, [Entry::of(Act::ExportDownloaded, actor)]).await?;
    let day = Zone::find_or_utc(&actor.time_zone).day(row.asked_at);
    Ok(Download { export: row.id, day, bytes: row.bytes, pieces: row.chunks })
}

/// One piece of it, opened.
pub(super) async fn piece(ctx: &Ctx, download: &Download, number: i64) -> AppResult<Vec<u8>> {
    let export = download.export;
    let found = store::chunk(ctx.db.read().await?.conn(), export, number).await?;
    let (id, sealed) = found.ok_or(DbError::Corrupt("export_chunks"))?;
    Piece { export, number, last: number + 1 == download.pieces }.open(ctx, id, &sealed)
}
