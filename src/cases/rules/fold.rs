//! How events become a state. Events are taken in the order in which they happened; those of one instant in the order
//! in which they arrived, because a feed that knows only days sends a day's events in order.

use super::state::{CaseState, Fee, Meeting, Paper, Request, Status};
use crate::cases::event::{Appointment, Event};
use crate::cases::glossary::{self, Entry};
use crate::cases::model::{Kind, Outcome, Stage, Step};
use crate::types::{Millis, Zone};

/// Lists in a state are short, whatever a feed sends: the dashboard reads them on every visit.
const MAX_LISTED: usize = 20;

/// The state after all of a case's events, given in order of arrival.
#[must_use]
pub fn project(events: &[Event], zone: &Zone) -> CaseState {
    let mut sorted: Vec<&Event> = events.iter().collect();
    sorted.sort_by_key(|event| event.occurred_at.at);
    let mut state = CaseState::default();
    for event in sorted {
        apply(&mut state, event, zone);
    }
    state
}

/// Takes in one event that happened no earlier than every one before.
pub fn apply(state: &mut CaseState, event: &Event, zone: &Zone) {
    let at = event.occurred_at.at;
    if let Some(last) = state.last_at {
        let quiet = zone.day(at).days_since_epoch() - zone.day(last).days_since_epoch();
        state.longest_quiet = state.longest_quiet.max(quiet);
    }
    state.last_at = Some(at);
    state.confidential = event.confidential.unwrap_or(state.confidential);
    update(&mut state.form, event.form.as_ref());
    update(&mut state.office, event.office.as_ref());
    if event.kind == Kind::CaseOpened && state.opened_at.is_none() {
        state.opened_at = Some(at);
    }
    if carries_status(event) {
        state.status = Some(status(event));
    }
    advance(state, event);
    papers(state, event);
}

fn update(old: &mut Option<String>, new: Option<&String>) {
    if let Some(new) = new {
        *old = Some(new.clone());
    }
}

/// A title is a status; so is a code that reports a change, and an act whose kind alone says what the agency did.
fn carries_status(event: &Event) -> bool {
    event.title.is_some()
        || match event.kind {
            Kind::CaseOpened
            | Kind::EvidenceRequested
            | Kind::EvidenceReceived
            | Kind::DecisionMade
            | Kind::CaseTransferred
            | Kind::CaseReopened
            | Kind::CaseClosed => true,
            Kind::StatusChanged => event.code.is_some() || event.text.is_some(),
            Kind::AppointmentScheduled
            | Kind::AppointmentChanged
            | Kind::NoticeIssued
            | Kind::FeeDue
            | Kind::ApplicantUpdated
            | Kind::Other => false,
        }
}

fn status(event: &Event) -> Status {
    Status {
        at: event.occurred_at.at,
        kind: event.kind,
        title: event.title.clone(),
        text: event.text.clone(),
        code: event.code.clone(),
        outcome: event.outcome,
        due_on: event.due_on,
        meets_at: event.appointment.as_ref().and_then(|a| a.starts_at.as_ref()).map(|starts| starts.at),
    }
}

/// Moves the case along. The kind of the event decides; where it says nothing of the course, the status does.
fn advance(state: &mut CaseState, event: &Event) {
    let at = event.occurred_at.at;
    let entry = glossary::effect(event.title.as_ref(), event.code.as_deref());
    match event.kind {
        Kind::CaseOpened => evidence(state, Stage::Received, at),
        Kind::EvidenceRequested => {
            review(state);
            evidence(state, Stage::Review, at);
            evidence(state, Stage::Evidence, at);
            state.requests.push(Request { at, title: event.title.clone(), due_on: event.due_on });
            trim(&mut state.requests);
        }
        Kind::EvidenceReceived => {
            review(state);
            evidence(state, Stage::Review, at);
            evidence(state, Stage::Evidence, at);
            state.requests.clear();
        }
        Kind::AppointmentScheduled | Kind::AppointmentChanged => meet(state, event),
        Kind::DecisionMade => {
            evidence(state, Stage::Decision, at);
            state.step = Step::Decision;
            let outcome = event.outcome.or(entry.and_then(|entry| entry.outcome));
            close(state, outcome);
        }
        Kind::CaseClosed => {
            let outcome = event.outcome.or(entry.and_then(|entry| entry.outcome)).or(state.outcome);
            close(state, outcome);
        }
        Kind::CaseReopened => reopen(state),
        Kind::FeeDue => {
            state.fees.push(Fee { at, title: event.title.clone(), amount: event.amount.clone(), due_on: event.due_on });
            trim(&mut state.fees);
        }
        Kind::StatusChanged | Kind::NoticeIssued | Kind::CaseTransferred | Kind::ApplicantUpdated | Kind::Other => {}
    }
    if let Some(entry) = entry {
        follow(state, event.kind, entry, at);
    }
}

/// What a known status says of the course, beside the event's kind.
fn follow(state: &mut CaseState, kind: Kind, entry: &Entry, at: Millis) {
    if let Some(stage) = entry.stage {
        evidence(state, stage, at);
        if stage == Stage::Evidence && !entry.action_required {
            state.requests.clear();
        }
    }
    let decided_by_kind = matches!(
        kind,
        Kind::DecisionMade | Kind::CaseClosed | Kind::CaseReopened | Kind::EvidenceRequested | Kind::EvidenceReceived
    );
    if decided_by_kind {
        return;
    }
    match entry.phase {
        Some(Step::Decision) => state.step = Step::Decision,
        Some(Step::Review) => {
            review(state);
            evidence(state, Stage::Review, at);
        }
        // Being received again at another office takes nothing back.
        Some(Step::Received) | None => {}
    }
    if entry.closes {
        let outcome = entry.outcome.or(state.outcome);
        close(state, outcome);
    }
}

/// Stages are dated by their first evidence; a decision after reopening is a new one.
fn evidence(state: &mut CaseState, of: Stage, at: Millis) {
    state.evidence.entry(of).or_insert(at);
}

/// The agency works on the case: if it was decided or closed before, it no longer is.
fn review(state: &mut CaseState) {
    if state.closed || state.step == Step::Decision {
        reopen(state);
    }
    state.step = Step::Review;
}

fn reopen(state: &mut CaseState) {
    state.step = Step::Review;
    state.closed = false;
    state.outcome = None;
    state.evidence.remove(&Stage::Decision);
    state.evidence.remove(&Stage::Card);
}

/// After a decision nothing asked for before it is waited for.
fn close(state: &mut CaseState, outcome: Option<Outcome>) {
    state.closed = true;
    state.outcome = outcome;
    state.requests.clear();
    state.fees.clear();
    if outcome != Some(Outcome::Approved) {
        state.appointments.clear();
    }
}

fn meet(state: &mut CaseState, event: &Event) {
    let Some(appointment) = &event.appointment else { return };
    let meeting = match appointment.kind.to_ascii_lowercase().as_str() {
        "biometrics" | "fingerprints" => Stage::Biometrics,
        "interview" => Stage::Interview,
        _ => Stage::Appointment,
    };
    evidence(state, meeting, event.occurred_at.at);
    if state.step == Step::Received {
        state.step = Step::Review;
        evidence(state, Stage::Review, event.occurred_at.at);
    }
    state.appointments.retain(|known| !same(known, appointment));
    if let Some(starts_at) = appointment.starts_at.clone() {
        let Appointment { kind, place, reference, .. } = appointment.clone();
        state.appointments.push(Meeting { kind, starts_at, place, reference });
        trim(&mut state.appointments);
    }
}

/// One appointment is told again by its reference; without one, by its kind.
fn same(known: &Meeting, told: &Appointment) -> bool {
    match (&known.reference, &told.reference) {
        (Some(known), Some(told)) => known == told,
        (None, _) | (_, None) => known.kind.eq_ignore_ascii_case(&told.kind),
    }
}

fn papers(state: &mut CaseState, event: &Event) {
    if let Some(notice) = &event.notice {
        let (kind, number) = (notice.kind.clone(), notice.number.clone());
        state.notices.push(Paper { at: event.occurred_at.at, kind, number, pages: notice.pages });
        trim(&mut state.notices);
    }
}

fn trim<T>(list: &mut Vec<T>) {
    if list.len() > MAX_LISTED {
        list.remove(0);
    }
}
