//! Server functions of closing.

use super::model::ClosingPage;
use crate::error::AppResult;
use crate::ui::Next;
use leptos::prelude::*;

/// Whether and when the account is closed.
#[server(prefix = "/api", endpoint = "accounts/closing")]
pub async fn read_closing() -> AppResult<ClosingPage> {
    use super::service;
    use crate::server;
    service::page(&server::ctx(), &server::actor()?).await
}

/// Asks for the account to be closed. Every page says so from then on, hence the full load.
#[server(prefix = "/api", endpoint = "accounts/close")]
pub async fn close_account(#[server(default)] understood: String) -> AppResult<Next> {
    use super::service;
    use crate::server;
    service::ask(&server::ctx(), &server::actor()?, understood == "true").await?;
    Ok(Next::reload("/account/close"))
}

/// Takes the wish back.
#[server(prefix = "/api", endpoint = "accounts/keep")]
pub async fn keep_account() -> AppResult<Next> {
    use super::service;
    use crate::server;
    service::keep(&server::ctx(), &server::actor()?).await?;
    Ok(Next::reload("/account/close"))
}
