//! Where the browser starts the program.

use crate::app::App;
use crate::i18n::{I18n, Locale};
use leptos::prelude::*;
use wasm_bindgen::prelude::wasm_bindgen;

/// Takes over the page that the server rendered, in its language.
#[wasm_bindgen]
pub fn hydrate(language: &str, catalogue: &str) {
    console_error_panic_hook::set_once();
    let i18n = I18n::sent(Locale::parse(language).unwrap_or_default(), catalogue);
    leptos::mount::hydrate_lazy(move || {
        i18n.provide();
        view! { <App/> }
    });
}
