//! Server functions of step-up.

use crate::accounts::model::WaysToProve;
use crate::accounts::passkeys::Challenge;
use crate::error::AppResult;
use crate::ui::Next;
use leptos::prelude::*;

/// What the person can prove with.
#[server(prefix = "/api", endpoint = "accounts/ways-to-prove")]
pub async fn read_ways_to_prove() -> AppResult<WaysToProve> {
    use super::service;
    use crate::server;
    service::ways_to_prove(&server::ctx(), &server::actor()?).await
}

/// Proves who one is by password and a code.
#[server(prefix = "/api", endpoint = "accounts/prove-with-password")]
pub async fn prove_with_password(
    #[server(default)] password: String,
    #[server(default)] code: String,
    #[server(default)] next: String,
) -> AppResult<Next> {
    use super::service;
    use crate::accounts::{cookies, page_after_sign_in};
    use crate::server;
    let typed = service::Typing { password, code };
    let session = service::with_password(&server::ctx(), &server::visitor(), &server::actor()?, &typed).await?;
    cookies::proved(&session);
    Ok(Next::reload(page_after_sign_in(&next)))
}

/// Asks for one of the person's passkeys.
#[server(prefix = "/api", endpoint = "accounts/passkeys/start-step-up")]
pub async fn start_step_up() -> AppResult<Challenge> {
    use crate::accounts::passkeys::step_up;
    use crate::server;
    step_up::start(&server::ctx(), &server::visitor(), &server::actor()?).await
}

/// Proves who one is by passkey.
#[server(prefix = "/api", endpoint = "accounts/passkeys/finish-step-up")]
pub async fn finish_step_up(
    #[server(default)] ceremony: String,
    #[server(default)] credential: String,
    #[server(default)] next: String,
) -> AppResult<Next> {
    use crate::accounts::passkeys::{Answer, step_up};
    use crate::accounts::{cookies, page_after_sign_in};
    use crate::server;
    let answer = Answer { ceremony, credential };
    let session = step_up::finish(&server::ctx(), &server::actor()?, &answer).await?;
    cookies::proved(&session);
    Ok(Next::reload(page_after_sign_in(&next)))
}
