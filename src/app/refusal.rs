//! The page for somebody whose request was stopped before any page was asked: what happened, what to do, and a way on.
//! It runs no program and reads no database, so it can be shown when neither would be there.

use super::document::BundlePaths;
use crate::error::AppError;
use crate::i18n::{I18n, Locale};
use crate::ui::{Icon, error_text};
use leptos::prelude::*;

/// The whole page. `again` is the page's own address where opening it again is what to do; without it the person posted
/// a form, and what was typed is in the browser's memory only.
#[must_use]
pub fn refusal_page(bundle: &BundlePaths, locale: Locale, error: &AppError, again: Option<&str>) -> String {
    Owner::new().with(|| {
        let i = I18n::of(locale);
        i.clone().provide();
        let title = i.t(if error.retry_after().is_some() { "errors.wait_title" } else { "errors.title" });
        // Forms that want a new proof say so themselves; what comes here is a file.
        let proof = *error == AppError::StepUp;
        let told = if proof { i.t("errors.stale_download") } else { error_text(&i, error) };
        let (advice, button) = match again {
            _ if proof => {
                (None, view! { <a class="button" href=i.path("/account/prove")>{i.t("errors.prove")}</a> }.into_any())
            }
            Some(path) => (None, view! { <a class="button" href=path.to_owned()>{i.t("errors.again")}</a> }.into_any()),
            None => (Some(view! { <p>{i.t("errors.form_back")}</p> }), ().into_any()),
        };
        let file = |name: &str| format!("{}/{name}", bundle.folder);
        let page = view! {
            <html lang=locale.code() dir=locale.direction() translate="no">
                <head>
                    <meta charset="utf-8"/>
                    <meta name="viewport" content="width=device-width, initial-scale=1"/>
                    <meta name="color-scheme" content="light dark"/>
                    // Of the catalogue, as every title.
                    <title>{format!("{title} · Portico")}</title>
                    <link rel="icon" href=file("favicon.svg") type="image/svg+xml"/>
                    <link rel="stylesheet" href=file("portico.css")/>
                </head>
                <body>
                    <header class="site-header">
                        <div class="site-header-bar"><a class="brand" href=i.path("/")>"Portico"</a></div>
                    </header>
                    <main id="main" class="page page-content">
                        <div class="page-head">
                            <h1><Icon name="error"/>" "{title}</h1>
                            <p class="lead">{told}</p>
                        </div>
                        {advice}
                        <div class="actions">
                            {button}
                            <a class="button button-secondary" href=i.path("/")>{i.t("errors.back")}</a>
                        </div>
                    </main>
                    <footer class="site-footer">
                        <div class="site-footer-bar"><p>{i.t("shell.footer")}</p></div>
                    </footer>
                </body>
            </html>
        };
        // The marks are for a program that will not come. In a title they would be read out.
        format!("<!DOCTYPE html>{}", page.to_html().replace("<!>", ""))
    })
}
