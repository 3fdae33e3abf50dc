//! Recovery codes on the page of ways to sign in.

use crate::accounts::api::{KeepRecoveryCodes, NewRecoveryCodes};
use crate::accounts::pages::browser;
use crate::i18n::use_i18n;
use crate::ui::{PostForm, SubmitButton, use_form};
use leptos::prelude::*;

/// Fresh codes, until the person says that they are kept.
#[component]
pub(super) fn FreshCodes(codes: Vec<String>) -> impl IntoView {
    let i = use_i18n();
    let form = use_form::<KeepRecoveryCodes>();
    let copied = RwSignal::new(false);
    let said = i.t("accounts.security.codes_copied");
    let text = codes.join("\n");
    // Letters, digits and dashes need no escape in an address.
    let file = format!("data:text/plain;charset=utf-8,{}", codes.join("%0A"));
    let rows = codes.into_iter().map(|code| view! { <li><code translate="no">{code}</code></li> });
    view! {
        <section class="card stack" aria-labelledby="fresh-codes-title">
            <h2 id="fresh-codes-title">{i.t("accounts.security.codes_fresh_title")}</h2>
            <p>{i.t("accounts.security.codes_fresh")}</p>
            <ol class="codes">{rows.collect_view()}</ol>
            <div class="actions">
                <a class="button button-secondary" href=file download="portico-recovery-codes.txt" rel="external">
                    {i.t("accounts.security.codes_download")}
                </a>
                <button class="button button-secondary needs-js" type="button" on:click=move |_| browser::print()>
                    {i.t("accounts.security.codes_print")}
                </button>
                <button class="button button-secondary needs-js" type="button"
                    on:click=move |_| copied.set(browser::copy(&text))>
                    {i.t("accounts.security.codes_copy")}
                </button>
            </div>
            <p role="status">{move || copied.get().then(|| said.clone())}</p>
            <PostForm form=form prefix="keep-">
                <div class="actions"><SubmitButton label=i.t("accounts.security.codes_kept")/></div>
            </PostForm>
        </section>
    }
}

#[component]
pub(super) fn RecoveryCodes(left: i64, changeable: bool) -> impl IntoView {
    let i = use_i18n();
    let form = use_form::<NewRecoveryCodes>();
    let submit = i.t("accounts.security.codes_renew");
    let renew = changeable.then(|| {
        view! {
            <p>{i.t("accounts.security.codes_renew_text")}</p>
            <PostForm form=form prefix="codes-">
                <div class="actions"><SubmitButton label=submit class="button-secondary"/></div>
            </PostForm>
        }
    });
    view! {
        <section class="section stack" aria-labelledby="codes-title">
            <div class="section-head"><h2 id="codes-title">{i.t("accounts.security.codes")}</h2></div>
            <p>{i.plural("accounts.security.codes_left", left, &[])}</p>
            {renew}
        </section>
    }
}
