//! Behind the link that undoes a change of the primary address. Works for who cannot sign in any more.

use crate::accounts::addresses::api::{ReadAddressUndo, UndoAddress};
use crate::accounts::addresses::model::UndoLink;
use crate::accounts::pages::Said;
use crate::i18n::use_i18n;
use crate::ui::{
    FormState, HiddenField, LinkOver, Load, PageTitle, PostForm, SubmitButton, once, read_page, token_of_link, use_form,
};
use leptos::prelude::*;

pub(super) fn page() -> AnyView {
    let token = token_of_link();
    let form = use_form::<UndoAddress>();
    let done = Memo::new(move |_| form.success().get().is_some());
    let content = if done.get_untracked() {
        view! { <Done/> }.into_any()
    } else {
        let link = read_page::<ReadAddressUndo>(once(), move || vec![("token", token.get())]);
        let step = move |link: UndoLink| {
            let step = move || {
                if done.get() {
                    view! { <Done/> }.into_any()
                } else {
                    view! { <Entry old=link.old.clone() form=form token=token/> }.into_any()
                }
            };
            view! { {step} }.into_any()
        };
        view! { <Load data=link absent=|| view! { <LinkOver lead="accounts.undo_address.over" to="/sign-in" label="accounts.sign_in.title"/> }.into_any() view=step/> }.into_any()
    };
    view! {
        <PageTitle key="accounts.undo_address.title"/>
        <div class="page-narrow stack-loose">{content}</div>
    }
    .into_any()
}

#[component]
fn Entry(old: String, form: FormState<UndoAddress>, token: Signal<String>) -> impl IntoView {
    let i = use_i18n();
    view! {
        <div class="page-head">
            <h1>{i.t("accounts.undo_address.title")}</h1>
            <p class="lead">{i.t("accounts.undo_address.lead")}</p>
        </div>
        <p>{i.t("accounts.addresses.primary")}": "<strong><bdi>{old}</bdi></strong></p>
        <PostForm form=form>
            <HiddenField name="token" value=token/>
            <div class="actions"><SubmitButton label=i.t("accounts.undo_address.submit")/></div>
        </PostForm>
    }
}

#[component]
fn Done() -> impl IntoView {
    let i = use_i18n();
    view! {
        <div class="page-head"><h1>{i.t("accounts.undo_address.title")}</h1></div>
        <Said title="accounts.undo_address.done_title" text=&["accounts.undo_address.done"]/>
        <p><a class="button" href=i.path("/forgot-password")>{i.t("accounts.forgot.title")}</a></p>
    }
}
