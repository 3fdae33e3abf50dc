//! The work, done in a worker of the browser: ALTCHA's own, which is downloaded only then. Called in handlers only, hence
//! never on the server.

use js_sys::{JSON, Object, Promise, Reflect};
use leptos::prelude::window;
use std::future::Future;
use std::pin::Pin;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{MessageEvent, Worker};

/// Solves a challenge with the worker at an address; answers the proof. `None` where the browser has no workers or cannot
/// do the work: the wait remains.
pub fn solve(challenge: String, worker: String) -> Pin<Box<dyn Future<Output = Option<String>>>> {
    Box::pin(async move { work(&challenge, &worker).await.ok() })
}

async fn work(challenge: &str, address: &str) -> Result<String, JsValue> {
    let asked = Object::new();
    Reflect::set(&asked, &"type".into(), &"work".into())?;
    Reflect::set(&asked, &"challenge".into(), &JSON::parse(challenge)?)?;
    let worker = Worker::new(address)?;
    let answered = Promise::new(&mut |resolve, reject| {
        worker.set_onmessage(Some(&resolve));
        worker.set_onerror(Some(&reject));
    });
    worker.post_message(&asked)?;
    let answered = JsFuture::from(answered).await;
    worker.terminate();
    let solution = answered?.dyn_into::<MessageEvent>()?.data();
    // `null` when it took too long, an error where the browser has not what it takes.
    if !Reflect::get(&solution, &"derivedKey".into())?.is_string() {
        return Err(JsValue::NULL);
    }
    let solution = String::from(JSON::stringify(&solution)?);
    window().btoa(&format!("{{\"challenge\":{challenge},\"solution\":{solution}}}"))
}
