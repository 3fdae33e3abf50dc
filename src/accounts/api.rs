//! Server functions of accounts.

use super::model::{Profile, ProofPage, SecondFactors, SecurityOverview, SessionSummary};
use crate::error::AppResult;
use crate::ui::Next;
use leptos::prelude::*;

/// Mails a link to the address. The answer is the same whether it has an account or not.
#[server(prefix = "/api", endpoint = "accounts/register")]
pub async fn register(#[server(default)] email: String, #[server(default)] work_token: String) -> AppResult<()> {
    use super::work::service;
    use crate::server;
    service::request_registration(&server::ctx(), &server::visitor(), &email, &work_token).await
}

/// What the link of a mailbox proof opens.
#[server(prefix = "/api", endpoint = "accounts/email-proof")]
pub async fn read_email_proof(#[server(default)] token: String) -> AppResult<ProofPage> {
    use super::service;
    use crate::server;
    service::open_proof(&server::ctx(), server::locale(), &token).await
}

/// Consumes the link of a mailbox proof and starts the set-up of a way to sign in.
#[server(prefix = "/api", endpoint = "accounts/verify-email")]
pub async fn verify_email(
    #[server(default)] token: String,
    #[server(default)] given_name: String,
    #[server(default)] family_name: String,
    #[server(default)] birth_day: String,
    #[server(default)] birth_month: String,
    #[server(default)] birth_year: String,
    #[server(default)] country_of_birth: String,
    #[server(default)] time_zone: String,
    #[server(default)] shared: String,
) -> AppResult<Next> {
    use super::{PersonFields, cookies, service};
    use crate::access::Computer;
    use crate::server;
    let fields = PersonFields {
        given_name,
        family_name,
        birth_day,
        birth_month,
        birth_year,
        country_of_birth,
        time_zone,
        computer: Computer::typed(&shared),
    };
    let session = service::finish(&server::ctx(), &server::visitor(), &token, fields).await?;
    cookies::signed_in(&session);
    Ok(Next::reload("/account/security"))
}

/// The first half of signing in.
#[server(prefix = "/api", endpoint = "accounts/sign-in")]
pub async fn sign_in(
    #[server(default)] email: String,
    #[server(default)] password: String,
    #[server(default)] next: String,
    #[server(default)] shared: String,
    #[server(default)] work_token: String,
) -> AppResult<Next> {
    use super::{cookies, service};
    use crate::access::Computer;
    use crate::server;
    let computer = Computer::typed(&shared);
    let fields = service::PasswordFields { email, password, next, computer, proof_of_work: work_token };
    let attempt = service::with_password(&server::ctx(), &server::visitor(), fields).await?;
    cookies::password_was_right(&attempt);
    Ok(Next::to("/sign-in/second-factor"))
}

/// What the sign-in that waits in this browser may be answered with.
#[server(prefix = "/api", endpoint = "accounts/second-factors")]
pub async fn read_second_factors() -> AppResult<Option<SecondFactors>> {
    use super::{cookies, service};
    use crate::server;
    service::second_factors(&server::ctx(), cookies::attempt().as_deref()).await
}

/// The second half of signing in, by authenticator app.
#[server(prefix = "/api", endpoint = "accounts/sign-in-with-code")]
pub async fn sign_in_with_code(#[server(default)] code: String) -> AppResult<Next> {
    use super::{Typed, cookies};
    cookies::finish_sign_in(Typed::AuthenticatorCode, &code).await
}

/// The second half of signing in, by recovery code.
#[server(prefix = "/api", endpoint = "accounts/sign-in-with-recovery-code")]
pub async fn sign_in_with_recovery_code(#[server(default)] recovery_code: String) -> AppResult<Next> {
    use super::{Typed, cookies};
    cookies::finish_sign_in(Typed::RecoveryCode, &recovery_code).await
}

/// Ends this session. Without one there is nothing to end, and that is no error.
#[server(prefix = "/api", endpoint = "accounts/sign-out")]
pub async fn sign_out() -> AppResult<Next> {
    use super::{cookies, service, sessions};
    use crate::server;
    let ctx = server::ctx();
    if let Some(actor) = server::actor_if_any() {
        service::sign_out(&ctx, &actor).await?;
    }
    if sessions::leaves_nothing(&ctx, &cookies::session().unwrap_or_default()).await? {
        server::clear_browser();
        cookies::forget_browser();
    }
    cookies::signed_out();
    Ok(Next::reload("/sign-out"))
}

/// The browsers in which the person is signed in.
#[server(prefix = "/api", endpoint = "accounts/sessions")]
pub async fn read_sessions() -> AppResult<Vec<SessionSummary>> {
    use super::sessions;
    use crate::server;
    sessions::list(&server::ctx(), &server::actor()?).await
}

/// Signs the person out in one browser.
#[server(prefix = "/api", endpoint = "accounts/end-session")]
pub async fn end_session(#[server(default)] id: String) -> AppResult<()> {
    use super::sessions;
    use crate::server;
    sessions::end_one(&server::ctx(), &server::actor()?, &id).await
}

/// Signs the person out in every browser but this one.
#[server(prefix = "/api", endpoint = "accounts/end-other-sessions")]
pub async fn end_other_sessions() -> AppResult<u64> {
    use super::sessions;
    use crate::server;
    sessions::end_others(&server::ctx(), &server::actor()?).await
}

/// Mails a link to choose a new password. The answer is the same whether the address has an account or not.
#[server(prefix = "/api", endpoint = "accounts/forgot-password")]
pub async fn forgot_password(#[server(default)] email: String, #[server(default)] work_token: String) -> AppResult<()> {
    use super::work::service;
    use crate::server;
    service::request_reset(&server::ctx(), &server::visitor(), &email, &work_token).await
}

/// Whether the link of a password reset still works.
#[server(prefix = "/api", endpoint = "accounts/password-reset")]
pub async fn check_password_reset(#[server(default)] token: String) -> AppResult<()> {
    use super::service;
    use crate::server;
    service::reset_is_open(&server::ctx(), &token).await
}

/// Consumes the link of a password reset.
#[server(prefix = "/api", endpoint = "accounts/reset-password")]
pub async fn reset_password(
    #[server(default)] token: String,
    #[server(default)] new_password: String,
) -> AppResult<()> {
    use super::service;
    use crate::server;
    service::reset(&server::ctx(), &server::visitor(), &token, &new_password).await
}

/// The page of ways to sign in; open while setting up.
#[server(prefix = "/api", endpoint = "accounts/security")]
pub async fn read_security() -> AppResult<SecurityOverview> {
    use super::service;
    use crate::server;
    service::overview(&server::ctx(), &server::actor_of_any_standing()?).await
}

/// Sets or changes the password; open while setting up.
#[server(prefix = "/api", endpoint = "accounts/set-password")]
pub async fn set_password(#[server(default)] new_password: String) -> AppResult<Option<Next>> {
    use super::{cookies, service};
    use crate::server;
    let completed = service::set_password(&server::ctx(), &server::actor_of_any_standing()?, &new_password).await?;
    Ok(cookies::after_change(completed.as_deref()))
}

/// Makes ten fresh recovery codes; older ones stop working.
#[server(prefix = "/api", endpoint = "accounts/new-recovery-codes")]
pub async fn new_recovery_codes() -> AppResult<()> {
    use super::service;
    use crate::server;
    service::regenerate(&server::ctx(), &server::actor()?).await
}

/// Stops showing fresh recovery codes.
#[server(prefix = "/api", endpoint = "accounts/keep-recovery-codes")]
pub async fn keep_recovery_codes() -> AppResult<()> {
    use super::service;
    use crate::server;
    service::confirm_kept(&server::ctx(), &server::actor()?).await
}

/// What the person told about themselves.
#[server(prefix = "/api", endpoint = "accounts/profile")]
pub async fn read_profile() -> AppResult<Profile> {
    use super::service;
    use crate::server;
    service::profile(&server::ctx(), &server::actor()?, server::locale()).await
}

/// Corrects the name.
#[server(prefix = "/api", endpoint = "accounts/save-name")]
pub async fn save_name(#[server(default)] given_name: String, #[server(default)] family_name: String) -> AppResult<()> {
    use super::{NameFields, service};
    use crate::server;
    service::save_name(&server::ctx(), &server::actor()?, NameFields { given_name, family_name }).await
}

/// Writes the postal address.
#[server(prefix = "/api", endpoint = "accounts/save-address")]
pub async fn save_address(#[server(default)] address: String) -> AppResult<()> {
    use super::service;
    use crate::server;
    service::save_address(&server::ctx(), &server::actor()?, &address).await
}

/// Changes what may be changed without the agency.
#[server(prefix = "/api", endpoint = "accounts/save-profile")]
pub async fn save_profile(
    #[server(default)] address: String,
    #[server(default)] phone: String,
    #[server(default)] document_number: String,
    #[server(default)] language: String,
    #[server(default)] time_zone: String,
) -> AppResult<()> {
    use super::{ProfileFields, service};
    use crate::server;
    let fields = ProfileFields { address, phone, document_number, language, time_zone };
    service::save_profile(&server::ctx(), &server::actor()?, fields).await
}
