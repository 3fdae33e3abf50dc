//! Server functions about what was done.

use super::model::ActivityPage;
use crate::error::AppResult;
use leptos::prelude::*;

/// A part of the person's activity. `kind` is a topic, or empty for all but views; `before` is what the part before
/// ended with.
#[server(prefix = "/api", endpoint = "audit/activity")]
pub async fn read_activity(
    #[server(default)] kind: String,
    #[server(default)] before: String,
) -> AppResult<ActivityPage> {
    use crate::server;
    super::activity::part(&server::ctx(), &server::actor()?, &kind, &before).await
}
