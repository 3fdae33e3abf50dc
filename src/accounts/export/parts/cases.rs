//! Every case with everything that the agency reported, confidential ones too: they are their owner's.

use super::super::build::{Halt, Sink};
use super::{List, Subject};
use crate::cases::service::export::{TakenCase, receipts, take};
use crate::types::Millis;

/// Receipt numbers read at once.
const PAGE: i64 = 100;
/// Events read at once.
const EVENTS: i64 = 100;

/// Newer than every event.
const NEWEST: (Millis, i64) = (Millis::MAX, i64::MAX);

pub(super) async fn write(subject: &Subject<'_>, sink: &mut Sink<'_>) -> Result<(), Halt> {
    let mut cases = Cases::of(subject);
    while let Some(case) = cases.next().await? {
        one(subject, sink, &case).await?;
    }
    Ok(())
}

async fn one(subject: &Subject<'_>, sink: &mut Sink<'_>, case: &TakenCase) -> Result<(), Halt> {
    sink.file(&format!("cases/{}.json", case.receipt())).await?;
    let head = case.head(subject.ctx, subject.i.locale())?;
    sink.text(&format!("{{\n\"case\": {},\n\"events\": ", serde_json::to_string_pretty(&head)?)).await?;
    let mut list = List::begin(sink).await?;
    let mut before = NEWEST;
    loop {
        let (events, rest) = case.events(subject.ctx.db.read().await?.conn(), before, EVENTS).await?;
        for event in &events {
            list.row(sink, event).await?;
        }
        match rest {
            Some(older) => before = older,
            None => break,
        }
    }
    list.end(sink).await?;
    sink.text("\n}\n").await
}

/// Walks through the person's cases, one in memory at a time.
pub(super) struct Cases<'a> {
    subject: &'a Subject<'a>,
    waiting: std::vec::IntoIter<crate::types::ReceiptNumber>,
    after: String,
}

impl<'a> Cases<'a> {
    pub(super) fn of(subject: &'a Subject<'a>) -> Self {
        Self { subject, waiting: Vec::new().into_iter(), after: String::new() }
    }

    pub(super) async fn next(&mut self) -> Result<Option<TakenCase>, Halt> {
        let (ctx, person) = (self.subject.ctx, self.subject.person);
        loop {
            let Some(receipt) = self.waiting.next() else {
                let page = receipts(ctx.db.read().await?.conn(), person, &self.after, PAGE).await?;
                let Some(last) = page.last() else { return Ok(None) };
                self.after = last.to_string();
                self.waiting = page.into_iter();
                continue;
            };
            // One that was taken off the list meanwhile is passed over.
            if let Some(case) = take(ctx.db.read().await?.conn(), person, &receipt).await? {
                return Ok(Some(case));
            }
        }
    }
}
