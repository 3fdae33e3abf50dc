//! Server functions of the copy.

use super::model::DataView;
use crate::error::AppResult;
use leptos::prelude::*;

/// How far the person's copy is.
#[server(prefix = "/api", endpoint = "accounts/export")]
pub async fn read_data() -> AppResult<DataView> {
    use super::service;
    use crate::server;
    service::state(&server::ctx(), &server::actor()?).await
}

/// Has a new copy built, in the language of the page.
#[server(prefix = "/api", endpoint = "accounts/ask-export")]
pub async fn ask_export() -> AppResult<()> {
    use super::service;
    use crate::server;
    service::ask(&server::ctx(), &server::actor()?, server::locale()).await
}

/// Removes the copy, finished or not.
#[server(prefix = "/api", endpoint = "accounts/delete-export")]
pub async fn delete_export() -> AppResult<()> {
    use super::service;
    use crate::server;
    service::delete(&server::ctx(), &server::actor()?).await
}
