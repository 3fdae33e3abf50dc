//! One case in a list.

use super::rail::Rail;
use super::say::{form_title, pulse};
use super::words::StatusTitle;
use crate::cases::model::CaseCard;
use crate::i18n::use_i18n;
use leptos::prelude::*;

#[component]
pub fn CaseCardView(card: CaseCard, news: bool) -> impl IntoView {
    let i = use_i18n();
    let to = i.path(&format!("/cases/{}", card.receipt));
    let status = match card.status {
        Some(status) => {
            let tone = status.tone.as_str();
            view! {
                <p class="case-card-status" data-tone=tone>
                    <StatusTitle title=status.title kind=status.kind outcome=status.outcome/>
                </p>
            }
            .into_any()
        }
        None => view! { <p class="case-card-status">{i.t("cases.no_status")}</p> }.into_any(),
    };
    view! {
        <article class="case-card" data-changed=news.then_some("true")>
            <div class="case-card-head">
                <h3><a href=to><bdi>{form_title(&i, &card.form)}</bdi></a></h3>
                <span class="code" translate="no">{card.receipt.to_string()}</span>
            </div>
            {status}
            <Rail stages=card.rail compact=true/>
            <p class="pulse">{pulse(&i, card.days)}</p>
        </article>
    }
}
