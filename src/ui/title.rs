//! The page's title. Leptos 0.8 writes it into the document without escaping it, so only sentences of the catalogue may
//! stand there; this component is the one place that writes it (`tests/it/layering.rs` looks).

use crate::i18n::use_i18n;
use leptos::prelude::*;
use leptos_meta::Title;

/// Titles the page with a sentence of the catalogue.
#[component]
pub fn PageTitle(key: &'static str) -> impl IntoView {
    let text = format!("{} · Portico", use_i18n().t(key));
    view! { <Title text=text/> }
}
