//! Errors as a page shows them: what happened, what is safe, what to do.

use super::icon::Icon;
use super::message::{Alert, Tone};
use super::next::this_page;
use super::title::PageTitle;
use crate::error::AppError;
use crate::i18n::{I18n, use_i18n};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use leptos_router::location::Url;
use std::sync::Arc;

/// Lets a view set the HTTP status of the page being rendered; provided by the server only.
#[derive(Clone)]
pub struct ResponseStatus(pub Arc<dyn Fn(u16) + Send + Sync>);

fn answer(status: u16) {
    if let Some(ResponseStatus(set)) = use_context::<ResponseStatus>() {
        set(status);
    }
}

/// Says by the page's HTTP status that what was asked for is not there.
pub fn answer_absent() {
    answer(AppError::NotFound.status());
}

/// The sentence for an error.
pub fn error_text(i: &I18n, error: &AppError) -> String {
    match error {
        AppError::Unauthenticated => i.t("errors.unauthenticated"),
        AppError::StepUp => i.t("errors.step_up"),
        AppError::Forbidden => i.t("errors.forbidden"),
        AppError::NotFound => i.t("errors.not_found"),
        AppError::Invalid(_) => i.t("errors.invalid"),
        AppError::Conflict { key } => i.t(key),
        AppError::TooMany { key, seconds } => wait_text(i, key, *seconds),
        AppError::WorkWanted { seconds, .. } => wait_text(i, "work.wait", *seconds),
        AppError::TooLarge => i.t("errors.too_large"),
        AppError::Malformed => i.t("errors.malformed"),
        AppError::Unavailable { .. } => i.t("errors.unavailable"),
        AppError::TimedOut => i.t("errors.timed_out"),
        AppError::Offline => i.t("errors.offline"),
        AppError::Internal { reference } => i.with("errors.internal", &[("reference", reference)]),
    }
}

/// A long wait is told in hours: by the sentence's own `_hours` where it has one, whose advice is then kept.
fn wait_text(i: &I18n, key: &str, seconds: u32) -> String {
    let minutes = seconds.div_ceil(60);
    if minutes < 90 {
        return i.plural(key, i64::from(minutes), &[]);
    }
    let own = format!("{key}_hours");
    let key = if i.knows(&format!("{own}.other")) { &own } else { "errors.too_many_hours" };
    i.plural(key, i64::from(minutes.div_ceil(60)), &[])
}

/// Address of the sign-in that leads back to this page.
pub fn sign_in_again(i: &I18n) -> String {
    let desk = use_location().pathname.get_untracked().starts_with(&i.path("/desk"));
    if desk { i.path("/desk/sign-in") } else { format!("{}?next={}", i.path("/sign-in"), Url::escape(&this_page())) }
}

/// Address of the proof that leads back to this page.
pub fn prove_again(i: &I18n) -> String {
    format!("{}?next={}", i.path("/account/prove"), Url::escape(&this_page()))
}

/// Where an error can be mended, and what the link there says.
pub(super) fn way_on(i: &I18n, error: &AppError) -> Option<(String, String)> {
    match error {
        AppError::Unauthenticated => Some((sign_in_again(i), i.t("shell.sign_in"))),
        AppError::StepUp => Some((prove_again(i), i.t("errors.prove"))),
        AppError::Forbidden
        | AppError::NotFound
        | AppError::Invalid(_)
        | AppError::Conflict { .. }
        | AppError::TooMany { .. }
        | AppError::WorkWanted { .. }
        | AppError::TooLarge
        | AppError::Malformed
        | AppError::Unavailable { .. }
        | AppError::TimedOut
        | AppError::Offline
        | AppError::Internal { .. } => None,
    }
}

fn title(error: &AppError) -> &'static str {
    if *error == AppError::NotFound { "errors.not_found_title" } else { "errors.title" }
}

/// An error in place of what a page would have shown. Gives the response the error's status while the server renders.
#[component]
pub fn ErrorView(error: AppError) -> impl IntoView {
    answer(error.status());
    let i = use_i18n();
    let title = title(&error);
    let (to, label) = way_on(&i, &error).unwrap_or_else(|| (i.path("/"), i.t("errors.back")));
    view! {
        <PageTitle key=title/>
        <div class="page-head">
            <h1><Icon name="error"/>" "{i.t(title)}</h1>
            <p class="lead">{error_text(&i, &error)}</p>
        </div>
        <p><a class="button" href=to rel="external">{label}</a></p>
    }
}

/// An error below the heading of a page, which stays.
#[component]
pub(super) fn ErrorPart(error: AppError) -> impl IntoView {
    answer(error.status());
    let i = use_i18n();
    let title = title(&error);
    let on =
        way_on(&i, &error).map(|(to, label)| view! { <p><a class="button" href=to rel="external">{label}</a></p> });
    view! { <Alert tone=Tone::Danger title=i.t(title) announce=true><p>{error_text(&i, &error)}</p>{on}</Alert> }
}

/// The page for an address that is none.
#[component]
pub fn NotFound() -> impl IntoView {
    view! { <ErrorView error=AppError::NotFound/> }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::i18n::Locale;

    #[test]
    fn a_wait_is_told_in_minutes_and_a_long_one_in_hours() {
        let i = I18n::of(Locale::default());
        let text = |key: &str, seconds| error_text(&i, &AppError::TooMany { key: key.to_owned(), seconds });
        assert_eq!(text("errors.too_many", 1), "Too many tries. You can try again in 1 minute.");
        assert_eq!(text("errors.too_many", 89 * 60), "Too many tries. You can try again in 89 minutes.");
        assert_eq!(text("cases.errors.link_limit", 90 * 60), "Too many tries. You can try again in 2 hours.");
        assert_eq!(text("cases.errors.link_limit", 24 * 60 * 60), "Too many tries. You can try again in 24 hours.");
        let paused = text("accounts.errors.ask_reset", 24 * 60 * 60);
        assert!(paused.contains("24 hours") && paused.contains("passkey"), "{paused}");
    }
}
