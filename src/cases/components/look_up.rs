//! The public look-up: a step, and nothing else.

use crate::cases::api::LookUpReceipt;
use crate::cases::model::LookUp;
use crate::i18n::{I18n, use_i18n};
use crate::ui::{Alert, PostForm, SubmitButton, TextField, Tone, use_form};
use leptos::prelude::*;

#[component]
pub fn ReceiptLookUp() -> impl IntoView {
    let i = use_i18n();
    let form = use_form::<LookUpReceipt>();
    let found = form.success();
    let said = StoredValue::new(i.clone());
    let answer = move || found.get().map(|found| said.with_value(|i| answer(i, &found)));
    view! {
        <section class="section stack" aria-labelledby="look-up">
            <h2 id="look-up">{i.t("cases.look_up")}</h2>
            <p>{i.t("cases.look_up_text")}</p>
            <PostForm form=form>
                <TextField name="receipt_number" label=i.t("cases.receipt_number") hint=i.t("cases.receipt_hint") class="input-medium"/>
                <SubmitButton label=i.t("cases.look_up_now") class="button-secondary"/>
            </PostForm>
            {answer}
        </section>
    }
}

fn answer(i: &I18n, found: &LookUp) -> AnyView {
    let receipt = found.receipt.to_string();
    let (tone, text) = match found.step {
        Some(step) => (Tone::Info, i.t(&format!("cases.step.{}", step.as_str()))),
        None => (Tone::Warning, i.t("cases.look_up_nothing")),
    };
    view! {
        <Alert tone=tone announce=true>
            <p><span class="code" translate="no">{receipt}</span></p>
            <p>{text}</p>
        </Alert>
    }
    .into_any()
}
