//! The page of a person's data: the copy of everything, and the way to joining two accounts.

use super::api::{AskExport, DeleteExport, ReadData};
use super::model::{DataView, ExportState};
use crate::accounts::pages::ProveAgain;
use crate::i18n::{I18n, use_i18n};
use crate::lazy_page;
use crate::live::{Topic, use_live};
use crate::ui::{
    Alert, AnyForm, Failing, FormState, Load, PageTitle, PostForm, SubmitButton, Tone, read_page, use_form,
};
use leptos::prelude::*;

lazy_page!(DataPage, data_chunk, preload_data, data, page);

fn page() -> AnyView {
    let i = use_i18n();
    let (ask, delete) = (use_form::<AskExport>(), use_form::<DeleteExport>());
    let live = use_live().version(Topic::Account);
    let done = [AnyForm::from(ask), delete.into()].map(|form| form.succeeded());
    // What was done here also comes back as a hint; who has no stream must not wait for it.
    let again =
        Signal::derive(move || live.get() + done.iter().map(|done| u64::from(done.with(Option::is_some))).sum::<u64>());
    let data = read_page::<ReadData>(again, Vec::new);
    view! {
        <PageTitle key="exports.title"/>
        <div class="page-narrow stack-loose">
            <div class="page-head">
                <h1>{i.t("exports.title")}</h1>
                <p class="lead">{i.t("exports.lead")}</p>
            </div>
            <section class="section stack" aria-labelledby="copy-title">
                <div class="section-head"><h2 id="copy-title">{i.t("exports.copy")}</h2></div>
                <p>{i.t("exports.what")}</p>
                <Load data=data failing=Failing::Part view=move |data: DataView| view! { <Copy data=data ask=ask delete=delete/> }.into_any()/>
            </section>
            <section class="section stack" aria-labelledby="join-title">
                <div class="section-head"><h2 id="join-title">{i.t("merging.title")}</h2></div>
                <p>{i.t("merging.when")}</p>
                <p><a class="button button-secondary" href=i.path("/account/merge")>{i.t("merging.begin")}</a></p>
            </section>
        </div>
    }
    .into_any()
}

#[component]
fn Copy(data: DataView, ask: FormState<AskExport>, delete: FormState<DeleteExport>) -> impl IntoView {
    let i = use_i18n();
    let prove = (!data.fresh).then(|| view! { <ProveAgain/> });
    let shown = match data.export {
        ExportState::None => view! { <Ask form=ask label="exports.ask"/> }.into_any(),
        ExportState::Building { asked, done, parts, late } => {
            let counted = i.with("exports.progress", &[("done", &done.to_string()), ("parts", &parts.to_string())]);
            let building = i.with("exports.building", &[("at", &i.date_time(&asked))]);
            let late = late.then(|| view! { <p>{i.t("exports.late")}</p> });
            let (title, look) = (i.t("exports.building_title"), i.t("exports.look_again"));
            view! {
                <Alert tone=Tone::Info title=title>
                    <p>{building}</p>
                    <p>
                        <progress max=parts.to_string() value=done.to_string() aria-labelledby="progress-text"></progress>
                        " "
                        <span id="progress-text" role="status">{counted}</span>
                    </p>
                    {late}
                    <p><a href="" rel="external">{look}</a></p>
                </Alert>
                <Delete form=delete label="exports.stop"/>
            }
            .into_any()
        }
        ExportState::Ready { asked, until, bytes } => {
            let fetch = data.fresh.then(|| {
                let label = i.with("exports.fetch", &[("size", &size(&i, bytes))]);
                view! { <p><a class="button" rel="external" href="/account/export.zip">{label}</a></p> }
            });
            let ready = i.with("exports.ready", &[("at", &i.date_time(&asked)), ("until", &i.date_time(&until))]);
            view! {
                <Alert tone=Tone::Success title=i.t("exports.ready_title")>
                    <p>{ready}</p>
                    {fetch}
                </Alert>
                <p>{i.t("exports.careful")}</p>
                <Delete form=delete label="exports.delete"/>
                <Ask form=ask label="exports.ask_again"/>
            }
            .into_any()
        }
    };
    view! {
        {prove}
        {shown}
    }
}

#[component]
fn Ask(form: FormState<AskExport>, label: &'static str) -> impl IntoView {
    let i = use_i18n();
    view! {
        <PostForm form=form prefix="ask-">
            <div class="actions"><SubmitButton label=i.t(label)/></div>
        </PostForm>
    }
}

#[component]
fn Delete(form: FormState<DeleteExport>, label: &'static str) -> impl IntoView {
    let i = use_i18n();
    view! {
        <PostForm form=form prefix="delete-">
            <div class="actions"><SubmitButton label=i.t(label) class="button-danger"/></div>
        </PostForm>
    }
}

/// In the unit that people know from their files, rounded up.
fn size(i: &I18n, bytes: i64) -> String {
    let (unit, key) = if bytes < 1_000_000 { (1_000, "exports.kilobytes") } else { (1_000_000, "exports.megabytes") };
    i.plural(key, (bytes + unit - 1) / unit, &[])
}
