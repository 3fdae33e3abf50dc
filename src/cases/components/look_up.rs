//! The form of the public look-up as the front page has it.

use crate::cases::api::LookUpReceipt;
use crate::i18n::use_i18n;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;

/// A plain form whose answer is a page of its own: the front page is everyone's first download, and what other forms
/// need would be a quarter of it.
#[component]
pub fn ReceiptLookUp() -> impl IntoView {
    let i = use_i18n();
    view! {
        <section class="section stack" aria-labelledby="look-up">
            <h2 id="look-up">{i.t("cases.look_up")}</h2>
            <p>{i.t("cases.look_up_text")}</p>
            <form class="form" method="post" action=LookUpReceipt::PATH novalidate>
                <input type="hidden" name="_page" value=i.path("/look-up")/>
                <div class="field">
                    <label for="receipt_number">{i.t("cases.receipt_number")}</label>
                    <p class="hint" id="look-up-hint">{i.t("cases.receipt_hint")}</p>
                    <input class="input input-medium" id="receipt_number" name="receipt_number" type="text"
                        autocomplete="off" spellcheck="false" required aria-describedby="look-up-hint"/>
                </div>
                <button class="button button-secondary" type="submit">{i.t("cases.look_up_now")}</button>
            </form>
        </section>
    }
}
