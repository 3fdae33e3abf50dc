//! Server functions of the desk. They know only staff: a person's session is nobody's here.

use super::model::{Enrolment, Me};
use crate::accounts::passkeys::Challenge;
use crate::accounts::recovery::model::{RequestPage, RequestSummary};
use crate::error::AppResult;
use crate::ui::Next;
use leptos::prelude::*;

/// Whose passkey an enrolment link makes.
#[server(prefix = "/api", endpoint = "desk/enrolment")]
pub async fn read_enrolment(#[server(default)] token: String) -> AppResult<Enrolment> {
    use super::sign_in;
    use crate::server;
    sign_in::enrolment(&server::ctx(), &token).await
}

/// Asks for the passkey of an enrolment link.
#[server(prefix = "/api", endpoint = "desk/start-enrolment")]
pub async fn start_desk_enrolment(#[server(default)] token: String) -> AppResult<Challenge> {
    use super::sign_in;
    use crate::server;
    sign_in::start_enrolment(&server::ctx(), &server::visitor(), &token).await
}

/// Consumes the enrolment link and keeps the passkey.
#[server(prefix = "/api", endpoint = "desk/finish-enrolment")]
pub async fn finish_desk_enrolment(
    #[server(default)] token: String,
    #[server(default)] ceremony: String,
    #[server(default)] credential: String,
) -> AppResult<Next> {
    use super::sign_in;
    use crate::accounts::passkeys::Answer;
    use crate::server;
    let answer = Answer { ceremony, credential };
    sign_in::finish_enrolment(&server::ctx(), &server::visitor(), &token, &answer).await?;
    Ok(Next::reload("/desk/sign-in"))
}

/// Asks for any passkey of staff.
#[server(prefix = "/api", endpoint = "desk/start-sign-in")]
pub async fn start_desk_sign_in() -> AppResult<Challenge> {
    use super::sign_in;
    use crate::server;
    sign_in::start_sign_in(&server::ctx(), &server::visitor()).await
}

/// Signs in the passkey's owner.
#[server(prefix = "/api", endpoint = "desk/finish-sign-in")]
pub async fn finish_desk_sign_in(
    #[server(default)] ceremony: String,
    #[server(default)] credential: String,
) -> AppResult<Next> {
    use super::sign_in;
    use crate::accounts::passkeys::Answer;
    use crate::server::{self, CookieLife, CookieName};
    let (answer, before) = (Answer { ceremony, credential }, server::staff_if_any());
    let token = sign_in::finish_sign_in(&server::ctx(), &server::visitor(), &answer, before.as_ref()).await?;
    server::set_cookie(CookieName::Staff, &token, CookieLife::Browser);
    Ok(Next::reload("/desk"))
}

/// Ends this session of the desk. Without one there is nothing to end, and that is no error.
#[server(prefix = "/api", endpoint = "desk/sign-out")]
pub async fn sign_out_of_desk() -> AppResult<Next> {
    use super::sign_in;
    use crate::server::{self, CookieLife, CookieName};
    if let Some(actor) = server::staff_if_any() {
        sign_in::sign_out(&server::ctx(), &actor).await?;
    }
    server::set_cookie(CookieName::Staff, "", CookieLife::Remove);
    Ok(Next::reload("/desk/sign-in"))
}

/// Who is signed in at the desk.
#[server(prefix = "/api", endpoint = "desk/me")]
pub async fn read_me() -> AppResult<Me> {
    use crate::server;
    let actor = server::staff()?;
    Ok(Me { name: actor.name, role: actor.role })
}

/// Requests to recover an account.
#[server(prefix = "/api", endpoint = "desk/requests")]
pub async fn list_requests() -> AppResult<Vec<RequestSummary>> {
    use crate::accounts::recovery;
    use crate::server;
    recovery::list(&server::ctx(), &server::staff()?).await
}

/// One request and which facts were right.
#[server(prefix = "/api", endpoint = "desk/request")]
pub async fn read_request(#[server(default)] id: String) -> AppResult<RequestPage> {
    use crate::accounts::recovery;
    use crate::error::AppError;
    use crate::server;
    let actor = server::staff()?;
    recovery::read(&server::ctx(), &actor, id.parse().map_err(|_| AppError::NotFound)?).await
}

/// Approves a request; two of the staff must.
#[server(prefix = "/api", endpoint = "desk/approve")]
pub async fn approve_request(#[server(default)] id: String) -> AppResult<Next> {
    use crate::accounts::recovery;
    use crate::error::AppError;
    use crate::server;
    let actor = server::staff()?;
    recovery::approve(&server::ctx(), &actor, id.parse().map_err(|_| AppError::NotFound)?).await?;
    Ok(Next::reload("/desk/support"))
}

/// Declines a request that is not decided.
#[server(prefix = "/api", endpoint = "desk/decline")]
pub async fn decline_request(#[server(default)] id: String, #[server(default)] reason: String) -> AppResult<Next> {
    use crate::accounts::recovery;
    use crate::error::AppError;
    use crate::server;
    let actor = server::staff()?;
    recovery::decline(&server::ctx(), &actor, id.parse().map_err(|_| AppError::NotFound)?, &reason).await?;
    Ok(Next::reload("/desk/support"))
}

/// Stops a request whose waiting time runs; a supervisor may.
#[server(prefix = "/api", endpoint = "desk/stop")]
pub async fn stop_request(#[server(default)] id: String, #[server(default)] reason: String) -> AppResult<Next> {
    use crate::accounts::recovery;
    use crate::error::AppError;
    use crate::server;
    let actor = server::staff()?;
    recovery::stop_waiting(&server::ctx(), &actor, id.parse().map_err(|_| AppError::NotFound)?, &reason).await?;
    Ok(Next::reload("/desk/support"))
}
