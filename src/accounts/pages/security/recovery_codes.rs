//! Recovery codes on the page of ways to sign in.

use super::shown::Shown;
use crate::accounts::api::{KeepRecoveryCodes, NewRecoveryCodes};
use crate::accounts::pages::browser;
use crate::i18n::use_i18n;
use crate::types::CivilDate;
use crate::ui::{Alert, PostForm, SubmitButton, Tone, use_form};
use leptos::prelude::*;

/// So few that the person is warned.
const FEW: i64 = 3;

/// Fresh codes, until the person says that they are kept.
#[component]
pub(super) fn FreshCodes(shown: Shown) -> impl IntoView {
    move || {
        let (codes, made) = shown.fresh_codes.get();
        (!codes.is_empty()).then(|| view! { <Codes codes=codes made=made shown=shown/> })
    }
}

#[component]
fn Codes(codes: Vec<String>, made: Option<CivilDate>, shown: Shown) -> impl IntoView {
    let i = use_i18n();
    let form = use_form::<KeepRecoveryCodes>();
    shown.follow(form);
    let (text, rows) = (codes.join("\n"), codes.clone());
    let made = made.map(|made| i.with("factors.codes.made", &[("date", &i.date(made))]));
    let rows = rows.into_iter().map(|code| view! { <li><code translate="no">{code}</code></li> });
    let copied = RwSignal::new(false);
    let said = i.t("accounts.codes.copied");
    view! {
        <section class="card stack print-alone" aria-labelledby="fresh-codes-title">
            <h2 id="fresh-codes-title">{i.t("accounts.codes.fresh_title")}</h2>
            <p>{i.t("accounts.codes.fresh")}</p>
            <p class="print-date muted">{made}</p>
            <ol class="codes">{rows.collect_view()}</ol>
            <div class="actions">
                <a class="button button-secondary" href="/account/recovery-codes.txt" rel="external" download="portico-recovery-codes.txt">
                    {i.t("accounts.codes.download")}
                </a>
                <button class="button button-secondary needs-js" type="button" on:click=move |_| browser::print()>
                    {i.t("accounts.codes.print")}
                </button>
                <button class="button button-secondary needs-js" type="button"
                    on:click=move |_| copied.set(browser::copy(&text))>
                    {i.t("accounts.codes.copy")}
                </button>
            </div>
            <p role="status">{move || copied.get().then(|| said.clone())}</p>
            <PostForm form=form prefix="keep-">
                <div class="actions"><SubmitButton label=i.t("accounts.codes.kept")/></div>
            </PostForm>
        </section>
    }
}

#[component]
pub(super) fn RecoveryCodes(shown: Shown, changeable: bool) -> impl IntoView {
    let i = use_i18n();
    let (title, words) = (i.t("accounts.codes.title"), i.clone());
    let left = move || match shown.codes_left.get() {
        0 => words.t("factors.codes.none"),
        left => words.plural("accounts.codes.left", left, &[]),
    };
    let (few_title, few_text) = (i.t("factors.codes.soon_title"), i.t("factors.codes.soon"));
    let few = move || {
        let text = few_text.clone();
        (shown.codes_left.get() <= FEW)
            .then(|| view! { <Alert tone=Tone::Warning title=few_title.clone()><p>{text}</p></Alert> })
    };
    let form = use_form::<NewRecoveryCodes>();
    shown.follow(form);
    let renew = changeable.then(|| {
        let submit = i.t("accounts.codes.renew");
        view! {
            <p>{i.t("accounts.codes.renew_text")}</p>
            <PostForm form=form prefix="codes-">
                <div class="actions"><SubmitButton label=submit class="button-secondary"/></div>
            </PostForm>
        }
    });
    view! {
        <section class="section stack" aria-labelledby="codes-title">
            <div class="section-head"><h2 id="codes-title">{title}</h2></div>
            <p>{left}</p>
            {few}
            {renew}
        </section>
    }
}
