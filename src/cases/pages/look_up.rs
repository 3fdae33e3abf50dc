//! `/look-up`: the public look-up, a step and nothing else.

use crate::cases::api::LookUpReceipt;
use crate::cases::model::LookUp;
use crate::i18n::{I18n, use_i18n};
use crate::lazy_page;
use crate::ui::{Alert, PageTitle, PostForm, SubmitButton, TextField, Tone, use_form};
use leptos::prelude::*;

lazy_page!(LookUpPage, look_up_chunk, preload_look_up, entry, look_up);

fn look_up() -> AnyView {
    let i = use_i18n();
    let form = use_form::<LookUpReceipt>();
    let found = form.success();
    let said = StoredValue::new(i.clone());
    let answer = move || found.get().map(|found| said.with_value(|i| answer(i, &found)));
    view! {
        <PageTitle key="cases.look_up"/>
        <div class="stack-loose">
            <div class="page-head">
                <h1>{i.t("cases.look_up")}</h1>
                <p class="lead">{i.t("cases.look_up_text")}</p>
            </div>
            {answer}
            <PostForm form=form>
                <TextField name="receipt_number" label=i.t("cases.receipt_number") hint=i.t("cases.receipt_hint")
                    class="input-medium"/>
                <SubmitButton label=i.t("cases.look_up_now") class="button-secondary"/>
            </PostForm>
        </div>
    }
    .into_any()
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
