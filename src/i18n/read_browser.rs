//! Reading a catalogue in the browser, by its own parser: the shell is smaller without another.

use js_sys::{Array, JSON, Object};
use std::collections::HashMap;
use wasm_bindgen::JsValue;

/// Sentences by dotted key; none if the text is no JSON object.
pub(super) fn read(text: &str) -> HashMap<String, String> {
    let mut sentences = HashMap::new();
    if let Ok(value) = JSON::parse(text) {
        flatten(&value, "", &mut sentences);
    }
    sentences
}

fn flatten(value: &JsValue, key: &str, into: &mut HashMap<String, String>) {
    if let Some(text) = value.as_string() {
        into.insert(key.to_owned(), text);
    } else if let Some(object) = Object::try_from(value) {
        for entry in Object::entries(object) {
            let entry = Array::from(&entry);
            let name = entry.get(0).as_string().unwrap_or_default();
            let key = if key.is_empty() { name } else { format!("{key}.{name}") };
            flatten(&entry.get(1), &key, into);
        }
    }
}
