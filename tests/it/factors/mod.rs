//! What the tests of factors stand on: apps and phones that are added as on their pages, and the text messages.

mod apps;
mod last_way;
mod phone;
mod phone_limits;
mod phone_pages;
mod recovery_codes;
mod texts;

use crate::accounts::{code_of, waiting_secret};
use crate::support::TestApp;
use portico::access::Actor;
use portico::accounts::phone::service as phones;
use portico::accounts::service;
use portico::error::AppError;
use portico::notifications::{Gateway, deliver_texts_due};
use portico::types::MINUTE;

pub const NUMBER: &str = "+12125550167";

pub fn conflict(key: &str) -> AppError {
    AppError::Conflict { key: format!("factors.errors.{key}") }
}

pub fn wrong_text() -> AppError {
    AppError::field("text_code", "factors.errors.text_wrong")
}

/// Text messages to one number, the oldest first.
pub async fn texts(app: &TestApp, number: &str) -> Vec<String> {
    deliver_texts_due(&app.ctx, &Gateway::DemoMailbox).await.unwrap();
    let address = format!("/demo/texts.json?to={}", number.trim_start_matches('+'));
    let answer = app.browser().get(&address).await.json();
    let mut texts: Vec<(i64, String)> = answer
        .as_array()
        .unwrap()
        .iter()
        .map(|text| (text["sent_at"].as_i64().unwrap(), text["text"].as_str().unwrap().to_owned()))
        .collect();
    // The mailbox shows the newest first.
    texts.reverse();
    texts.into_iter().map(|(_, text)| text).collect()
}

/// The code that was texted last.
pub async fn texted(app: &TestApp, number: &str) -> String {
    let texts = texts(app, number).await;
    let text = texts.iter().rev().find(|text| text.contains("is your code")).expect("a text with a code");
    text.chars().filter(char::is_ascii_digit).take(6).collect()
}

/// Six digits that are another code.
pub fn not(code: &str) -> &'static str {
    if code == "111111" { "222222" } else { "111111" }
}

/// Adds a phone and proves it, a minute ago.
pub async fn add_phone(app: &TestApp, actor: &Actor, number: &str) -> Option<String> {
    phones::start(&app.ctx, actor, number).await.unwrap();
    let code = texted(app, number).await;
    let completed = phones::confirm(&app.ctx, actor, &code).await.unwrap();
    app.ctx.clock.advance(MINUTE);
    completed
}

/// Adds an authenticator app, a minute ago; answers its secret.
pub async fn add_app(app: &TestApp, actor: &Actor) -> Vec<u8> {
    service::start_authenticator(&app.ctx, actor).await.unwrap();
    let secret = waiting_secret(app, actor).await;
    let code = code_of(&secret, app.ctx.now());
    service::confirm_authenticator(&app.ctx, actor, &code).await.unwrap();
    app.ctx.clock.advance(MINUTE);
    secret
}

/// Ids of the person's apps, the oldest first.
pub async fn app_ids(app: &TestApp, actor: &Actor) -> Vec<String> {
    let apps = service::apps(&app.ctx, actor).await.unwrap();
    apps.apps.iter().map(|app| app.id.0.to_string()).collect()
}
