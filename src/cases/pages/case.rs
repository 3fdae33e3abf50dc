//! One case, in the order of a worried reader's questions.

use super::receipt;
use crate::cases::api::ReadCase;
use crate::cases::components::{
    AgencyText, AppointmentList, FeeList, HistoryList, NoticeList, Rail, Seen, StatusTitle, TodoList, form_title,
    pulse, stage_name,
};
use crate::cases::model::{CasePage as Page, LinkedPerson, Meaning, Stage};
use crate::i18n::{I18n, use_i18n};
use crate::lazy_page;
use crate::live::{LiveState, Topic, use_live};
use crate::ui::{Load, PageTitle, read_page};
use leptos::prelude::*;

lazy_page!(CasePage, case_chunk, preload_case, case, case);

fn case() -> AnyView {
    let receipt = receipt();
    let data = read_page::<ReadCase>(use_live().version(Topic::Cases), move || vec![("receipt", receipt.get())]);
    let seen = Seen::nothing();
    view! {
        <PageTitle key="cases.case"/>
        <Load data=data view=move |page: Page| {
            let shown = shown(page, seen);
            seen.looked();
            shown
        }/>
    }
    .into_any()
}

fn shown(page: Page, seen: Seen) -> AnyView {
    let i = use_i18n();
    let history_path = i.path(&format!("/cases/{}/history", page.receipt));
    let older = page.history.older.is_some();
    let pulse = pulse(&i, page.days);
    // Only a title can lack a meaning; where there is none, the sentence is ours already.
    let titled = page.status.as_ref().is_some_and(|status| status.title.is_some());
    let unexplained = titled && page.meaning.is_none();
    let status = match page.status {
        Some(status) => view! { <StatusTitle title=status.title kind=status.kind outcome=status.outcome/> }.into_any(),
        None => i.t("cases.no_status").into_any(),
    };
    view! {
        <div class="page-head">
            <h1><bdi>{form_title(&i, &page.form)}</bdi></h1>
            {page.official_name.map(|name| view! { <p class="muted">{name}</p> })}
            <p><span class="code" translate="no">{page.receipt.to_string()}</span></p>
            <LiveState/>
        </div>
        <div class="stack-loose">
            <div class="status-head">
                <p class="status-sentence">{status}</p>
                <p class="pulse">{pulse}</p>
            </div>
            {page.meaning.map(|meaning| explained(&i, meaning))}
            {unexplained.then(|| view! { <p>{i.t("cases.no_meaning_long")}</p> })}
            {page.agency_text.map(|text| view! { <AgencyText i=i.clone() text=text/> })}
            <section class="section" aria-labelledby="todo">
                <div class="section-head"><h2 id="todo">{i.t("cases.todo")}</h2></div>
                {if page.todo.is_empty() {
                    view! { <p>{i.t("cases.todo_none")}</p> }.into_any()
                } else {
                    view! { <TodoList todo=page.todo here=true/> }.into_any()
                }}
            </section>
            <section class="section" aria-labelledby="stages">
                <div class="section-head"><h2 id="stages">{i.t("cases.stages")}</h2></div>
                <Rail stages=page.rail/>
                {next(&i, &page.usually_next)}
            </section>
            <section class="section" aria-labelledby="history">
                <div class="section-head"><h2 id="history">{i.t("cases.history")}</h2><span class="count">{page.history.total}</span></div>
                <HistoryList events=page.history.events seen=seen/>
                {older.then(|| view! { <p><a href=history_path>{i.t("cases.whole_history")}</a></p> })}
            </section>
            {(!page.appointments.is_empty()).then(|| part("appointments", i.t("cases.appointments"), view! { <AppointmentList appointments=page.appointments/> }.into_any()))}
            {(!page.fees.is_empty()).then(|| part("fees", i.t("cases.fees"), view! { <FeeList fees=page.fees/> }.into_any()))}
            {part("notices", i.t("cases.notices"), if page.notices.is_empty() {
                view! { <p>{i.t("cases.notices_none")}</p> }.into_any()
            } else {
                view! { <NoticeList notices=page.notices/> }.into_any()
            })}
            {part("people", i.t("cases.people"), people(&i, page.people))}
            {facts(&i, page.opened.map(|opened| i.date(opened.agency.date)), page.office)}
        </div>
    }
    .into_any()
}

fn part(id: &'static str, title: String, content: AnyView) -> AnyView {
    view! {
        <section class="section" aria-labelledby=id>
            <div class="section-head"><h2 id=id>{title}</h2></div>
            {content}
        </section>
    }
    .into_any()
}

fn explained(i: &I18n, meaning: Meaning) -> AnyView {
    let is_not = meaning.is_not.map(|text| {
        view! {
            <section><h2>{i.t("cases.meaning_not")}</h2><p>{text}</p></section>
        }
    });
    let after = meaning
        .after_decision
        .map(|text| part("after", i.t("cases.after_decision"), view! { <p>{text}</p> }.into_any()));
    view! {
        <div class="meaning">
            <section><h2>{i.t("cases.meaning")}</h2><p>{meaning.is}</p></section>
            {is_not}
        </div>
        {after}
    }
    .into_any()
}

/// What usually comes next, said of others and with its source.
fn next(i: &I18n, stages: &[(Stage, bool)]) -> Option<AnyView> {
    let list = stages.iter().map(|(stage, often_skipped)| {
        let name = stage_name(i, *stage);
        let text = if *often_skipped { i.with("cases.often_skipped", &[("stage", &name)]) } else { name };
        view! { <li>{text}</li> }
    });
    let list = list.collect_view();
    (!stages.is_empty()).then(|| {
        view! {
            <div class="stack-tight">
                <h3>{i.t("cases.usually")}</h3>
                <ol>{list}</ol>
                <p class="muted">{i.t("cases.usually_source")}</p>
            </div>
        }
        .into_any()
    })
}

fn people(i: &I18n, people: Vec<LinkedPerson>) -> AnyView {
    let rows = people.into_iter().map(|person| {
        let you = person.you.then(|| view! { " "<span class="tag" data-tone="neutral">{i.t("cases.you")}</span> });
        view! {
            <li class="row"><div class="row-main">
                <h3 class="row-title"><bdi>{person.name}</bdi>{you}</h3>
                <p class="row-meta">{i.with("cases.linked_on", &[("date", &i.date_short(person.since.yours.date))])}</p>
            </div></li>
        }
    });
    let rows = rows.collect_view();
    view! { <ul class="rows">{rows}</ul> }.into_any()
}

fn facts(i: &I18n, opened: Option<String>, office: Option<String>) -> AnyView {
    let unknown = || i.t("cases.not_reported");
    view! {
        <dl class="facts">
            <div><dt>{i.t("cases.opened")}</dt><dd>{opened.unwrap_or_else(unknown)}</dd></div>
            <div><dt>{i.t("cases.office")}</dt><dd><bdi>{office.unwrap_or_else(unknown)}</bdi></dd></div>
        </dl>
    }
    .into_any()
}
