//! Server functions of recovery. All but the last two are for people who cannot sign in.

use super::model::{GoingOn, Opened, Reference, Running, Terms};
use crate::error::AppResult;
use crate::ui::Next;
use leptos::prelude::*;

/// How long each way back takes.
#[server(prefix = "/api", endpoint = "recovery/terms")]
pub async fn read_terms() -> AppResult<Terms> {
    use crate::server;
    Ok(super::terms(&server::ctx()))
}

/// Mails a link that starts a recovery. The answer is the same whether the address has an account or not.
#[server(prefix = "/api", endpoint = "recovery/ask")]
pub async fn start_recovery(#[server(default)] email: String) -> AppResult<()> {
    use crate::server;
    super::ask(&server::ctx(), &server::visitor(), &email).await
}

/// Whether the mailed link still starts a recovery.
#[server(prefix = "/api", endpoint = "recovery/link")]
pub async fn check_recovery_link(#[server(default)] token: String) -> AppResult<Terms> {
    use crate::server;
    super::link_is_open(&server::ctx(), &token).await
}

/// Consumes the link and begins the waiting time.
#[server(prefix = "/api", endpoint = "recovery/open")]
pub async fn open_recovery(#[server(default)] token: String) -> AppResult<Opened> {
    use crate::server;
    super::open(&server::ctx(), &server::visitor(), &token).await
}

/// What is asked after the waiting time.
#[server(prefix = "/api", endpoint = "recovery/going-on")]
pub async fn read_going_on(#[server(default)] token: String) -> AppResult<GoingOn> {
    use crate::server;
    super::going_on(&server::ctx(), server::locale(), &token).await
}

/// Proves the facts and begins the set-up of a new way to sign in.
#[server(prefix = "/api", endpoint = "recovery/prove")]
pub async fn prove_recovery(
    #[server(default)] token: String,
    #[server(default)] receipt_number: String,
    #[server(default)] birth_day: String,
    #[server(default)] birth_month: String,
    #[server(default)] birth_year: String,
    #[server(default)] a_number: String,
    #[server(default)] given_name: String,
    #[server(default)] family_name: String,
    #[server(default)] country_of_birth: String,
    #[server(default)] other_email: String,
) -> AppResult<Next> {
    use crate::accounts::cookies;
    use crate::cases::model::LinkForm;
    use crate::server;
    let access_code = String::new();
    let case =
        LinkForm { receipt_number, access_code, birth_year, birth_month, birth_day, a_number, given_name, family_name };
    let fields = super::FactFields { case, country_of_birth, other_email };
    let session = super::prove(&server::ctx(), &server::visitor(), &token, fields).await?;
    cookies::signed_in(&session);
    Ok(Next::reload("/account/security"))
}

/// Whether the mailed link stops something.
#[server(prefix = "/api", endpoint = "recovery/stopping")]
pub async fn check_stop_link(#[server(default)] token: String) -> AppResult<()> {
    use crate::server;
    super::stopping(&server::ctx(), &token).await
}

/// Stops what the mailed link is about.
#[server(prefix = "/api", endpoint = "recovery/stop")]
pub async fn stop_recovery(#[server(default)] token: String) -> AppResult<()> {
    use crate::server;
    super::stop(&server::ctx(), &server::visitor(), &token).await
}

/// Asks the support desk. The answer is the same whatever was typed rightly.
#[server(prefix = "/api", endpoint = "recovery/ask-support")]
pub async fn ask_support(
    #[server(default)] given_name: String,
    #[server(default)] family_name: String,
    #[server(default)] birth_day: String,
    #[server(default)] birth_month: String,
    #[server(default)] birth_year: String,
    #[server(default)] receipt_number: String,
    #[server(default)] email: String,
    #[server(default)] question: String,
    #[server(default)] secret_answer: String,
) -> AppResult<Reference> {
    use crate::server;
    let fields = super::RequestFields {
        given_name,
        family_name,
        birth_day,
        birth_month,
        birth_year,
        receipt_number,
        email,
        question,
        secret_answer,
    };
    super::ask_support(&server::ctx(), &server::visitor(), fields).await
}

/// Whether the mailed link still proves the new address.
#[server(prefix = "/api", endpoint = "recovery/confirming")]
pub async fn check_confirm_link(#[server(default)] token: String) -> AppResult<()> {
    use crate::server;
    super::confirming(&server::ctx(), &token).await
}

/// Consumes the link and shows the request to the support desk.
#[server(prefix = "/api", endpoint = "recovery/confirm")]
pub async fn confirm_request(#[server(default)] token: String) -> AppResult<Reference> {
    use crate::server;
    super::confirm(&server::ctx(), &server::visitor(), &token).await
}

/// What runs against the person's account.
#[server(prefix = "/api", endpoint = "recovery/running")]
pub async fn read_running() -> AppResult<Option<Running>> {
    use crate::server;
    super::running(&server::ctx(), &server::actor()?).await
}

/// Stops whatever runs against the person's account.
#[server(prefix = "/api", endpoint = "recovery/stop-own")]
pub async fn stop_own_recovery() -> AppResult<()> {
    use crate::server;
    super::stop_own(&server::ctx(), &server::actor()?).await
}
