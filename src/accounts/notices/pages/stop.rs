//! Behind the link in a mail about cases: looking switches nothing off, the button does.

use crate::accounts::notices::api::{ReadCaseMailLink, StopCaseMail};
use crate::i18n::use_i18n;
use crate::ui::{
    Alert, Failing, FormState, HiddenField, Load, PageTitle, PostForm, SubmitButton, Tone, answer_absent, once,
    read_page, token_of_link, use_form,
};
use leptos::prelude::*;

pub(super) fn page() -> AnyView {
    let i = use_i18n();
    let token = token_of_link();
    let form = use_form::<StopCaseMail>();
    let data = read_page::<ReadCaseMailLink>(once(), move || vec![("token", token.get())]);
    let stopped = Memo::new(move |_| form.success().get().is_some());
    let step = move |on: bool| {
        let content = move || {
            if on && !stopped.get() {
                view! { <Press form=form token=token/> }.into_any()
            } else {
                view! { <Stopped/> }.into_any()
            }
        };
        view! { {content} }.into_any()
    };
    view! {
        <PageTitle key="notices.stop.title"/>
        <div class="page-narrow stack-loose">
            <div class="page-head"><h1>{i.t("notices.stop.title")}</h1></div>
            <Load data=data failing=Failing::Part absent=|| view! { <Unknown/> }.into_any() view=step/>
        </div>
    }
    .into_any()
}

#[component]
fn Press(form: FormState<StopCaseMail>, token: Signal<String>) -> impl IntoView {
    let i = use_i18n();
    view! {
        <p>{i.t("notices.stop.lead")}</p>
        <PostForm form=form>
            <HiddenField name="token" value=token/>
            <div class="actions"><SubmitButton label=i.t("notices.stop.submit")/></div>
        </PostForm>
    }
}

#[component]
fn Stopped() -> impl IntoView {
    let i = use_i18n();
    view! {
        <Alert tone=Tone::Success title=i.t("notices.stop.done_title") announce=true>
            <p>{i.t("notices.stop.done")}</p>
        </Alert>
    }
}

#[component]
fn Unknown() -> impl IntoView {
    answer_absent();
    let i = use_i18n();
    view! { <Alert tone=Tone::Warning><p>{i.t("notices.stop.unknown")}</p></Alert> }
}
