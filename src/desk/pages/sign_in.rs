//! The entrance of staff: a passkey and nothing else.

use crate::accounts::passkeys::PasskeyProof;
use crate::desk::api::{FinishDeskSignIn, StartDeskSignIn};
use crate::i18n::use_i18n;
use crate::ui::PageTitle;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;

pub(super) fn page() -> AnyView {
    let i = use_i18n();
    view! {
        <PageTitle key="desk.sign_in.title"/>
        <div class="page-narrow stack-loose">
            <div class="page-head">
                <h1>{i.t("desk.sign_in.title")}</h1>
                <p class="lead">{i.t("desk.sign_in.lead")}</p>
            </div>
            <PasskeyProof start=StartDeskSignIn::PATH finish=FinishDeskSignIn::PATH label=i.t("passkeys.sign_in")/>
            <p class="muted">{i.t("desk.needs_js")}</p>
            <p><a href=i.path("/sign-in")>{i.t("desk.sign_in.people")}</a></p>
        </div>
    }
    .into_any()
}
