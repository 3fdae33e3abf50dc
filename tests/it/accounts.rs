//! Registration, and what the other account tests stand on.

use crate::support::{NOW, TestApp, TestDb, for_each_db};
use portico::access::{Actor, Standing};
use portico::accounts::model::{AuthenticatorState, ProofPurpose};
use portico::accounts::service::{self, PasswordFields, Proof};
use portico::accounts::{PersonFields, Typed, identity, sessions};
use portico::error::{AppError, AppResult};
use portico::i18n::Locale;
use portico::notifications::{Transport, deliver_due};
use portico::on_db;
use portico::server::Visitor;
use portico::types::{DAY, MINUTE, Millis, SECOND};
use totp_rs::{Builder, Secret};

pub const PASSWORD: &str = "violet lantern kitchen river";

pub fn visitor(network: &str) -> Visitor {
    Visitor {
        network: network.to_owned(),
        user_agent: "test".to_owned(),
        locale: Locale::default(),
        path: "/en/sign-in".to_owned(),
        person: None,
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
    }
}

pub fn conflict(key: &str) -> AppError {
    AppError::Conflict { key: format!("accounts.errors.{key}") }
}

/// Subjects of the mails to one address, the oldest first.
pub async fn subjects(app: &TestApp, to: &str) -> Vec<String> {
    mails(app, to).await.into_iter().map(|(subject, _)| subject).collect()
}

async fn mails(app: &TestApp, to: &str) -> Vec<(String, String)> {
    deliver_due(&app.ctx, &Transport::DemoMailbox).await.unwrap();
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

fn code_of(secret: &[u8], at: Millis) -> String {
    let secret = Secret::new(secret.to_vec().into_boxed_slice());
    let totp = Builder::new().with_secret(secret).with_digits(6).with_step_duration(30).build().unwrap();
    totp.generate(u64::try_from(at / 1_000).unwrap()).to_string()
}

/// The secret that waits to be proved, as an app reads it.
pub async fn waiting_secret(app: &TestApp, actor: &Actor) -> Vec<u8> {
    let overview = service::overview(&app.ctx, actor).await.unwrap();
    let AuthenticatorState::Pending(setup) = overview.authenticator else { panic!("nothing waits") };
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
    let fields =
        PasswordFields { email: email.to_owned(), password: password.to_owned(), next: "/en/account".to_owned() };
    service::with_password(&app.ctx, visitor, fields).await
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

#[tokio::test]
async fn a_known_and_an_unknown_address_are_answered_alike_and_mailed_differently() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        member(&app, "hoa@example.org").await;
        let before = count(&app, "select count(*) from people").await;
        let mut browser = app.browser();
        let known = browser.call("/api/accounts/register", &[("email", "Hoa@Example.org")]).await;
        let unknown = browser.call("/api/accounts/register", &[("email", "new@example.org")]).await;
        assert_eq!((known.status, &known.body), (unknown.status, &unknown.body));
        assert_eq!(known.status, 200);
        assert_eq!(subjects(&app, "hoa@example.org").await.last().unwrap(), "You already have an account");
        assert_eq!(subjects(&app, "new@example.org").await, ["Confirm your email address"]);
        assert_eq!(count(&app, "select count(*) from people").await, before);
    })
    .await;
}

#[tokio::test]
async fn a_link_works_once_and_a_newer_one_kills_the_older() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        service::request(&app.ctx, &home(), "hoa@example.org").await.unwrap();
        let older = token(&app, "hoa@example.org", "verify-email").await;
        app.ctx.clock.advance(MINUTE);
        service::request(&app.ctx, &home(), "hoa@example.org").await.unwrap();
        let newer = token(&app, "hoa@example.org", "verify-email").await;
        assert_ne!(older, newer);

        let opened = async |token: &str| service::open_proof(&app.ctx, Locale::default(), token).await;
        assert_eq!(opened(&older).await, Err(AppError::NotFound));
        assert_eq!(service::finish(&app.ctx, &home(), &older, fields()).await, Err(conflict("link_spent")));
        for _ in 0..2 {
            let page = opened(&newer).await.unwrap();
            assert_eq!(page.purpose, ProofPurpose::NewAccount { email: "hoa@example.org".to_owned() });
        }
        assert!(service::finish(&app.ctx, &home(), &newer, fields()).await.is_ok());
        assert_eq!(service::finish(&app.ctx, &home(), &newer, fields()).await, Err(conflict("link_spent")));
        assert_eq!(count(&app, "select count(*) from people").await, 1);
    })
    .await;
}

#[tokio::test]
async fn two_clicks_at_once_make_one_person() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        service::request(&app.ctx, &home(), "hoa@example.org").await.unwrap();
        let token = token(&app, "hoa@example.org", "verify-email").await;
        let visitor = home();
        let finish = || service::finish(&app.ctx, &visitor, &token, fields());
        let (first, second) = tokio::join!(finish(), finish());
        assert_eq!(usize::from(first.is_ok()) + usize::from(second.is_ok()), 1);
        assert_eq!(count(&app, "select count(*) from sessions").await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_link_dies_after_half_an_hour_and_is_swept_away() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        service::request(&app.ctx, &home(), "hoa@example.org").await.unwrap();
        let token = token(&app, "hoa@example.org", "verify-email").await;
        app.ctx.clock.advance(30 * MINUTE);
        let opened = service::open_proof(&app.ctx, Locale::default(), &token).await;
        assert_eq!(opened, Err(AppError::NotFound));
        app.ctx.clock.advance(1);
        service::prune(&app.ctx).await.unwrap();
        assert_eq!(count(&app, "select count(*) from email_proofs").await, 0);
    })
    .await;
}

#[tokio::test]
async fn eleven_posts_from_one_network_keep_no_owner_out() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let member = member(&app, "hoa@example.org").await;
        let stranger = visitor("198.51.100.7");
        for _ in 0..11 {
            app.ctx.clock.advance(SECOND);
            assert_eq!(service::request_reset(&app.ctx, &stranger, &member.email).await, Ok(()));
            assert_eq!(service::request(&app.ctx, &stranger, "lei@example.org").await, Ok(()));
        }
        let reset = token(&app, &member.email, "reset-password").await;
        assert_eq!(service::reset_is_open(&app.ctx, &reset).await, Ok(()), "the newest link in the mailbox lives");
        let proof = token(&app, "lei@example.org", "verify-email").await;
        assert!(service::open_proof(&app.ctx, Locale::default(), &proof).await.is_ok());
        assert_eq!(subjects(&app, "lei@example.org").await.len(), 5);

        app.ctx.clock.advance(SECOND);
        service::request_reset(&app.ctx, &home(), &member.email).await.unwrap();
        service::request(&app.ctx, &home(), "lei@example.org").await.unwrap();
        let own_reset = token(&app, &member.email, "reset-password").await;
        let own_proof = token(&app, "lei@example.org", "verify-email").await;
        assert!(own_reset != reset && own_proof != proof);
        assert_eq!(service::reset_is_open(&app.ctx, &own_reset).await, Ok(()));
        assert!(service::finish(&app.ctx, &home(), &own_proof, fields()).await.is_ok());
    })
    .await;
}

#[tokio::test]
async fn who_never_finishes_is_forgotten_after_a_week_and_nobody_else() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        prove(&app, "lei@example.org").await;
        prove(&app, "luz@example.org").await;
        app.ctx.clock.advance(1);
        member(&app, "hoa@example.org").await;
        let people = "select count(*) from people";
        app.ctx.clock.advance(7 * DAY - MINUTE - 1);
        service::prune(&app.ctx).await.unwrap();
        assert_eq!(count(&app, people).await, 3);

        // She goes on at the last moment.
        let session = prove(&app, "luz@example.org").await;
        app.ctx.clock.advance(1);
        service::prune(&app.ctx).await.unwrap();
        assert_eq!((count(&app, people).await, count(&app, "select count(*) from person_emails").await), (2, 2));
        assert!(actor(&app, &session).await.is_some());
        app.ctx.clock.advance(DAY);
        service::prune(&app.ctx).await.unwrap();
        assert_eq!(count(&app, people).await, 1);
        assert_eq!(count(&app, "select count(*) from people where completed_at is not null").await, 1);
    })
    .await;
}

#[tokio::test]
async fn challenges_that_nobody_answered_are_swept_away() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        assert_eq!(app.browser().call("/api/accounts/passkeys/start-sign-in", &[]).await.status, 200);
        let waiting = "select count(*) from passkey_ceremonies";
        service::prune(&app.ctx).await.unwrap();
        assert_eq!(count(&app, waiting).await, 1);
        app.ctx.clock.advance(MINUTE);
        service::prune(&app.ctx).await.unwrap();
        assert_eq!(count(&app, waiting).await, 0);
    })
    .await;
}

#[tokio::test]
async fn refused_answers_leave_the_link_alive_and_nobody_behind() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        service::request(&app.ctx, &home(), "hoa@example.org").await.unwrap();
        let token = token(&app, "hoa@example.org", "verify-email").await;
        let wrong = PersonFields { birth_year: "3000".to_owned(), ..fields() };
        let refused = service::finish(&app.ctx, &home(), &token, wrong).await;
        assert_eq!(refused, Err(AppError::field("birth", "accounts.errors.birth_future")));
        assert_eq!(count(&app, "select count(*) from people").await, 0);
        assert!(service::finish(&app.ctx, &home(), &token, fields()).await.is_ok());
    })
    .await;
}

#[tokio::test]
async fn whoever_left_before_the_end_goes_on_by_a_new_link_and_the_half_done_is_undone() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let first = prove(&app, "hoa@example.org").await;
        let person = actor(&app, &first).await.unwrap();
        service::set_password(&app.ctx, &person, PASSWORD).await.unwrap();
        // A password of an account that cannot be signed in to is like any wrong one.
        let refused = attempt(&app, "hoa@example.org").await;
        assert_eq!(refused, Err(AppError::field("", "accounts.errors.no_match")));

        app.ctx.clock.advance(MINUTE);
        service::request_reset(&app.ctx, &home(), "hoa@example.org").await.unwrap();
        let token = token(&app, "hoa@example.org", "verify-email").await;
        let page = service::open_proof(&app.ctx, Locale::default(), &token).await.unwrap();
        assert_eq!(page.purpose, ProofPurpose::Continue { email: "hoa@example.org".to_owned() });
        let second = service::finish(&app.ctx, &home(), &token, PersonFields::default()).await.unwrap();
        let again = actor(&app, &second).await.unwrap();
        assert_eq!((again.person, again.standing), (person.person, Standing::SettingUp));
        assert_eq!(actor(&app, &first).await, None);
        assert!(!service::overview(&app.ctx, &again).await.unwrap().password);
    })
    .await;
}

#[tokio::test]
async fn a_password_with_an_authenticator_completes_the_account_under_a_new_token() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let setting_up = prove(&app, "hoa@example.org").await;
        let before = actor(&app, &setting_up).await.unwrap();
        assert_eq!(before.clone().full(), Err(AppError::Unauthenticated));
        assert_eq!(before.time_zone, "Asia/Ho_Chi_Minh");

        let member = member(&app, "lei@example.org").await;
        assert_eq!(member.actor.standing, Standing::Full);
        assert_eq!(member.codes.len(), 10);
        assert!(member.codes.iter().all(|code| code.len() == 14));
        assert_eq!(actor(&app, &setting_up).await.map(|actor| actor.standing), Some(Standing::SettingUp));
        assert_eq!(count(&app, "select count(*) from sessions where ended_at is null").await, 2);

        let overview = service::overview(&app.ctx, &member.actor).await.unwrap();
        assert_eq!((overview.recovery_codes_left, overview.setting_up), (10, false));
        service::confirm_kept(&app.ctx, &member.actor).await.unwrap();
        assert!(service::overview(&app.ctx, &member.actor).await.unwrap().fresh_codes.is_empty());
        let mut read = app.ctx.db.read().await.unwrap();
        let known = identity(read.conn(), &app.ctx, member.actor.person).await.unwrap();
        assert_eq!((known.given_name.as_str(), known.family_name.as_str()), ("Hoa", "Nguyễn"));
        assert_eq!(known.date_of_birth.to_string(), "1986-04-28");
        // Setting up is no change that somebody else could have made.
        assert_eq!(subjects(&app, "lei@example.org").await, ["Confirm your email address"]);
    })
    .await;
}

#[tokio::test]
async fn the_forms_carry_somebody_without_javascript_from_the_mail_to_the_set_up() {
    let app = TestApp::new(crate::support::sqlite().await).await;
    let mut browser = app.browser();
    let sent = browser.submit("/en/register", "/api/accounts/register", &[("email", "hoa@example.org")]).await;
    assert_eq!(sent.status, 200);
    let token = token(&app, "hoa@example.org", "verify-email").await;
    let answers = [
        ("token", token.as_str()),
        ("given_name", "Hoa"),
        ("birth_day", "28"),
        ("birth_month", "4"),
        ("birth_year", "1986"),
        ("country_of_birth", "VN"),
    ];
    let page = browser.submit(&format!("/en/verify-email/{token}"), "/api/accounts/verify-email", &answers).await;
    assert_eq!(page.status, 200);
    assert!(browser.cookies.contains_key("portico_session"));
    let dashboard = browser.get("/en/dashboard").await;
    assert_eq!(dashboard.location(), "/en/account/security");
    assert_eq!(browser.call("/api/accounts/profile", &[]).await.status, 401);
    assert_eq!(browser.call("/api/accounts/security", &[]).await.json()["setting_up"], true);
    assert!(app.ctx.now() >= NOW);
}

#[tokio::test]
async fn counters_are_swept_away_only_when_they_no_longer_count() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let tries = "select count(*) from throttles";
        let sweep = async || {
            let mut tx = app.ctx.db.begin().await.unwrap();
            portico::limits::prune(tx.conn(), app.ctx.now()).await.unwrap();
            tx.commit().await.unwrap();
        };
        let _ = try_password(&app, &home(), "hoa@example.org", "wrong wrong wrong").await;
        let counted = count(&app, tries).await;
        app.ctx.clock.advance(30_000);
        sweep().await;
        assert_eq!(count(&app, tries).await, counted);
        app.ctx.clock.advance(3 * 24 * 60 * MINUTE);
        sweep().await;
        assert_eq!((counted, count(&app, tries).await), (3, 0));
    })
    .await;
}

#[tokio::test]
async fn somebody_without_javascript_gets_from_the_address_to_the_recovery_codes_by_forms_alone() {
    let app = TestApp::new(crate::support::sqlite().await).await;
    let mut browser = app.browser();
    let page = browser.submit("/en/register", "/api/accounts/register", &[("email", "hoa@example.org")]).await;
    assert!(page.body.contains("Check your email"), "{}", page.body);
    let token = token(&app, "hoa@example.org", "verify-email").await;
    let address = format!("/en/verify-email/{token}");
    let page = browser.get(&address).await;
    assert!(page.body.contains("hoa@example.org") && page.body.contains("Viet"), "{}", page.body);

    let answers =
        [("token", token.as_str()), ("given_name", "</title><script>x"), ("birth_day", "31"), ("birth_month", "2")];
    let page = browser.submit(&address, "/api/accounts/verify-email", &answers).await;
    assert!(page.body.contains("that day") || page.body.contains("Give the day"), "{}", page.body);
    assert!(page.body.contains("&lt;script&gt;x") && !page.body.contains("<script>x"));
    let answers = [
        ("token", token.as_str()),
        ("given_name", "Hoa"),
        ("birth_day", "28"),
        ("birth_month", "4"),
        ("birth_year", "1986"),
        ("country_of_birth", "VN"),
    ];
    let page = browser.submit(&address, "/api/accounts/verify-email", &answers).await;
    assert!(page.body.contains("Choose how you sign in"), "{}", page.body);
    assert_eq!(browser.get(&address).await.status, 404);

    let security = "/en/account/security";
    let page = browser.submit(security, "/api/accounts/set-password", &[("new_password", "hoa hoa hoa")]).await;
    assert!(page.body.contains("Use at least 12 characters.") && !page.body.contains("hoa hoa hoa"));
    let page = browser.submit(security, "/api/accounts/set-password", &[("new_password", PASSWORD)]).await;
    assert!(page.body.contains("You have a password."), "{}", page.body);
    let page = browser.submit(security, "/api/accounts/start-authenticator", &[]).await;
    assert!(page.body.contains("<path d=\"M"), "{}", page.body);
    let before = browser.cookies["portico_session"].clone();
    let secret = waiting_secret(&app, &actor(&app, &before).await.unwrap()).await;
    let code = code_of(&secret, app.ctx.now());
    let page = browser.submit(security, "/api/accounts/confirm-authenticator", &[("code", &code)]).await;
    assert!(page.body.contains("Keep your recovery codes") && page.body.contains("Ways to sign in"), "{}", page.body);
    assert_eq!(page.body.matches("<li><code").count(), 10);
    assert_ne!(browser.cookies["portico_session"], before);
    let page = browser.submit(security, "/api/accounts/keep-recovery-codes", &[]).await;
    assert!(!page.body.contains("Keep your recovery codes") && page.body.contains("You have 10 recovery codes left."));
    assert_eq!(browser.get("/en/account/profile").await.status, 200);

    let page = browser.submit("/en/account/security", "/api/accounts/sign-out", &[]).await;
    assert!(page.body.contains("You are signed out"), "{}", page.body);
}

#[tokio::test]
async fn every_page_renders_in_every_language_for_whom_it_is() {
    let app = TestApp::new(crate::support::sqlite().await).await;
    let member = member(&app, "hoa@example.org").await;
    let mut stranger = app.browser();
    let mut signed_in = app.browser();
    signed_in.cookies.insert("portico_session".to_owned(), member.session.clone());
    for locale in Locale::all() {
        let code = locale.code();
        for path in ["register", "sign-in", "sign-in/second-factor", "sign-out", "forgot-password"] {
            let page = stranger.get(&format!("/{code}/{path}")).await;
            assert_eq!((page.status.as_u16(), page.body.matches("<h1").count()), (200, 1), "{code} {path}");
            assert!(!page.body.contains("accounts."), "{code} {path}: {}", page.body);
        }
        for path in ["verify-email/unknown", "reset-password/unknown"] {
            assert_eq!(stranger.get(&format!("/{code}/{path}")).await.status, 404, "{code} {path}");
        }
        for path in ["account", "account/security", "account/profile"] {
            let page = signed_in.get(&format!("/{code}/{path}")).await;
            assert_eq!((page.status.as_u16(), page.body.matches("<h1").count()), (200, 1), "{code} {path}");
            assert!(!page.body.contains("accounts."), "{code} {path}: {}", page.body);
            let turned_away = stranger.get(&format!("/{code}/{path}")).await;
            assert_eq!(
                turned_away.location(),
                format!("/{code}/sign-in?next=%2F{code}%2F{}", path.replace('/', "%2F"))
            );
        }
    }
}
