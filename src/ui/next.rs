//! Where to go after an act.

use crate::i18n::use_i18n;
use leptos::prelude::{GetUntracked as _, document, window};
use leptos_router::hooks::{use_location, use_navigate};
use serde::{Deserialize, Serialize};

/// The page to go to. `to` is a path without its language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Next {
    pub to: String,
    /// A full page load: needed whenever who is signed in has changed.
    pub reload: bool,
}

impl Next {
    /// Goes on within the page.
    #[must_use]
    pub fn to(path: impl Into<String>) -> Self {
        Self { to: path.into(), reload: false }
    }

    /// The page that an answer leads to, if it leads to one. Functions that always or sometimes lead to one answer
    /// `Next` or `Option<Next>`.
    #[must_use]
    pub fn in_answer(json: &str) -> Option<Self> {
        serde_json::from_str::<Option<Self>>(json).ok().flatten()
    }

    /// Goes on with a full page load.
    #[must_use]
    pub fn reload(path: impl Into<String>) -> Self {
        Self { to: path.into(), reload: true }
    }
}

/// The address of this page within the site, to come back to it.
pub(super) fn this_page() -> String {
    let here = use_location();
    let (path, query) = (here.pathname.get_untracked(), here.search.get_untracked());
    // The router has the mark in a browser and leaves it out on the server.
    let query = query.trim_start_matches('?');
    if query.is_empty() { path } else { format!("{path}?{query}") }
}

/// A function that follows a [`Next`] in the browser.
pub fn go_to() -> impl Fn(&Next) + Clone + 'static {
    let (i, navigate) = (use_i18n(), use_navigate());
    move |next: &Next| {
        let path = i.path(&next.to);
        if next.reload {
            // What hears meanwhile that the session of before has ended leaves the way alone.
            if let Some(root) = document().document_element() {
                let _ = root.set_attribute("data-leaving", "");
            }
            // A failed assignment leaves the person on the page, which still says what was done.
            let _ = window().location().assign(&path);
        } else {
            navigate(&path, leptos_router::NavigateOptions::default());
        }
    }
}
