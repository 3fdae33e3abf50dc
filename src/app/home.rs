//! The front page: what this is, the two entrances, the receipt look-up.

use super::viewer::{Signed, Viewer};
use crate::cases::components::ReceiptLookUp;
use crate::i18n::use_i18n;
use crate::lazy_page;
use crate::ui::PageTitle;
use leptos::prelude::*;

lazy_page!(HomePage, home_chunk, preload_home, front, home);

fn home() -> AnyView {
    let i = use_i18n();
    let signed_in = use_context::<Viewer>().is_some_and(|viewer| viewer.standing == Signed::In);
    let entrances = if signed_in {
        view! { <p><a class="button" href=i.path("/dashboard")>{i.t("shell.dashboard")}</a></p> }.into_any()
    } else {
        view! {
            <div class="columns">
                <section class="card stack" aria-labelledby="have-account">
                    <h2 id="have-account">{i.t("home.have_account")}</h2>
                    <p>{i.t("home.privacy")}</p>
                    <a class="button" href=i.path("/sign-in")>{i.t("shell.sign_in")}</a>
                </section>
                <section class="card stack column-side" aria-labelledby="new">
                    <h2 id="new">{i.t("home.new")}</h2>
                    <p>{i.t("home.new_text")}</p>
                    <a class="button button-secondary" href=i.path("/register")>{i.t("home.create")}</a>
                </section>
            </div>
        }
        .into_any()
    };
    view! {
        <PageTitle key="home.title"/>
        <div class="stack-loose">
            <div class="page-head">
                <h1>{i.t("home.title")}</h1>
                <p class="lead">{i.t("home.lead")}</p>
            </div>
            {entrances}
            <ReceiptLookUp/>
        </div>
    }
    .into_any()
}
