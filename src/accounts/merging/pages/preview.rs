//! What joining would do, before it is done.

use super::Stop;
use crate::accounts::merging::api::ConfirmMerge;
use crate::accounts::merging::model::{Fate, Preview, Side};
use crate::i18n::{I18n, use_i18n};
use crate::ui::{Alert, PostForm, SubmitButton, Tone, use_form};
use leptos::prelude::*;

pub(super) fn shown(preview: Preview) -> AnyView {
    let i = use_i18n();
    let decide = match preview.blocked.as_deref().map(|key| i.t(key)) {
        Some(why) => view! {
            <Alert tone=Tone::Warning title=i.t("merging.blocked_title")><p>{why}</p></Alert>
            <Stop/>
        }
        .into_any(),
        None => view! { <Confirm/> <Stop/> }.into_any(),
    };
    let facts = [
        list(&i, "merging.preview.cases", &preview.cases),
        list(&i, "merging.preview.doubles", &preview.doubles),
        list(&i, "merging.preview.emails", &preview.emails),
        list(&i, "merging.preview.passkeys", &preview.passkeys),
        fate(&i, "password", preview.password),
        fate(&i, "authenticator", preview.authenticator),
        Some(row(i.t("merging.preview.codes"), i.t("merging.preview.codes_idle"))),
        Some(row(i.t("merging.preview.activity"), i.t("merging.preview.activity_stays"))),
        Some(row(i.t("merging.preview.sessions"), i.t("merging.preview.sessions_end"))),
    ];
    view! {
        <section class="section stack" aria-labelledby="preview-title">
            <div class="section-head"><h2 id="preview-title">{i.t("merging.preview.title")}</h2></div>
            <dl class="facts">
                {side(&i, "merging.preview.stays", &preview.here)}
                {side(&i, "merging.preview.goes", &preview.other)}
                {facts.into_iter().flatten().collect_view()}
            </dl>
            <p>{i.t("merging.preview.name_stays")}</p>
            <p>{i.t("merging.preview.undo")}</p>
            {decide}
        </section>
    }
    .into_any()
}

#[component]
fn Confirm() -> impl IntoView {
    let i = use_i18n();
    let form = use_form::<ConfirmMerge>();
    view! {
        <PostForm form=form prefix="join-">
            <div class="actions"><SubmitButton label=i.t("merging.join")/></div>
        </PostForm>
    }
}

fn row(term: String, told: String) -> AnyView {
    view! { <div><dt>{term}</dt><dd>{told}</dd></div> }.into_any()
}

fn side(i: &I18n, key: &str, side: &Side) -> AnyView {
    let born = i.with("merging.preview.born", &[("date", &i.date_short(side.date_of_birth))]);
    view! {
        <div><dt>{i.t(key)}</dt><dd><bdi>{side.name.clone()}</bdi>", "<bdi>{side.email.clone()}</bdi>", "{born}</dd></div>
    }
    .into_any()
}

fn list(i: &I18n, key: &str, values: &[String]) -> Option<AnyView> {
    let items = values.iter().map(|value| view! { <li><bdi>{value.clone()}</bdi></li> }).collect_view();
    (!values.is_empty())
        .then(|| view! { <div><dt>{i.t(key)}</dt><dd><ul class="stack-tight">{items}</ul></dd></div> }.into_any())
}

fn fate(i: &I18n, factor: &str, fate: Fate) -> Option<AnyView> {
    let told = match fate {
        Fate::None => return None,
        Fate::Taken => "taken",
        Fate::Idle => "idle",
    };
    Some(row(i.t(&format!("merging.preview.{factor}")), i.t(&format!("merging.preview.{factor}_{told}"))))
}
