//! All of the person's cases.

use crate::cases::api::ListCases;
use crate::cases::components::{CaseCardView, Seen};
use crate::cases::model::CaseCard;
use crate::i18n::use_i18n;
use crate::lazy_page;
use crate::live::{LiveState, Topic, use_live};
use crate::ui::{Failing, Load, PageTitle, read_page};
use leptos::prelude::*;

lazy_page!(CasesPage, cases_chunk, preload_cases, dashboard, cases);

fn cases() -> AnyView {
    let i = use_i18n();
    let data = read_page::<ListCases>(use_live().version(Topic::Cases), Vec::new);
    let seen = Seen::nothing();
    let render = move |cards: Vec<CaseCard>| {
        let shown = shown(cards, seen);
        seen.looked();
        shown
    };
    view! {
        <PageTitle key="cases.yours"/>
        <div class="page-head">
            <h1>{i.t("cases.yours")}</h1>
            <LiveState/>
        </div>
        <Load data=data failing=Failing::Part view=render/>
    }
    .into_any()
}

fn shown(cards: Vec<CaseCard>, seen: Seen) -> AnyView {
    let i = use_i18n();
    let link = view! { <a class="button" href=i.path("/cases/link")>{i.t("cases.link_title")}</a> };
    if cards.is_empty() {
        return view! { <div class="empty"><p>{i.t("cases.none_yet")}</p>{link}</div> }.into_any();
    }
    // Headings go down one step at a time: the cards' own are third.
    let (closed, open): (Vec<_>, Vec<_>) = cards.into_iter().partition(|card| card.closed);
    let part = |id: &'static str, title: String, cards: Vec<CaseCard>| {
        (!cards.is_empty()).then(|| {
            let cards = cards.into_iter().map(|card| {
                let news = seen.is_news(card.receipt.as_str(), card.version);
                view! { <CaseCardView card=card news=news/> }
            });
            let cards = cards.collect_view();
            view! {
                <section class="section" aria-labelledby=id>
                    <div class="section-head"><h2 id=id>{title}</h2></div>
                    {cards}
                </section>
            }
        })
    };
    view! {
        <div class="stack-loose">
            {part("open", i.t("cases.open"), open)}
            {part("closed", i.t("cases.closed"), closed)}
            <div class="actions">{link}</div>
        </div>
    }
    .into_any()
}
