//! Server functions of sessions.

use super::model::Remaining;
use crate::error::AppResult;
use leptos::prelude::*;

/// Says that somebody is there. Open while setting up.
#[server(prefix = "/api", endpoint = "accounts/stay-signed-in")]
pub async fn stay_signed_in() -> AppResult<Remaining> {
    use super::stay;
    use crate::server;
    stay(&server::ctx(), &server::actor_of_any_standing()?).await
}
