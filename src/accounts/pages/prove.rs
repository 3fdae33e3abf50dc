//! Proving again who one is, before an act that wants it; then back to that act.

use super::wanted_page;
use crate::accounts::model::WaysToProve;
use crate::accounts::passkeys::PasskeyStepUp;
use crate::accounts::phone::TextOffer;
use crate::accounts::phone::api::TextStepUpCode;
use crate::accounts::step_up::api::{ProveWithPassword, ReadWaysToProve};
use crate::i18n::use_i18n;
use crate::ui::{
    Failing, HiddenField, Load, PageTitle, PasswordField, PostForm, SubmitButton, TextField, once, read_page, use_form,
};
use leptos::prelude::*;

pub(super) fn page() -> AnyView {
    let i = use_i18n();
    let ways = read_page::<ReadWaysToProve>(once(), Vec::new);
    view! {
        <PageTitle key="accounts.prove.title"/>
        <div class="page-narrow stack-loose">
            <div class="page-head">
                <h1>{i.t("accounts.prove.title")}</h1>
                <p class="lead">{i.t("accounts.prove.lead")}</p>
            </div>
            <Load data=ways failing=Failing::Part view=|ways: WaysToProve| view! { <Ways ways=ways/> }.into_any()/>
        </div>
    }
    .into_any()
}

#[component]
fn Ways(ways: WaysToProve) -> impl IntoView {
    let i = use_i18n();
    let next = wanted_page();
    let form = use_form::<ProveWithPassword>();
    let text = ways.text.map(|offer| view! { <TextMe offer=offer/> });
    let (label, hint) = match &text {
        Some(_) => ("factors.phone.code", "factors.phone.prove_hint"),
        None => ("accounts.code", "accounts.prove.code_hint"),
    };
    let both = (ways.passkeys && ways.password)
        .then(|| view! { <p class="divider needs-js"><span>{i.t("accounts.sign_in.or")}</span></p> });
    let password = ways.password.then(|| {
        view! {
            <PostForm form=form>
                <HiddenField name="next" value=next/>
                <input type="text" autocomplete="username" value=ways.email readonly=true hidden=true/>
                <PasswordField name="password" label=i.t("accounts.password") autocomplete="current-password"/>
                <TextField name="code" label=i.t(label) autocomplete="one-time-code" hint=i.t(hint) class="input-medium"/>
                <div class="actions"><SubmitButton label=i.t("accounts.prove.submit")/></div>
            </PostForm>
        }
    });
    view! {
        {ways.passkeys.then(|| view! { <PasskeyStepUp next=next/> })}
        {both}
        {text}
        {password}
    }
}

/// Has a code texted, before it is typed below.
#[component]
fn TextMe(offer: TextOffer) -> impl IntoView {
    let i = use_i18n();
    let form = use_form::<TextStepUpCode>();
    let sent = Memo::new(move |_| offer.sent || form.success().get().is_some());
    let said = i.with("factors.phone.sent", &[("ending", &offer.ending)]);
    let send = i.with("factors.phone.text_me", &[("ending", &offer.ending)]);
    view! {
        <PostForm form=form prefix="text-">
            <div class="actions"><SubmitButton label=send class="button-secondary"/></div>
        </PostForm>
        <p role="status">{move || sent.get().then(|| said.clone())}</p>
    }
}
