//! Registration, first step: the address.

use super::Said;
use crate::accounts::api::Register;
use crate::accounts::work;
use crate::i18n::use_i18n;
use crate::ui::{PageTitle, PostForm, SubmitButton, TextField, use_form};
use leptos::prelude::*;

pub(super) fn page() -> AnyView {
    let i = use_i18n();
    let form = use_form::<Register>();
    let (label, hint) = (i.t("accounts.email"), i.t("accounts.register.email_hint"));
    let submit = i.t("accounts.register.submit");
    let sent = Memo::new(move |_| form.success().get().is_some());
    let texts: &[&str] = &["accounts.register.sent", "accounts.mail_missing"];
    let done = move || sent.get().then(|| view! { <Said title="accounts.register.sent_title" text=texts/> });
    view! {
        <PageTitle key="accounts.register.title"/>
        <div class="page-narrow stack-loose">
            <div class="page-head">
                <h1>{i.t("accounts.register.title")}</h1>
                <p class="lead">{i.t("accounts.register.lead")}</p>
            </div>
            {done}
            <PostForm form=form solver=work::solve>
                <TextField name="email" label=label kind="email" autocomplete="email"
                    hint=hint/>
                <div class="actions"><SubmitButton label=submit/></div>
            </PostForm>
            <p>{i.t("accounts.register.have_account")}" "<a href=i.path("/sign-in")>{i.t("accounts.sign_in.title")}</a></p>
        </div>
    }
    .into_any()
}
