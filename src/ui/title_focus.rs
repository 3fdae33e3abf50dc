//! Focus after a navigation within the page: on the new page's heading, so that a screen reader reads it. Runs in
//! effects only, hence never on the server.

use leptos::prelude::{document, request_animation_frame};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsCast as _;
use web_sys::HtmlElement;

/// Frames to wait for a heading that comes with its page's content: about three seconds.
const PATIENCE: u16 = 180;

/// Knows the heading that was shown last.
#[derive(Clone)]
pub struct TitleFocus(Rc<RefCell<Option<(HtmlElement, String)>>>);

impl TitleFocus {
    /// Begins with the page that was loaded.
    #[must_use]
    pub fn new() -> Self {
        Self(Rc::new(RefCell::new(shown())))
    }

    /// Moves focus as soon as another heading is shown. The page's content may come later than its address.
    pub fn follow(&self) {
        self.clone().wait(PATIENCE);
    }

    fn wait(self, frames: u16) {
        let now = shown();
        let same = *self.0.borrow() == now;
        match now {
            Some((heading, text)) if !same => {
                let _ = heading.set_attribute("tabindex", "-1");
                let _ = heading.focus();
                *self.0.borrow_mut() = Some((heading, text));
            }
            // The old heading may be in place again by the same element with the same words: then nothing is new to read.
            _ if frames > 0 => request_animation_frame(move || self.wait(frames - 1)),
            _ => {}
        }
    }
}

impl Default for TitleFocus {
    fn default() -> Self {
        Self::new()
    }
}

fn shown() -> Option<(HtmlElement, String)> {
    let heading = document().query_selector("main h1").ok().flatten()?;
    let text = heading.text_content().unwrap_or_default();
    Some((heading.dyn_into().ok()?, text))
}
