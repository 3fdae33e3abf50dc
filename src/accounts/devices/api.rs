//! Server functions about what was not the person. Those of the mailed link are open to strangers: whoever needs them may
//! have been locked out.

use super::model::Disownable;
use crate::error::AppResult;
use crate::ui::Next;
use leptos::prelude::*;

/// What the link of a mail is about. Consumes nothing.
#[server(prefix = "/api", endpoint = "accounts/disownable")]
pub async fn read_disownable(#[server(default)] token: String) -> AppResult<Disownable> {
    use crate::accounts::devices;
    use crate::server;
    devices::of_link(&server::ctx(), &token).await
}

/// "This wasn't me", by the link of a mail.
#[server(prefix = "/api", endpoint = "accounts/disown")]
pub async fn disown(#[server(default)] token: String) -> AppResult<()> {
    use crate::accounts::devices;
    use crate::server;
    devices::by_link(&server::ctx(), &server::visitor(), &token).await
}

/// What a row of the person's activity is about.
#[server(prefix = "/api", endpoint = "accounts/disownable-row")]
pub async fn read_disownable_row(#[server(default)] row: String) -> AppResult<Disownable> {
    use crate::accounts::devices;
    use crate::server;
    devices::of_row(&server::ctx(), &server::actor()?, &row).await
}

/// "This wasn't me", about a row of the person's activity. Ends this session, too.
#[server(prefix = "/api", endpoint = "accounts/disown-row")]
pub async fn disown_row(#[server(default)] row: String) -> AppResult<Next> {
    use crate::accounts::{cookies, devices};
    use crate::server;
    devices::by_row(&server::ctx(), &server::actor()?, &row).await?;
    cookies::signed_out();
    Ok(Next::reload("/not-me/done"))
}
