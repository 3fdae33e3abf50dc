//! Pure decisions about a case: what its events add up to, and what that looks like. No IO and no clock.

mod fold;
mod rail;
mod state;
#[cfg(test)]
mod tests;

pub use fold::{apply, project};
pub use rail::{rail, usually_next};
pub use state::{CaseState, Fee, Meeting, Paper, Request, Status};

use super::glossary;
use super::model::{Days, Kind, Outcome, Stage, Tone};
use crate::types::{CivilDate, Millis, Zone};

/// Days after its due date for which a fee is still shown as something to do.
const FEE_LINGERS: i64 = 14;

/// Day counters as of `today`, a day in the agency's zone.
#[must_use]
pub fn days(state: &CaseState, zone: &Zone, today: CivilDate) -> Days {
    let between = |from: Millis| (today.days_since_epoch() - zone.day(from).days_since_epoch()).max(0);
    let quiet = state.last_at.map_or(0, between);
    Days { day: state.opened_at.map(|opened| between(opened) + 1), quiet, longest: state.longest_quiet.max(quiet) }
}

/// Whether a fee is still something to do. No event reports a payment, so one that is long due counts as paid.
#[must_use]
pub fn awaits_payment(fee: &Fee, today: CivilDate) -> bool {
    fee.due_on.is_none_or(|due_on| today.days_since_epoch() - due_on.days_since_epoch() < FEE_LINGERS)
}

/// Colour of the current status.
#[must_use]
pub fn tone(state: &CaseState) -> Tone {
    if state.closed {
        return if state.outcome == Some(Outcome::Approved) { Tone::Good } else { Tone::Closed };
    }
    let asked =
        state.status.as_ref().and_then(|status| glossary::effect(status.title.as_ref(), status.code.as_deref()));
    if !state.requests.is_empty() || asked.is_some_and(|entry| entry.action_required) {
        Tone::Act
    } else {
        Tone::Neutral
    }
}

/// The current status and its entry, if it asks the person for something that nothing else on the page already asks: a
/// decision that closes the case waits for nobody, a request for evidence has its own entry, and an appointment that
/// has passed cannot be gone to.
#[must_use]
pub fn asks(state: &CaseState, now: Millis) -> Option<(&Status, &'static glossary::Entry)> {
    let status = state.status.as_ref().filter(|_| !state.closed)?;
    let entry = glossary::effect(status.title.as_ref(), status.code.as_deref())?;
    let said = entry.stage == Some(Stage::Evidence) && !state.requests.is_empty();
    let missed = status.meets_at.is_some_and(|meets| meets < now);
    (entry.action_required && !entry.closes && !said && !missed).then_some((status, entry))
}

/// Whether what arrived waits for the person: a request, a fee, an appointment, or a status that asks for something. Of
/// `released` events, which were held until now, only what they add up to is at hand.
#[must_use]
pub fn needs_person(state: &CaseState, arrived: impl IntoIterator<Item = Kind>, released: bool, now: Millis) -> bool {
    let calls = |kind: Kind| {
        matches!(kind, Kind::EvidenceRequested | Kind::FeeDue | Kind::AppointmentScheduled | Kind::AppointmentChanged)
    };
    let mut any = false;
    let mut asked = false;
    for kind in arrived {
        any |= calls(kind);
        asked |= state.status.as_ref().is_some_and(|status| status.kind == kind);
    }
    let waits = || asks(state, now).is_some();
    any || (asked && waits()) || (released && (!state.requests.is_empty() || waits()))
}
