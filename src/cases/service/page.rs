//! One case and its history.

use super::dashboard::new_since;
use super::reader::{Reader, explained};
use crate::access::{Actor, CaseAccess};
use crate::audit::{self, Act};
use crate::cases::event::Event;
use crate::cases::glossary;
use crate::cases::model::{CasePage, HistoryEvent, HistoryPage, LinkedPerson, Meaning};
use crate::cases::rules::{self, CaseState};
use crate::cases::store::{self, CaseRow, EventRow, LinkedRow};
use crate::db::Read;
use crate::error::{AppError, AppResult};
use crate::i18n::Locale;
use crate::server::Ctx;
use crate::types::{Millis, ReceiptNumber};

/// Events that one page of history holds.
const PAGE: usize = 200;
/// People that the page names.
const MAX_PEOPLE: i64 = 50;
/// Newer than every event.
const NEWEST: (Millis, i64) = (Millis::MAX, i64::MAX);

/// The case page.
pub async fn case(ctx: &Ctx, actor: &Actor, receipt: &ReceiptNumber, locale: Locale) -> AppResult<CasePage> {
    let reader = Reader::new(ctx, locale, &actor.time_zone);
    let mut read = ctx.db.read().await?;
    let (access, row) = opened(&mut read, actor, receipt).await?;
    let events = store::history(read.conn(), access, NEWEST, limit()).await?;
    let people = store::linked_names(read.conn(), access, MAX_PEOPLE).await?;
    drop(read);
    audit::read(ctx, actor, Act::CaseRead, &[row.id]).await?;
    let state = row.state()?;
    Ok(CasePage {
        id: row.id,
        version: row.version,
        form: reader.form(&state),
        official_name: glossary::official_name(state.form.as_deref().unwrap_or_default(), locale),
        status: reader.status(&state),
        meaning: meaning(&state, locale),
        agency_text: state
            .status
            .as_ref()
            .and_then(|status| status.text.as_ref())
            .and_then(|text| text.pick(locale.code())),
        step: state.step,
        closed: state.closed,
        outcome: state.outcome,
        todo: reader.todo(receipt, &state),
        rail: rules::rail(&state, &reader.agency),
        usually_next: rules::usually_next(&state),
        days: rules::days(&state, &reader.agency, reader.today),
        opened: state.opened_at.map(|at| reader.times(at)),
        office: state.office.clone(),
        history: listed(&reader, &row, &events, new_since(actor, row.linked_at))?,
        appointments: reader.appointments(receipt, &state),
        fees: reader.fees(receipt, &state),
        notices: reader.notices(receipt, &state),
        people: people.iter().map(|person| named(&reader, actor, person)).collect(),
        receipt: row.receipt_number,
    })
}

/// A part of the history: the newest, or what is older than the place that an earlier part ended with.
pub async fn history(
    ctx: &Ctx,
    actor: &Actor,
    receipt: &ReceiptNumber,
    older: &str,
    locale: Locale,
) -> AppResult<HistoryPage> {
    let before = if older.is_empty() { NEWEST } else { place(older).ok_or(AppError::Malformed)? };
    let reader = Reader::new(ctx, locale, &actor.time_zone);
    let mut read = ctx.db.read().await?;
    let (access, row) = opened(&mut read, actor, receipt).await?;
    let events = store::history(read.conn(), access, before, limit()).await?;
    drop(read);
    audit::read(ctx, actor, Act::HistoryRead, &[row.id]).await?;
    listed(&reader, &row, &events, new_since(actor, row.linked_at))
}

/// The receipt number in a page's address. One that cannot be is as absent as one that is not there.
pub fn addressed(text: &str) -> AppResult<ReceiptNumber> {
    text.parse().map_err(|_| AppError::NotFound)
}

async fn opened(read: &mut Read, actor: &Actor, receipt: &ReceiptNumber) -> AppResult<(CaseAccess, CaseRow)> {
    let access = store::access(read.conn(), actor.person, receipt).await?.ok_or(AppError::NotFound)?;
    let row = store::get(read.conn(), access).await?.ok_or(AppError::NotFound)?;
    Ok((access, row))
}

/// One more than is shown, which tells whether there is more.
fn limit() -> i64 {
    i64::try_from(PAGE).unwrap_or(i64::MAX).saturating_add(1)
}

fn meaning(state: &CaseState, locale: Locale) -> Option<Meaning> {
    let entry = state.status.as_ref().and_then(explained)?;
    Some(Meaning {
        is: entry.meaning(locale),
        is_not: entry.is_not(locale),
        after_decision: if entry.closes { entry.todo(locale) } else { None },
    })
}

fn listed(reader: &Reader, case: &CaseRow, rows: &[EventRow], new_since: Millis) -> AppResult<HistoryPage> {
    let mut events = Vec::with_capacity(rows.len().min(PAGE));
    let mut last = None;
    for row in rows.iter().take(PAGE) {
        let event = row.event()?;
        last = Some((event.occurred_at.at, row.seq));
        events.push(told(reader, row, event, new_since));
    }
    let older = last.filter(|_| rows.len() > PAGE).map(|(at, seq)| format!("{at}.{seq}"));
    Ok(HistoryPage { events, total: case.version, older })
}

/// Reads back what [`listed`] wrote into `older`.
fn place(text: &str) -> Option<(Millis, i64)> {
    let (at, seq) = text.split_once('.')?;
    Some((at.parse().ok()?, seq.parse().ok()?))
}

fn told(reader: &Reader, row: &EventRow, event: Event, new_since: Millis) -> HistoryEvent {
    let title = event.title.as_ref();
    let entry = title.and_then(glossary::explain);
    let said = title.and_then(|title| title.pick(reader.locale.code()));
    let translated = entry.and_then(|entry| entry.translated(reader.locale)).map(str::to_owned);
    HistoryEvent {
        number: row.seq,
        kind: event.kind,
        outcome: event.outcome,
        translated: translated.filter(|_| said.as_ref().is_some_and(|said| said.lang != reader.locale.code())),
        title: said,
        text: event.text.as_ref().and_then(|text| text.pick(reader.locale.code())),
        explained: title.map(|_| entry.is_some()),
        code: event.code,
        due_on: event.due_on,
        source: row.source.clone(),
        at: reader.times(event.occurred_at.at),
        received: reader.times(row.received_at),
        new: row.received_at > new_since,
    }
}

fn named(reader: &Reader, actor: &Actor, person: &LinkedRow) -> LinkedPerson {
    LinkedPerson {
        name: format!("{} {}", person.given_name, person.family_name).trim().to_owned(),
        you: person.person_id == actor.person,
        since: reader.times(person.linked_at),
    }
}
