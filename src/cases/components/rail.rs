//! The stage rail: equal stops, no percentage, no promise.

use super::say::stage_name;
use crate::cases::model::{RailStage, StageState};
use crate::i18n::{I18n, use_i18n};
use leptos::prelude::*;

#[component]
pub fn Rail(
    stages: Vec<RailStage>,
    /// Smaller, for a card among others: the notes are only read out, the marks show them.
    #[prop(optional)]
    compact: bool,
) -> impl IntoView {
    let i = use_i18n();
    let class = if compact { "stages stages-compact" } else { "stages" };
    let stops = stages.into_iter().map(|stop| {
        view! {
            <li class="stage" data-state=stop.state.as_str() aria-current=stop.current.then_some("step")>
                <span class="stage-name">{stage_name(&i, stop.stage)}</span>" "
                <span class="stage-note">{note(&i, &stop)}</span>
            </li>
        }
    });
    let stops = stops.collect_view();
    view! { <div class="stages-frame"><ol class=class aria-label=i.t("cases.rail")>{stops}</ol></div> }
}

fn note(i: &I18n, stop: &RailStage) -> String {
    match (stop.state, stop.on) {
        (StageState::Evidenced, Some(day)) => i.with("cases.on_record", &[("date", &i.date_short(day))]),
        (StageState::Evidenced, None) => i.t("cases.on_record_undated"),
        (StageState::Unreported, _) => i.t("cases.not_reported"),
        (StageState::Ahead, _) => i.t("cases.ahead"),
    }
}
