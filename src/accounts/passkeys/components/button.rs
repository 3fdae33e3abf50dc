//! The button that signs in with a passkey, and the browser's own offer of passkeys in the e-mail field.

use super::Trouble;
use crate::accounts::passkeys::api::{finish_second_factor, finish_sign_in, start_second_factor, start_sign_in};
use crate::accounts::passkeys::model::Challenge;
use crate::accounts::passkeys::shim::{self, Refusal};
use crate::accounts::step_up::api::{finish_step_up, start_step_up};
use crate::error::AppError;
use crate::i18n::use_i18n;
use crate::ui::{Icon, Next, call, go_to};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// What the passkey is to prove.
#[derive(Clone, Copy)]
enum Purpose {
    /// Who somebody is; then to the page in the signal. The other says whether the computer is a shared one.
    SignIn(Signal<String>, RwSignal<bool>),
    /// That whoever typed the password is its owner.
    SecondFactor,
    /// That whoever is signed in is there; then back to the page in the signal.
    StepUp(Signal<String>),
    /// What another slice asks: paths of its functions.
    Elsewhere(Functions),
    /// Nothing yet: a new one is made, by the link whose token is in the signal.
    Make(Functions, Signal<String>),
}

/// Paths of the two functions of a ceremony.
#[derive(Clone, Copy)]
struct Functions {
    start: &'static str,
    finish: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Status {
    Ready,
    /// This browser has no passkeys.
    Unavailable,
    Waiting,
    Stopped(Trouble),
}

/// Signs in with a passkey, by button and, where the browser can, by autofill in the field that has
/// `autocomplete="username webauthn"`.
#[component]
pub fn PasskeySignIn(
    /// Address to go to afterwards, as the page was asked for; checked by the server.
    #[prop(into)]
    next: Signal<String>,
    /// Whether the computer is a shared one.
    shared: RwSignal<bool>,
) -> impl IntoView {
    let status = RwSignal::new(Status::Ready);
    let go = go_to();
    let offer = {
        let go = go.clone();
        move || spawn_local(offer_until_chosen(next, shared, status, go.clone()))
    };
    let again = offer.clone();
    Effect::new(move |_| {
        if shim::is_available() {
            offer();
            on_cleanup(shim::abort);
        }
    });
    let label = use_i18n().t("passkeys.sign_in");
    view! { <Prove purpose=Purpose::SignIn(next, shared) status=status label=label stopped=Callback::new(move |()| again())/> }
}

/// Proves a passkey after the password.
#[component]
pub fn PasskeySecondFactor() -> impl IntoView {
    let status = RwSignal::new(Status::Ready);
    abort_when_left();
    let label = use_i18n().t("passkeys.second_factor");
    view! { <Prove purpose=Purpose::SecondFactor status=status label=label stopped=Callback::new(|()| ())/> }
}

/// Proves a passkey again in a session.
#[component]
pub fn PasskeyStepUp(
    /// Address to go back to; checked by the server.
    #[prop(into)]
    next: Signal<String>,
) -> impl IntoView {
    let status = RwSignal::new(Status::Ready);
    abort_when_left();
    let label = use_i18n().t("passkeys.step_up");
    view! { <Prove purpose=Purpose::StepUp(next) status=status label=label stopped=Callback::new(|()| ())/> }
}

/// Proves a passkey to another slice, whose functions ask and are answered.
#[component]
pub fn PasskeyProof(start: &'static str, finish: &'static str, label: String) -> impl IntoView {
    abort_when_left();
    let purpose = Purpose::Elsewhere(Functions { start, finish });
    view! { <Prove purpose=purpose status=RwSignal::new(Status::Ready) label=label stopped=Callback::new(|()| ())/> }
}

/// Makes a passkey for another slice, for whoever has the link with this token.
#[component]
pub fn PasskeyMaker(
    start: &'static str,
    finish: &'static str,
    #[prop(into)] token: Signal<String>,
    label: String,
) -> impl IntoView {
    abort_when_left();
    let purpose = Purpose::Make(Functions { start, finish }, token);
    view! { <Prove purpose=purpose status=RwSignal::new(Status::Ready) label=label stopped=Callback::new(|()| ())/> }
}

/// Ends a dialogue that is open when the page is left.
fn abort_when_left() {
    Effect::new(move |_| {
        if shim::is_available() {
            on_cleanup(shim::abort);
        }
    });
}

#[component]
fn Prove(
    purpose: Purpose,
    status: RwSignal<Status>,
    label: String,
    /// Called when the dialogue is over and nobody signed in.
    stopped: Callback<()>,
) -> impl IntoView {
    let i = use_i18n();
    let go = go_to();
    Effect::new(move |_| {
        if !shim::is_available() {
            status.set(Status::Unavailable);
        }
    });
    let waiting = i.t("passkeys.waiting");
    let busy = move || (status.get() == Status::Waiting).then_some("true");
    let press = move |_| {
        if status.get_untracked() == Status::Waiting {
            return;
        }
        status.set(Status::Waiting);
        let go = go.clone();
        spawn_local(async move {
            match prove(purpose).await {
                Ok(next) => go(&next),
                Err(trouble) => {
                    // Nothing is left to tell when the page is gone.
                    let gone = status.try_set(Status::Stopped(trouble)).is_some();
                    if !gone {
                        stopped.run(());
                    }
                }
            }
        });
    };
    view! {
        <div class="stack-tight needs-js">
            <button class="button button-wide" type="button" aria-disabled=busy aria-busy=busy on:click=press
                hidden=move || status.get() == Status::Unavailable>
                <Icon name="fingerprint"/>
                " "
                {move || if status.get() == Status::Waiting { waiting.clone() } else { label.clone() }}
            </button>
            <div role="status">{move || say(&i, &status.get())}</div>
        </div>
    }
}

fn say(i: &crate::i18n::I18n, status: &Status) -> Option<AnyView> {
    match status {
        Status::Ready | Status::Waiting => None,
        Status::Unavailable => Some(view! { <p class="muted">{i.t("passkeys.unavailable")}</p> }.into_any()),
        Status::Stopped(trouble) if trouble.is_quiet() => {
            Some(view! { <p class="muted">{trouble.text(i)}</p> }.into_any())
        }
        Status::Stopped(trouble) => {
            Some(view! { <p class="error"><Icon name="error"/>" "<span>{trouble.text(i)}</span></p> }.into_any())
        }
    }
}

async fn prove(purpose: Purpose) -> Result<Next, Trouble> {
    let challenge = match purpose {
        Purpose::Elsewhere(functions) => asked(call(functions.start, &[]).await?)?,
        Purpose::Make(functions, token) => {
            let token = token.try_get_untracked().unwrap_or_default();
            asked(call(functions.start, &[("token", &token)]).await?)?
        }
        Purpose::SignIn(..) => start_sign_in(false).await?,
        Purpose::SecondFactor => start_second_factor().await?,
        Purpose::StepUp(_) => start_step_up().await?,
    };
    let credential = match purpose {
        Purpose::Make(..) => shim::create(&challenge.options).await?,
        Purpose::SignIn(..) | Purpose::SecondFactor | Purpose::StepUp(_) | Purpose::Elsewhere(_) => {
            shim::get(&challenge.options).await?
        }
    };
    Ok(match purpose {
        Purpose::Elsewhere(functions) => {
            let fields = [("ceremony", challenge.ceremony.as_str()), ("credential", credential.as_str())];
            led(&call(functions.finish, &fields).await?)?
        }
        Purpose::Make(functions, token) => {
            let token = token.try_get_untracked().unwrap_or_default();
            let fields = [("token", token.as_str()), ("ceremony", &challenge.ceremony), ("credential", &credential)];
            led(&call(functions.finish, &fields).await?)?
        }
        Purpose::SignIn(next, shared) => {
            let next = next.try_get_untracked().unwrap_or_default();
            finish_sign_in(challenge.ceremony, credential, next, said(shared)).await?
        }
        Purpose::SecondFactor => finish_second_factor(challenge.ceremony, credential).await?,
        Purpose::StepUp(next) => {
            let next = next.try_get_untracked().unwrap_or_default();
            finish_step_up(challenge.ceremony, credential, next).await?
        }
    })
}

fn asked(answer: String) -> Result<Challenge, Trouble> {
    serde_json::from_str(&answer).map_err(|_| Trouble::Server(AppError::Malformed))
}

fn led(answer: &str) -> Result<Next, Trouble> {
    Next::in_answer(answer).ok_or(Trouble::Server(AppError::Malformed))
}

/// As the form beside it would post it.
fn said(shared: RwSignal<bool>) -> String {
    shared.try_get_untracked().unwrap_or_default().to_string()
}

/// Keeps the browser's offer fresh for as long as the page is there. The button ends it, and begins it again when its
/// own dialogue is closed.
async fn offer_until_chosen(
    next: Signal<String>,
    shared: RwSignal<bool>,
    status: RwSignal<Status>,
    go: impl Fn(&Next),
) {
    if !shim::can_offer().await {
        return;
    }
    loop {
        // Over its limit, or offline: the button and the password remain, and tell.
        let Ok(challenge) = start_sign_in(true).await else { return };
        // The page is gone, or the button was faster.
        if !matches!(status.try_get_untracked(), Some(Status::Ready | Status::Stopped(_))) {
            return;
        }
        let credential = match shim::offer(&challenge.options).await {
            Ok(credential) => credential,
            Err(Refusal::Stale) => continue,
            Err(_) => return,
        };
        let next = next.try_get_untracked().unwrap_or_default();
        status.try_set(Status::Waiting);
        match finish_sign_in(challenge.ceremony, credential, next, said(shared)).await {
            Ok(next) => return go(&next),
            Err(error) => {
                status.try_set(Status::Stopped(Trouble::Server(error)));
            }
        }
    }
}
