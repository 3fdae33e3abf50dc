//! Where the browser starts the program.

use crate::app::App;
use crate::i18n::{I18n, Locale};
use leptos::mount::hydrate_from_async;
use leptos::prelude::*;
use wasm_bindgen::prelude::wasm_bindgen;

/// Takes over the page that the server rendered, in its language.
#[wasm_bindgen]
pub fn hydrate(language: &str, catalogue: &str) {
    console_error_panic_hook::set_once();
    let i18n = I18n::sent(Locale::parse(language).unwrap_or_default(), catalogue);
    wasm_bindgen_futures::spawn_local(async move {
        let Some(body) = document().body() else { return };
        let page = || {
            i18n.provide();
            view! { <App/> }
        };
        // Ends when the code of the page has come and its handlers are in place.
        hydrate_from_async(body, page).await.forget();
        if let Some(root) = document().document_element() {
            let _ = root.set_attribute("data-hydrated", "true");
        }
    });
}
