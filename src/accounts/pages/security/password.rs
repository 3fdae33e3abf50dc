//! The password on the page of ways to sign in.

use crate::accounts::api::SetPassword;
use crate::i18n::use_i18n;
use crate::ui::{PasswordField, PostForm, SubmitButton, use_form};
use leptos::prelude::*;

#[component]
pub(super) fn PasswordSection(
    /// Whether there is one.
    set: bool,
    /// For the browser's password manager.
    email: String,
    changeable: bool,
) -> impl IntoView {
    let i = use_i18n();
    let (title, hint) = (i.t("accounts.password"), i.t("accounts.password_hint"));
    let (state, label, submit) = if set {
        ("accounts.security.password_set", "accounts.new_password", "accounts.security.password_change")
    } else {
        ("accounts.security.password_none", "accounts.password", "accounts.security.password_add")
    };
    let (state, label, summary) = (i.t(state), i.t(label), i.t(submit));
    let submit = i.t("accounts.security.password_submit");
    let form = use_form::<SetPassword>();
    let open = !set || form.outcome().get_untracked().is_some();
    let change = changeable.then(|| {
        view! {
            <details class="disclosure" open=open>
                <summary>{summary}</summary>
                <div class="disclosure-body">
                    <PostForm form=form prefix="password-">
                        <input type="text" autocomplete="username" value=email readonly=true hidden=true/>
                        <PasswordField name="new_password" label=label autocomplete="new-password"
                            hint=hint/>
                        <div class="actions"><SubmitButton label=submit/></div>
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
        </section>
    }
}
