//! Staff: how they come in, how long they stay, and that nothing of theirs is anything of people's.

use crate::accounts::{count, prove};
use crate::passkeys::{browser_with, challenge, enrol as enrol_person};
use crate::support::{Answer, Authenticator, Browser, TestApp, TestDb, for_each_db, portico, said, sqlite};
use axum::http::StatusCode;
use portico::access::Role;
use portico::desk::staff;
use portico::error::AppError;
use portico::types::{HOUR, MINUTE};

/// Token of an enrolment link.
fn token_of(link: &str) -> String {
    link.rsplit('/').next().unwrap().to_owned()
}

/// Makes a passkey by the link, as the page does.
async fn enrol(browser: &mut Browser<'_>, device: &mut Authenticator, token: &str) -> Answer {
    let asked = browser.call("/api/desk/start-enrolment", &[("token", token)]).await;
    if asked.status != StatusCode::OK {
        return asked;
    }
    let asked = challenge(&asked);
    let credential = device.create(&asked.options);
    let fields = [("token", token), ("ceremony", asked.ceremony.as_str()), ("credential", credential.as_str())];
    browser.call("/api/desk/finish-enrolment", &fields).await
}

async fn sign_in(browser: &mut Browser<'_>, device: &mut Authenticator) -> Answer {
    let asked = challenge(&browser.call("/api/desk/start-sign-in", &[]).await);
    let credential = device.get(&asked.options);
    let fields = [("ceremony", asked.ceremony.as_str()), ("credential", credential.as_str())];
    browser.call("/api/desk/finish-sign-in", &fields).await
}

/// Somebody of the staff; answers their signed-in browser.
pub async fn staff_member<'a>(app: &'a TestApp, email: &str, role: Role, device: &mut Authenticator) -> Browser<'a> {
    let link = staff::add(&app.ctx, email, "Sam", role).await.unwrap();
    let mut browser = app.browser();
    let made = enrol(&mut browser, device, &token_of(&link)).await;
    assert_eq!(made.json(), serde_json::json!({ "to": "/desk/sign-in", "reload": true }));
    let answer = sign_in(&mut browser, device).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    browser
}

async fn me(browser: &mut Browser<'_>) -> StatusCode {
    browser.call("/api/desk/me", &[]).await.status
}

#[tokio::test]
async fn staff_make_a_passkey_by_the_operator_s_link_once_and_sign_in_with_it_alone() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let mut device = Authenticator::new("desk");
        let link = staff::add(&app.ctx, "Sam@example.org", "Sam", Role::Support).await.unwrap();
        let token = token_of(&link);
        assert!(link.starts_with("http://localhost:3000/en/desk/enrol/"), "{link}");
        let mut browser = app.browser();
        for _ in 0..2 {
            let page = browser.get(&format!("/en/desk/enrol/{token}")).await;
            assert!(page.body.contains("Make your passkey") && page.body.contains("sam@example.org"), "{}", page.body);
        }
        let made = enrol(&mut browser, &mut device, &token).await;
        assert_eq!(made.status, StatusCode::OK, "{}", made.body);
        assert!(!browser.cookies.contains_key("portico_staff"), "the link signs nobody in");
        assert_eq!(me(&mut browser).await, StatusCode::UNAUTHORIZED);
        let again = enrol(&mut app.browser(), &mut Authenticator::new("thief"), &token).await;
        assert_eq!(again.status, StatusCode::CONFLICT);
        assert_eq!(browser.get(&format!("/en/desk/enrol/{token}")).await.status, StatusCode::NOT_FOUND);

        let answer = sign_in(&mut browser, &mut device).await;
        assert_eq!(answer.json(), serde_json::json!({ "to": "/desk", "reload": true }));
        assert!(answer.headers["set-cookie"].to_str().unwrap().contains("HttpOnly; SameSite=Lax"));
        let page = browser.get("/en/desk").await;
        assert!(page.body.contains("Requests to recover an account") && page.body.contains("Sam"), "{}", page.body);
        let first = browser.cookies["portico_staff"].clone();
        app.ctx.clock.advance(MINUTE);
        sign_in(&mut browser, &mut device).await;
        assert_ne!(browser.cookies["portico_staff"], first, "a new id at each sign-in");
        assert_eq!(count(&app, "select count(*) from staff_sessions where ended_at is null").await, 1);
        let recorded = "
            select count(*) from audit_log
            where actor_kind = 'staff' and act in ('staff_enrolled', 'staff_signed_in') and actor_id is not null";
        assert_eq!(count(&app, recorded).await, 3);
    })
    .await;
}

#[tokio::test]
async fn an_enrolment_link_dies_after_half_an_hour_and_by_a_newer_one_which_replaces_the_passkey() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let mut device = Authenticator::new("desk");
        let late = token_of(&staff::add(&app.ctx, "sam@example.org", "Sam", Role::Support).await.unwrap());
        app.ctx.clock.advance(30 * MINUTE);
        assert_eq!(enrol(&mut app.browser(), &mut device, &late).await.status, StatusCode::CONFLICT);
        let older = token_of(&staff::renew(&app.ctx, "sam@example.org").await.unwrap());
        let newer = token_of(&staff::renew(&app.ctx, "sam@example.org").await.unwrap());
        assert_eq!(enrol(&mut app.browser(), &mut device, &older).await.status, StatusCode::CONFLICT);
        assert_eq!(enrol(&mut app.browser(), &mut device, &newer).await.status, StatusCode::OK);
        let mut browser = app.browser();
        assert_eq!(sign_in(&mut browser, &mut device).await.status, StatusCode::OK);

        let mut another = Authenticator::new("another");
        let link = token_of(&staff::renew(&app.ctx, "sam@example.org").await.unwrap());
        assert_eq!(me(&mut browser).await, StatusCode::OK, "a link alone changes nothing");
        assert_eq!(enrol(&mut app.browser(), &mut another, &link).await.status, StatusCode::OK);
        assert_eq!(me(&mut browser).await, StatusCode::UNAUTHORIZED);
        assert_ne!(sign_in(&mut app.browser(), &mut device).await.status, StatusCode::OK, "the lost device is out");
        assert_eq!(sign_in(&mut app.browser(), &mut another).await.status, StatusCode::OK);
        assert_eq!(count(&app, "select count(*) from staff_passkeys").await, 1);
    })
    .await;
}

#[tokio::test]
async fn two_answers_to_one_link_at_the_same_moment_make_one_passkey() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let token = token_of(&staff::add(&app.ctx, "sam@example.org", "Sam", Role::Support).await.unwrap());
        let (mut one, mut other) = (Authenticator::new("one"), Authenticator::new("other"));
        let (mut first, mut second) = (app.browser(), app.browser());
        let (a, b) = tokio::join!(enrol(&mut first, &mut one, &token), enrol(&mut second, &mut other, &token));
        assert_eq!([a.status, b.status].iter().filter(|status| **status == StatusCode::OK).count(), 1);
        assert_eq!(count(&app, "select count(*) from staff_passkeys").await, 1);
    })
    .await;
}

#[tokio::test]
async fn user_verification_is_required_of_staff() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let mut device = Authenticator::new("desk");
        device.story.user_verified = false;
        let token = token_of(&staff::add(&app.ctx, "sam@example.org", "Sam", Role::Support).await.unwrap());
        assert_ne!(enrol(&mut app.browser(), &mut device, &token).await.status, StatusCode::OK);
        let refused = "select count(*) from audit_log where act = 'staff_enrolled' and outcome = 'refused'";
        assert_eq!(count(&app, refused).await, 1, "somebody who holds a link of staff tried");
        device.story.user_verified = true;
        assert_eq!(enrol(&mut app.browser(), &mut device, &token).await.status, StatusCode::OK);
        device.story.user_verified = false;
        let mut browser = app.browser();
        assert_eq!(sign_in(&mut browser, &mut device).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(browser.cookies.is_empty());
        let recorded = "select count(*) from audit_log where act = 'staff_sign_in_failed' and outcome = 'refused'";
        assert_eq!(count(&app, recorded).await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_person_s_passkey_and_session_are_nothing_at_the_desk_and_staff_s_nothing_elsewhere() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let (mut phone, mut device) = (Authenticator::new("phone"), Authenticator::new("desk"));
        let mut person = browser_with(&app, &prove(&app, "hoa@example.org").await);
        assert_eq!(enrol_person(&mut person, &mut phone, "My phone").await.status, StatusCode::OK);
        let mut sam = staff_member(&app, "sam@example.org", Role::Supervisor, &mut device).await;

        // Each with the passkey of the other.
        assert_ne!(sign_in(&mut app.browser(), &mut phone).await.status, StatusCode::OK);
        assert_ne!(crate::passkeys::sign_in(&mut app.browser(), &mut device).await.status, StatusCode::OK);
        // A challenge of one kind takes no answer of the other, whoever's key it is.
        let asked = challenge(&app.browser().call("/api/accounts/passkeys/start-sign-in", &[]).await);
        let credential = device.get(&asked.options);
        let fields = [("ceremony", asked.ceremony.as_str()), ("credential", credential.as_str())];
        assert_eq!(app.browser().call("/api/desk/finish-sign-in", &fields).await.status, StatusCode::CONFLICT);
        let asked = challenge(&app.browser().call("/api/desk/start-sign-in", &[]).await);
        let answer =
            crate::passkeys::finish(&mut app.browser(), "sign-in", &asked.ceremony, &phone.get(&asked.options)).await;
        assert_eq!(answer.status, StatusCode::CONFLICT);

        for path in ["/en/desk", "/en/desk/support", "/en/desk/support/anything", "/en/desk/none"] {
            for browser in [&mut app.browser(), &mut person] {
                let answer = browser.get(path).await;
                assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/en/desk/sign-in"), "{path}");
            }
        }
        assert_eq!(me(&mut person).await, StatusCode::UNAUTHORIZED);
        assert_eq!(me(&mut sam).await, StatusCode::OK);
        let dashboard = sam.get("/en/dashboard").await;
        assert!(dashboard.location().starts_with("/en/sign-in"), "{}", dashboard.location());
        assert_eq!(sam.call("/api/cases/dashboard", &[]).await.status, StatusCode::UNAUTHORIZED);
        assert_eq!(sam.call("/api/accounts/security", &[]).await.status, StatusCode::UNAUTHORIZED);

        // The token of one kind in the cookie of the other.
        let mut swapped = app.browser();
        swapped.cookies.insert("portico_staff".to_owned(), person.cookies["portico_session"].clone());
        swapped.cookies.insert("portico_session".to_owned(), sam.cookies["portico_staff"].clone());
        assert_eq!(me(&mut swapped).await, StatusCode::UNAUTHORIZED);
        assert_eq!(swapped.call("/api/cases/dashboard", &[]).await.status, StatusCode::UNAUTHORIZED);
    })
    .await;
}

#[tokio::test]
async fn a_session_of_the_desk_ends_after_a_quarter_of_an_hour_of_rest_and_after_half_a_day() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let mut device = Authenticator::new("desk");
        let mut sam = staff_member(&app, "sam@example.org", Role::Support, &mut device).await;
        for _ in 0..(12 * 60 / 14) {
            app.ctx.clock.advance(14 * MINUTE);
            assert_eq!(me(&mut sam).await, StatusCode::OK);
        }
        app.ctx.clock.advance(14 * MINUTE);
        assert_eq!(me(&mut sam).await, StatusCode::UNAUTHORIZED, "half a day");
        sign_in(&mut sam, &mut device).await;
        app.ctx.clock.advance(15 * MINUTE);
        assert_eq!(me(&mut sam).await, StatusCode::UNAUTHORIZED, "a quarter of an hour");
        app.ctx.clock.advance(13 * HOUR);
        let mut tx = app.ctx.db.begin().await.unwrap();
        portico::desk::prune(tx.conn(), app.ctx.now()).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(count(&app, "select count(*) from staff_sessions").await, 0);
    })
    .await;
}

#[tokio::test]
async fn signing_out_and_disabling_end_a_session_at_once() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let mut device = Authenticator::new("desk");
        let mut sam = staff_member(&app, "sam@example.org", Role::Support, &mut device).await;
        let token = sam.cookies["portico_staff"].clone();
        let out = sam.submit("/en/desk", "/api/desk/sign-out", &[]).await;
        assert!(out.body.contains("Staff sign-in"), "{}", out.body);
        assert!(!sam.cookies.contains_key("portico_staff"));
        sam.cookies.insert("portico_staff".to_owned(), token);
        assert_eq!(me(&mut sam).await, StatusCode::UNAUTHORIZED);

        sign_in(&mut sam, &mut device).await;
        assert_eq!(me(&mut sam).await, StatusCode::OK);
        staff::disable(&app.ctx, "sam@example.org").await.unwrap();
        assert_eq!(me(&mut sam).await, StatusCode::UNAUTHORIZED);
        assert_ne!(sign_in(&mut sam, &mut device).await.status, StatusCode::OK);
        assert_eq!(staff::disable(&app.ctx, "sam@example.org").await, Err(AppError::NotFound));
        assert_eq!(staff::renew(&app.ctx, "sam@example.org").await, Err(AppError::NotFound));
        let back = staff::add(&app.ctx, "sam@example.org", "Sam", Role::Supervisor).await.unwrap();
        assert_eq!(enrol(&mut app.browser(), &mut device, &token_of(&back)).await.status, StatusCode::OK);
        assert_eq!(staff::list(&app.ctx).await.unwrap()[0].role, "supervisor");
    })
    .await;
}

#[tokio::test]
async fn every_function_of_the_desk_refuses_strangers_and_people() {
    let app = TestApp::new(sqlite().await).await;
    let mut person = browser_with(&app, &crate::accounts::member(&app, "hoa@example.org").await.session);
    let mut asked = 0;
    for (path, _) in leptos::server_fn::axum::server_fn_paths() {
        if !path.starts_with("/api/desk/") || portico::server::layers::is_open(path) {
            continue;
        }
        asked += 1;
        for browser in [&mut app.browser(), &mut person] {
            assert_eq!(browser.call(path, &[("id", "x")]).await.status, StatusCode::UNAUTHORIZED, "{path}");
        }
    }
    assert!(asked >= 6, "only {asked}");
}

#[test]
fn the_command_adds_lists_renews_and_disables_staff() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| portico(folder.path(), &[&["staff"], arguments].concat(), &[], "");
    let added = run(&["add", "sam@example.org", "--name", "Sam", "--role", "support"]);
    let link = said(&added.stdout).trim().to_owned();
    assert!(link.starts_with("http://localhost:3000/en/desk/enrol/"), "{link} {}", said(&added.stderr));
    assert!(said(&added.stderr).contains("30 minutes"));
    let twice = run(&["add", "sam@example.org", "--name", "Sam", "--role", "support"]);
    assert!(!twice.status.success() && said(&twice.stderr).contains("--again"), "{}", said(&twice.stderr));
    let again = said(&run(&["add", "sam@example.org", "--again"]).stdout);
    assert!(again.starts_with("http://localhost:3000/en/desk/enrol/") && again.trim() != link);
    let listed = said(&run(&["list"]).stdout);
    assert_eq!(listed, "sam@example.org  support  Sam  no passkey yet\n");
    assert!(run(&["disable", "sam@example.org"]).status.success());
    assert!(said(&run(&["list"]).stdout).contains("disabled"));
    for (arguments, part) in [
        (vec!["disable", "sam@example.org"], "no account that works"),
        (vec!["add", "sam@example.org", "--again"], "no account that works"),
        (vec!["add", "nobody", "--name", "N", "--role", "support"], "no e-mail address"),
        (vec!["add", "n@example.org", "--name", "N", "--role", "king"], "support or supervisor"),
        (vec!["add", "n@example.org"], "--name"),
    ] {
        let refused = run(&arguments);
        assert!(!refused.status.success() && said(&refused.stderr).contains(part), "{}", said(&refused.stderr));
    }
}
