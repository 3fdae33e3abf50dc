//! The list of requests to recover an account.

use super::DeskBar;
use crate::accounts::recovery::model::{RequestSummary, Stage};
use crate::desk::api::ListRequests;
use crate::i18n::{I18n, use_i18n};
use crate::ui::{Failing, Load, PageTitle, once, read_page};
use leptos::prelude::*;

pub(super) fn page() -> AnyView {
    let i = use_i18n();
    let rows = |requests: Vec<RequestSummary>| view! { <Rows requests=requests/> }.into_any();
    let requests = read_page::<ListRequests>(once(), Vec::new);
    view! {
        <PageTitle key="desk.support.title"/>
        <div class="page-narrow stack-loose">
            <div class="page-head">
                <h1>{i.t("desk.support.title")}</h1>
                <p class="lead">{i.t("desk.support.lead")}</p>
            </div>
            <DeskBar/>
            <Load data=requests failing=Failing::Part view=rows/>
        </div>
    }
    .into_any()
}

#[component]
fn Rows(requests: Vec<RequestSummary>) -> impl IntoView {
    let i = use_i18n();
    if requests.is_empty() {
        return view! { <div class="empty"><p>{i.t("desk.support.none")}</p></div> }.into_any();
    }
    let rows = requests.into_iter().map(|request| {
        let to = i.path(&format!("/desk/support/{}", request.id));
        let facts = [("right", request.right.to_string()), ("of", request.of.to_string())];
        let facts: Vec<(&str, &str)> = facts.iter().map(|(name, value)| (*name, value.as_str())).collect();
        view! {
            <li class="row">
                <div class="row-main">
                    <h2 class="row-title"><a href=to>{i.t("recovery.reference")}" "{request.reference.clone()}</a></h2>
                    <p class="row-meta">{stage(&i, &request.stage)}</p>
                    <p class="row-meta">{i.with("desk.support.facts", &facts)}</p>
                </div>
                <div class="row-aside"><time datetime=request.since.machine()>{i.date_time(&request.since)}</time></div>
            </li>
        }
    });
    view! { <ul class="rows">{rows.collect_view()}</ul> }.into_any()
}

/// Where a request stands, in a sentence.
pub(super) fn stage(i: &I18n, stage: &Stage) -> String {
    match stage {
        Stage::Open => i.t("desk.stages.open"),
        Stage::Once { mine: true } => i.t("desk.stages.once_mine"),
        Stage::Once { mine: false } => i.t("desk.stages.once"),
        Stage::Waiting { ready } => i.with("desk.stages.waiting", &[("date", &i.date_time(ready))]),
    }
}
