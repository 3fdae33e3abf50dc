//! The dashboard: did anything change, must I do something and by when, is my case still alive.

use crate::accounts::recovery::RecoveryBanner;
use crate::cases::api::ReadDashboard;
use crate::cases::components::{AppointmentList, CaseCardView, ChangeList, FeeList, NoticeList, Seen, TodoList};
use crate::cases::model::DashboardView;
use crate::i18n::{I18n, use_i18n};
use crate::lazy_page;
use crate::live::{LiveState, Topic, use_live};
use crate::ui::{Load, PageTitle, read_page};
use leptos::prelude::*;

lazy_page!(DashboardPage, dashboard_chunk, preload_dashboard, dashboard, dashboard);

fn dashboard() -> AnyView {
    let data = read_page::<ReadDashboard>(use_live().version(Topic::Cases), Vec::new);
    let seen = Seen::nothing();
    let render = move |view: DashboardView| {
        let shown = shown(view, seen);
        seen.looked();
        shown
    };
    view! {
        <PageTitle key="shell.dashboard"/>
        <RecoveryBanner/>
        <Load data=data view=render/>
    }
    .into_any()
}

fn shown(view: DashboardView, seen: Seen) -> AnyView {
    let i = use_i18n();
    let greeting = match view.checked.hour {
        5..=11 => "cases.good_morning",
        12..=17 => "cases.good_afternoon",
        _ => "cases.good_evening",
    };
    let greeting = i.with(greeting, &[("name", &view.name)]);
    let head = view! {
        <div class="page-head">
            <h1><bdi>{greeting}</bdi></h1>
            <LiveState/>
        </div>
    };
    if view.cases.is_empty() {
        return view! {
            {head}
            <div class="empty">
                <p>{i.t("cases.none_yet")}</p>
                <a class="button" href=i.path("/cases/link")>{i.t("cases.link_title")}</a>
            </div>
        }
        .into_any();
    }
    let DashboardView { since, todo, changes, more_changes, cases, appointments, fees, notices, .. } = view;
    let since = since.map(|since| i.date_short(since.date));
    let more =
        (more_changes > 0).then(|| view! { <p class="muted">{i.plural("cases.more_changes", more_changes, &[])}</p> });
    let cards = cases.into_iter().map(|card| {
        let news = seen.is_news(card.receipt.as_str(), card.version);
        view! { <CaseCardView card=card news=news/> }
    });
    let cards = cards.collect_view();
    view! {
        {head}
        <div class="columns">
            <div class="stack-loose">
                {section("todo", i.t("cases.todo"), todo.len(), listed(todo, i.t("cases.todo_none"), |todo| view! { <TodoList todo=todo/> }.into_any()))}
                {section("changes", changes_title(&i, since.as_deref()), changes.len(), view! {
                    {listed(changes, nothing_changed(&i, since.as_deref()), |changes| view! { <ChangeList changes=changes seen=seen/> }.into_any())}
                    {more}
                }.into_any())}
                <section class="section" aria-labelledby="cases">
                    <div class="section-head"><h2 id="cases">{i.t("cases.yours")}</h2></div>
                    {cards}
                    <div class="actions">
                        <a class="button" href=i.path("/cases/link")>{i.t("cases.link_title")}</a>
                    </div>
                </section>
            </div>
            <aside class="column-side stack-loose" aria-label=i.t("cases.side")>
                {section("appointments", i.t("cases.appointments"), appointments.len(), listed(appointments, i.t("cases.appointments_none"), |all| {
                    view! { <AppointmentList appointments=all/> }.into_any()
                }))}
                {section("fees", i.t("cases.fees"), fees.len(), listed(fees, i.t("cases.fees_none"), |all| view! { <FeeList fees=all/> }.into_any()))}
                {section("notices", i.t("cases.notices"), notices.len(), listed(notices, i.t("cases.notices_none"), |all| {
                    view! { <NoticeList notices=all/> }.into_any()
                }))}
            </aside>
        </div>
    }
    .into_any()
}

/// A titled part of the page with the number of things in it.
fn section(id: &'static str, title: String, count: usize, content: AnyView) -> AnyView {
    view! {
        <section class="section" aria-labelledby=id>
            <div class="section-head">
                <h2 id=id>{title}</h2>
                {(count > 0).then(|| view! { <span class="count">{count}</span> })}
            </div>
            {content}
        </section>
    }
    .into_any()
}

/// The things, or the sentence that there are none.
fn listed<T>(all: Vec<T>, none: String, show: impl FnOnce(Vec<T>) -> AnyView) -> AnyView {
    if all.is_empty() { view! { <p>{none}</p> }.into_any() } else { show(all) }
}

fn changes_title(i: &I18n, since: Option<&str>) -> String {
    since.map_or_else(|| i.t("cases.changes"), |since| i.with("cases.changes_since", &[("date", since)]))
}

fn nothing_changed(i: &I18n, since: Option<&str>) -> String {
    since.map_or_else(|| i.t("cases.changes_none"), |since| i.with("cases.changes_none_since", &[("date", since)]))
}
