//! What a page tells of the end of its session, and the box that says that a computer is a shared one. The warnings are in
//! every page from the start and closed; `session.js` opens them.

use super::shim;
use crate::accounts::api::SignOut;
use crate::app::{Signed, Viewer};
use crate::i18n::use_i18n;
use crate::live::use_live;
use crate::ui::{FlashText, Icon, PageTitle, sign_in_again};
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;

/// The two warnings of somebody who is signed in. `leaving` moves to true when the page is about to be left for a new
/// sign-in, so that what was typed is kept.
#[component]
pub fn SessionWarnings(leaving: RwSignal<bool>) -> impl IntoView {
    let i = use_i18n();
    let viewer = expect_context::<Viewer>();
    if viewer.standing == Signed::Out {
        return ().into_any();
    }
    let live = use_live();
    Effect::new(move |_| {
        shim::watch(viewer.mark, viewer.shared, move |over| if over { live.end() } else { leaving.set(true) });
    });
    Effect::new(move |_| {
        if live.over().get() {
            shim::over();
        }
    });
    let (stay, again, back) = (i.t("session.stay"), i.t("session.again"), i.t("session.back"));
    let absolute = if viewer.shared { "session.absolute_shared" } else { "session.absolute_text" };
    view! {
        <Warning id="session-idle" title=i.t("session.idle_title") text=i.t("session.idle_text")>
            <button class="button" type="button" data-session="stay" data-first="">{stay}</button>
            <SignOutNow/>
        </Warning>
        <Warning id="session-absolute" title=i.t("session.absolute_title") text=i.t(absolute)>
            <button class="button" type="button" data-session="again">{again}</button>
            <button class="button button-secondary" type="button" data-session="back" data-first="">{back}</button>
            <SignOutNow/>
        </Warning>
    }
    .into_any()
}

/// Of what is left the eye sees every second; a screen reader is told at a few moments.
#[component]
fn Warning(id: &'static str, title: String, text: String, children: Children) -> impl IntoView {
    let i = use_i18n();
    let part = |part: &str| format!("{id}-{part}");
    view! {
        <dialog
            id=id
            class="dialog"
            role="alertdialog"
            aria-labelledby=part("title")
            aria-describedby=format!("{} {}", part("text"), part("left"))
            data-left=i.t("session.left")
        >
            <div class="stack">
                <h2 id=part("title")>{title}</h2>
                <p id=part("text")>{text}</p>
                <p class="dialog-digits" aria-hidden="true" data-digits=""></p>
                <p class="visually-hidden" id=part("left") role="status"></p>
                <p class="error" role="alert" data-lost="" hidden=true>
                    <Icon name="error"/>
                    " "
                    <span>{i.t("session.lost")}</span>
                </p>
                <div class="dialog-actions">{children()}</div>
            </div>
        </dialog>
    }
}

/// A plain form, as in the header.
#[component]
fn SignOutNow() -> impl IntoView {
    view! {
        <form method="post" action=SignOut::url()>
            <button class="button button-secondary" type="submit">{use_i18n().t("session.out")}</button>
        </form>
    }
}

/// In place of a page whose session is over: what happened, what is kept, and the way back to it.
#[component]
pub fn SessionOver() -> impl IntoView {
    let i = use_i18n();
    let viewer = expect_context::<Viewer>();
    let (text, kept, to, label) = match viewer.standing {
        Signed::SettingUp => ("session.over_setting_up", None, i.path("/register"), "accounts.register.title"),
        Signed::In | Signed::Out => {
            let kept = if viewer.shared { "session.over_shared" } else { "session.over_kept" };
            ("errors.unauthenticated", Some(i.t(kept)), sign_in_again(&i), "shell.sign_in")
        }
    };
    view! {
        <PageTitle key="session.over_title"/>
        <div class="page-content" role="alert">
            <div class="page-head">
                <h1 id="session-over" tabindex="-1">{i.t("session.over_title")}</h1>
                <p class="lead">{i.t(text)}</p>
            </div>
            {kept.map(|kept| view! { <p>{kept}</p> })}
            <p><a class="button" href=to rel="external">{i.t(label)}</a></p>
        </div>
    }
}

/// The box of the sign-in page. It stands outside its form, because it is for every way to sign in.
#[component]
pub fn SharedComputerField(
    /// Id of the form that sends it.
    form: &'static str,
    shared: RwSignal<bool>,
) -> impl IntoView {
    let i = use_i18n();
    let typed = FlashText::read().is_some_and(|flash| flash.fields.iter().any(|(name, _)| name == "shared"));
    if typed {
        shared.set(true);
    }
    view! {
        <div class="check">
            <input type="checkbox" id="shared" name="shared" value="true" form=form checked=typed
                on:change=move |event| shared.set(event_target_checked(&event))/>
            <label for="shared">{i.t("session.shared")}" "<span class="hint">{i.t("session.shared_hint")}</span></label>
        </div>
    }
}
