//! Pages behind the link of a mail: the token in their address, and what they show when it opens nothing any more.

use super::error_view::answer_absent;
use crate::i18n::use_i18n;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The token in the address.
pub fn token_of_link() -> Signal<String> {
    let params = use_params_map();
    Signal::derive(move || params.with(|params| params.get("token").unwrap_or_default()))
}

/// A link that was used, replaced, stopped or is too old. All but the address are keys of sentences.
#[component]
pub fn LinkOver(
    #[prop(default = "accounts.link_over.title")] title: &'static str,
    #[prop(default = "accounts.link_over.lead")] lead: &'static str,
    /// Where to go on, without language.
    to: &'static str,
    #[prop(default = "accounts.link_over.again")] label: &'static str,
) -> impl IntoView {
    answer_absent();
    let i = use_i18n();
    view! {
        <div class="page-head">
            <h1>{i.t(title)}</h1>
            <p class="lead">{i.t(lead)}</p>
        </div>
        <p><a class="button" href=i.path(to)>{i.t(label)}</a></p>
    }
}
