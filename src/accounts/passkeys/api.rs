//! Server functions of passkeys. The browser's answers are JSON in one text argument, read by the service.

use super::model::{Challenge, Passkeys};
use crate::error::AppResult;
use crate::ui::Next;
use leptos::prelude::*;

/// Asks for a new passkey. Open during set-up, too.
#[server(prefix = "/api", endpoint = "accounts/passkeys/start-enrolment")]
pub async fn start_enrolment(#[server(default)] name: String) -> AppResult<Challenge> {
    use super::enrolment;
    use crate::server;
    enrolment::start(&server::ctx(), &server::actor_of_any_standing()?, server::locale(), &name).await
}

/// Stores the new passkey.
#[server(prefix = "/api", endpoint = "accounts/passkeys/finish-enrolment")]
pub async fn finish_enrolment(
    #[server(default)] ceremony: String,
    #[server(default)] credential: String,
) -> AppResult<Next> {
    use super::{Answer, enrolment};
    use crate::{accounts::cookies, server};
    let answer = Answer { ceremony, credential };
    let Some(session) = enrolment::finish(&server::ctx(), &server::actor_of_any_standing()?, &answer).await? else {
        return Ok(Next::to("/account/security"));
    };
    cookies::signed_in(&session);
    Ok(Next::reload("/account/security"))
}

/// Asks for any passkey of this site.
#[server(prefix = "/api", endpoint = "accounts/passkeys/start-sign-in")]
pub async fn start_sign_in(#[server(default)] conditional: bool) -> AppResult<Challenge> {
    use super::{Asked, proof};
    use crate::server;
    let asked = if conditional { Asked::Autofill } else { Asked::Button };
    proof::start_sign_in(&server::ctx(), &server::visitor(), asked).await
}

/// Signs in the passkey's owner.
#[server(prefix = "/api", endpoint = "accounts/passkeys/finish-sign-in")]
pub async fn finish_sign_in(
    #[server(default)] ceremony: String,
    #[server(default)] credential: String,
    #[server(default)] next: String,
    #[server(default)] shared: String,
) -> AppResult<Next> {
    use super::{Answer, proof};
    use crate::access::Computer;
    use crate::accounts::{cookies, page_after_sign_in};
    use crate::server::{self, actor_if_any};
    let answer = Answer { ceremony, credential };
    let (computer, before) = (Computer::typed(&shared), actor_if_any());
    let session = proof::finish_sign_in(&server::ctx(), &server::visitor(), &answer, computer, before.as_ref()).await?;
    cookies::signed_in(&session);
    Ok(Next::reload(page_after_sign_in(&next)))
}

/// Asks for a passkey of the person whose password was right.
#[server(prefix = "/api", endpoint = "accounts/passkeys/start-second-factor")]
pub async fn start_second_factor() -> AppResult<Challenge> {
    use super::proof;
    use crate::{accounts::cookies, server};
    proof::start_second_factor(&server::ctx(), &server::visitor(), cookies::attempt().as_deref()).await
}

/// The second half of signing in, by passkey.
#[server(prefix = "/api", endpoint = "accounts/passkeys/finish-second-factor")]
pub async fn finish_second_factor(
    #[server(default)] ceremony: String,
    #[server(default)] credential: String,
) -> AppResult<Next> {
    use super::{Answer, proof};
    use crate::{accounts::cookies, server};
    let (ctx, visitor, answer) = (server::ctx(), server::visitor(), Answer { ceremony, credential });
    let (attempt, before) = (cookies::attempt(), server::actor_if_any());
    let signed = proof::finish_second_factor(&ctx, &visitor, attempt.as_deref(), &answer, before.as_ref()).await?;
    cookies::signed_in(&signed.token);
    Ok(Next::reload(signed.next))
}

/// The person's passkeys.
#[server(prefix = "/api", endpoint = "accounts/passkeys/list")]
pub async fn list_passkeys() -> AppResult<Passkeys> {
    use super::service;
    use crate::server;
    service::list(&server::ctx(), &server::actor_of_any_standing()?).await
}

/// Gives a passkey another name.
#[server(prefix = "/api", endpoint = "accounts/passkeys/rename")]
pub async fn rename_passkey(#[server(default)] id: String, #[server(default)] name: String) -> AppResult<()> {
    use super::service;
    use crate::server;
    service::rename(&server::ctx(), &server::actor()?, &id, &name).await
}

/// Removes a passkey.
#[server(prefix = "/api", endpoint = "accounts/passkeys/remove")]
pub async fn remove_passkey(#[server(default)] id: String) -> AppResult<()> {
    use super::service;
    use crate::server;
    service::remove(&server::ctx(), &server::actor()?, &id).await
}
