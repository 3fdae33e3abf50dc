//! What these pages ask of the browser. Called only from effects and events, which the server never runs.

use js_sys::{Array, Function, Intl, Object, Reflect};
use leptos::prelude::window;
use wasm_bindgen::{JsCast as _, JsValue};

/// IANA name of the browser's time zone, if it tells.
pub(super) fn time_zone() -> Option<String> {
    let options = Intl::DateTimeFormat::new(&Array::new(), &Object::new()).resolved_options();
    Reflect::get(&options, &JsValue::from_str("timeZone")).ok()?.as_string()
}

/// Puts text on the clipboard. Whether the browser has one; it may still refuse, as the person sees when pasting.
pub(super) fn copy(text: &str) -> bool {
    let copied = || -> Result<JsValue, JsValue> {
        let navigator: JsValue = window().navigator().into();
        let clipboard = Reflect::get(&navigator, &JsValue::from_str("clipboard"))?;
        let write: Function = Reflect::get(&clipboard, &JsValue::from_str("writeText"))?.dyn_into()?;
        write.call1(&clipboard, &JsValue::from_str(text))
    };
    copied().is_ok()
}

/// Opens the print dialog.
pub(super) fn print() {
    // Where printing is not possible nothing happens; the codes can still be copied.
    let _ = window().print();
}
