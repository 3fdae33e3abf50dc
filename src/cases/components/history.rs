//! The history: every event, with its source and both clocks, in the agency's words.

use super::say::Seen;
use super::words::{Said, StatusTitle};
use crate::cases::model::{AgencyWords, HistoryEvent};
use crate::i18n::{I18n, use_i18n};
use leptos::prelude::*;

#[component]
pub fn HistoryList(events: Vec<HistoryEvent>, seen: Seen) -> impl IntoView {
    let i = use_i18n();
    let events = events.into_iter().map(|event| {
        let news = seen.is_news(&format!("event {}", event.number), 1);
        view! { <Event i=i.clone() event=event news=news/> }
    });
    let events = events.collect_view();
    view! { <ol class="history">{events}</ol> }
}

#[component]
fn Event(i: I18n, event: HistoryEvent, news: bool) -> impl IntoView {
    let unexplained =
        (event.explained == Some(false)).then(|| view! { <p class="muted">{i.t("cases.no_meaning")}</p> });
    let translated = event.translated.map(|text| view! { <p>{i.with("cases.our_words", &[("text", &text)])}</p> });
    let new = event.new.then(|| view! { " "<span class="tag" data-tone="neutral">{i.t("cases.new")}</span> });
    let received_late = event.received.agency.date != event.at.agency.date;
    let source = if event.source == "agency" { i.t("cases.source_agency") } else { event.source };
    view! {
        <li class="event" data-changed=news.then_some("true")>
            <h3>
                <StatusTitle title=event.title kind=event.kind outcome=event.outcome/>
                {new}
            </h3>
            {translated}
            {unexplained}
            <dl class="event-facts">
                <div><dt>{i.t("cases.agency_time")}</dt>
                    <dd><time datetime=event.at.agency.machine()>{i.date_time(&event.at.agency)}</time></dd></div>
                <div><dt>{i.t("cases.your_time")}</dt>
                    <dd><time datetime=event.at.yours.machine()>{i.date_time(&event.at.yours)}</time></dd></div>
                <div><dt>{i.t("cases.source")}</dt><dd><bdi>{source}</bdi></dd></div>
                {received_late.then(|| view! {
                    <div><dt>{i.t("cases.arrived")}</dt>
                        <dd><time datetime=event.received.yours.machine()>{i.date_time(&event.received.yours)}</time></dd></div>
                })}
                {event.code.map(|code| view! {
                    <div><dt>{i.t("cases.code")}</dt><dd><span class="code" translate="no">{code}</span></dd></div>
                })}
                {event.due_on.map(|day| view! {
                    <div><dt>{i.t("cases.due")}</dt><dd><time datetime=day.to_string()>{i.date(day)}</time></dd></div>
                })}
            </dl>
            {event.text.map(|text| view! { <AgencyText i=i.clone() text=text/> })}
        </li>
    }
}

/// The agency's own sentence, marked as theirs.
#[component]
pub fn AgencyText(i: I18n, text: AgencyWords) -> impl IntoView {
    view! {
        <figure class="agency-words">
            <figcaption>{i.t("cases.agency_words")}</figcaption>
            <blockquote><p><Said words=text/></p></blockquote>
        </figure>
    }
}
