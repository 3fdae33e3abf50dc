//! Pages of recovery, in a download of their own.

mod confirm;
mod go_on;
mod recover;
mod start;
mod stop;
mod support;

use crate::i18n::use_i18n;
use crate::lazy_page;
use crate::ui::ResponseStatus;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

lazy_page!(RecoverPage, recover_chunk, preload_recover, recovery, recover::page);
lazy_page!(RecoverStartPage, recover_start_chunk, preload_recover_start, recovery, start::page);
lazy_page!(RecoverGoOnPage, recover_go_on_chunk, preload_recover_go_on, recovery, go_on::page);
lazy_page!(RecoverStopPage, recover_stop_chunk, preload_recover_stop, recovery, stop::page);
lazy_page!(RecoverSupportPage, recover_support_chunk, preload_recover_support, recovery, support::page);
lazy_page!(RecoverConfirmPage, recover_confirm_chunk, preload_recover_confirm, recovery, confirm::page);

/// The token in the address of a link from a mail.
fn token_of_link() -> Signal<String> {
    let params = use_params_map();
    Signal::derive(move || params.with(|params| params.get("token").unwrap_or_default()))
}

/// A link that does nothing any more: used, replaced, stopped, or too old.
#[component]
fn LinkOver(
    /// Key of the sentence that says why.
    lead: &'static str,
) -> impl IntoView {
    if let Some(ResponseStatus(set)) = use_context::<ResponseStatus>() {
        set(404);
    }
    let i = use_i18n();
    view! {
        <div class="page-head">
            <h1>{i.t("accounts.link_over.title")}</h1>
            <p class="lead">{i.t(lead)}</p>
        </div>
        <p><a class="button" href=i.path("/recover")>{i.t("recovery.title")}</a></p>
    }
}
