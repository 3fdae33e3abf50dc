//! Pages about cases.

use crate::lazy_page;
use leptos::prelude::*;

lazy_page!(DashboardPage, dashboard_chunk, preload_dashboard, cases, empty);
lazy_page!(CasesPage, cases_chunk, preload_cases, cases, empty);
lazy_page!(LinkCasePage, link_chunk, preload_link, cases, empty);
lazy_page!(CasePage, case_chunk, preload_case, cases, empty);
lazy_page!(CaseHistoryPage, history_chunk, preload_history, cases, empty);
lazy_page!(StatusesPage, statuses_chunk, preload_statuses, cases, empty);

fn empty() -> AnyView {
    ().into_any()
}
