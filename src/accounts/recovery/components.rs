//! What a signed-in person sees of a recovery that runs against their account.

use super::api::{ReadRunning, StopOwnRecovery};
use super::model::{Running, Way};
use crate::i18n::use_i18n;
use crate::live::{Topic, use_live};
use crate::ui::{Alert, AnyForm, Failing, FormState, Load, PostForm, SubmitButton, Tone, read_page, use_form};
use leptos::prelude::*;

/// Above everything else on the person's pages: that somebody is getting into the account, and the button that stops it.
#[component]
pub fn RecoveryBanner() -> impl IntoView {
    let form = use_form::<StopOwnRecovery>();
    let live = use_live().version(Topic::Account);
    let done = AnyForm::from(form).succeeded();
    let again = Signal::derive(move || live.get() + u64::from(done.with(Option::is_some)));
    let running = read_page::<ReadRunning>(again, Vec::new);
    let stopped = Memo::new(move |_| form.success().get().is_some());
    let warning = move |running: Option<Running>| {
        running.map(|running| view! { <Warning running=running form=form/> }).into_any()
    };
    let said = move || stopped.get().then(|| view! { <Stopped/> });
    view! {
        {said}
        <Load data=running failing=Failing::Extra view=warning/>
    }
}

#[component]
fn Warning(running: Running, form: FormState<StopOwnRecovery>) -> impl IntoView {
    let i = use_i18n();
    let key = match running.way {
        Way::Mailbox => "recovery.banner.mailbox",
        Way::Support => "recovery.banner.support",
    };
    let text = i.with(key, &[("date", &i.date_time(&running.ready))]);
    view! {
        <Alert tone=Tone::Danger title=i.t("recovery.banner.title")>
            <p>{text}</p>
            <PostForm form=form prefix="recovery-" class="stack-tight">
                <div class="actions"><SubmitButton label=i.t("recovery.banner.stop") class="button-danger"/></div>
            </PostForm>
        </Alert>
    }
}

/// Said once it is stopped; here and behind the mailed link alike.
#[component]
pub(super) fn Stopped() -> impl IntoView {
    let i = use_i18n();
    view! {
        <Alert tone=Tone::Success title=i.t("recovery.stop.done_title") announce=true>
            <p>{i.t("recovery.stop.done")}</p>
            <p>{i.t("recovery.stop.mailbox")}</p>
        </Alert>
    }
}
