//! The stage rail. Not a gauge: no percentages, no predicted dates, and a stage without evidence is said to be without.

use super::CaseState;
use crate::cases::glossary;
use crate::cases::model::{RailStage, Stage, StageState, Step};
use crate::types::Zone;

/// The stops of one case, in order. Received, review and decision always; the others only with evidence, and biometrics
/// where the form normally includes them.
#[must_use]
pub fn rail(state: &CaseState, zone: &Zone) -> Vec<RailStage> {
    let form = state.form.as_deref().and_then(glossary::form);
    let expects_biometrics = form.is_some_and(|form| form.normally_biometrics);
    let current = state.step.stage();
    let shown = |stage: &&Stage| match stage {
        Stage::Received | Stage::Review | Stage::Decision => true,
        Stage::Biometrics => expects_biometrics || state.evidence.contains_key(stage),
        Stage::Appointment | Stage::Evidence | Stage::Interview | Stage::Card => state.evidence.contains_key(stage),
    };
    let stops = Stage::ALL.iter().filter(shown).map(|stage| RailStage {
        stage: *stage,
        state: known_of(state, *stage),
        on: state.evidence.get(stage).map(|at| zone.day(*at)),
        current: *stage == current,
    });
    stops.collect()
}

fn known_of(state: &CaseState, stop: Stage) -> StageState {
    if state.evidence.contains_key(&stop) {
        return StageState::Evidenced;
    }
    let passed = state.closed
        || match stop {
            Stage::Received => true,
            Stage::Review => state.step != Step::Received,
            Stage::Biometrics | Stage::Appointment | Stage::Evidence | Stage::Interview | Stage::Decision => {
                state.step == Step::Decision
            }
            Stage::Card => false,
        };
    if passed { StageState::Unreported } else { StageState::Ahead }
}

/// What cases of this form usually go through after what is on record, and whether it is often left out. Empty once the
/// case is closed, and for forms whose path we do not know.
#[must_use]
pub fn usually_next(state: &CaseState) -> Vec<(Stage, bool)> {
    let Some(form) = state.form.as_deref().and_then(glossary::form).filter(|_| !state.closed) else { return vec![] };
    let reached = form.usual.iter().rposition(|stage| state.evidence.contains_key(stage));
    let after = reached.map_or(0, |place| place + 1);
    let rest = form.usual.iter().skip(after).filter(|stage| **stage != Stage::Received);
    rest.map(|stage| (*stage, form.not_always.contains(stage))).collect()
}
