//! What a form did, told at the top of the page that its sender came to. The server puts it there: a page without the
//! program, or one that was loaded anew, knows nothing of the form before it.

use super::message::{Alert, Tone};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// The sentence, behind `+` when something was done and `-` when it was not; empty when there is nothing to tell. Provided
/// at the root, which does not read it.
#[derive(Clone, Debug, Default)]
pub struct ToldText(pub String);

/// Stands above the page that was loaded with it, and on no other.
#[component]
pub fn Told() -> impl IntoView {
    let text = use_context::<ToldText>().unwrap_or_default().0;
    let path = use_location().pathname;
    let here = path.get_untracked();
    let told = [('+', Tone::Success), ('-', Tone::Warning)]
        .into_iter()
        .find_map(|(mark, tone)| text.strip_prefix(mark).map(|text| (tone, text.to_owned())));
    move || {
        let (tone, text) = told.clone().filter(|_| path.with(|path| *path == here))?;
        Some(view! { <Alert tone=tone announce=true><p>{text}</p></Alert> })
    }
}
