//! Behind the link of a mail: looking does nothing, the button does. Needs no sign-in.

use super::parts::{Before, Done};
use crate::accounts::devices::api::{Disown, ReadDisownable};
use crate::accounts::devices::model::Disownable;
use crate::i18n::use_i18n;
use crate::ui::{
    Alert, Failing, HiddenField, Load, PageTitle, PostForm, SubmitButton, Tone, answer_absent, once, read_page,
    token_of_link, use_form,
};
use leptos::prelude::*;

/// In place of a token once it is done.
const DONE: &str = "done";

pub(super) fn page() -> AnyView {
    let i = use_i18n();
    let token = token_of_link();
    let form = use_form::<Disown>();
    let done = Memo::new(move |_| form.success().get().is_some());
    let content = if done.get_untracked() || token.get_untracked() == DONE {
        view! { <Done/> }.into_any()
    } else {
        let data = read_page::<ReadDisownable>(once(), move || vec![("token", token.get())]);
        let step = move |what: Disownable| {
            let over = what.done;
            let content = move || {
                if over || done.get() {
                    view! { <Done/> }.into_any()
                } else {
                    let i = use_i18n();
                    let submit = i.t("devices.submit");
                    view! {
                        <p class="lead">{i.t("devices.lead")}</p>
                        <Before what=what.clone()/>
                        <PostForm form=form>
                            <HiddenField name="token" value=token/>
                            <div class="actions"><SubmitButton label=submit class="button-danger"/></div>
                        </PostForm>
                        <p>{i.t("devices.was_me")}</p>
                    }
                    .into_any()
                }
            };
            view! { {content} }.into_any()
        };
        view! { <Load data=data failing=Failing::Part absent=|| view! { <Over/> }.into_any() view=step/> }.into_any()
    };
    view! {
        <PageTitle key="devices.title"/>
        <div class="page-narrow stack-loose">
            <div class="page-head"><h1>{i.t("devices.title")}</h1></div>
            {content}
        </div>
    }
    .into_any()
}

#[component]
fn Over() -> impl IntoView {
    answer_absent();
    let i = use_i18n();
    let over = i.t("devices.over");
    view! {
        <Alert tone=Tone::Warning title=i.t("accounts.link_over.title")><p>{over}</p></Alert>
        <p><a class="button" href=i.path("/forgot-password")>{i.t("accounts.reset.title")}</a></p>
    }
}
