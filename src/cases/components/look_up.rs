//! The public look-up: a step, and nothing else.

use crate::cases::api::LookUpReceipt;
use crate::cases::model::LookUp;
use crate::error::AppError;
use crate::i18n::{I18n, use_i18n};
use crate::ui::{Alert, FlashSlot, Icon, Tone, error_text};
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;

/// A plain form: the front page is everyone's first download, and what other forms need is a third of it. Its answer
/// comes with the page, as it does to any form without the program.
#[component]
pub fn ReceiptLookUp() -> impl IntoView {
    let i = use_i18n();
    let flash = use_context::<FlashSlot>().and_then(|slot| slot.0).filter(|flash| flash.form == LookUpReceipt::PATH);
    let typed = flash.as_ref().and_then(|flash| flash.fields.first()).map(|(_, value)| value.clone());
    let (found, refused) = match flash.map(|flash| flash.answer) {
        None => (None, None),
        Some(Ok(json)) => (serde_json::from_str(&json).ok().map(|found| answer(&i, &found)), None),
        Some(Err(error)) => (None, Some(refusal(&i, &error))),
    };
    let described = if refused.is_some() { "look-up-hint look-up-error" } else { "look-up-hint" };
    let invalid = refused.is_some().then_some("true");
    view! {
        <section class="section stack" aria-labelledby="look-up">
            <h2 id="look-up">{i.t("cases.look_up")}</h2>
            <p>{i.t("cases.look_up_text")}</p>
            <form class="form" method="post" action=LookUpReceipt::PATH novalidate>
                <input type="hidden" name="_page" value=i.path("/")/>
                <div class="field" data-invalid=invalid>
                    <label for="receipt_number">{i.t("cases.receipt_number")}</label>
                    <p class="hint" id="look-up-hint">{i.t("cases.receipt_hint")}</p>
                    {refused}
                    <input class="input input-medium" id="receipt_number" name="receipt_number" type="text" autocomplete="off"
                        spellcheck="false" required value=typed autofocus=invalid.is_some() aria-invalid=invalid
                        aria-describedby=described/>
                </div>
                <button class="button button-secondary" type="submit">{i.t("cases.look_up_now")}</button>
            </form>
            {found}
        </section>
    }
}

fn refusal(i: &I18n, error: &AppError) -> AnyView {
    let text = match error {
        AppError::Invalid(errors) => errors.of("receipt_number").map_or_else(
            || error_text(i, error),
            |error| {
                let values: Vec<(&str, &str)> = error.args.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
                i.with(&error.key, &values)
            },
        ),
        other => error_text(i, other),
    };
    view! {
        <p class="error" id="look-up-error" role="alert">
            <Icon name="error"/>
            <span><span class="visually-hidden">{i.t("form.error_prefix")}</span>{text}</span>
        </p>
    }
    .into_any()
}

fn answer(i: &I18n, found: &LookUp) -> AnyView {
    let receipt = found.receipt.to_string();
    let (tone, text) = match found.step {
        Some(step) => (Tone::Info, i.t(&format!("cases.step.{}", step.as_str()))),
        None => (Tone::Warning, i.t("cases.look_up_nothing")),
    };
    view! {
        <Alert tone=tone announce=true>
            <p><span class="code" translate="no">{receipt}</span></p>
            <p>{text}</p>
        </Alert>
    }
    .into_any()
}
