//! Server functions of joining and parting.

use super::model::MergeView;
use crate::accounts::passkeys::Challenge;
use crate::error::AppResult;
use crate::ui::Next;
use leptos::prelude::*;

/// How far the other account is proved, and what was joined before.
#[server(prefix = "/api", endpoint = "accounts/merge/page")]
pub async fn read_merge() -> AppResult<MergeView> {
    use crate::server;
    super::page(&server::ctx(), &server::actor()?).await
}

/// The first half of proving the other account.
#[server(prefix = "/api", endpoint = "accounts/merge/prove-with-password")]
pub async fn prove_other_with_password(
    #[server(default)] email: String,
    #[server(default)] password: String,
) -> AppResult<Next> {
    use super::proof;
    use crate::server;
    proof::with_password(&server::ctx(), &server::visitor(), &server::actor()?, &email, &password).await?;
    Ok(Next::reload("/account/merge"))
}

/// The second half, by authenticator app or recovery code.
#[server(prefix = "/api", endpoint = "accounts/merge/prove-with-code")]
pub async fn prove_other_with_code(#[server(default)] code: String) -> AppResult<Next> {
    use super::proof;
    use crate::server;
    proof::with_code(&server::ctx(), &server::visitor(), &server::actor()?, &code).await?;
    Ok(Next::reload("/account/merge"))
}

/// Asks for a passkey of the other account.
#[server(prefix = "/api", endpoint = "accounts/merge/start-passkey")]
pub async fn start_other_passkey() -> AppResult<Challenge> {
    use crate::accounts::passkeys::joining;
    use crate::server;
    joining::start(&server::ctx(), &server::visitor(), &server::actor()?).await
}

/// Proves the other account by one of its passkeys.
#[server(prefix = "/api", endpoint = "accounts/merge/finish-passkey")]
pub async fn finish_other_passkey(
    #[server(default)] ceremony: String,
    #[server(default)] credential: String,
) -> AppResult<Next> {
    use crate::accounts::passkeys::{Answer, joining};
    use crate::server;
    let answer = Answer { ceremony, credential };
    joining::finish(&server::ctx(), &server::visitor(), &server::actor()?, &answer).await?;
    Ok(Next::reload("/account/merge"))
}

/// Forgets what was proved of the other account.
#[server(prefix = "/api", endpoint = "accounts/merge/stop")]
pub async fn stop_merge() -> AppResult<Next> {
    use super::proof;
    use crate::server;
    proof::stop(&server::ctx(), &server::actor()?).await?;
    Ok(Next::reload("/account/merge"))
}

/// Joins the proved account to this one.
#[server(prefix = "/api", endpoint = "accounts/merge/confirm")]
pub async fn confirm_merge() -> AppResult<Next> {
    use crate::server;
    super::join(&server::ctx(), &server::visitor(), &server::actor()?).await?;
    Ok(Next::reload("/account/merge"))
}

/// Parts an account from this one again.
#[server(prefix = "/api", endpoint = "accounts/merge/undo")]
pub async fn undo_merge(#[server(default)] id: String) -> AppResult<Next> {
    use crate::server;
    super::part(&server::ctx(), &server::actor()?, &id).await?;
    Ok(Next::reload("/account/merge"))
}

/// Whether the link of a mail about two joined accounts still parts them.
#[server(prefix = "/api", endpoint = "accounts/merge/undo-is-open")]
pub async fn check_undo_link(#[server(default)] token: String) -> AppResult<()> {
    use crate::server;
    super::is_open(&server::ctx(), &token).await
}

/// Parts the accounts that a mail told of.
#[server(prefix = "/api", endpoint = "accounts/merge/undo-by-link")]
pub async fn undo_merge_by_link(#[server(default)] token: String) -> AppResult<()> {
    use crate::server;
    super::part_by_link(&server::ctx(), &server::visitor(), &token).await
}
