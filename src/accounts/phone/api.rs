//! Server functions of the phone.

use super::model::PhonePage;
use crate::error::AppResult;
use crate::ui::Next;
use leptos::prelude::*;

/// The page of the phone; open while setting up.
#[server(prefix = "/api", endpoint = "accounts/phone")]
pub async fn read_phone() -> AppResult<PhonePage> {
    use super::service;
    use crate::server;
    service::page(&server::ctx(), &server::actor_of_any_standing()?).await
}

/// Texts a code to a new number; open while setting up.
#[server(prefix = "/api", endpoint = "accounts/start-phone")]
pub async fn start_phone(#[server(default)] phone: String) -> AppResult<()> {
    use super::service;
    use crate::server;
    service::start(&server::ctx(), &server::actor_of_any_standing()?, &phone).await
}

/// Texts another code to the number that waits; open while setting up.
#[server(prefix = "/api", endpoint = "accounts/resend-phone-code")]
pub async fn resend_phone_code() -> AppResult<()> {
    use super::service;
    use crate::server;
    service::resend(&server::ctx(), &server::actor_of_any_standing()?).await
}

/// Proves that the number is the person's; open while setting up.
#[server(prefix = "/api", endpoint = "accounts/confirm-phone")]
pub async fn confirm_phone(#[server(default)] text_code: String) -> AppResult<Option<Next>> {
    use super::service;
    use crate::accounts::cookies;
    use crate::server;
    let completed = service::confirm(&server::ctx(), &server::actor_of_any_standing()?, &text_code).await?;
    Ok(cookies::after_change(completed.as_deref()))
}

/// Forgets the number that waits; open while setting up.
#[server(prefix = "/api", endpoint = "accounts/stop-phone")]
pub async fn stop_phone() -> AppResult<()> {
    use super::service;
    use crate::server;
    service::stop(&server::ctx(), &server::actor_of_any_standing()?).await
}

/// Removes the phone; open while setting up.
#[server(prefix = "/api", endpoint = "accounts/remove-phone")]
pub async fn remove_phone() -> AppResult<()> {
    use super::service;
    use crate::server;
    service::remove(&server::ctx(), &server::actor_of_any_standing()?).await
}

/// Texts a code for the sign-in that waits in this browser.
#[server(prefix = "/api", endpoint = "accounts/text-sign-in-code")]
pub async fn text_sign_in_code() -> AppResult<()> {
    use super::service;
    use crate::accounts::cookies;
    use crate::server;
    service::send_for_sign_in(&server::ctx(), &server::visitor(), cookies::attempt().as_deref()).await
}

/// The second half of signing in, by texted code.
#[server(prefix = "/api", endpoint = "accounts/sign-in-with-text-code")]
pub async fn sign_in_with_text_code(#[server(default)] text_code: String) -> AppResult<Next> {
    use crate::accounts::{Typed, cookies};
    cookies::finish_sign_in(Typed::TextCode, &text_code).await
}

/// Texts a code to prove again with.
#[server(prefix = "/api", endpoint = "accounts/text-step-up-code")]
pub async fn text_step_up_code() -> AppResult<()> {
    use super::service;
    use crate::server;
    service::send_for_step_up(&server::ctx(), &server::actor()?).await
}
