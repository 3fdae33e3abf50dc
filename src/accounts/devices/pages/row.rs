//! The same about a row of the activity, for somebody who is signed in. The act wants a fresh proof.

use super::parts::Before;
use crate::accounts::devices::api::{DisownRow, ReadDisownableRow};
use crate::accounts::devices::model::Disownable;
use crate::i18n::use_i18n;
use crate::ui::{
    Alert, Failing, HiddenField, Load, PageTitle, PostForm, SubmitButton, Tone, answer_absent, once, read_page,
    use_form,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

pub(super) fn page() -> AnyView {
    let i = use_i18n();
    let query = use_query_map();
    let row = Signal::derive(move || query.with(|query| query.get("row").unwrap_or_default()));
    let form = use_form::<DisownRow>();
    let data = read_page::<ReadDisownableRow>(once(), move || vec![("row", row.get())]);
    let step = move |what: Disownable| {
        let i = use_i18n();
        let submit = i.t("devices.submit");
        view! {
            <Before what=what/>
            <p>{i.t("devices.row_note")}</p>
            <PostForm form=form>
                <HiddenField name="row" value=row/>
                <div class="actions"><SubmitButton label=submit class="button-danger"/></div>
            </PostForm>
            <p><a href=i.path("/account/activity")>{i.t("devices.back")}</a></p>
        }
        .into_any()
    };
    view! {
        <PageTitle key="devices.title"/>
        <div class="page-narrow stack-loose">
            <div class="page-head"><h1>{i.t("devices.title")}</h1></div>
            <Load data=data failing=Failing::Part absent=|| view! { <Over/> }.into_any() view=step/>
        </div>
    }
    .into_any()
}

#[component]
fn Over() -> impl IntoView {
    answer_absent();
    let i = use_i18n();
    let over = i.t("devices.row_over");
    view! {
        <Alert tone=Tone::Warning><p>{over}</p></Alert>
        <div class="actions">
            <a class="button" href=i.path("/account/activity")>{i.t("devices.back")}</a>
            <a href=i.path("/forgot-password")>{i.t("accounts.reset.title")}</a>
        </div>
    }
}
