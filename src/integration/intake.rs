//! A feed on its way in: bytes are cut into events, each is read, and every few hundred are taken in by one
//! transaction. The same for a file and for a request.

use super::lines::{Format, Lines, LinesError, Record};
use super::parse::{self, Refusal};
use super::store::{self, RejectedLine};
use crate::audit::{self, Act, Entry, Fact};
use crate::cases::{self, Incoming};
use crate::error::AppResult;
use crate::server::Ctx;
use crate::types::Millis;
use serde::Serialize;
use uuid::Uuid;

/// Events a transaction: enough to share the cost of a commit, few enough that other writers wait for milliseconds.
const BATCH: usize = 500;
/// Rejections that a summary lists; all are counted and kept.
const MAX_LISTED: usize = 1_000;

/// What became of a feed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Good events kept now, held ones included.
    pub accepted: u64,
    /// Good events that this source had sent before.
    pub duplicate: u64,
    /// Of the accepted, those that wait for their case to be opened.
    pub held: u64,
    /// The first of the bad ones; `rejected_total` counts all.
    pub rejected: Vec<Rejection>,
    pub rejected_total: u64,
}

/// One bad event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Rejection {
    /// Line of the file, or place in the array, from 1.
    pub line: u64,
    pub field: String,
    pub reason: String,
}

/// A running intake.
pub struct Intake {
    ctx: Ctx,
    source: String,
    /// The key that sends; without one the operator does.
    key: Option<Uuid>,
    began: Millis,
    lines: Lines,
    records: Vec<Record>,
    good: Vec<Incoming>,
    bad: Vec<RejectedLine>,
    summary: Summary,
}

impl Intake {
    #[must_use]
    pub fn new(ctx: &Ctx, source: &str, format: Format) -> Self {
        Self {
            ctx: ctx.clone(),
            source: source.to_owned(),
            key: None,
            began: ctx.now(),
            lines: Lines::new(format),
            records: vec![],
            good: vec![],
            bad: vec![],
            summary: Summary::default(),
        }
    }

    /// The API key that sends.
    #[must_use]
    pub fn by(mut self, key: Uuid) -> Self {
        self.key = Some(key);
        self
    }

    /// Takes the next bytes. Full batches are committed before this returns.
    ///
    /// # Errors
    /// When the database refuses: the batch in hand is not kept, those before it are.
    pub async fn push(&mut self, bytes: &[u8]) -> AppResult<Result<(), LinesError>> {
        // Small steps, so that a large chunk is not a large batch.
        for part in bytes.chunks(16 * 1024) {
            let cut = self.lines.push(part, &mut self.records);
            self.read();
            if self.good.len() + self.bad.len() >= BATCH {
                self.commit().await?;
            }
            if let Err(error) = cut {
                self.commit().await?;
                return Ok(Err(error));
            }
        }
        Ok(Ok(()))
    }

    /// Takes the end of the feed and says what became of it.
    ///
    /// # Errors
    /// As [`Self::push`].
    pub async fn finish(&mut self) -> AppResult<(Summary, Result<(), LinesError>)> {
        let cut = self.lines.finish(&mut self.records);
        self.read();
        self.commit().await?;
        Ok((self.summary.clone(), cut))
    }

    #[must_use]
    pub fn summary(&self) -> &Summary {
        &self.summary
    }

    fn read(&mut self) {
        for record in self.records.drain(..) {
            let parsed = if record.too_long {
                Err(Refusal { field: "line".to_owned(), reason: "This is longer than 65536 bytes.".to_owned() })
            } else {
                parse::parse(&record.bytes)
            };
            match parsed {
                Ok(incoming) => self.good.push(incoming),
                Err(Refusal { field, reason }) => {
                    let rejection = Rejection { line: record.number, field, reason };
                    self.bad.push(RejectedLine::new(rejection, &record.bytes));
                }
            }
        }
    }

    async fn commit(&mut self) -> AppResult<()> {
        if self.good.is_empty() && self.bad.is_empty() {
            return Ok(());
        }
        let (ctx, good, bad) = (&self.ctx, std::mem::take(&mut self.good), std::mem::take(&mut self.bad));
        let mut tx = ctx.db.begin().await?;
        if !bad.is_empty() {
            store::insert_rejections(tx.conn(), ctx, &self.source, &bad).await?;
        }
        let absorbed = cases::absorb(tx.conn(), ctx, &self.source, &good, self.began).await?;
        let entry = Entry::agency(Act::EventsImported, self.key)
            .number(Fact::Accepted, count(absorbed.accepted))
            .number(Fact::Duplicate, count(absorbed.duplicate))
            .number(Fact::Held, count(absorbed.held))
            .number(Fact::Rejected, count(bad.len()));
        audit::commit(tx, ctx, [entry]).await?;
        ctx.hub.wake();
        let summary = &mut self.summary;
        summary.accepted += count(absorbed.accepted);
        summary.duplicate += count(absorbed.duplicate);
        summary.held = (summary.held + count(absorbed.held)).saturating_sub(count(absorbed.released));
        summary.rejected_total += count(bad.len());
        let room = MAX_LISTED - summary.rejected.len().min(MAX_LISTED);
        summary.rejected.extend(bad.into_iter().take(room).map(|line| line.rejection));
        Ok(())
    }
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}
