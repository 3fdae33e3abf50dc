//! Signing out: a button for who came by the address, a farewell afterwards.

use crate::accounts::api::SignOut;
use crate::app::{Signed, Viewer};
use crate::i18n::use_i18n;
use crate::ui::{PageTitle, PostForm, SubmitButton, forget_drafts, use_form};
use leptos::prelude::*;

pub(super) fn page() -> AnyView {
    let i = use_i18n();
    let out = use_context::<Viewer>().is_none_or(|viewer| viewer.standing == Signed::Out);
    Effect::new(|_| forget_drafts());
    let content = if out {
        view! {
            <div class="page-head">
                <h1>{i.t("accounts.sign_out.done_title")}</h1>
                <p class="lead">{i.t("accounts.sign_out.done")}</p>
            </div>
            <p><a class="button" href=i.path("/sign-in")>{i.t("accounts.sign_in.title")}</a></p>
        }
        .into_any()
    } else {
        let (form, submit) = (use_form::<SignOut>(), i.t("accounts.sign_out.title"));
        view! {
            <div class="page-head">
                <h1>{i.t("accounts.sign_out.title")}</h1>
                <p class="lead">{i.t("accounts.sign_out.lead")}</p>
            </div>
            <PostForm form=form><div class="actions"><SubmitButton label=submit/></div></PostForm>
        }
        .into_any()
    };
    view! {
        <PageTitle key="accounts.sign_out.title"/>
        <div class="page-narrow stack-loose">{content}</div>
    }
    .into_any()
}
