//! Errors as a page shows them: what happened, what is safe, what to do.

use super::icon::Icon;
use super::title::PageTitle;
use crate::error::AppError;
use crate::i18n::{I18n, use_i18n};
use leptos::prelude::*;
use std::sync::Arc;

/// Lets a view set the HTTP status of the page being rendered; provided by the server only.
#[derive(Clone)]
pub struct ResponseStatus(pub Arc<dyn Fn(u16) + Send + Sync>);

/// The sentence for an error.
pub fn error_text(i: &I18n, error: &AppError) -> String {
    match error {
        AppError::Unauthenticated => i.t("errors.unauthenticated"),
        AppError::StepUp => i.t("errors.step_up"),
        AppError::Forbidden => i.t("errors.forbidden"),
        AppError::NotFound => i.t("errors.not_found"),
        AppError::Invalid(_) => i.t("errors.invalid"),
        AppError::Conflict { key } => i.t(key),
        AppError::TooMany { key, seconds } => i.plural(key, i64::from(seconds.div_ceil(60)), &[]),
        AppError::TooLarge => i.t("errors.too_large"),
        AppError::Malformed => i.t("errors.malformed"),
        AppError::Unavailable { .. } => i.t("errors.unavailable"),
        AppError::Offline => i.t("errors.offline"),
        AppError::Internal { reference } => i.with("errors.internal", &[("reference", reference)]),
    }
}

/// An error in place of what a page would have shown. Gives the response the error's status while the server renders.
#[component]
pub fn ErrorView(error: AppError) -> impl IntoView {
    if let Some(ResponseStatus(set)) = use_context::<ResponseStatus>() {
        set(error.status());
    }
    let i = use_i18n();
    let title = if error == AppError::NotFound { "errors.not_found_title" } else { "errors.title" };
    let (to, label) = if matches!(error, AppError::Unauthenticated | AppError::StepUp) {
        (i.path("/sign-in"), i.t("shell.sign_in"))
    } else {
        (i.path("/"), i.t("errors.back"))
    };
    view! {
        <PageTitle key=title/>
        <div class="page-head">
            <h1><Icon name="error"/>" "{i.t(title)}</h1>
            <p class="lead">{error_text(&i, &error)}</p>
        </div>
        <p><a class="button" href=to rel="external">{label}</a></p>
    }
}

/// The page for an address that is none.
#[component]
pub fn NotFound() -> impl IntoView {
    view! { <ErrorView error=AppError::NotFound/> }
}
