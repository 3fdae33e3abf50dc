//! What the tests of accounts stand on.

mod forms;
mod registration;
mod work;

use crate::support::TestApp;
use altcha::{Challenge, Payload, SolveChallengeOptions, solve_challenge};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use portico::access::{Actor, Computer};
use portico::accounts::service::{self, PasswordFields, Proof};
use portico::accounts::{PersonFields, Typed, sessions};
use portico::error::{AppError, AppResult};
use portico::i18n::Locale;
use portico::notifications::{Transport, deliver_due};
use portico::on_db;
use portico::server::{Ctx, Visitor};
use portico::types::{MINUTE, Millis};
use totp_rs::{Builder, Secret};

pub const PASSWORD: &str = "violet lantern kitchen river";

pub fn visitor(network: &str) -> Visitor {
    Visitor {
        network: network.to_owned(),
        user_agent: "test".to_owned(),
        locale: Locale::default(),
        path: "/en/sign-in".to_owned(),
        person: None,
        device: Some("the browser of every day".to_owned()),
    }
}

pub fn home() -> Visitor {
    visitor("203.0.113.9")
}

pub fn fields() -> PersonFields {
    PersonFields {
        given_name: "Hoa".to_owned(),
        family_name: "Nguyễn".to_owned(),
        birth_day: "28".to_owned(),
        birth_month: "4".to_owned(),
        birth_year: "1986".to_owned(),
        country_of_birth: "VN".to_owned(),
        time_zone: "Asia/Ho_Chi_Minh".to_owned(),
        computer: Computer::Own,
    }
}

pub fn conflict(key: &str) -> AppError {
    AppError::Conflict { key: format!("accounts.errors.{key}") }
}

/// Subjects of the mails to one address, the oldest first.
pub async fn subjects(app: &TestApp, to: &str) -> Vec<String> {
    mails(app, to).await.into_iter().map(|(subject, _)| subject).collect()
}

/// Subjects and texts of the mails to one address, the oldest first.
pub async fn mails(app: &TestApp, to: &str) -> Vec<(String, String)> {
    deliver_due(&app.ctx, &Transport::DemoMailbox).await.unwrap();
    let to: String = url::form_urlencoded::byte_serialize(to.as_bytes()).collect();
    let answer = app.browser().get(&format!("/demo/mailbox.json?to={to}")).await.json();
    let text = |mail: &serde_json::Value, name: &str| mail[name].as_str().unwrap().to_owned();
    let mut mails: Vec<(Millis, String, String)> = answer
        .as_array()
        .unwrap()
        .iter()
        .map(|mail| (mail["sent_at"].as_i64().unwrap(), text(mail, "subject"), text(mail, "text")))
        .collect();
    // The mailbox shows the newest first.
    mails.reverse();
    mails.into_iter().map(|(_, subject, text)| (subject, text)).collect()
}

/// Token of the newest link of a kind that was mailed to the address.
pub async fn token(app: &TestApp, to: &str, page: &str) -> String {
    let marker = format!("/en/{page}/");
    let mails = mails(app, to).await;
    let text = mails.iter().rev().find_map(|(_, text)| text.split_once(&marker)).expect("a mail with a link").1;
    text.split_whitespace().next().unwrap().to_owned()
}

/// Registers up to the proof of the mailbox; answers the session token.
pub async fn prove(app: &TestApp, email: &str) -> String {
    service::request(&app.ctx, &home(), email).await.unwrap();
    let token = token(app, email, "verify-email").await;
    service::finish(&app.ctx, &home(), &token, fields()).await.unwrap()
}

pub async fn actor(app: &TestApp, session: &str) -> Option<Actor> {
    sessions::resolve(&app.ctx, session).await.unwrap()
}

/// Somebody whose account is complete.
#[derive(Clone)]
pub struct Member {
    pub email: String,
    pub session: String,
    pub actor: Actor,
    pub codes: Vec<String>,
    secret: Vec<u8>,
}

impl Member {
    /// What the authenticator app shows `steps` away from now.
    pub fn code(&self, app: &TestApp, steps: i64) -> String {
        code_of(&self.secret, app.ctx.now() + steps * 30_000)
    }
}

pub fn code_of(secret: &[u8], at: Millis) -> String {
    let secret = Secret::new(secret.to_vec().into_boxed_slice());
    let totp = Builder::new().with_secret(secret).with_digits(6).with_step_duration(30).build().unwrap();
    totp.generate(u64::try_from(at / 1_000).unwrap()).to_string()
}

/// The secret that waits to be proved, as an app reads it.
pub async fn waiting_secret(app: &TestApp, actor: &Actor) -> Vec<u8> {
    let setup = service::apps(&app.ctx, actor).await.unwrap().waiting.expect("a secret waits");
    assert!(setup.address.starts_with("otpauth://totp/") && setup.qr.path.len() > 1_000);
    Secret::try_from_base32(setup.key.replace(' ', "")).unwrap().as_bytes().to_vec()
}

/// Registers with password and authenticator app, a minute ago.
pub async fn member(app: &TestApp, email: &str) -> Member {
    let session = prove(app, email).await;
    let person = actor(app, &session).await.unwrap();
    assert_eq!(service::set_password(&app.ctx, &person, PASSWORD).await, Ok(None));
    service::start_authenticator(&app.ctx, &person).await.unwrap();
    let secret = waiting_secret(app, &person).await;
    let code = code_of(&secret, app.ctx.now());
    let session = service::confirm_authenticator(&app.ctx, &person, &code).await.unwrap().expect("complete");
    let person = actor(app, &session).await.unwrap();
    let codes = service::overview(&app.ctx, &person).await.unwrap().fresh_codes;
    // The next code is one that was not used yet.
    app.ctx.clock.advance(MINUTE);
    Member { email: email.to_owned(), session, actor: person, codes, secret }
}

/// Types the right password.
pub async fn attempt(app: &TestApp, email: &str) -> AppResult<String> {
    try_password(app, &home(), email, PASSWORD).await
}

pub async fn try_password(app: &TestApp, visitor: &Visitor, email: &str, password: &str) -> AppResult<String> {
    with_proof(&app.ctx, visitor, email, password).await
}

/// Types a password as a browser does, which works where it is asked to.
pub async fn with_proof(ctx: &Ctx, visitor: &Visitor, email: &str, password: &str) -> AppResult<String> {
    let fields = |proof: &str| PasswordFields {
        email: email.to_owned(),
        password: password.to_owned(),
        next: "/en/account".to_owned(),
        computer: Computer::Own,
        proof_of_work: proof.to_owned(),
    };
    match service::with_password(ctx, visitor, fields("")).await {
        Err(AppError::WorkWanted { challenge, .. }) => {
            service::with_password(ctx, visitor, fields(&solved(&challenge))).await
        }
        other => other,
    }
}

/// The proof that a browser makes of a challenge.
pub fn solved(challenge: &str) -> String {
    let challenge: Challenge = serde_json::from_str(challenge).unwrap();
    let solution = solve_challenge(SolveChallengeOptions::new(&challenge)).unwrap().unwrap();
    BASE64.encode(serde_json::to_string(&Payload { challenge, solution }).unwrap())
}

/// Types a second factor; answers the session token.
pub async fn try_code(app: &TestApp, attempt: &str, kind: Typed, typed: &str) -> AppResult<String> {
    let proof = Proof { attempt: Some(attempt), kind, typed };
    service::with_second_factor(&app.ctx, &home(), proof, None).await.map(|signed| signed.token)
}

pub async fn count(app: &TestApp, sql: &'static str) -> i64 {
    let mut read = app.ctx.db.read().await.unwrap();
    let conn = read.conn();
    on_db!(conn => sqlx::query_scalar(sql).fetch_one(conn).await).unwrap()
}
