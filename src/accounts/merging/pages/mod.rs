//! The page on which two accounts are joined, and the one behind the link that parts them.

mod preview;
mod undo;

use super::api::{
    FinishOtherPasskey, ProveOtherWithCode, ProveOtherWithPassword, ReadMerge, StartOtherPasskey, StopMerge, UndoMerge,
};
use super::model::{Joined, MergeView, Step};
use crate::accounts::pages::ProveAgain;
use crate::accounts::passkeys::PasskeyProof;
use crate::i18n::use_i18n;
use crate::lazy_page;
use crate::ui::{
    Failing, FormState, HiddenField, Load, PageTitle, PasswordField, PostForm, SubmitButton, TextField, once,
    read_page, use_form,
};
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;

lazy_page!(MergePage, merge_chunk, preload_merge, data, page);
lazy_page!(UndoMergePage, undo_merge_chunk, preload_undo_merge, data, undo::page);

fn page() -> AnyView {
    let i = use_i18n();
    let data = read_page::<ReadMerge>(once(), Vec::new);
    view! {
        <PageTitle key="merging.title"/>
        <div class="page-narrow stack-loose">
            <div class="page-head">
                <h1>{i.t("merging.title")}</h1>
                <p class="lead">{i.t("merging.lead")}</p>
            </div>
            <Load data=data failing=Failing::Part view=|view: MergeView| shown(view)/>
            <p><a href=i.path("/account/data")>{i.t("merging.back")}</a></p>
        </div>
    }
    .into_any()
}

fn shown(view: MergeView) -> AnyView {
    let joined = (!view.joined.is_empty()).then(|| view! { <JoinedList joined=view.joined/> });
    let step = match view.step {
        _ if !view.fresh => view! { <ProveAgain/> }.into_any(),
        Step::Name => view! { <Name/> }.into_any(),
        Step::Second { codes } => view! { <Second codes=codes/> }.into_any(),
        Step::Proved(preview) => preview::shown(*preview),
    };
    view! {
        {joined}
        {step}
    }
    .into_any()
}

/// The first half: which account, and its password; or one of its passkeys, which is all.
#[component]
fn Name() -> impl IntoView {
    let i = use_i18n();
    let form = use_form::<ProveOtherWithPassword>();
    view! {
        <section class="section stack" aria-labelledby="other-title">
            <div class="section-head"><h2 id="other-title">{i.t("merging.prove_title")}</h2></div>
            <p>{i.t("merging.prove")}</p>
            <OtherPasskey/>
            <p class="divider needs-js"><span>{i.t("accounts.sign_in.or")}</span></p>
            <PostForm form=form prefix="other-">
                <TextField name="email" label=i.t("merging.other_email") kind="email" autocomplete="off"/>
                <PasswordField name="password" label=i.t("merging.other_password") autocomplete="off"/>
                <div class="actions"><SubmitButton label=i.t("merging.next")/></div>
            </PostForm>
        </section>
    }
}

/// The second half: a code or a passkey of the account whose password was right.
#[component]
fn Second(codes: bool) -> impl IntoView {
    let i = use_i18n();
    view! {
        <section class="section stack" aria-labelledby="second-title">
            <div class="section-head"><h2 id="second-title">{i.t("merging.second_title")}</h2></div>
            <p>{i.t("merging.second")}</p>
            {codes.then(|| view! { <Code/> })}
            <OtherPasskey/>
            <Stop/>
        </section>
    }
}

#[component]
fn Code() -> impl IntoView {
    let i = use_i18n();
    let form = use_form::<ProveOtherWithCode>();
    view! {
        <PostForm form=form prefix="code-">
            <TextField name="code" label=i.t("merging.other_code") autocomplete="off"
                hint=i.t("accounts.prove.code_hint") class="input-medium"/>
            <div class="actions"><SubmitButton label=i.t("merging.next")/></div>
        </PostForm>
    }
}

#[component]
fn Stop() -> impl IntoView {
    let i = use_i18n();
    let form = use_form::<StopMerge>();
    view! {
        <PostForm form=form prefix="stop-">
            <div class="actions"><SubmitButton label=i.t("merging.stop") class="button-secondary"/></div>
        </PostForm>
    }
}

#[component]
fn JoinedList(joined: Vec<Joined>) -> impl IntoView {
    let i = use_i18n();
    let form = use_form::<UndoMerge>();
    let rows = joined.into_iter().map(|joined| view! { <JoinedRow joined=joined form=form/> }).collect_view();
    view! {
        <section class="section stack" aria-labelledby="joined-title">
            <div class="section-head"><h2 id="joined-title">{i.t("merging.joined_title")}</h2></div>
            <ul class="rows">{rows}</ul>
        </section>
    }
}

#[component]
fn JoinedRow(joined: Joined, form: FormState<UndoMerge>) -> impl IntoView {
    let i = use_i18n();
    let (at, until) = (i.date_time(&joined.at), i.date_time(&joined.until));
    let id = joined.id.to_string();
    view! {
        <li class="row">
            <div class="row-main stack-tight">
                <h3 class="row-title"><bdi>{joined.name}</bdi></h3>
                <p class="row-meta">{i.with("merging.joined", &[("at", &at), ("until", &until)])}</p>
                <PostForm form=form prefix=format!("undo-{id}-")>
                    <HiddenField name="id" value=id/>
                    <div class="actions">
                        <SubmitButton label=i.t("merging.undo") class="button-secondary button-small"/>
                    </div>
                </PostForm>
            </div>
        </li>
    }
}

/// Proves a passkey of the other account in the session of this one.
#[component]
fn OtherPasskey() -> impl IntoView {
    let label = use_i18n().t("merging.passkey");
    view! { <PasskeyProof start=StartOtherPasskey::PATH finish=FinishOtherPasskey::PATH label=label/> }
}
