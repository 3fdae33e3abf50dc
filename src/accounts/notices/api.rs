//! Server functions of notices. Those that a link in a mail leads to are open to strangers.

use super::model::{Notices, Returned};
use crate::error::AppResult;
use leptos::prelude::*;

/// What the person chose.
#[server(prefix = "/api", endpoint = "accounts/notices")]
pub async fn read_notices() -> AppResult<Notices> {
    use super::service;
    use crate::server;
    service::notices(&server::ctx(), &server::actor()?, server::locale()).await
}

/// Chooses anew.
#[server(prefix = "/api", endpoint = "accounts/save-notices")]
pub async fn save_notices(
    #[server(default)] phrase: String,
    #[server(default)] case_mail: String,
    #[server(default)] language: String,
) -> AppResult<()> {
    use super::{NoticeFields, service};
    use crate::server;
    let fields = NoticeFields { phrase, case_mail, language };
    service::save(&server::ctx(), &server::actor()?, fields).await
}

/// Addresses of the person whose mail comes back.
#[server(prefix = "/api", endpoint = "accounts/returned-mail")]
pub async fn read_returned_mail() -> AppResult<Vec<Returned>> {
    use super::service;
    use crate::server;
    service::returned(&server::ctx(), &server::actor()?).await
}

/// Whether a link that switches mail about cases off is one of ours, and mail is still on.
#[server(prefix = "/api", endpoint = "accounts/case-mail-link")]
pub async fn read_case_mail_link(#[server(default)] token: String) -> AppResult<bool> {
    use super::service;
    use crate::server;
    service::case_mail_is_on(&server::ctx(), &token).await
}

/// Switches mail about cases off.
#[server(prefix = "/api", endpoint = "accounts/stop-case-mail")]
pub async fn stop_case_mail(#[server(default)] token: String) -> AppResult<()> {
    use super::service;
    use crate::server;
    service::stop_case_mail(&server::ctx(), &server::visitor(), &token).await
}
