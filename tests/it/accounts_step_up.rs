//! Proving again in a session: what wants it, what proves it, what does not.

use crate::accounts::{Member, PASSWORD, actor, home, member};
use crate::passkeys::{browser_with, challenge, enrol, finish, owner};
use crate::support::{Answer, Authenticator, Browser, TestApp, TestDb, for_each_db};
use portico::accounts::step_up::service::{Typing, with_password};
use portico::error::AppError;
use portico::types::MINUTE;

/// Acts that want a fresh proof, by the address of their function. Each is refused for another reason, or done, when it
/// is asked with a fresh one.
const ACTS: &[(&str, &[(&str, &str)])] = &[
    ("/api/accounts/set-password", &[("new_password", "short")]),
    ("/api/accounts/start-authenticator", &[]),
    ("/api/accounts/confirm-authenticator", &[("code", "000000")]),
    ("/api/accounts/remove-authenticator", &[("id", "x")]),
    ("/api/accounts/start-phone", &[("phone", "no number")]),
    ("/api/accounts/resend-phone-code", &[]),
    ("/api/accounts/confirm-phone", &[("text_code", "000000")]),
    ("/api/accounts/remove-phone", &[]),
    ("/api/accounts/new-recovery-codes", &[]),
    ("/api/accounts/passkeys/start-enrolment", &[("name", "Laptop")]),
    ("/api/accounts/passkeys/finish-enrolment", &[("ceremony", "x"), ("credential", "{}")]),
    ("/api/accounts/passkeys/remove", &[("id", "x")]),
    ("/api/accounts/ask-export", &[]),
    ("/api/accounts/merge/prove-with-password", &[("email", "bao@example.org"), ("password", "x")]),
    ("/api/accounts/merge/prove-with-code", &[("code", "000000")]),
    ("/api/accounts/merge/start-passkey", &[]),
    ("/api/accounts/merge/finish-passkey", &[("ceremony", "x"), ("credential", "{}")]),
    ("/api/accounts/merge/confirm", &[]),
    ("/api/accounts/merge/undo", &[("id", "x")]),
    ("/api/accounts/change-email", &[("email", "new@example.org")]),
    ("/api/accounts/add-email", &[("email", "other@example.org")]),
    ("/api/accounts/send-address-links", &[("purpose", "change")]),
    ("/api/accounts/make-email-primary", &[("address", "none@example.org")]),
    ("/api/accounts/remove-email", &[("address", "none@example.org")]),
    ("/api/accounts/save-name", &[("given_name", "Hòa")]),
    ("/api/accounts/save-address", &[("address", "2 Main St")]),
    ("/api/accounts/close", &[("understood", "true")]),
    ("/api/accounts/save-profile", &[("address", "1 Main St"), ("language", "en"), ("time_zone", "UTC")]),
];

fn wants_proof(answer: &Answer) -> bool {
    answer.status == 403 && answer.body.contains("StepUp")
}

/// Lets the proof of this browser grow old while it is used.
async fn grow_old(app: &TestApp, browser: &mut Browser<'_>) {
    for _ in 0..2 {
        app.ctx.clock.advance(8 * MINUTE);
        assert_eq!(browser.call("/api/accounts/profile", &[]).await.status, 200);
    }
}

async fn every_act_is_refused(browser: &mut Browser<'_>) {
    for (path, fields) in ACTS {
        let answer = browser.call(path, fields).await;
        assert!(wants_proof(&answer), "{path}: {} {}", answer.status, answer.body);
    }
}

async fn no_act_is_refused(browser: &mut Browser<'_>) {
    for (path, fields) in ACTS {
        let answer = browser.call(path, fields).await;
        assert!(!wants_proof(&answer) && !answer.status.is_server_error(), "{path}: {}", answer.body);
    }
}

fn typing(member: &Member, app: &TestApp) -> Typing {
    Typing { password: PASSWORD.to_owned(), code: member.code(app, 0) }
}

/// Proves again with the newest passkey of `device`, as the page does.
async fn step_up(browser: &mut Browser<'_>, device: &mut Authenticator) -> Answer {
    let asked = challenge(&browser.call("/api/accounts/passkeys/start-step-up", &[]).await);
    finish(browser, "step-up", &asked.ceremony, &device.get(&asked.options)).await
}

#[tokio::test]
async fn every_act_that_wants_a_fresh_proof_works_after_a_password_and_a_code() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let me = member(&app, "hoa@example.org").await;
        let mut browser = browser_with(&app, &me.session);
        grow_old(&app, &mut browser).await;
        every_act_is_refused(&mut browser).await;
        let next = "/en/account/security?shown=all";
        let fields = [("password", PASSWORD), ("code", &me.code(&app, 0)), ("next", next)];
        let answer = browser.call("/api/accounts/prove-with-password", &fields).await;
        assert_eq!(answer.json(), serde_json::json!({ "to": "/account/security?shown=all", "reload": true }));
        let now = actor(&app, &browser.cookies["portico_session"]).await.unwrap();
        assert_eq!((now.session, now.proved_at), (me.actor.session, app.ctx.now()));
        assert_eq!(actor(&app, &me.session).await, None, "the old token is dead");
        no_act_is_refused(&mut browser).await;
    })
    .await;
}

#[tokio::test]
async fn every_act_that_wants_a_fresh_proof_works_after_a_passkey() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let mut device = Authenticator::new("phone");
        let mut browser = owner(&app, "hoa@example.org", &mut device).await;
        grow_old(&app, &mut browser).await;
        every_act_is_refused(&mut browser).await;
        let before = browser.cookies["portico_session"].clone();
        let answer = step_up(&mut browser, &mut device).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert_eq!(actor(&app, &before).await, None, "the old token is dead");
        no_act_is_refused(&mut browser).await;
    })
    .await;
}

#[tokio::test]
async fn a_passkey_of_somebody_else_or_for_something_else_proves_nothing() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let (mut mine, mut theirs) = (Authenticator::new("phone"), Authenticator::new("laptop"));
        let mut browser = owner(&app, "hoa@example.org", &mut mine).await;
        grow_old(&app, &mut browser).await;
        let mut thief = owner(&app, "bao@example.org", &mut theirs).await;
        let token = browser.cookies["portico_session"].clone();

        // Another person's key, made to look like the one that was asked for.
        let asked = challenge(&browser.call("/api/accounts/passkeys/start-step-up", &[]).await);
        theirs.story.credential_id = Some(mine.newest_id());
        theirs.story.user_handle = Some(actor(&app, &token).await.unwrap().person.0.as_bytes().to_vec());
        let forged = theirs.get(&asked.options);
        assert_eq!(finish(&mut browser, "step-up", &asked.ceremony, &forged).await.status, 422);
        theirs.story = Authenticator::new("laptop").story;

        // A challenge that was made for somebody else's session.
        let asked = challenge(&thief.call("/api/accounts/passkeys/start-step-up", &[]).await);
        let answer = theirs.get(&asked.options);
        assert_eq!(finish(&mut browser, "step-up", &asked.ceremony, &answer).await.status, 409);

        // A challenge that was made for signing in.
        let asked = challenge(&browser.call("/api/accounts/passkeys/start-sign-in", &[]).await);
        let answer = mine.get(&asked.options);
        assert_eq!(finish(&mut browser, "step-up", &asked.ceremony, &answer).await.status, 409);

        assert_eq!(browser.cookies["portico_session"], token);
        every_act_is_refused(&mut browser).await;
    })
    .await;
}

#[tokio::test]
async fn an_answer_of_a_passkey_proves_once() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let mut device = Authenticator::new("phone");
        let mut browser = owner(&app, "hoa@example.org", &mut device).await;
        let asked = challenge(&browser.call("/api/accounts/passkeys/start-step-up", &[]).await);
        let answer = device.get(&asked.options);
        assert_eq!(finish(&mut browser, "step-up", &asked.ceremony, &answer).await.status, 200);
        assert_eq!(finish(&mut browser, "step-up", &asked.ceremony, &answer).await.status, 409);
    })
    .await;
}

#[tokio::test]
async fn a_wrong_password_and_a_wrong_code_prove_nothing_and_are_told_beside_their_fields() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let me = member(&app, "hoa@example.org").await;
        let prove = async |typed: Typing| with_password(&app.ctx, &home(), &me.actor, &typed).await;
        let wrong = prove(Typing { password: "not the password".to_owned(), ..typing(&me, &app) }).await;
        assert_eq!(wrong, Err(AppError::field("password", "accounts.errors.password_wrong")));
        let wrong = prove(Typing { code: me.code(&app, 9), ..typing(&me, &app) }).await;
        assert_eq!(wrong, Err(AppError::field("code", "accounts.errors.code_wrong")));
        assert!(actor(&app, &me.session).await.is_some(), "who mistypes stays signed in");
        assert!(prove(typing(&me, &app)).await.is_ok(), "a code beside a wrong password was not used up");
    })
    .await;
}

#[tokio::test]
async fn a_recovery_code_stands_in_for_the_app_and_is_told() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let me = member(&app, "hoa@example.org").await;
        let typed = || Typing { code: me.codes[0].clone(), ..typing(&me, &app) };
        let session = with_password(&app.ctx, &home(), &me.actor, &typed()).await.unwrap();
        let now = actor(&app, &session).await.unwrap();
        assert!(with_password(&app.ctx, &home(), &now, &typed()).await.is_err(), "it works once");
        let told = crate::accounts::subjects(&app, &me.email).await;
        assert_eq!(told.iter().filter(|subject| subject.contains("recovery code")).count(), 1, "{told:?}");
    })
    .await;
}

#[tokio::test]
async fn proving_again_is_limited_as_signing_in_is_and_by_the_same_counters() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let me = member(&app, "hoa@example.org").await;
        for _ in 0..5 {
            let wrong = Typing { password: "not the password".to_owned(), ..typing(&me, &app) };
            assert!(matches!(with_password(&app.ctx, &home(), &me.actor, &wrong).await, Err(AppError::Invalid(_))));
        }
        let closed = with_password(&app.ctx, &home(), &me.actor, &typing(&me, &app)).await;
        assert!(matches!(closed, Err(AppError::TooMany { .. })), "{closed:?}");
        let sign_in = crate::accounts::attempt(&app, &me.email).await;
        assert!(matches!(sign_in, Err(AppError::TooMany { .. })), "{sign_in:?}");
    })
    .await;
}

#[tokio::test]
async fn who_was_put_out_meanwhile_proves_nothing() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let me = member(&app, "hoa@example.org").await;
        portico::accounts::service::sign_out(&app.ctx, &me.actor).await.unwrap();
        let late = with_password(&app.ctx, &home(), &me.actor, &typing(&me, &app)).await;
        assert_eq!(late, Err(AppError::Unauthenticated));
    })
    .await;
}

#[tokio::test]
async fn what_was_typed_without_javascript_is_there_after_the_proof() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let me = member(&app, "hoa@example.org").await;
        let mut browser = browser_with(&app, &me.session);
        grow_old(&app, &mut browser).await;
        let fields =
            [("address", "12 Lantern Street"), ("document_number", "X 77"), ("language", "en"), ("time_zone", "UTC")];
        let page = browser.submit("/en/account/profile", "/api/accounts/save-profile", &fields).await;
        assert!(page.body.contains("/en/account/prove?next=%2Fen%2Faccount%2Fprofile"), "{}", page.body);
        assert!(page.body.contains("12 Lantern Street"));
        let proof = [("password", PASSWORD), ("code", &me.code(&app, 0)), ("next", "/en/account/profile")];
        let page = browser.submit("/en/account/prove", "/api/accounts/prove-with-password", &proof).await;
        assert!(page.body.contains("12 Lantern Street") && page.body.contains("X 77"), "{}", page.body);
        assert!(!page.body.contains("error-summary-title"));
        let saved = browser.call("/api/accounts/profile", &[]).await.json();
        assert_eq!(saved["address"], "", "nothing is done before the person says so");
        assert!(!browser.cookies.contains_key("portico_kept"));
        let again = browser.get("/en/account/profile").await;
        assert!(!again.body.contains("12 Lantern Street"), "it is given back once");
    })
    .await;
}

#[tokio::test]
async fn what_can_be_proved_with_is_what_the_person_has() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let mut device = Authenticator::new("phone");
        let mut by_key = owner(&app, "hoa@example.org", &mut device).await;
        let ways = by_key.call("/api/accounts/ways-to-prove", &[]).await.json();
        assert_eq!((&ways["passkeys"], &ways["password"]), (&true.into(), &false.into()));
        let me = member(&app, "bao@example.org").await;
        let mut by_password = browser_with(&app, &me.session);
        let ways = by_password.call("/api/accounts/ways-to-prove", &[]).await.json();
        assert_eq!((&ways["passkeys"], &ways["password"]), (&false.into(), &true.into()));
        assert_eq!(by_password.call("/api/accounts/passkeys/start-step-up", &[]).await.status, 409);
        assert_eq!(enrol(&mut by_password, &mut Authenticator::new("laptop"), "Laptop").await.status, 200);
    })
    .await;
}
