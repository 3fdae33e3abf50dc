//! Server functions of addresses.

use super::model::{AddressLink, AddressesPage, Confirmed, UndoLink};
use crate::error::AppResult;
use leptos::prelude::*;

/// The person's addresses, and what waits.
#[server(prefix = "/api", endpoint = "accounts/addresses")]
pub async fn read_addresses() -> AppResult<AddressesPage> {
    use super::service;
    use crate::server;
    service::page(&server::ctx(), &server::actor()?).await
}

/// Asks for another primary address.
#[server(prefix = "/api", endpoint = "accounts/change-email")]
pub async fn change_email(#[server(default)] email: String, #[server(default)] confirm_with: String) -> AppResult<()> {
    use super::service;
    use crate::server;
    service::ask_change(&server::ctx(), &server::visitor(), &server::actor()?, &email, &confirm_with).await
}

/// Asks for another address beside those there are.
#[server(prefix = "/api", endpoint = "accounts/add-email")]
pub async fn add_email(#[server(default)] email: String) -> AppResult<()> {
    use super::service;
    use crate::server;
    service::ask_addition(&server::ctx(), &server::visitor(), &server::actor()?, &email).await
}

/// Mails the links of what waits again.
#[server(prefix = "/api", endpoint = "accounts/send-address-links")]
pub async fn send_address_links(#[server(default)] purpose: String) -> AppResult<()> {
    use super::service;
    use crate::server;
    service::send_again(&server::ctx(), &server::visitor(), &server::actor()?, &purpose).await
}

/// Stops what waits.
#[server(prefix = "/api", endpoint = "accounts/stop-address-change")]
pub async fn stop_address_change(#[server(default)] purpose: String) -> AppResult<()> {
    use super::service;
    use crate::server;
    service::stop(&server::ctx(), &server::actor()?, &purpose).await
}

/// Makes another of the person's addresses the primary one.
#[server(prefix = "/api", endpoint = "accounts/make-email-primary")]
pub async fn make_email_primary(#[server(default)] address: String) -> AppResult<()> {
    use super::service;
    use crate::server;
    service::make_primary(&server::ctx(), &server::actor()?, &address).await
}

/// Removes one of the person's addresses.
#[server(prefix = "/api", endpoint = "accounts/remove-email")]
pub async fn remove_email(#[server(default)] address: String) -> AppResult<()> {
    use super::service;
    use crate::server;
    service::remove(&server::ctx(), &server::actor()?, &address).await
}

/// What the link of a mail confirms.
#[server(prefix = "/api", endpoint = "accounts/address-link")]
pub async fn read_address_link(#[server(default)] token: String) -> AppResult<AddressLink> {
    use super::service;
    use crate::server;
    service::open(&server::ctx(), &token).await
}

/// Consumes the link of a mail.
#[server(prefix = "/api", endpoint = "accounts/confirm-address")]
pub async fn confirm_address(#[server(default)] token: String) -> AppResult<Confirmed> {
    use super::service;
    use crate::server;
    service::confirm(&server::ctx(), &server::visitor(), &token).await
}

/// What the link of an undo offers.
#[server(prefix = "/api", endpoint = "accounts/address-undo")]
pub async fn read_address_undo(#[server(default)] token: String) -> AppResult<UndoLink> {
    use super::service;
    use crate::server;
    service::open_undo(&server::ctx(), &token).await
}

/// Undoes a change of the primary address.
#[server(prefix = "/api", endpoint = "accounts/undo-address")]
pub async fn undo_address(#[server(default)] token: String) -> AppResult<()> {
    use super::service;
    use crate::server;
    service::undo(&server::ctx(), &server::visitor(), &token).await
}

/// Asks which address one's account has. The answer is always the same.
#[server(prefix = "/api", endpoint = "accounts/forgot-email")]
pub async fn forgot_email(
    #[server(default)] given_name: String,
    #[server(default)] family_name: String,
    #[server(default)] birth_day: String,
    #[server(default)] birth_month: String,
    #[server(default)] birth_year: String,
    #[server(default)] number: String,
) -> AppResult<()> {
    use super::service;
    use crate::server;
    let fields = service::ReminderFields { given_name, family_name, birth_day, birth_month, birth_year, number };
    service::ask_reminder(&server::ctx(), &server::visitor(), fields).await
}
