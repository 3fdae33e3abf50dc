//! Icons of the sprite `public/icons.svg`; always beside words, so hidden from screen readers.

use leptos::prelude::*;

#[component]
pub fn Icon(name: &'static str) -> impl IntoView {
    view! { <svg class="icon" aria-hidden="true" focusable="false"><use href=format!("/icons.svg#{name}")></use></svg> }
}
