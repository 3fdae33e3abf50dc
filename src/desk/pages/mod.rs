//! Pages of the desk, in a download of their own.

mod enrol;
mod index;
mod request;
mod sign_in;
mod support;

use super::api::{ReadMe, SignOutOfDesk};
use super::model::Me;
use crate::i18n::use_i18n;
use crate::lazy_page;
use crate::ui::{Failing, Load, once, read_page};
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;

lazy_page!(DeskPage, desk_chunk, preload_desk, desk, index::page);
lazy_page!(DeskSignInPage, desk_sign_in_chunk, preload_desk_sign_in, desk, sign_in::page);
lazy_page!(DeskEnrolPage, desk_enrol_chunk, preload_desk_enrol, desk, enrol::page);
lazy_page!(DeskSupportPage, desk_support_chunk, preload_desk_support, desk, support::page);
lazy_page!(DeskRequestPage, desk_request_chunk, preload_desk_request, desk, request::page);

/// Who is signed in at the desk, where the desk begins, and the way out.
#[component]
fn DeskBar() -> impl IntoView {
    let me = read_page::<ReadMe>(once(), Vec::new);
    let view = |me: Me| {
        let i = use_i18n();
        let role = i.t(&format!("desk.roles.{}", me.role.as_str()));
        view! {
            <div class="stack-tight">
                <p>{i.t("desk.signed_in")}" "<strong><bdi>{me.name}</bdi></strong>" · "{role}</p>
                <div class="actions">
                    <a class="button button-secondary button-small" href=i.path("/desk")>{i.t("desk.title")}</a>
                    <form method="post" action=SignOutOfDesk::url()>
                        <button class="button button-secondary button-small" type="submit">{i.t("desk.sign_out")}</button>
                    </form>
                </div>
            </div>
        }
        .into_any()
    };
    view! { <Load data=me failing=Failing::Extra view=view/> }
}
