//! Behind the mailed link: the claim begins when its button is pressed.

use crate::accounts::recovery::api::{CheckRecoveryLink, OpenRecovery};
use crate::accounts::recovery::model::{Opened, Terms};
use crate::i18n::use_i18n;
use crate::ui::{
    Alert, FormState, HiddenField, LinkOver, Load, PageTitle, PostForm, SubmitButton, Tone, once, read_page,
    token_of_link, use_form,
};
use leptos::prelude::*;

pub(super) fn page() -> AnyView {
    let token = token_of_link();
    let form = use_form::<OpenRecovery>();
    let opened = form.success();
    let content = if let Some(opened) = opened.get_untracked() {
        view! { <Waiting opened=opened/> }.into_any()
    } else {
        let link = read_page::<CheckRecoveryLink>(once(), move || vec![("token", token.get())]);
        let step = move |terms: Terms| {
            view! {
                {move || match opened.get() {
                    Some(opened) => view! { <Waiting opened=opened/> }.into_any(),
                    None => view! { <Confirm terms=terms form=form token=token/> }.into_any(),
                }}
            }
            .into_any()
        };
        view! { <Load data=link absent=|| view! { <LinkOver to="/recover" label="recovery.title"/> }.into_any() view=step/> }
            .into_any()
    };
    view! {
        <PageTitle key="recovery.title"/>
        <div class="page-narrow stack-loose">{content}</div>
    }
    .into_any()
}

#[component]
fn Confirm(terms: Terms, form: FormState<OpenRecovery>, token: Signal<String>) -> impl IntoView {
    let i = use_i18n();
    view! {
        <div class="page-head">
            <h1>{i.t("recovery.title")}</h1>
            <p class="lead">{i.plural("recovery.open.lead", i64::from(terms.hours), &[])}</p>
        </div>
        <p>{i.t("recovery.open.told")}</p>
        <p>{i.t("recovery.open.facts")}</p>
        <PostForm form=form>
            <HiddenField name="token" value=token/>
            <div class="actions"><SubmitButton label=i.t("recovery.start.submit")/></div>
        </PostForm>
    }
}

#[component]
fn Waiting(opened: Opened) -> impl IntoView {
    let i = use_i18n();
    let text = i.with("recovery.open.until", &[("date", &i.date_time(&opened.ready))]);
    let title = if opened.already { "recovery.open.already" } else { "recovery.open.started" };
    view! {
        <div class="page-head"><h1>{i.t("recovery.title")}</h1></div>
        <Alert tone=Tone::Success title=i.t(title) announce=true>
            <p>{text}</p>
            <p>{i.t("recovery.open.facts")}</p>
        </Alert>
    }
}
