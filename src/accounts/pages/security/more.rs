//! What has a page of its own: authenticator apps, the phone and the security questions.

use crate::accounts::model::PhoneState;
use crate::i18n::use_i18n;
use leptos::prelude::*;

#[component]
pub(super) fn AppsSection(apps: i64) -> impl IntoView {
    let i = use_i18n();
    let (state, action) = match apps {
        0 => (i.t("accounts.authenticator.none"), "accounts.authenticator.start"),
        count => (i.plural("factors.apps.in_use", count, &[]), "factors.apps.manage"),
    };
    view! {
        <section class="section stack" aria-labelledby="authenticator-title">
            <div class="section-head"><h2 id="authenticator-title">{i.t("factors.apps.title")}</h2></div>
            <p>{state}</p>
            <p><a class="button button-secondary" href=i.path("/account/security/apps")>{i.t(action)}</a></p>
        </section>
    }
}

/// Nothing where the operator has no text messages and the person no phone.
#[component]
pub(super) fn PhoneSection(phone: PhoneState) -> impl IntoView {
    let i = use_i18n();
    let (state, action) = match &phone {
        PhoneState::NotOffered => return None,
        PhoneState::Absent => (i.t("factors.phone.none"), "factors.phone.add"),
        PhoneState::Proved(ending) => (i.with("factors.phone.in_use", &[("ending", ending)]), "factors.phone.manage"),
        PhoneState::Unusable(ending) => (i.with("factors.phone.off", &[("ending", ending)]), "factors.phone.manage"),
    };
    Some(view! {
        <section class="section stack" aria-labelledby="phone-title">
            <div class="section-head"><h2 id="phone-title">{i.t("factors.phone.title")}</h2></div>
            <p>{state}</p>
            <p><a class="button button-secondary" href=i.path("/account/security/phone")>{i.t(action)}</a></p>
        </section>
    })
}

#[component]
pub(super) fn QuestionsSection(count: i64) -> impl IntoView {
    let i = use_i18n();
    let (state, action) = match count {
        0 => (i.t("questions.none_set"), "questions.set"),
        count => (i.plural("questions.are_set", count, &[]), "questions.manage"),
    };
    view! {
        <section class="section stack" aria-labelledby="questions-title">
            <div class="section-head"><h2 id="questions-title">{i.t("questions.title")}</h2></div>
            <p>{state}</p>
            <p><a class="button button-secondary" href=i.path("/account/security/questions")>{i.t(action)}</a></p>
        </section>
    }
}
