//! Behind the link that proves the new address: the support desk sees the request once its button is pressed.

use crate::accounts::recovery::api::{CheckConfirmLink, ConfirmRequest};
use crate::accounts::recovery::model::Reference;
use crate::i18n::use_i18n;
use crate::ui::{
    Alert, FormState, HiddenField, LinkOver, Load, PageTitle, PostForm, SubmitButton, Tone, once, read_page,
    token_of_link, use_form,
};
use leptos::prelude::*;

pub(super) fn page() -> AnyView {
    let token = token_of_link();
    let form = use_form::<ConfirmRequest>();
    let confirmed = form.success();
    let content = if let Some(confirmed) = confirmed.get_untracked() {
        view! { <Confirmed confirmed=confirmed/> }.into_any()
    } else {
        let link = read_page::<CheckConfirmLink>(once(), move || vec![("token", token.get())]);
        let step = move |()| {
            view! {
                {move || match confirmed.get() {
                    Some(confirmed) => view! { <Confirmed confirmed=confirmed/> }.into_any(),
                    None => view! { <Confirm form=form token=token/> }.into_any(),
                }}
            }
            .into_any()
        };
        view! { <Load data=link absent=|| view! { <LinkOver to="/recover" label="recovery.title"/> }.into_any() view=step/> }
            .into_any()
    };
    view! {
        <PageTitle key="recovery.confirm.title"/>
        <div class="page-narrow stack-loose">{content}</div>
    }
    .into_any()
}

#[component]
fn Confirm(form: FormState<ConfirmRequest>, token: Signal<String>) -> impl IntoView {
    let i = use_i18n();
    view! {
        <div class="page-head">
            <h1>{i.t("recovery.confirm.title")}</h1>
            <p class="lead">{i.t("recovery.confirm.lead")}</p>
        </div>
        <PostForm form=form>
            <HiddenField name="token" value=token/>
            <div class="actions"><SubmitButton label=i.t("recovery.confirm.submit")/></div>
        </PostForm>
    }
}

#[component]
fn Confirmed(confirmed: Reference) -> impl IntoView {
    let i = use_i18n();
    view! {
        <div class="page-head"><h1>{i.t("recovery.confirm.title")}</h1></div>
        <Alert tone=Tone::Success title=i.t("recovery.confirm.done_title") announce=true>
            <p>{i.t("recovery.reference")}": "<strong>{confirmed.reference}</strong></p>
            <p>{i.t("recovery.confirm.done")}</p>
        </Alert>
    }
}
