//! Messages in the page.

use super::icon::Icon;
use leptos::prelude::*;

/// What a message is; chosen by what happened, never by words in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    Info,
    Success,
    Warning,
    Danger,
}

impl Tone {
    fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Success => "success",
            Self::Warning => "warning",
            Self::Danger => "danger",
        }
    }

    fn icon(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Success => "check_circle",
            Self::Warning => "warning",
            Self::Danger => "error",
        }
    }
}

/// A box with an icon. `announce` it when it appears after the page was loaded.
#[component]
pub fn Alert(
    tone: Tone,
    #[prop(into, optional)] title: String,
    #[prop(optional)] announce: bool,
    children: Children,
) -> impl IntoView {
    let title = (!title.is_empty()).then(|| view! { <h2 class="alert-title">{title}</h2> });
    view! {
        <div class="alert" data-tone=tone.name() role=announce.then_some("status")>
            <Icon name=tone.icon()/>
            <div class="alert-body">{title}{children()}</div>
        </div>
    }
}
