//! Passkeys as their owner uses them: set-up, signing in, names, removal.

use crate::accounts::{actor, attempt, count, home, member, prove, subjects};
use crate::support::{Answer, Authenticator, Browser, TestApp, TestDb, for_each_db};
use portico::access::{Actor, Standing};
use portico::accounts::passkeys::{Challenge, Passkeys, enrolment, proof, service};
use portico::error::{AppError, AppResult};
use portico::i18n::Locale;
use portico::types::MINUTE;
use serde_json::Value;

pub fn conflict(key: &str) -> AppError {
    AppError::Conflict { key: format!("passkeys.errors.{key}") }
}

pub fn challenge(answer: &Answer) -> Challenge {
    assert_eq!(answer.status, 200, "{}", answer.body);
    serde_json::from_str(&answer.body).unwrap()
}

/// Sends the device's answer back to one of the `finish-…` functions.
pub async fn finish(browser: &mut Browser<'_>, what: &str, ceremony: &str, credential: &str) -> Answer {
    let fields = [("ceremony", ceremony), ("credential", credential), ("next", "/en/cases")];
    browser.call(&format!("/api/accounts/passkeys/finish-{what}"), &fields).await
}

/// Adds a passkey on `device`, as the page does.
pub async fn enrol(browser: &mut Browser<'_>, device: &mut Authenticator, name: &str) -> Answer {
    let asked = challenge(&browser.call("/api/accounts/passkeys/start-enrolment", &[("name", name)]).await);
    finish(browser, "enrolment", &asked.ceremony, &device.create(&asked.options)).await
}

/// Signs in with the newest passkey of `device`, as the page does.
pub async fn sign_in(browser: &mut Browser<'_>, device: &mut Authenticator) -> Answer {
    let asked = challenge(&browser.call("/api/accounts/passkeys/start-sign-in", &[]).await);
    finish(browser, "sign-in", &asked.ceremony, &device.get(&asked.options)).await
}

/// A browser that holds a session.
pub fn browser_with<'a>(app: &'a TestApp, session: &str) -> Browser<'a> {
    let mut browser = app.browser();
    browser.cookies.insert("portico_session".to_owned(), session.to_owned());
    browser
}

/// Somebody whose only way in is a passkey on `device`; answers their signed-in browser.
pub async fn owner<'a>(app: &'a TestApp, email: &str, device: &mut Authenticator) -> Browser<'a> {
    let mut browser = browser_with(app, &prove(app, email).await);
    let answer = enrol(&mut browser, device, "My phone").await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    browser
}

pub async fn who(app: &TestApp, browser: &Browser<'_>) -> Actor {
    actor(app, &browser.cookies["portico_session"]).await.unwrap()
}

pub async fn list(browser: &mut Browser<'_>) -> Passkeys {
    serde_json::from_str(&browser.call("/api/accounts/passkeys/list", &[]).await.body).unwrap()
}

/// Adds a passkey without a browser.
async fn enrol_directly(app: &TestApp, actor: &Actor, device: &mut Authenticator) -> AppResult<()> {
    let asked = enrolment::start(&app.ctx, actor, Locale::default(), "").await?;
    let credential = device.create(&asked.options);
    let answer = portico::accounts::passkeys::Answer { ceremony: asked.ceremony, credential };
    enrolment::finish(&app.ctx, actor, &answer).await.map(|_| ())
}

#[tokio::test]
async fn a_passkey_completes_an_account_and_signs_in_to_it() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db.narrow().await).await;
        let mut device = Authenticator::new("phone");
        let setting_up = prove(&app, "hoa@example.org").await;
        assert_eq!(actor(&app, &setting_up).await.unwrap().standing, Standing::SettingUp);
        let mut browser = browser_with(&app, &setting_up);
        let answer = enrol(&mut browser, &mut device, "My phone").await;
        assert_eq!(answer.json(), serde_json::json!({ "to": "/account/security", "reload": true }));
        assert_eq!(who(&app, &browser).await.standing, Standing::Full);
        assert_eq!(actor(&app, &setting_up).await, None, "the token of the set-up is dead");

        app.ctx.clock.advance(MINUTE);
        device.story.backed_up = false;
        let mut elsewhere = app.browser();
        let answer = sign_in(&mut elsewhere, &mut device).await;
        assert_eq!(answer.json(), serde_json::json!({ "to": "/cases", "reload": true }));
        assert_eq!(who(&app, &elsewhere).await.person, who(&app, &browser).await.person);

        let passkeys = list(&mut elsewhere).await;
        assert!(passkeys.room && passkeys.passkeys.len() == 1);
        let passkey = &passkeys.passkeys[0];
        assert_eq!((passkey.name.as_str(), passkey.backed_up), ("My phone", false));
        assert_eq!(passkey.last_used.as_ref().map(|at| at.at), Some(app.ctx.now()));
        assert_eq!(count(&app, "select counter from passkeys").await, 1);
        assert_eq!(subjects(&app, "hoa@example.org").await, ["Confirm your email address"], "no mail about the first");
    })
    .await;
}

#[tokio::test]
async fn the_browser_is_asked_for_a_kept_and_verified_key_that_is_not_there_yet() {
    let app = TestApp::new(crate::support::sqlite().await).await;
    let mut device = Authenticator::new("phone");
    let mut browser = owner(&app, "hoa@example.org", &mut device).await;
    let asked = challenge(&browser.call("/api/accounts/passkeys/start-enrolment", &[]).await);
    let options: Value = serde_json::from_str(&asked.options).unwrap();
    assert_eq!(options["authenticatorSelection"]["residentKey"], "preferred");
    assert_eq!(options["authenticatorSelection"]["requireResidentKey"], false);
    assert_eq!(options["authenticatorSelection"]["userVerification"], "required");
    assert_eq!((&options["rp"]["id"], &options["rp"]["name"]), (&"localhost".into(), &"Portico".into()));
    assert_eq!(
        (&options["user"]["name"], &options["user"]["displayName"]),
        (&"hoa@example.org".into(), &"Hoa Nguyễn".into())
    );
    assert_eq!(options["attestation"], "none");
    assert_eq!(options["timeout"], 60_000);
    assert_eq!(options["excludeCredentials"].as_array().unwrap().len(), 1);

    let asked = challenge(&browser.call("/api/accounts/passkeys/start-sign-in", &[("conditional", "true")]).await);
    let options: Value = serde_json::from_str(&asked.options).unwrap();
    assert_eq!((&options["userVerification"], &options["rpId"]), (&"required".into(), &"localhost".into()));
    assert_eq!(options["allowCredentials"].as_array().unwrap().len(), 0, "nobody is known yet");
}

#[tokio::test]
async fn another_passkey_is_told_by_mail_and_named_by_number_when_it_has_no_name() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let mut browser = owner(&app, "hoa@example.org", &mut Authenticator::new("phone")).await;
        app.ctx.clock.advance(MINUTE);
        let answer = enrol(&mut browser, &mut Authenticator::new("laptop"), "  ").await;
        assert_eq!(answer.json(), serde_json::json!({ "to": "/account/security", "reload": false }));
        let names: Vec<String> = list(&mut browser).await.passkeys.into_iter().map(|passkey| passkey.name).collect();
        assert_eq!(names, ["My phone", "Passkey 2"]);
        assert_eq!(subjects(&app, "hoa@example.org").await.last().unwrap(), "A passkey was added");
    })
    .await;
}

#[tokio::test]
async fn synced_passkeys_that_never_count_sign_in_again_and_again() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let mut device = Authenticator::new("cloud");
        device.counter = None;
        device.story.backed_up = true;
        let mut browser = owner(&app, "hoa@example.org", &mut device).await;
        for _ in 0..3 {
            assert_eq!(sign_in(&mut app.browser(), &mut device).await.status, 200);
        }
        assert!(list(&mut browser).await.passkeys[0].backed_up);
    })
    .await;
}

#[tokio::test]
async fn signing_in_ends_the_session_that_this_browser_had() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let mut device = Authenticator::new("phone");
        let mut browser = owner(&app, "hoa@example.org", &mut device).await;
        let before = browser.cookies["portico_session"].clone();
        assert_eq!(sign_in(&mut browser, &mut device).await.status, 200);
        assert_ne!(browser.cookies["portico_session"], before);
        assert_eq!(actor(&app, &before).await, None);
    })
    .await;
}

#[tokio::test]
async fn a_passkey_is_the_second_factor_after_a_password_of_its_own_person_only() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let (mut hers, mut his) = (Authenticator::new("hers"), Authenticator::new("his"));
        let hoa = member(&app, "hoa@example.org").await;
        enrol_directly(&app, &hoa.actor, &mut hers).await.unwrap();
        owner(&app, "other@example.org", &mut his).await;

        let waiting = attempt(&app, &hoa.email).await.unwrap();
        let mut browser = app.browser();
        browser.cookies.insert("portico_sign_in".to_owned(), waiting.clone());
        for (device, status) in [(&mut his, 422), (&mut hers, 200)] {
            let asked = challenge(&browser.call("/api/accounts/passkeys/start-second-factor", &[]).await);
            let answer = finish(&mut browser, "second-factor", &asked.ceremony, &device.get(&asked.options)).await;
            assert_eq!(answer.status, status, "{}", answer.body);
        }
        assert_eq!(who(&app, &browser).await.person, hoa.actor.person);
        let over = AppError::Conflict { key: "accounts.errors.attempt_over".to_owned() };
        assert_eq!(proof::start_second_factor(&app.ctx, &home(), Some(&waiting)).await, Err(over.clone()));
        assert_eq!(proof::start_second_factor(&app.ctx, &home(), None).await, Err(over));
    })
    .await;
}

#[tokio::test]
async fn a_person_without_passkeys_is_not_asked_for_somebody_elses() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let hoa = member(&app, "hoa@example.org").await;
        let waiting = attempt(&app, &hoa.email).await.unwrap();
        assert_eq!(proof::start_second_factor(&app.ctx, &home(), Some(&waiting)).await, Err(conflict("none")));
    })
    .await;
}

#[tokio::test]
async fn a_name_is_changed_by_its_owner_only() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let mut browser = owner(&app, "hoa@example.org", &mut Authenticator::new("phone")).await;
        let mut other = owner(&app, "other@example.org", &mut Authenticator::new("other")).await;
        let id = list(&mut browser).await.passkeys[0].id.0.to_string();
        let rename = async |browser: &mut Browser<'_>, name: &str| {
            browser.call("/api/accounts/passkeys/rename", &[("id", &id), ("name", name)]).await.status
        };
        assert_eq!(rename(&mut other, "Mine").await, 404);
        assert_eq!(rename(&mut browser, "").await, 422);
        assert_eq!(rename(&mut browser, "</li><script>alert(1)</script>").await, 200);
        let junk = browser.call("/api/accounts/passkeys/rename", &[("id", "1 or 1=1"), ("name", "x")]).await;
        assert_eq!(junk.status, 404);
        assert_eq!(list(&mut browser).await.passkeys[0].name, "</li><script>alert(1)</script>");
    })
    .await;
}

#[tokio::test]
async fn the_last_way_in_cannot_be_removed() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let mut browser = owner(&app, "hoa@example.org", &mut Authenticator::new("phone")).await;
        let hoa = who(&app, &browser).await;
        let first = list(&mut browser).await.passkeys[0].id.0.to_string();
        assert_eq!(service::remove(&app.ctx, &hoa, &first).await, Err(conflict("last")));
        assert_eq!(list(&mut browser).await.passkeys.len(), 1);

        enrol_directly(&app, &hoa, &mut Authenticator::new("laptop")).await.unwrap();
        let second = list(&mut browser).await.passkeys[1].id.0.to_string();
        // Two at once must not each count on the other to remain.
        let removed = tokio::join!(service::remove(&app.ctx, &hoa, &first), service::remove(&app.ctx, &hoa, &second));
        assert!(matches!(removed, (Ok(()), Err(_)) | (Err(_), Ok(()))), "{removed:?}");
        assert_eq!(list(&mut browser).await.passkeys.len(), 1);
        let told = subjects(&app, "hoa@example.org").await;
        assert_eq!(told.iter().filter(|subject| *subject == "A passkey was removed").count(), 1);
    })
    .await;
}

#[tokio::test]
async fn with_password_and_authenticator_app_every_passkey_may_go_but_only_by_its_owner() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let hoa = member(&app, "hoa@example.org").await;
        enrol_directly(&app, &hoa.actor, &mut Authenticator::new("phone")).await.unwrap();
        let id = service::list(&app.ctx, &hoa.actor).await.unwrap().passkeys[0].id.0.to_string();
        let other = member(&app, "other@example.org").await;
        assert_eq!(service::remove(&app.ctx, &other.actor, &id).await, Err(AppError::NotFound));
        assert_eq!(service::remove(&app.ctx, &hoa.actor, &id).await, Ok(()));
        assert_eq!(service::remove(&app.ctx, &hoa.actor, &id).await, Err(AppError::NotFound));
    })
    .await;
}

#[tokio::test]
async fn ways_in_change_only_after_a_fresh_proof() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let mut device = Authenticator::new("phone");
        let mut browser = owner(&app, "hoa@example.org", &mut device).await;
        let id = list(&mut browser).await.passkeys[0].id.0.to_string();
        app.ctx.clock.advance(10 * MINUTE);
        assert_eq!(list(&mut browser).await.passkeys.len(), 1);
        app.ctx.clock.advance(6 * MINUTE);
        assert_eq!(browser.call("/api/accounts/passkeys/start-enrolment", &[]).await.status, 403);
        assert_eq!(browser.call("/api/accounts/passkeys/remove", &[("id", &id)]).await.status, 403);
        assert_eq!(sign_in(&mut browser, &mut device).await.status, 200);
        assert_eq!(browser.call("/api/accounts/passkeys/start-enrolment", &[]).await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn there_is_room_for_twenty() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let mut device = Authenticator::new("phone");
        let hoa = member(&app, "hoa@example.org").await.actor;
        for _ in 0..19 {
            enrol_directly(&app, &hoa, &mut device).await.unwrap();
        }
        // Both were asked for while there was room.
        let start = async || enrolment::start(&app.ctx, &hoa, Locale::default(), "").await.unwrap();
        let (one, two) = (start().await, start().await);
        let mut answers = Vec::new();
        for asked in [one, two] {
            let credential = device.create(&asked.options);
            answers.push(portico::accounts::passkeys::Answer { ceremony: asked.ceremony, credential });
        }
        assert_eq!(enrolment::finish(&app.ctx, &hoa, &answers[0]).await, Ok(None));
        assert_eq!(enrolment::finish(&app.ctx, &hoa, &answers[1]).await, Err(conflict("too_many")));
        assert_eq!(enrol_directly(&app, &hoa, &mut device).await, Err(conflict("too_many")));
        let passkeys = service::list(&app.ctx, &hoa).await.unwrap();
        assert_eq!((passkeys.passkeys.len(), passkeys.room), (20, false));
    })
    .await;
}
