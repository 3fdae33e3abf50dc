//! Where the desk begins.

use super::DeskBar;
use crate::i18n::use_i18n;
use crate::ui::PageTitle;
use leptos::prelude::*;

pub(super) fn page() -> AnyView {
    let i = use_i18n();
    view! {
        <PageTitle key="desk.title"/>
        <div class="page-narrow stack-loose">
            <div class="page-head"><h1>{i.t("desk.title")}</h1></div>
            <DeskBar/>
            <ul class="rows">
                <li class="row">
                    <div class="row-main">
                        <h2 class="row-title"><a href=i.path("/desk/support")>{i.t("desk.support.title")}</a></h2>
                        <p class="row-meta">{i.t("desk.support.lead")}</p>
                    </div>
                </li>
            </ul>
        </div>
    }
    .into_any()
}
