//! Server functions of authenticator apps; all but renaming are open while setting up.

use super::model::Apps;
use crate::error::AppResult;
use crate::ui::Next;
use leptos::prelude::*;

/// The page of authenticator apps.
#[server(prefix = "/api", endpoint = "accounts/apps")]
pub async fn read_apps() -> AppResult<Apps> {
    use super::service;
    use crate::server;
    service::apps(&server::ctx(), &server::actor_of_any_standing()?).await
}

/// Shows a fresh secret for an authenticator app.
#[server(prefix = "/api", endpoint = "accounts/start-authenticator")]
pub async fn start_authenticator() -> AppResult<()> {
    use super::service;
    use crate::server;
    service::start_authenticator(&server::ctx(), &server::actor_of_any_standing()?).await
}

/// Proves that the app holds the secret.
#[server(prefix = "/api", endpoint = "accounts/confirm-authenticator")]
pub async fn confirm_authenticator(#[server(default)] code: String) -> AppResult<Option<Next>> {
    use super::service;
    use crate::accounts::cookies;
    use crate::server;
    let completed = service::confirm_authenticator(&server::ctx(), &server::actor_of_any_standing()?, &code).await?;
    Ok(cookies::after_change(completed.as_deref()))
}

/// Forgets the secret that waits for an authenticator app.
#[server(prefix = "/api", endpoint = "accounts/stop-authenticator")]
pub async fn stop_authenticator() -> AppResult<()> {
    use super::service;
    use crate::server;
    service::stop_authenticator(&server::ctx(), &server::actor_of_any_standing()?).await
}

/// Gives an app another name.
#[server(prefix = "/api", endpoint = "accounts/rename-authenticator")]
pub async fn rename_authenticator(#[server(default)] id: String, #[server(default)] name: String) -> AppResult<()> {
    use super::service;
    use crate::server;
    service::rename_authenticator(&server::ctx(), &server::actor()?, &id, &name).await
}

/// Removes an app.
#[server(prefix = "/api", endpoint = "accounts/remove-authenticator")]
pub async fn remove_authenticator(#[server(default)] id: String) -> AppResult<()> {
    use super::service;
    use crate::server;
    service::remove_authenticator(&server::ctx(), &server::actor_of_any_standing()?, &id).await
}
