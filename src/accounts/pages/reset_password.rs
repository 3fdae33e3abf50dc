//! A forgotten password, second step: behind the link.

use super::Said;
use crate::accounts::api::{CheckPasswordReset, ResetPassword};
use crate::i18n::use_i18n;
use crate::ui::{
    FormState, HiddenField, LinkOver, Load, PageTitle, PasswordField, PostForm, SubmitButton, once, read_page,
    token_of_link, use_form,
};
use leptos::prelude::*;

pub(super) fn page() -> AnyView {
    let token = token_of_link();
    let form = use_form::<ResetPassword>();
    let done = Memo::new(move |_| form.success().get().is_some());
    let step = move || {
        if done.get() { view! { <Done/> }.into_any() } else { view! { <Entry form=form token=token/> }.into_any() }
    };
    let content = if done.get_untracked() {
        // The link is spent now: what it says of itself no longer matters.
        view! { <Done/> }.into_any()
    } else {
        let link = read_page::<CheckPasswordReset>(once(), move || vec![("token", token.get())]);
        view! {
            <Load data=link absent=|| view! { <LinkOver to="/forgot-password"/> }.into_any()
                view=move |()| view! { {step} }.into_any()/>
        }
        .into_any()
    };
    view! {
        <PageTitle key="accounts.reset.title"/>
        <div class="page-narrow stack-loose">{content}</div>
    }
    .into_any()
}

#[component]
fn Entry(form: FormState<ResetPassword>, token: Signal<String>) -> impl IntoView {
    let i = use_i18n();
    view! {
        <div class="page-head">
            <h1>{i.t("accounts.reset.title")}</h1>
            <p class="lead">{i.t("accounts.reset.lead")}</p>
        </div>
        <PostForm form=form>
            <HiddenField name="token" value=token/>
            <PasswordField name="new_password" label=i.t("accounts.new_password") autocomplete="new-password"
                hint=i.t("accounts.password_hint")/>
            <div class="actions"><SubmitButton label=i.t("accounts.reset.submit")/></div>
        </PostForm>
    }
}

#[component]
fn Done() -> impl IntoView {
    let i = use_i18n();
    view! {
        <div class="page-head"><h1>{i.t("accounts.reset.title")}</h1></div>
        <Said title="accounts.reset.done_title" text=&["accounts.reset.done"]/>
        <p><a class="button" href=i.path("/sign-in")>{i.t("accounts.sign_in.title")}</a></p>
    }
}
