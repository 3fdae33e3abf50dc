//! Behind the link of the mail about two joined accounts. Nobody needs to be signed in: the account that one would sign in to
//! may be the one that was joined.

use crate::accounts::merging::api::{CheckUndoLink, UndoMergeByLink};
use crate::accounts::pages::Said;
use crate::i18n::use_i18n;
use crate::ui::{
    FormState, HiddenField, LinkOver, Load, PageTitle, PostForm, SubmitButton, once, read_page, token_of_link, use_form,
};
use leptos::prelude::*;

pub(super) fn page() -> AnyView {
    let token = token_of_link();
    let form = use_form::<UndoMergeByLink>();
    let done = Memo::new(move |_| form.success().get().is_some());
    let step = move || {
        if done.get() { view! { <Done/> }.into_any() } else { view! { <Ask form=form token=token/> }.into_any() }
    };
    let content = if done.get_untracked() {
        // The link is spent now: what it says of itself no longer matters.
        view! { <Done/> }.into_any()
    } else {
        let link = read_page::<CheckUndoLink>(once(), move || vec![("token", token.get())]);
        view! { <Load data=link absent=|| view! { <Over/> }.into_any() view=move |()| view! { {step} }.into_any()/> }
            .into_any()
    };
    view! {
        <PageTitle key="merging.undo_page.title"/>
        <div class="page-narrow stack-loose">{content}</div>
    }
    .into_any()
}

#[component]
fn Ask(form: FormState<UndoMergeByLink>, token: Signal<String>) -> impl IntoView {
    let i = use_i18n();
    view! {
        <div class="page-head">
            <h1>{i.t("merging.undo_page.title")}</h1>
            <p class="lead">{i.t("merging.undo_page.lead")}</p>
        </div>
        <PostForm form=form>
            <HiddenField name="token" value=token/>
            <div class="actions"><SubmitButton label=i.t("merging.undo")/></div>
        </PostForm>
    }
}

/// The link parts nothing, or nothing any more.
#[component]
fn Over() -> impl IntoView {
    view! {
        <LinkOver title="merging.undo_page.over_title" lead="merging.undo_page.over" to="/" label="errors.back"/>
    }
}

#[component]
fn Done() -> impl IntoView {
    let i = use_i18n();
    view! {
        <div class="page-head"><h1>{i.t("merging.undo_page.title")}</h1></div>
        <Said text=&["merging.undo_page.done"]/>
        <p><a class="button" href=i.path("/sign-in")>{i.t("accounts.sign_in.title")}</a></p>
    }
}
