//! What is told by mail, in which language, and the person's phrase.

use super::ReturnedMail;
use crate::accounts::notices::api::{ReadNotices, SaveNotices};
use crate::accounts::notices::model::{CASE_MAIL, Notices};
use crate::i18n::{Locale, use_i18n};
use crate::ui::{
    Alert, Failing, Load, PageTitle, PostForm, SelectField, SubmitButton, TextField, Tone, once, prove_again,
    read_page, use_form,
};
use leptos::prelude::*;

pub(super) fn page() -> AnyView {
    let i = use_i18n();
    let data = read_page::<ReadNotices>(once(), Vec::new);
    view! {
        <PageTitle key="notices.title"/>
        <div class="page-narrow stack-loose">
            <div class="page-head">
                <h1>{i.t("notices.title")}</h1>
                <p class="lead">{i.t("notices.lead")}</p>
            </div>
            <ReturnedMail/>
            <Load data=data failing=Failing::Part view=|notices: Notices| view! { <Choices notices=notices/> }.into_any()/>
            <section class="section stack" aria-labelledby="always">
                <div class="section-head"><h2 id="always">{i.t("notices.always_title")}</h2></div>
                <p>{i.t("notices.always")}</p>
                <p><a href=i.path("/verify")>{i.t("checks.title")}</a></p>
            </section>
        </div>
    }
    .into_any()
}

#[component]
fn Choices(notices: Notices) -> impl IntoView {
    let i = use_i18n();
    let form = use_form::<SaveNotices>();
    let saved = Memo::new(move |_| form.success().get().is_some());
    let said = i.t("notices.saved");
    let done = move || {
        let said = said.clone();
        saved.get().then(|| view! { <Alert tone=Tone::Success announce=true><p>{said}</p></Alert> })
    };
    let stale = (!notices.fresh).then(|| {
        view! {
            <p class="muted">{i.t("notices.phrase_stale")}" "<a href=prove_again(&i)>{i.t("errors.prove")}</a></p>
        }
    });
    let choices = CASE_MAIL.map(|choice| (choice.to_owned(), i.t(&format!("notices.case_mail.{choice}")))).to_vec();
    let languages = Locale::all().map(|locale| (locale.code().to_owned(), locale.own_name().to_owned())).collect();
    view! {
        {done}
        <PostForm form=form>
            <SelectField name="case_mail" label=i.t("notices.case_mail.title") options=choices value=notices.case_mail
                hint=i.t("notices.case_mail_hint")/>
            <SelectField name="language" label=i.t("accounts.profile.language") options=languages value=notices.language
                hint=i.t("accounts.profile.language_hint")/>
            <TextField name="phrase" label=i.t("notices.phrase") value=notices.phrase maxlength=60
                hint=i.t("notices.phrase_hint")/>
            {stale}
            <div class="actions"><SubmitButton label=i.t("notices.submit")/></div>
        </PostForm>
    }
}
