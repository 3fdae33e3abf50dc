//! The browser's end of a session, in `session.js`. Called in effects only, hence never on the server.

use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(module = "/src/accounts/sessions/session.js")]
extern "C" {
    #[wasm_bindgen(js_name = watchSession)]
    fn watch_session(mark: u32, shared: bool, tell: &Closure<dyn Fn(bool)>);

    /// The session is over, as something else than the watch has heard.
    #[wasm_bindgen(js_name = sessionOver)]
    pub(super) fn over();
}

/// Watches for as long as the page is there. `tell` is given `true` when the session is over, `false` when the page is
/// about to be left for a new sign-in.
pub(super) fn watch(mark: u32, shared: bool, tell: impl Fn(bool) + 'static) {
    let tell = Closure::new(tell);
    watch_session(mark, shared, &tell);
    tell.forget();
}
