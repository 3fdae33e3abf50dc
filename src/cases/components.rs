use leptos::prelude::*;
#[component]
pub fn ReceiptLookUp() -> impl IntoView {}
