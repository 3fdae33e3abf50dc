//! Posting a form from the browser: the same body to the same address as without the program, but for the answer that is
//! asked for. Called in event handlers only, hence never on the server.

use crate::error::{AppError, AppResult};
use js_sys::Reflect;
use leptos::ev::SubmitEvent;
use leptos::prelude::window;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{FormData, HtmlFormElement, Request, RequestInit, Response, UrlSearchParams};

/// Marks a request that a page makes by itself: it is no sign that anybody is there.
pub const QUIET: &str = "x-portico-quiet";

/// The fields of a form, URL-encoded.
pub(super) struct FormBody(String);

impl FormBody {
    /// What a browser would send for this event, the pressed button's own name and value included.
    pub(super) fn of(event: &SubmitEvent) -> Option<Self> {
        let form: HtmlFormElement = event.target()?.dyn_into().ok()?;
        let fields = FormData::new_with_form(&form).ok()?;
        if let Some(button) = event.submitter() {
            let text = |name: &str| Reflect::get(&button, &name.into()).ok().and_then(|value| value.as_string());
            if let (Some(name), Some(value)) = (text("name").filter(|name| !name.is_empty()), text("value")) {
                fields.append_with_str(&name, &value).ok()?;
            }
        }
        let encoded = UrlSearchParams::new_with_str_sequence_sequence(&fields).ok()?;
        Some(Self(encoded.to_string().into()))
    }

    /// The same with one field more.
    pub(super) fn with(&self, name: &str, value: &str) -> Self {
        Self(format!("{}&{name}={}", self.0, String::from(js_sys::encode_uri_component(value))))
    }
}

/// Calls a server function by its path with these fields, as [`post`] does for a form: where a page calls one function
/// once, this costs nothing to download that forms have not cost already.
pub async fn call(path: &str, fields: &[(&str, &str)]) -> AppResult<String> {
    call_as(path, fields, false).await
}

/// As [`call`]; `quiet` when the page does it by itself.
pub(super) async fn call_as(path: &str, fields: &[(&str, &str)], quiet: bool) -> AppResult<String> {
    let encoded = UrlSearchParams::new().map_err(|_| AppError::Malformed)?;
    for (name, value) in fields {
        encoded.append(name, value);
    }
    send(path, &FormBody(encoded.to_string().into()), quiet).await
}

/// JSON of the answer, or its error; what is no answer of ours is [`AppError::Offline`] or [`AppError::Internal`].
pub(super) async fn post(path: &str, body: &FormBody) -> AppResult<String> {
    send(path, body, false).await
}

async fn send(path: &str, body: &FormBody, quiet: bool) -> AppResult<String> {
    let (succeeded, text) = exchange(path, body, quiet).await.map_err(|_| AppError::Offline)?;
    if succeeded {
        Ok(text)
    } else {
        Err(serde_json::from_str(&text).unwrap_or(AppError::Internal { reference: String::new() }))
    }
}

async fn exchange(path: &str, body: &FormBody, quiet: bool) -> Result<(bool, String), JsValue> {
    let options = RequestInit::new();
    options.set_method("POST");
    options.set_body(&JsValue::from_str(&body.0));
    let request = Request::new_with_str_and_init(path, &options)?;
    request.headers().set("content-type", "application/x-www-form-urlencoded")?;
    request.headers().set("accept", "application/json")?;
    if quiet {
        request.headers().set(QUIET, "1")?;
    }
    let response: Response = JsFuture::from(window().fetch_with_request(&request)).await?.dyn_into()?;
    let text = JsFuture::from(response.text()?).await?;
    Ok((response.ok(), text.as_string().unwrap_or_default()))
}
