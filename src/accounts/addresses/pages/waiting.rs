//! What waits for which proof and until when, with the ways to send the links again and to stop.

use crate::accounts::addresses::model::{Purpose, Waiting};
use crate::i18n::use_i18n;
use crate::ui::{AnyForm, HiddenField, PostForm, SubmitButton};
use leptos::prelude::*;

#[component]
pub(super) fn WaitingList(waiting: Vec<Waiting>, send: AnyForm, stop: AnyForm) -> impl IntoView {
    let i = use_i18n();
    (!waiting.is_empty()).then(|| {
        let rows =
            waiting.into_iter().map(|waiting| view! { <One waiting=waiting send=send stop=stop/> }).collect_view();
        view! {
            <section class="section stack" aria-labelledby="waiting-title">
                <div class="section-head"><h2 id="waiting-title">{i.t("accounts.addresses.waiting")}</h2></div>
                <ul class="rows">{rows}</ul>
                <p class="muted">{i.t("accounts.mail_missing")}</p>
            </section>
        }
    })
}

#[component]
fn One(waiting: Waiting, send: AnyForm, stop: AnyForm) -> impl IntoView {
    let i = use_i18n();
    let (title, says_stop) = match waiting.purpose {
        Purpose::Change => ("accounts.addresses.waiting_change", "accounts.addresses.stop_change"),
        Purpose::Add => ("accounts.addresses.waiting_add", "accounts.addresses.stop_add"),
    };
    let state = |address: &str, proved: bool| {
        let key = if proved { "accounts.addresses.is_proved" } else { "accounts.addresses.is_not_proved" };
        i.with(key, &[("address", address)])
    };
    let new = state(&waiting.written, waiting.proved);
    let prover = waiting.prover.as_ref().map(|(address, proved)| state(address, *proved));
    let prover = prover.map(|prover| view! { <p class="row-meta"><bdi>{prover}</bdi></p> });
    let until = i.with("accounts.addresses.until", &[("date", &i.date_time(&waiting.until))]);
    let purpose = waiting.purpose.as_str();
    let title = i.with(title, &[("address", &waiting.written)]);
    let (again, says_stop) = (i.t("accounts.addresses.send_again"), i.t(says_stop));
    view! {
        <li class="row">
            <div class="row-main stack-tight">
                <h3 class="row-title"><bdi>{title}</bdi></h3>
                <p class="row-meta"><bdi>{new}</bdi></p>
                {prover}
                <p class="row-meta">{until}</p>
                <PostForm form=send prefix=format!("send-{purpose}-")>
                    <HiddenField name="purpose" value=purpose.to_owned()/>
                    <div class="actions">
                        <SubmitButton label=again class="button-secondary button-small"/>
                    </div>
                </PostForm>
                <PostForm form=stop prefix=format!("stop-{purpose}-")>
                    <HiddenField name="purpose" value=purpose.to_owned()/>
                    <div class="actions"><SubmitButton label=says_stop class="button-secondary button-small"/></div>
                </PostForm>
            </div>
        </li>
    }
}
