//! One request: which facts were right, and the decision.

use super::DeskBar;
use super::support::stage;
use crate::accounts::recovery::model::{Item, RequestPage, Stage};
use crate::desk::api::{ApproveRequest, DeclineRequest, ReadRequest, StopRequest};
use crate::i18n::{I18n, use_i18n};
use crate::ui::{
    Alert, AnyForm, Failing, HiddenField, Icon, Load, PageTitle, PostForm, SelectField, SubmitButton, Tone,
    answer_absent, once, read_page, use_form,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

pub(super) fn page() -> AnyView {
    let i = use_i18n();
    let params = use_params_map();
    let id = Signal::derive(move || params.with(|params| params.get("id").unwrap_or_default()));
    let request = read_page::<ReadRequest>(once(), move || vec![("id", id.get())]);
    view! {
        <PageTitle key="desk.request.title"/>
        <div class="page-narrow stack-loose">
            <div class="page-head"><h1>{i.t("desk.request.title")}</h1></div>
            <DeskBar/>
            <Load data=request failing=Failing::Part absent=|| view! { <Gone/> }.into_any()
                view=|request: RequestPage| view! { <Shown request=request/> }.into_any()/>
            <p><a href=i.path("/desk/support")>{i.t("desk.request.back")}</a></p>
        </div>
    }
    .into_any()
}

/// Decided, stopped, or never there.
#[component]
fn Gone() -> impl IntoView {
    answer_absent();
    view! { <div class="empty"><p>{use_i18n().t("desk.request.gone")}</p></div> }
}

#[component]
fn Shown(request: RequestPage) -> impl IntoView {
    let i = use_i18n();
    let RequestPage { summary, checklist, others, enough, may_decide, may_stop, reasons } = request;
    let id = summary.id.to_string();
    let since = i.with("desk.request.since", &[("date", &i.date_time(&summary.since))]);
    let others = (others > 0).then(|| {
        let text = i.plural("desk.request.others", others, &[]);
        view! { <Alert tone=Tone::Warning><p>{text}</p></Alert> }
    });
    let mine = summary.stage == Stage::Once { mine: true };
    let reasons: Vec<(String, String)> = reasons
        .into_iter()
        .map(|reason| {
            let text = i.t(&format!("desk.reasons.{reason}"));
            (reason, text)
        })
        .collect();
    let decide = may_decide.then(|| {
        view! { <Decide id=id.clone() approve=enough && !mine mine=mine reasons=reasons.clone()/> }
    });
    let stop = may_stop.then(|| {
        let form = AnyForm::from(use_form::<StopRequest>());
        view! { <Close form=form prefix="stop-" id=id title="desk.request.stop" reasons=reasons.clone()/> }
    });
    view! {
        <p>{i.t("recovery.reference")}": "<strong>{summary.reference.clone()}</strong></p>
        <p>{stage(&i, &summary.stage)}" "{since}</p>
        {others}
        <section class="section stack" aria-labelledby="checklist">
            <div class="section-head"><h2 id="checklist">{i.t("desk.request.checklist")}</h2></div>
            <ul class="rows">{checklist.into_iter().map(|item| line(&i, &item)).collect_view()}</ul>
            {(!enough).then(|| view! { <p>{i.t("desk.request.not_enough")}</p> })}
        </section>
        {decide}
        {stop}
    }
}

fn line(i: &I18n, item: &Item) -> AnyView {
    let (icon, answer) = if item.right { ("check_circle", "desk.request.yes") } else { ("error", "desk.request.no") };
    view! {
        <li class="row">
            <div class="row-main"><p class="row-title">{i.t(&format!("desk.evidence.{}", item.item))}</p></div>
            <div class="row-aside"><p><Icon name=icon/>" "{i.t(answer)}</p></div>
        </li>
    }
    .into_any()
}

#[component]
fn Decide(id: String, approve: bool, mine: bool, reasons: Vec<(String, String)>) -> impl IntoView {
    let i = use_i18n();
    let form = use_form::<ApproveRequest>();
    let mine = mine.then(|| view! { <p>{i.t("desk.request.mine")}</p> });
    let approve = approve.then(|| {
        let (id, i) = (id.clone(), i.clone());
        let submit = i.t("desk.request.approve_submit");
        view! {
            <section class="section stack" aria-labelledby="approve">
                <div class="section-head"><h2 id="approve">{i.t("desk.request.approve")}</h2></div>
                <p>{i.t("desk.request.approve_lead")}</p>
                <PostForm form=form prefix="approve-">
                    <HiddenField name="id" value=id/>
                    <div class="actions"><SubmitButton label=submit/></div>
                </PostForm>
            </section>
        }
    });
    let decline = AnyForm::from(use_form::<DeclineRequest>());
    view! {
        {mine}
        {approve}
        <Close form=decline prefix="decline-" id=id title="desk.request.decline" reasons=reasons/>
    }
}

/// Ends the request for a reason of the list.
#[component]
fn Close(
    form: AnyForm,
    prefix: &'static str,
    id: String,
    /// Key of the heading and of the button.
    title: &'static str,
    reasons: Vec<(String, String)>,
) -> impl IntoView {
    let i = use_i18n();
    let (label, submit) = (i.t("desk.request.reason"), i.t(title));
    let heading = format!("{prefix}heading");
    let labelled = heading.clone();
    view! {
        <section class="section stack" aria-labelledby=labelled>
            <div class="section-head"><h2 id=heading>{i.t(title)}</h2></div>
            <PostForm form=form prefix=prefix>
                <HiddenField name="id" value=id/>
                <SelectField name="reason" label=label options=reasons/>
                <div class="actions"><SubmitButton label=submit class="button-danger"/></div>
            </PostForm>
        </section>
    }
}
