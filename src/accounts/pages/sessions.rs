//! The browsers in which the person is signed in, and how to put one out.

use super::Said;
use crate::accounts::api::{EndOtherSessions, EndSession, ReadSessions};
use crate::accounts::model::SessionSummary;
use crate::accounts::recovery::RecoveryBanner;
use crate::i18n::{I18n, use_i18n};
use crate::live::{Topic, use_live};
use crate::ui::{AnyForm, Failing, FormState, Load, PageTitle, PostForm, SubmitButton, read_page, use_form};
use leptos::prelude::*;

pub(super) fn page() -> AnyView {
    let i = use_i18n();
    let (one, others) = (use_form::<EndSession>(), use_form::<EndOtherSessions>());
    let live = use_live().version(Topic::Account);
    let done = [AnyForm::from(one), others.into()].map(|form| form.succeeded());
    // An ended session also comes back as a hint; who has no stream must not wait for it.
    let again =
        Signal::derive(move || live.get() + done.iter().map(|done| u64::from(done.with(Option::is_some))).sum::<u64>());
    let sessions = read_page::<ReadSessions>(again, Vec::new);
    let ended = Memo::new(move |_| one.success().get().is_some());
    let all_ended = Memo::new(move |_| others.success().get().is_some());
    let rows =
        move |sessions: Vec<SessionSummary>| view! { <Rows sessions=sessions one=one others=others/> }.into_any();
    view! {
        <PageTitle key="accounts.sessions.title"/>
        <div class="page-narrow stack-loose">
            <RecoveryBanner/>
            <div class="page-head">
                <h1>{i.t("accounts.sessions.title")}</h1>
                <p class="lead">{i.t("accounts.sessions.lead")}</p>
            </div>
            {move || ended.get().then(|| view! { <Said text=&["accounts.sessions.ended"]/> })}
            {move || all_ended.get().then(|| view! { <Said text=&["accounts.sessions.others_ended"]/> })}
            <Load data=sessions failing=Failing::Part view=rows/>
            <p class="muted">{i.t("accounts.sessions.network_note")}</p>
        </div>
    }
    .into_any()
}

#[component]
fn Rows(
    sessions: Vec<SessionSummary>,
    one: FormState<EndSession>,
    others: FormState<EndOtherSessions>,
) -> impl IntoView {
    let i = use_i18n();
    let several = sessions.len() > 1;
    let end_others = several.then(|| {
        view! {
            <PostForm form=others prefix="others-">
                <div class="actions">
                    <SubmitButton label=i.t("accounts.sessions.end_others") class="button-danger"/>
                </div>
            </PostForm>
        }
    });
    let rows = sessions.into_iter().map(|session| view! { <Row session=session/> }).collect_view();
    let rows = view! { <ul class="rows">{rows}</ul> };
    // One form for all rows, so that what is refused is said once; the pressed button says which is meant. Where there is
    // nothing to press there is no form.
    let rows = if several {
        view! { <PostForm form=one prefix="end-" class="stack printed">{rows}</PostForm> }.into_any()
    } else {
        rows.into_any()
    };
    view! {
        {rows}
        {end_others}
    }
}

#[component]
fn Row(session: SessionSummary) -> impl IntoView {
    let i = use_i18n();
    let name = name(&i, &session);
    let network = i.with("accounts.sessions.network", &[("network", &session.network)]);
    let first = i.with("accounts.sessions.first_seen", &[("date", &i.date_time(&session.first_seen))]);
    let last = i.with("accounts.sessions.last_seen", &[("date", &i.date_time(&session.last_seen))]);
    let shared = session.shared.then(|| view! { <p><span class="tag">{i.t("session.shared_tag")}</span></p> });
    let aside = if session.this {
        view! { <p><span class="tag" data-tone="info">{i.t("accounts.sessions.this")}</span></p> }.into_any()
    } else {
        let end = i.with("accounts.sessions.end", &[("device", &name)]);
        let id = session.id.to_string();
        view! {
            <p><button class="button button-secondary button-small" type="submit" name="id" value=id>{end}</button></p>
        }
        .into_any()
    };
    view! {
        <li class="row">
            <div class="row-main stack-tight">
                <h2 class="row-title">{name}</h2>
                <p class="row-meta">{network}</p>
                <p class="row-meta">{first}</p>
                <p class="row-meta">{last}</p>
                {shared}
                {aside}
            </div>
        </li>
    }
}

/// "Firefox on Windows", as far as the browser told.
fn name(i: &I18n, session: &SessionSummary) -> String {
    match (session.browser.as_deref(), session.system.as_deref()) {
        (Some(browser), Some(system)) => {
            i.with("accounts.sessions.device", &[("browser", browser), ("system", system)])
        }
        (Some(known), None) | (None, Some(known)) => known.to_owned(),
        (None, None) => i.t("accounts.sessions.unknown"),
    }
}
