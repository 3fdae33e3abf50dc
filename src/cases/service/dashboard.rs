//! The dashboard: three queries, whatever the number of cases.

use super::reader::{Reader, sort_by_deadline};
use crate::access::Actor;
use crate::audit::{self, Act};
use crate::cases::model::{CaseCard, Change, DashboardView};
use crate::cases::rules::CaseState;
use crate::cases::store::{self, CaseRow, ChangeRow};
use crate::error::AppResult;
use crate::i18n::Locale;
use crate::server::Ctx;
use crate::types::{CaseId, Millis};
use std::collections::HashMap;

/// Cases that a page lists; more than anyone but a firm has, and firms get their own board.
const MAX_CASES: i64 = 200;
/// Changes that the dashboard lists; the rest is counted.
const MAX_CHANGES: i64 = 10;
/// Letters that the dashboard lists.
const MAX_NOTICES: usize = 5;

/// Everything the dashboard shows.
pub async fn dashboard(ctx: &Ctx, actor: &Actor, locale: Locale) -> AppResult<DashboardView> {
    let reader = Reader::new(ctx, locale, &actor.time_zone);
    let since = actor.previous_visit.unwrap_or(0);
    let mut read = ctx.db.read().await?;
    let rows = store::list_for(read.conn(), actor.person, MAX_CASES).await?;
    let name = store::name_of(read.conn(), actor.person).await?.unwrap_or_default();
    let any_new = rows.iter().any(|row| row.last_received_at > since.max(row.linked_at));
    let changes =
        if any_new { store::changes_since(read.conn(), actor.person, since, MAX_CHANGES).await? } else { vec![] };
    drop(read);
    audit::read(ctx, actor, Act::DashboardRead, &ids(&rows)).await?;
    Ok(DashboardView { name, ..view(&reader, actor, &rows, &changes)? })
}

fn ids(rows: &[CaseRow]) -> Vec<CaseId> {
    rows.iter().map(|row| row.id).collect()
}

fn view(reader: &Reader, actor: &Actor, rows: &[CaseRow], changes: &[ChangeRow]) -> AppResult<DashboardView> {
    let mut view = DashboardView {
        name: String::new(),
        checked: reader.yours(reader.now),
        since: actor.previous_visit.map(|since| reader.yours(since)),
        todo: vec![],
        changes: vec![],
        more_changes: 0,
        cases: Vec::with_capacity(rows.len()),
        appointments: vec![],
        fees: vec![],
        notices: vec![],
    };
    let mut states = HashMap::with_capacity(rows.len());
    for row in rows {
        let state = row.state()?;
        let receipt = &row.receipt_number;
        view.cases.push(reader.card(row, &state));
        view.todo.extend(reader.todo(receipt, &state));
        view.appointments.extend(reader.appointments(receipt, &state));
        view.fees.extend(reader.fees(receipt, &state));
        view.notices.extend(reader.notices(receipt, &state));
        states.insert(row.id, state);
    }
    view.cases.sort_by_key(|card| card.closed);
    sort_by_deadline(&mut view.todo);
    view.appointments.sort_by_key(|appointment| appointment.starts.at);
    view.fees.sort_by_key(|fee| (fee.due_on.is_none(), fee.due_on));
    view.notices.sort_by_key(|notice| std::cmp::Reverse(notice.issued.at));
    view.notices.truncate(MAX_NOTICES);
    view.changes = listed(reader, changes, &states)?;
    let total = changes.first().map_or(0, |change| change.total);
    view.more_changes = total - i64::try_from(view.changes.len()).unwrap_or(total);
    Ok(view)
}

fn listed(reader: &Reader, rows: &[ChangeRow], states: &HashMap<CaseId, CaseState>) -> AppResult<Vec<Change>> {
    let mut changes = Vec::with_capacity(rows.len());
    for row in rows {
        let event = row.event()?;
        let Some(state) = states.get(&row.case_id) else { continue };
        let at = reader.agency.wall(event.occurred_at.at);
        changes.push(Change {
            number: row.seq,
            receipt: row.receipt_number.clone(),
            form: reader.form(state),
            title: reader.title(event.title.as_ref()),
            kind: event.kind,
            outcome: event.outcome,
            days_ago: -reader.days_until(at.date),
            at,
        });
    }
    Ok(changes)
}

/// The person's cases, open ones first, the last changed first.
pub async fn cases(ctx: &Ctx, actor: &Actor, locale: Locale) -> AppResult<Vec<CaseCard>> {
    let reader = Reader::new(ctx, locale, &actor.time_zone);
    let rows = store::list_for(ctx.db.read().await?.conn(), actor.person, MAX_CASES).await?;
    audit::read(ctx, actor, Act::CasesRead, &ids(&rows)).await?;
    let mut cards = Vec::with_capacity(rows.len());
    for row in &rows {
        cards.push(reader.card(row, &row.state()?));
    }
    cards.sort_by_key(|card| card.closed);
    Ok(cards)
}

/// From when on events are new to the reader of a case.
pub(super) fn new_since(actor: &Actor, linked_at: Millis) -> Millis {
    actor.previous_visit.unwrap_or(0).max(linked_at)
}
