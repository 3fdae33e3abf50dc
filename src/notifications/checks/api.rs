//! The server function of the page of checks; open to strangers.

use super::CheckedMail;
use crate::error::AppResult;
use leptos::prelude::*;

/// What we sent with this code; `None` when no message of ours has it.
#[server(prefix = "/api", endpoint = "mail/check")]
pub async fn check_mail(#[server(default)] check: String) -> AppResult<Option<CheckedMail>> {
    use super::service;
    use crate::server;
    service::check(&server::ctx(), &server::visitor(), &check).await
}
