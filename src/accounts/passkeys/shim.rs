//! The browser's end of a ceremony, in `passkey.js`. Called in effects and handlers only, hence never on the server.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(module = "/src/accounts/passkeys/passkey.js")]
extern "C" {
    /// Whether this browser knows passkeys at all.
    #[wasm_bindgen(js_name = isAvailable)]
    pub(super) fn is_available() -> bool;

    #[wasm_bindgen(catch, js_name = createPasskey)]
    async fn create_passkey(options: &str) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_name = getPasskey)]
    async fn get_passkey(options: &str) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_name = offerPasskey)]
    async fn offer_passkey(options: &str) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_name = canOffer)]
    async fn can_offer_passkey() -> Result<JsValue, JsValue>;

    /// Ends whatever waits for the person.
    pub(super) fn abort();
}

/// Why the browser gave no passkey.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// The person closed the dialogue, or waited too long; browsers do not tell which.
    Cancelled,
    /// Another request of this page took its place, or the page is gone.
    Aborted,
    /// The challenge of an offer grew old: it must be offered with a new one.
    Stale,
    /// This authenticator has a passkey of the account already.
    AlreadyHere,
    /// No authenticator here can do what is asked.
    Unsupported,
    Failed,
}

fn outcome(result: Result<JsValue, JsValue>) -> Result<String, Refusal> {
    match result {
        Ok(value) => value.as_string().ok_or(Refusal::Failed),
        Err(reason) => Err(match reason.as_string().as_deref() {
            Some("cancelled") => Refusal::Cancelled,
            Some("aborted") => Refusal::Aborted,
            Some("stale") => Refusal::Stale,
            Some("already-here") => Refusal::AlreadyHere,
            Some("unsupported") => Refusal::Unsupported,
            Some(_) | None => Refusal::Failed,
        }),
    }
}

/// Makes a passkey; answers the JSON of its credential.
pub(super) async fn create(options: &str) -> Result<String, Refusal> {
    outcome(create_passkey(options).await)
}

/// Asks the person for a passkey in a dialogue of the browser.
pub(super) async fn get(options: &str) -> Result<String, Refusal> {
    outcome(get_passkey(options).await)
}

/// Has the browser offer passkeys in the field marked for it. Waits until one is chosen, [`Refusal::Stale`] about once
/// a minute.
pub(super) async fn offer(options: &str) -> Result<String, Refusal> {
    outcome(offer_passkey(options).await)
}

/// Whether the browser can offer passkeys in a field.
pub(super) async fn can_offer() -> bool {
    can_offer_passkey().await.is_ok_and(|yes| yes.is_truthy())
}
