//! What was typed into a form whose answer was that one must first sign in again or prove who one is: kept for this tab
//! until its page is opened again, then put back and forgotten. Called in effects and handlers only, hence never on the
//! server.
//!
//! What must stay true: secrets are never kept; nobody but the person who typed it gets it back; on a shared computer
//! nothing is kept at all.

use leptos::prelude::*;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Element, FormData, HtmlFormElement, Storage, UrlSearchParams};

/// Whose drafts this page keeps. Provided at the root.
#[derive(Clone, Copy, Debug, Default)]
pub struct Drafts {
    /// Tells people apart and says nothing about them; 0 keeps none.
    pub mark: u32,
    /// Moves to true when the page is about to be left against the person's will.
    pub leaving: Signal<bool>,
    /// Whether others use this computer, too: then the browser is not asked to remember what is typed either.
    pub shared: bool,
}

impl Drafts {
    /// The `autocomplete` of a field here.
    pub(super) fn autocomplete(wanted: &'static str) -> &'static str {
        if use_context::<Self>().is_some_and(|drafts| drafts.shared) { "off" } else { wanted }
    }
}

/// Whether a field may be kept anywhere, by its name.
#[must_use]
pub fn may_keep(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    !name.starts_with('_') && !["password", "code", "secret", "token"].iter().any(|word| name.contains(word))
}

/// Where the draft of one form of the page stands.
pub(super) fn place(page: &str, form: &str, prefix: &str) -> Option<String> {
    let mark = use_context::<Drafts>()?.mark;
    (mark != 0).then(|| format!("draft {mark} {page} {form} {prefix}"))
}

/// Keeps what is typed.
pub(super) fn keep(place: &str, form: &HtmlFormElement) {
    // Where nothing can be stored what was typed is still in the page.
    let _ = try_keep(place, form);
}

fn try_keep(place: &str, form: &HtmlFormElement) -> Result<(), JsValue> {
    let fields = FormData::new_with_form(form)?;
    let fields = UrlSearchParams::new_with_str_sequence_sequence(&fields)?;
    let kept = UrlSearchParams::new()?;
    for (name, value) in pairs(&fields) {
        if may_keep(&name) {
            kept.append(&name, &value);
        }
    }
    if let Some(storage) = storage() {
        storage.set_item(place, &String::from(kept.to_string()))?;
    }
    Ok(())
}

/// Puts back what was kept, once.
pub(super) fn restore(place: &str, form: &HtmlFormElement) {
    let _ = try_restore(place, form);
}

fn try_restore(place: &str, form: &HtmlFormElement) -> Result<(), JsValue> {
    let Some(storage) = storage() else { return Ok(()) };
    let Some(kept) = storage.get_item(place)? else { return Ok(()) };
    storage.remove_item(place)?;
    for (name, value) in pairs(&UrlSearchParams::new_with_str(&kept)?) {
        let Some(field) = form.query_selector(&format!("[name=\"{name}\"]"))? else { continue };
        match field.get_attribute("type").as_deref() {
            Some("hidden") => {}
            Some("checkbox") => drop(js_sys::Reflect::set(&field, &"checked".into(), &JsValue::TRUE)?),
            Some(_) | None => drop(js_sys::Reflect::set(&field, &"value".into(), &value.into())?),
        }
    }
    if let Some(around) = form.unchecked_ref::<Element>().closest("details")? {
        around.set_attribute("open", "")?;
    }
    Ok(())
}

/// Forgets every draft of this tab.
pub fn forget_drafts() {
    if let Some(storage) = storage() {
        let _ = storage.clear();
    }
}

fn storage() -> Option<Storage> {
    window().session_storage().ok().flatten()
}

fn pairs(fields: &UrlSearchParams) -> Vec<(String, String)> {
    let text = |pair: &js_sys::Array, place| pair.get(place).as_string().unwrap_or_default();
    let fields = js_sys::Array::from(fields);
    let pairs = fields.iter().map(|pair| {
        let pair: js_sys::Array = pair.unchecked_into();
        (text(&pair, 0), text(&pair, 1))
    });
    pairs.collect()
}
