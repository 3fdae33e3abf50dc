//! Behind the operator's link: staff make their passkey.

use crate::accounts::passkeys::PasskeyMaker;
use crate::desk::api::{FinishDeskEnrolment, ReadEnrolment, StartDeskEnrolment};
use crate::desk::model::Enrolment;
use crate::i18n::use_i18n;
use crate::ui::{LinkOver, Load, PageTitle, once, read_page, token_of_link};
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;

pub(super) fn page() -> AnyView {
    let token = token_of_link();
    let enrolment = read_page::<ReadEnrolment>(once(), move || vec![("token", token.get())]);
    view! {
        <PageTitle key="desk.enrol.title"/>
        <div class="page-narrow stack-loose">
            <Load data=enrolment absent=|| view! { <LinkOver lead="desk.enrol.over" to="/desk/sign-in" label="desk.sign_in.title"/> }.into_any()
                view=move |enrolment: Enrolment| view! { <Make enrolment=enrolment token=token/> }.into_any()/>
        </div>
    }
    .into_any()
}

#[component]
fn Make(enrolment: Enrolment, token: Signal<String>) -> impl IntoView {
    let i = use_i18n();
    view! {
        <div class="page-head">
            <h1>{i.t("desk.enrol.title")}</h1>
            <p class="lead">{i.t("desk.enrol.lead")}</p>
        </div>
        <p><strong><bdi>{enrolment.name}</bdi></strong>" · "<bdi>{enrolment.email}</bdi></p>
        <PasskeyMaker start=StartDeskEnrolment::PATH finish=FinishDeskEnrolment::PATH token=token
            label=i.t("desk.enrol.submit")/>
        <p class="muted">{i.t("desk.needs_js")}</p>
    }
}
