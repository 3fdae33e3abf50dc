//! What both pages say.

use crate::accounts::devices::model::Disownable;
use crate::i18n::{I18n, use_i18n};
use crate::ui::{Alert, Tone};
use leptos::prelude::*;

/// When, with what and from where it was; and what will be done about it.
#[component]
pub(super) fn Before(what: Disownable) -> impl IntoView {
    let i = use_i18n();
    let network = (!what.network.is_empty())
        .then(|| view! { <div><dt>{i.t("devices.network")}</dt><dd><bdi>{what.network.clone()}</bdi></dd></div> });
    let steps = ["sessions", "password", "added", "kept", "told"]
        .map(|step| view! { <li>{i.t(&format!("devices.steps.{step}"))}</li> });
    view! {
        <dl class="facts">
            <div><dt>{i.t("devices.when")}</dt><dd>{i.date_time(&what.at)}</dd></div>
            <div><dt>{i.t("devices.browser")}</dt><dd><bdi>{device(&i, &what)}</bdi></dd></div>
            {network}
        </dl>
        <section class="section stack" aria-labelledby="steps">
            <div class="section-head"><h2 id="steps">{i.t("devices.steps.title")}</h2></div>
            <ul>{steps.into_iter().collect_view()}</ul>
        </section>
    }
}

fn device(i: &I18n, what: &Disownable) -> String {
    match (what.browser.as_deref(), what.system.as_deref()) {
        (Some(browser), Some(system)) => i.with("audit.device", &[("browser", browser), ("system", system)]),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => i.t("audit.device_unknown"),
    }
}

/// It is done, and what is left to do.
#[component]
pub(super) fn Done() -> impl IntoView {
    let i = use_i18n();
    let done = i.t("devices.done");
    view! {
        <Alert tone=Tone::Success title=i.t("devices.done_title") announce=true>
            <p>{done}</p>
        </Alert>
        <p><a class="button" href=i.path("/forgot-password")>{i.t("accounts.reset.title")}</a></p>
    }
}
