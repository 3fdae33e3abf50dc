//! Building a copy: the body of a job. It begins from nothing each time it runs, and writes only as long as it is the attempt
//! that may: one that was thought dead, or whose copy was removed meanwhile, stops.

use super::archive::Archive;
use super::chunks::{PIECE, Piece};
use super::parts::{self, Subject};
use super::rules::{KEPT, Part, parts};
use super::store;
use crate::accounts::service::tell_every_channel;
use crate::audit::{self, Act, Entry};
use crate::db::DbError;
use crate::error::{AppError, AppResult};
use crate::i18n::{I18n, Locale};
use crate::jobs::{self, JobKind};
use crate::live;
use crate::notifications::MailKind;
use crate::server::{Ctx, internal};
use crate::types::PersonId;
use serde_json::json;
use uuid::Uuid;

/// Why building ends early.
pub(super) enum Halt {
    /// Another attempt builds the copy, or nobody wants it any more.
    Superseded,
    Failed(AppError),
}

impl From<AppError> for Halt {
    fn from(error: AppError) -> Self {
        Self::Failed(error)
    }
}

impl From<DbError> for Halt {
    fn from(error: DbError) -> Self {
        Self::Failed(error.into())
    }
}

impl From<std::io::Error> for Halt {
    fn from(error: std::io::Error) -> Self {
        Self::Failed(internal(&error))
    }
}

impl From<serde_json::Error> for Halt {
    fn from(error: serde_json::Error) -> Self {
        Self::Failed(internal(&error))
    }
}

/// Builds the copy `export`, unless it is finished or gone.
///
/// # Errors
/// When something cannot be read or written; nothing is offered then.
pub async fn build(ctx: &Ctx, export: Uuid) -> AppResult<()> {
    let attempt = ctx.id();
    let mut tx = ctx.db.begin().await?;
    let Some((person, locale)) = store::begin(tx.conn(), export, attempt).await? else { return Ok(()) };
    store::drop_chunks(tx.conn(), export).await?;
    tx.commit().await?;
    match Box::pin(write(ctx, export, attempt, person, Locale::parse(&locale).unwrap_or_default())).await {
        Ok(()) | Err(Halt::Superseded) => Ok(()),
        Err(Halt::Failed(error)) => Err(error),
    }
}

async fn write(ctx: &Ctx, export: Uuid, attempt: Uuid, person: PersonId, locale: Locale) -> Result<(), Halt> {
    let subject = Subject::read(ctx, person, I18n::of(locale)).await?;
    let mut sink = Sink { ctx, export, attempt, archive: Archive::new(ctx.now()), number: 0, bytes: 0 };
    for (done, part) in (1..).zip(Part::ALL) {
        Box::pin(parts::write(*part, &subject, &mut sink)).await?;
        told(ctx, export, attempt, person, done).await?;
    }
    sink.file("README.txt").await?;
    sink.text(&parts::readme(&subject)).await?;
    let manifest = json!({
        "made_at": crate::types::utc_text(ctx.now()),
        "files": sink.archive.list(),
    });
    sink.file("manifest.json").await?;
    sink.json(&manifest).await?;
    finish(sink, person).await
}

/// Tells the open pages that one more part is done.
async fn told(ctx: &Ctx, export: Uuid, attempt: Uuid, person: PersonId, done: i64) -> Result<(), Halt> {
    let mut tx = ctx.db.begin().await?;
    if !store::set_progress(tx.conn(), export, attempt, done.min(parts())).await? {
        return Err(Halt::Superseded);
    }
    live::announce_account(tx.conn(), ctx.now(), person, export).await?;
    tx.commit().await?;
    ctx.hub.wake();
    Ok(())
}

/// Writes the last piece and offers the copy, in one transaction.
async fn finish(sink: Sink<'_>, person: PersonId) -> Result<(), Halt> {
    let Sink { ctx, export, attempt, archive, mut number, mut bytes } = sink;
    let mut rest = archive.finish()?;
    let (now, until) = (ctx.now(), ctx.now() + KEPT);
    let mut tx = ctx.db.begin().await?;
    loop {
        let more = if rest.len() > PIECE { rest.split_off(PIECE) } else { Vec::new() };
        let piece = Piece { export, number, last: more.is_empty() };
        let id = ctx.id();
        if !store::insert_chunk(&mut tx, id, piece, attempt, &piece.seal(ctx, id, &rest)).await? {
            return Err(Halt::Superseded);
        }
        number += 1;
        bytes += i64::try_from(rest.len()).unwrap_or(0);
        if piece.last {
            break;
        }
        rest = more;
    }
    let whole = store::Whole { chunks: number, bytes, ready_at: now, expires_at: until };
    if !store::offer(tx.conn(), export, attempt, &whole).await? {
        return Err(Halt::Superseded);
    }
    tell_every_channel(tx.conn(), ctx, person, &MailKind::ExportReady).await?;
    jobs::schedule(tx.conn(), ctx, JobKind::DropExport, export, until).await?;
    live::announce_account(tx.conn(), now, person, export).await?;
    audit::commit(tx, ctx, [Entry::system(Act::ExportMade, Some(person))]).await?;
    ctx.hub.wake();
    Ok(())
}

/// Takes what the parts tell and keeps it in the database as soon as a piece is full.
pub(super) struct Sink<'a> {
    ctx: &'a Ctx,
    export: Uuid,
    attempt: Uuid,
    archive: Archive,
    number: i64,
    bytes: i64,
}

impl Sink<'_> {
    /// Begins a file.
    pub(super) async fn file(&mut self, name: &str) -> Result<(), Halt> {
        self.archive.begin(name)?;
        self.keep().await
    }

    pub(super) async fn text(&mut self, text: &str) -> Result<(), Halt> {
        self.archive.write(text.as_bytes())?;
        self.keep().await
    }

    /// A whole file's value, for people to read.
    pub(super) async fn json(&mut self, value: &serde_json::Value) -> Result<(), Halt> {
        self.text(&(serde_json::to_string_pretty(value)? + "\n")).await
    }

    async fn keep(&mut self) -> Result<(), Halt> {
        while let Some(bytes) = self.archive.take_full(PIECE) {
            if self.ctx.stopping.is_cancelled() {
                // Another node begins it anew.
                return Err(AppError::Unavailable { seconds: 15 }.into());
            }
            let piece = Piece { export: self.export, number: self.number, last: false };
            let id = self.ctx.id();
            let sealed = piece.seal(self.ctx, id, &bytes);
            let mut tx = self.ctx.db.begin().await?;
            if !store::insert_chunk(&mut tx, id, piece, self.attempt, &sealed).await? {
                return Err(Halt::Superseded);
            }
            tx.commit().await?;
            self.number += 1;
            self.bytes += i64::try_from(bytes.len()).unwrap_or(0);
        }
        Ok(())
    }
}
