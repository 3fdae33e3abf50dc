//! Linking a case: by the code on the agency's letter, or by what is known of the applicant.

use crate::cases::api::LinkCase;
use crate::i18n::use_i18n;
use crate::lazy_page;
use crate::ui::{DateField, PageTitle, PostForm, SubmitButton, TextField, use_form};
use leptos::prelude::*;

lazy_page!(LinkCasePage, link_chunk, preload_link, dashboard, link);

fn link() -> AnyView {
    let i = use_i18n();
    let form = use_form::<LinkCase>();
    let limits = i.t("cases.link_limits");
    view! {
        <PageTitle key="cases.link_title"/>
        <div class="page-head">
            <h1>{i.t("cases.link_title")}</h1>
            <p class="lead">{i.t("cases.link_lead")}</p>
        </div>
        <PostForm form=form>
            <TextField name="receipt_number" label=i.t("cases.receipt_number") hint=i.t("cases.receipt_hint") class="input-medium"/>
            <TextField name="access_code" label=i.t("cases.access_code") hint=i.t("cases.access_code_hint") class="input-medium" optional=true/>
            <h2>{i.t("cases.no_code")}</h2>
            <p>{i.t("cases.no_code_text")}</p>
            <DateField name="birth" label=i.t("cases.birth") hint=i.t("cases.birth_hint")/>
            <TextField name="a_number" label=i.t("cases.a_number") hint=i.t("cases.a_number_hint") class="input-medium" optional=true/>
            <p>{i.t("cases.or_name")}</p>
            <TextField name="given_name" label=i.t("cases.given_name") optional=true/>
            <TextField name="family_name" label=i.t("cases.family_name") hint=i.t("cases.name_hint") optional=true/>
            <SubmitButton label=i.t("cases.link_now")/>
        </PostForm>
        <p class="muted">{limits}</p>
    }
    .into_any()
}
