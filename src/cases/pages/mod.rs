//! Pages about cases, each one blocking resource over one server function, read again when a hint says so.

mod case;
mod cases;
mod dashboard;
mod history;
mod link;
mod look_up;
mod statuses;

pub use case::CasePage;
pub use cases::CasesPage;
pub use dashboard::DashboardPage;
pub use history::CaseHistoryPage;
pub use link::LinkCasePage;
pub use look_up::LookUpPage;
pub use statuses::StatusesPage;

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The receipt number in the page's address.
fn receipt() -> Signal<String> {
    let params = use_params_map();
    Signal::derive(move || params.with(|params| params.get("receipt").unwrap_or_default()))
}
