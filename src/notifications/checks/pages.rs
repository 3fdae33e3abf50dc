//! The page that says whether a message came from us.

use super::CheckedMail;
use super::api::CheckMail;
use crate::i18n::use_i18n;
use crate::lazy_page;
use crate::ui::{Alert, PageTitle, PostForm, SubmitButton, TextField, Tone, use_form};
use leptos::prelude::*;

lazy_page!(CheckMailPage, check_mail_chunk, preload_check_mail, notices, page);

fn page() -> AnyView {
    let i = use_i18n();
    let form = use_form::<CheckMail>();
    let answer = form.success();
    let advice = ["mailed", "phoned", "typed"].map(|one| view! { <li>{i.t(&format!("checks.advice.{one}"))}</li> });
    let (code, hint, submit) = (i.t("checks.code"), i.t("checks.code_hint"), i.t("checks.submit"));
    view! {
        <PageTitle key="checks.title"/>
        <div class="page-narrow stack-loose">
            <div class="page-head">
                <h1>{i.t("checks.title")}</h1>
                <p class="lead">{i.t("checks.lead")}</p>
            </div>
            {move || answer.get().map(|found| view! { <Answer found=found/> })}
            <PostForm form=form>
                <TextField name="check" label=code hint=hint class="input-medium"/>
                <div class="actions"><SubmitButton label=submit/></div>
            </PostForm>
            <section class="section stack" aria-labelledby="advice">
                <div class="section-head"><h2 id="advice">{i.t("checks.advice.title")}</h2></div>
                <ul>{advice.into_iter().collect_view()}</ul>
            </section>
        </div>
    }
    .into_any()
}

#[component]
fn Answer(found: Option<CheckedMail>) -> impl IntoView {
    let i = use_i18n();
    match found {
        Some(mail) => {
            let when = i.with("checks.ours", &[("date", &i.date(mail.sent_on))]);
            view! {
                <Alert tone=Tone::Success title=i.t("checks.ours_title") announce=true>
                    <p>{when}</p>
                    <p><strong lang=mail.lang>{mail.subject}</strong></p>
                    <p>{i.t("checks.ours_other")}</p>
                </Alert>
            }
            .into_any()
        }
        None => view! {
            <Alert tone=Tone::Warning title=i.t("checks.not_ours_title") announce=true>
                <p>{i.t("checks.not_ours")}</p>
                <p>{i.t("checks.not_ours_advice")}</p>
            </Alert>
        }
        .into_any(),
    }
}
