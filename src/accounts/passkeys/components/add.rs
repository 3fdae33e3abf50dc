//! Making a passkey for this account.

use super::Trouble;
use crate::accounts::passkeys::api::{FinishEnrolment, StartEnrolment};
use crate::accounts::passkeys::model::Challenge;
use crate::accounts::passkeys::shim;
use crate::i18n::use_i18n;
use crate::ui::{Icon, Next, PostForm, SubmitButton, TextField, call, go_to, use_form};
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast as _;

/// Before the ids of the form's fields.
const PREFIX: &str = "passkey-";

/// Asks for a name, then for the key itself. The server's refusals of the name stand beside the field; those of the
/// browser stand below the form.
#[component]
pub(super) fn AddPasskey(
    /// Called when there is a passkey more.
    added: Callback<()>,
    /// Ceremony of the challenge that was answered last. It outlives this form, which is made anew with the list: a
    /// challenge that a plain post left in the page must not be answered again by each.
    answered: StoredValue<String>,
) -> impl IntoView {
    let i = use_i18n();
    let form = use_form::<StartEnrolment>();
    let trouble = RwSignal::new(None::<Trouble>);
    let available = RwSignal::new(true);
    Effect::new(move |_| {
        available.set(shim::is_available());
        if shim::is_available() {
            on_cleanup(shim::abort);
        }
    });
    let challenge = form.success();
    let go = go_to();
    Effect::new(move |_| {
        if let Some(challenge) = challenge.get()
            && answered.with_value(|ceremony| *ceremony != challenge.ceremony)
        {
            answered.set_value(challenge.ceremony.clone());
            trouble.set(None);
            let go = go.clone();
            spawn_local(async move {
                match enrol(challenge).await {
                    Ok(next) if next.reload => go(&next),
                    Ok(_) => {
                        forget_name();
                        added.try_run(());
                    }
                    Err(why) => {
                        trouble.try_set(Some(why));
                    }
                }
            });
        }
    });
    let unavailable = i.t("passkeys.unavailable");
    let told = {
        let i = i.clone();
        move || {
            trouble.get().map(|why| {
                let class = if why.is_quiet() { "muted" } else { "error" };
                let icon = (!why.is_quiet()).then(|| view! { <Icon name="error"/>" " });
                view! { <p class=class>{icon}<span>{why.text(&i)}</span></p> }
            })
        }
    };
    view! {
        <div class="stack-tight needs-js">
            <div hidden=move || !available.get()>
                <PostForm form=form prefix=PREFIX>
                    <TextField name="name" label=i.t("passkeys.name") hint=i.t("passkeys.name_hint") maxlength=60
                        optional=true class="input-medium"/>
                    <div class="actions"><SubmitButton label=i.t("passkeys.add") class="button-secondary"/></div>
                </PostForm>
            </div>
            <p class="muted" hidden=move || available.get()>{unavailable}</p>
            <div role="status">{told}</div>
        </div>
    }
}

/// Empties the field for the next passkey.
fn forget_name() {
    let field = document().get_element_by_id(&format!("{PREFIX}name"));
    if let Some(field) = field.and_then(|field| field.dyn_into::<web_sys::HtmlInputElement>().ok()) {
        field.set_value("");
    }
}

async fn enrol(challenge: Challenge) -> Result<Next, Trouble> {
    let credential = shim::create(&challenge.options).await?;
    let fields = [("ceremony", challenge.ceremony.as_str()), ("credential", credential.as_str())];
    let answer = call(FinishEnrolment::PATH, &fields).await?;
    Ok(Next::in_answer(&answer).unwrap_or_else(|| Next::to("/account/security")))
}
