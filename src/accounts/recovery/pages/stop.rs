//! Behind the link that every address was mailed: one button stops the recovery. Nobody has to sign in for it.

use crate::accounts::recovery::api::{CheckStopLink, StopRecovery};
use crate::accounts::recovery::components::Stopped;
use crate::i18n::use_i18n;
use crate::ui::{
    FormState, HiddenField, LinkOver, Load, PageTitle, PostForm, SubmitButton, once, read_page, token_of_link, use_form,
};
use leptos::prelude::*;

pub(super) fn page() -> AnyView {
    let i = use_i18n();
    let token = token_of_link();
    let form = use_form::<StopRecovery>();
    let done = Memo::new(move |_| form.success().get().is_some());
    let over = move || view! { <h1>{i.t("recovery.stop.title")}</h1> <Stopped/> };
    let content = if done.get_untracked() {
        over().into_any()
    } else {
        let link = read_page::<CheckStopLink>(once(), move || vec![("token", token.get())]);
        let step = move |()| {
            let over = over.clone();
            view! {
                {move || if done.get() { over().into_any() } else { view! { <Confirm form=form token=token/> }.into_any() }}
            }
            .into_any()
        };
        view! { <Load data=link absent=|| view! { <LinkOver lead="recovery.stop.over" to="/recover" label="recovery.title"/> }.into_any() view=step/> }
            .into_any()
    };
    view! {
        <PageTitle key="recovery.stop.title"/>
        <div class="page-narrow stack-loose">{content}</div>
    }
    .into_any()
}

#[component]
fn Confirm(form: FormState<StopRecovery>, token: Signal<String>) -> impl IntoView {
    let i = use_i18n();
    view! {
        <div class="page-head">
            <h1>{i.t("recovery.stop.title")}</h1>
            <p class="lead">{i.t("recovery.stop.lead")}</p>
        </div>
        <PostForm form=form>
            <HiddenField name="token" value=token/>
            <div class="actions"><SubmitButton label=i.t("recovery.stop.submit") class="button-danger"/></div>
        </PostForm>
    }
}
