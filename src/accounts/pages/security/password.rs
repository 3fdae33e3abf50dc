//! The password on the page of ways to sign in.

use super::shown::Shown;
use crate::accounts::api::SetPassword;
use crate::i18n::use_i18n;
use crate::ui::{PasswordField, PostForm, SubmitButton, use_form};
use leptos::prelude::*;

#[component]
pub(super) fn PasswordSection(
    shown: Shown,
    /// For the browser's password manager.
    email: String,
    changeable: bool,
) -> impl IntoView {
    let i = use_i18n();
    let form = use_form::<SetPassword>();
    shown.follow(form);
    let saved = i.t("accounts.security.password_saved");
    let (set, none) = (i.t("accounts.security.password_set"), i.t("accounts.security.password_none"));
    let state = move || if shown.password.get() { set.clone() } else { none.clone() };
    let status = move || form.success().get().map(|_| saved.clone());
    let title = i.t("accounts.password");
    let change = changeable.then(|| {
        let open = !shown.password.get_untracked() || form.was_answered();
        let (change, choose) = (i.t("accounts.security.password_change"), i.t("accounts.security.password_add"));
        let summary = move || if shown.password.get() { change.clone() } else { choose.clone() };
        view! {
            <details class="disclosure" open=open>
                <summary>{summary}</summary>
                <div class="disclosure-body">
                    <PostForm form=form prefix="password-">
                        <input type="text" autocomplete="username" value=email readonly=true hidden=true/>
                        <PasswordField name="new_password" label=i.t("accounts.new_password")
                            autocomplete="new-password" hint=i.t("accounts.password_hint")/>
                        <div class="actions"><SubmitButton label=i.t("accounts.security.set_password")/></div>
                    </PostForm>
                </div>
            </details>
        }
    });
    view! {
        <section class="section stack" aria-labelledby="password-title">
            <div class="section-head"><h2 id="password-title">{title}</h2></div>
            <p>{state}</p>
            {change}
            <p role="status">{status}</p>
        </section>
    }
}
