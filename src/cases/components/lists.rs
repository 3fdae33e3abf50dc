//! Lists of the dashboard and the case page.

use super::say::{Seen, ago, days_left, form_title, form_within};
use super::words::{Said, StatusTitle};
use crate::cases::model::{AppointmentView, Change, FeeView, NoticeView, Todo, TodoKind};
use crate::i18n::{I18n, use_i18n};
use crate::types::CivilDate;
use leptos::prelude::*;

/// What to do, the earliest deadline first.
#[component]
pub fn TodoList(
    todo: Vec<Todo>,
    /// On the case's own page, which needs no link to itself.
    #[prop(optional)]
    here: bool,
) -> impl IntoView {
    let i = use_i18n();
    todo.into_iter().map(|task| view! { <Task i=i.clone() task=task here=here/> }).collect_view()
}

#[component]
fn Task(i: I18n, task: Todo, here: bool) -> impl IntoView {
    let form = form_within(&i, &task.form);
    let title = match (&task.what, task.title) {
        (TodoKind::Evidence, _) => i.with("cases.todo_evidence", &[("form", &form)]).into_any(),
        (TodoKind::Fee(amount), _) => {
            let amount = amount.as_ref().map_or_else(|| i.t("cases.todo_fee_unknown"), |amount| i.money(amount));
            i.with("cases.todo_fee", &[("amount", &amount), ("form", &form)]).into_any()
        }
        (TodoKind::Status, Some(words)) => {
            view! { <bdi>{form_title(&i, &task.form)}</bdi>": "<Said words=words/> }.into_any()
        }
        (TodoKind::Status, None) => view! { <bdi>{form_title(&i, &task.form)}</bdi> }.into_any(),
    };
    let paid = matches!(task.what, TodoKind::Fee(_)).then(|| view! { <p>{i.t("cases.fee_paid")}</p> });
    let link = (!here).then(|| {
        let to = i.path(&format!("/cases/{}", task.receipt));
        let receipt = task.receipt.to_string();
        view! { <p><a href=to>{i.t("cases.open_case")}" "<span class="code" translate="no">{receipt}</span></a></p> }
    });
    view! {
        <article class="task">
            <h3 class="task-title">{title}</h3>
            <Due i=i.clone() due_on=task.due_on days=task.days_left/>
            {task.advice.map(|advice| view! { <p>{advice}</p> })}
            {paid}
            {link}
        </article>
    }
}

/// "by Tuesday 14 April 2026 · 23 days left"; the notice decides where the agency did not say.
#[component]
fn Due(i: I18n, due_on: Option<CivilDate>, days: Option<i64>) -> impl IntoView {
    match (due_on, days) {
        (Some(day), Some(days)) => view! {
            <p>
                {i.t("cases.by")}" "<time datetime=day.to_string()>{i.date(day)}</time>" · "<strong>{days_left(&i, days)}</strong>
            </p>
        }
        .into_any(),
        (None, _) | (_, None) => view! { <p>{i.t("cases.due_unknown")}</p> }.into_any(),
    }
}

/// What changed, newest arrival first.
#[component]
pub fn ChangeList(changes: Vec<Change>, seen: Seen) -> impl IntoView {
    let i = use_i18n();
    let rows = changes.into_iter().map(|change| {
        let news = seen.is_news(&format!("event {}", change.number), 1);
        let to = i.path(&format!("/cases/{}", change.receipt));
        view! {
            <li class="row" data-changed=news.then_some("true")>
                <div class="row-main">
                    <h3 class="row-title">
                        <a href=to><StatusTitle title=change.title kind=change.kind outcome=change.outcome/></a>
                    </h3>
                    <p class="row-meta"><bdi>{form_title(&i, &change.form)}</bdi></p>
                </div>
                <div class="row-aside">
                    <time datetime=change.at.machine()>{ago(&i, change.days_ago)}</time>
                </div>
            </li>
        }
    });
    let rows = rows.collect_view();
    view! { <ul class="rows">{rows}</ul> }
}

/// Appointments to come, the next first, in the clock of the place and in the reader's.
#[component]
pub fn AppointmentList(appointments: Vec<AppointmentView>) -> impl IntoView {
    let i = use_i18n();
    let rows = appointments.into_iter().map(|appointment| {
        let title = match appointment.kind.to_ascii_lowercase().as_str() {
            known @ ("biometrics" | "interview") => i.t(&format!("cases.stage.{known}")),
            _ => appointment.kind.clone(),
        };
        let elsewhere = appointment.starts.offset != appointment.yours.offset;
        let yours = elsewhere.then(|| {
            let time = i.date_time(&appointment.yours);
            view! { <p class="row-meta">{i.with("cases.your_clock", &[("time", &time)])}</p> }
        });
        view! {
            <li class="row">
                <div class="row-main">
                    <h3 class="row-title"><bdi>{title}</bdi>" · "<bdi>{form_title(&i, &appointment.form)}</bdi></h3>
                    <p><time datetime=appointment.starts.machine()>{i.date_time(&appointment.starts)}</time>
                        " · "{days_left(&i, appointment.days_left)}</p>
                    {yours}
                    {appointment.place.map(|place| view! { <p class="row-meta"><bdi>{place}</bdi></p> })}
                </div>
            </li>
        }
    });
    let rows = rows.collect_view();
    view! { <ul class="rows">{rows}</ul> }
}

/// Fees that the agency asked for. No event says that one was paid, and the reader is told so.
#[component]
pub fn FeeList(fees: Vec<FeeView>) -> impl IntoView {
    let i = use_i18n();
    let rows = fees.into_iter().map(|fee| {
        let amount = fee.amount.as_ref().map_or_else(|| i.t("cases.amount_unknown"), |amount| i.money(amount));
        view! {
            <li class="row">
                <div class="row-main">
                    <h3 class="row-title">{amount}" · "<bdi>{form_title(&i, &fee.form)}</bdi></h3>
                    {fee.title.map(|title| view! { <p class="row-meta"><Said words=title/></p> })}
                    <Due i=i.clone() due_on=fee.due_on days=fee.days_left/>
                </div>
            </li>
        }
    });
    let rows = rows.collect_view();
    view! {
        <ul class="rows">{rows}</ul>
        <p class="muted">{i.t("cases.fee_paid")}</p>
    }
}

/// Letters that the agency says it sent.
#[component]
pub fn NoticeList(notices: Vec<NoticeView>) -> impl IntoView {
    let i = use_i18n();
    let rows = notices.into_iter().map(|notice| {
        let pages = notice.pages.map(|pages| i.plural("cases.pages", i64::from(pages), &[]));
        let between = (notice.number.is_some() && pages.is_some()).then_some(" · ");
        let number = notice.number.map(|number| view! { <span class="code" translate="no">{number}</span> });
        view! {
            <li class="row">
                <div class="row-main">
                    <h3 class="row-title">
                        <bdi>{i.with("cases.notice", &[("kind", &notice.kind)])}</bdi>" · "<bdi>{form_title(&i, &notice.form)}</bdi>
                    </h3>
                    <p class="row-meta">{number}{between}{pages}</p>
                </div>
                <div class="row-aside">
                    <time datetime=notice.issued.machine()>{i.date_short(notice.issued.date)}</time>
                </div>
            </li>
        }
    });
    let rows = rows.collect_view();
    view! { <ul class="rows">{rows}</ul> }
}
