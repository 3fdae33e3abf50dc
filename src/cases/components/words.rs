//! Words of the agency, as text of their own language and direction.

use super::say::kind_text;
use crate::cases::model::{AgencyWords, Kind, Outcome};
use crate::i18n::use_i18n;
use leptos::prelude::*;

/// Isolated from the text around it: a right-to-left name or a hostile override changes nothing beside it.
#[component]
pub fn Said(words: AgencyWords) -> impl IntoView {
    let lang = (words.lang != use_i18n().locale().code()).then_some(words.lang);
    view! { <bdi lang=lang>{words.text}</bdi> }
}

/// A status or event by its title; by our own sentence where the agency gave none.
#[component]
pub fn StatusTitle(title: Option<AgencyWords>, kind: Kind, outcome: Option<Outcome>) -> impl IntoView {
    match title {
        Some(words) => view! { <Said words=words/> }.into_any(),
        None => kind_text(&use_i18n(), kind, outcome).into_any(),
    }
}
