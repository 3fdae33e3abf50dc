//! The page of somebody's activity.

use super::api::ReadActivity;
use super::model::{ActivityPage as Part, ActivityRow};
use super::words::{device, sentence};
use crate::accounts::recovery::RecoveryBanner;
use crate::i18n::{I18n, use_i18n};
use crate::lazy_page;
use crate::live::{Topic, use_live};
use crate::ui::{Failing, Load, PageTitle, prove_again, read_page};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

lazy_page!(ActivityPage, activity_chunk, preload_activity, profile, activity);

fn activity() -> AnyView {
    let (i, query) = (use_i18n(), use_query_map());
    let asked = move |name: &'static str| (name, query.with(|query| query.get(name).unwrap_or_default()));
    let data =
        read_page::<ReadActivity>(use_live().version(Topic::Account), move || vec![asked("kind"), asked("before")]);
    view! {
        <PageTitle key="audit.title"/>
        <div class="page-narrow stack-loose">
            <RecoveryBanner/>
            <div class="page-head">
                <h1>{i.t("audit.title")}</h1>
                <p class="lead">{i.t("audit.lead")}</p>
            </div>
            <Load data=data failing=Failing::Part view=|part: Part| shown(&part)/>
        </div>
    }
    .into_any()
}

fn shown(part: &Part) -> AnyView {
    let i = use_i18n();
    let address = |kind: &str| i.path(&format!("/account/activity?kind={kind}"));
    let kinds = std::iter::once("").chain(part.kinds.iter().map(String::as_str)).map(|kind| {
        let name = if kind.is_empty() { "all" } else { kind };
        let here = (kind == part.kind).then_some("true");
        view! { <li><a href=address(kind) aria-current=here>{i.t(&format!("audit.kinds.{name}"))}</a></li> }
    });
    let kinds = kinds.collect_view();
    let rows = part.rows.iter().map(|row| one(&i, row)).collect_view();
    let empty = part.rows.is_empty().then(|| view! { <p class="empty">{i.t("audit.empty")}</p> });
    let older = part.older.map(|before| {
        let to = format!("{}&before={before}", address(&part.kind));
        view! { <p><a class="button button-secondary" href=to>{i.t("audit.older")}</a></p> }
    });
    let download = if part.fresh {
        view! {
            <p class="actions">
                <a class="button button-secondary" rel="external" href="/account/activity.csv">{i.t("audit.csv")}</a>
                <a class="button button-secondary" rel="external" href="/account/activity.json">{i.t("audit.json")}</a>
            </p>
        }
        .into_any()
    } else {
        view! {
            <p>{i.t("errors.stale_download")}</p>
            <p class="actions"><a class="button button-secondary" href=prove_again(&i)>{i.t("errors.prove")}</a></p>
        }
        .into_any()
    };
    view! {
        <nav aria-label=i.t("audit.kinds.title")><ul class="actions">{kinds}</ul></nav>
        {empty}
        <ul class="rows">{rows}</ul>
        {older}
        <section class="section stack" aria-labelledby="download">
            <div class="section-head"><h2 id="download">{i.t("audit.download")}</h2></div>
            {download}
        </section>
    }
    .into_any()
}

fn one(i: &I18n, row: &ActivityRow) -> AnyView {
    let place = (!row.network.is_empty()).then(|| {
        let network = i.with("audit.network", &[("network", &row.network)]);
        view! { <p class="row-meta"><bdi>{device(i, row)}</bdi>" · "<bdi>{network}</bdi></p> }
    });
    let disown = row.disownable.then(|| {
        let to = i.path(&format!("/account/not-me?row={}", row.number));
        let what = i.with("devices.about", &[("date", &i.date_time(&row.at))]);
        view! { <p><a href=to>{i.t("devices.title")}<span class="visually-hidden">" "{what}</span></a></p> }
    });
    view! {
        <li class="row">
            <div class="row-main">
                <p class="row-title">{sentence(i, row)}</p>
                {place}
                {disown}
            </div>
            <div class="row-aside"><time datetime=row.at.machine()>{i.date_time(&row.at)}</time></div>
        </li>
    }
    .into_any()
}
