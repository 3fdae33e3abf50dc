//! The whole history of a case, in parts.

use super::receipt;
use crate::cases::api::ReadHistory;
use crate::cases::components::{HistoryList, Seen};
use crate::cases::model::HistoryPage;
use crate::i18n::use_i18n;
use crate::lazy_page;
use crate::live::{LiveState, Topic, use_live};
use crate::ui::{Load, PageTitle, read_page};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

lazy_page!(CaseHistoryPage, history_chunk, preload_history, case, history);

fn history() -> AnyView {
    let (receipt, query) = (receipt(), use_query_map());
    let older = Signal::derive(move || query.with(|query| query.get("older").unwrap_or_default()));
    let part = move || vec![("receipt", receipt.get()), ("older", older.get())];
    let data = read_page::<ReadHistory>(use_live().version(Topic::Cases), part);
    let seen = Seen::nothing();
    view! {
        <PageTitle key="cases.history"/>
        <Load data=data view=move |page: HistoryPage| {
            let shown = shown(&receipt.get_untracked(), page, seen);
            seen.looked();
            shown
        }/>
    }
    .into_any()
}

fn shown(receipt: &str, page: HistoryPage, seen: Seen) -> AnyView {
    let i = use_i18n();
    let case = i.path(&format!("/cases/{receipt}"));
    let older = page.older.map(|place| {
        let to = i.path(&format!("/cases/{receipt}/history?older={place}"));
        view! { <p><a class="button button-secondary" href=to>{i.t("cases.older")}</a></p> }
    });
    view! {
        <div class="page-head">
            <p><a href=case>{i.t("cases.back_to_case")}" "<span class="code" translate="no">{receipt.to_uppercase()}</span></a></p>
            <h1>{i.t("cases.history")}</h1>
            <p class="lead">{i.plural("cases.events", page.total, &[])}</p>
            <LiveState/>
        </div>
        <section aria-labelledby="events">
            <h2 id="events" class="visually-hidden">{i.t("cases.events_title")}</h2>
            <HistoryList events=page.events seen=seen/>
        </section>
        {older}
    }
    .into_any()
}
