//! When a session ends by itself, what puts that off and what does not.

use crate::accounts::{Member, PASSWORD, actor, fields, home, member, token};
use crate::passkeys::{browser_with, challenge, enrol, finish};
use crate::support::{Answer, Authenticator, Browser, TestApp, TestDb, for_each_db, sqlite};
use axum::body::Body;
use axum::http::{Request, header};
use portico::access::{Actor, Computer};
use portico::accounts::{PersonFields, service, sessions};
use portico::error::AppError;
use portico::types::{HOUR, MINUTE, Millis, SECOND};

const STAY: &str = "/api/accounts/stay-signed-in";
const LIST: &str = "/api/accounts/sessions";

/// Signs in with password and code; on a shared computer if `shared` is "true".
async fn sign_in<'a>(app: &'a TestApp, member: &Member, shared: &str) -> Browser<'a> {
    let mut browser = app.browser();
    let typed = [("email", member.email.as_str()), ("password", PASSWORD), ("shared", shared)];
    assert_eq!(browser.call("/api/accounts/sign-in", &typed).await.status, 200);
    let code = member.code(app, 0);
    let answer = browser.call("/api/accounts/sign-in-with-code", &[("code", &code)]).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    browser
}

async fn who(app: &TestApp, browser: &Browser<'_>) -> Actor {
    let token = browser.cookies.get("portico_session").unwrap();
    sessions::resolve_quietly(&app.ctx, token).await.unwrap().unwrap()
}

/// What is left: until it has rested too long, until it is too old, and how long before the person is warned.
async fn left(browser: &mut Browser<'_>) -> (Millis, Millis, Millis) {
    let answer = browser.get("/session").await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let told = answer.json();
    let number = |name: &str| told[name].as_i64().unwrap();
    (number("idle_ms"), number("absolute_ms"), number("warn_ms"))
}

fn clears(answer: &Answer) -> bool {
    answer.headers.get("clear-site-data").is_some_and(|value| value == "\"cache\", \"storage\"")
}

/// What a page does by itself, one request after the other.
async fn by_itself(browser: &mut Browser<'_>) -> [u16; 5] {
    let stream = Request::get("/events").body(Body::empty()).unwrap();
    let ahead = Request::get("/en/account").header("sec-purpose", "prefetch;prerender").body(Body::empty()).unwrap();
    // An open stream has no end to read; whether there is a session is what it begins with.
    let streams = browser.status(stream).await;
    let asks = browser.get("/session").await.status;
    let prefetched = browser.send(ahead).await.status;
    let offers = browser.call("/api/accounts/passkeys/start-sign-in", &[("conditional", "true")]).await.status;
    browser.headers.insert("x-portico-quiet", "1".parse().unwrap());
    let reads = browser.call(LIST, &[]).await.status;
    browser.headers.clear();
    [streams, asks, prefetched, offers, reads].map(|status| status.as_u16())
}

#[tokio::test]
async fn what_a_page_does_by_itself_does_not_keep_a_session_alive() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let me = member(&app, "hoa@example.org").await;
        let mut browser = sign_in(&app, &me, "").await;
        for _ in 0..7 {
            app.ctx.clock.advance(2 * MINUTE);
            assert_eq!(by_itself(&mut browser).await, [200; 5]);
        }
        assert_eq!(left(&mut browser).await.0, MINUTE);
        app.ctx.clock.advance(MINUTE);
        // The prefetched page leads to the sign-in, and passkeys are offered to everyone.
        assert_eq!(by_itself(&mut browser).await, [401, 401, 303, 200, 401]);
    })
    .await;
}

#[tokio::test]
async fn what_a_person_does_keeps_a_session_alive() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let me = member(&app, "hoa@example.org").await;
        let mut browser = sign_in(&app, &me, "").await;
        for _ in 0..3 {
            app.ctx.clock.advance(14 * MINUTE);
            assert_eq!(browser.get("/en/account").await.status, 200);
            assert_eq!(left(&mut browser).await.0, 15 * MINUTE);
            app.ctx.clock.advance(14 * MINUTE);
            assert_eq!(browser.call(LIST, &[]).await.status, 200);
            assert_eq!(left(&mut browser).await.0, 15 * MINUTE);
            app.ctx.clock.advance(15 * MINUTE - SECOND);
            let told = browser.call(STAY, &[]).await.json();
            assert_eq!((told["idle_ms"].as_i64(), told["warn_ms"].as_i64()), (Some(15 * MINUTE), Some(150 * SECOND)));
        }
        app.ctx.clock.advance(15 * MINUTE);
        assert_eq!(browser.get("/session").await.status, 401);
    })
    .await;
}

#[tokio::test]
async fn to_stay_counts_also_within_a_minute_of_the_last_use() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let me = member(&app, "hoa@example.org").await;
        let mut browser = sign_in(&app, &me, "").await;
        app.ctx.clock.advance(30 * SECOND);
        assert_eq!(browser.call(LIST, &[]).await.status, 200);
        assert_eq!(left(&mut browser).await.0, 15 * MINUTE - 30 * SECOND, "a use is noted once a minute");
        assert_eq!(browser.call(STAY, &[]).await.status, 200);
        assert_eq!(left(&mut browser).await.0, 15 * MINUTE);
    })
    .await;
}

#[tokio::test]
async fn after_the_end_it_is_too_late_to_stay() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let me = member(&app, "hoa@example.org").await;
        let mut browser = sign_in(&app, &me, "").await;
        let actor = who(&app, &browser).await;
        app.ctx.clock.advance(15 * MINUTE);
        assert_eq!(browser.call(STAY, &[]).await.status, 401);
        // As a request has it that was under way when the time was over.
        assert_eq!(sessions::stay(&app.ctx, &actor).await, Err(AppError::Unauthenticated));
        assert_eq!(sessions::remaining(&app.ctx, &actor).await, Err(AppError::Unauthenticated));
        app.ctx.clock.advance(-MINUTE);
        assert_eq!(left(&mut browser).await.0, MINUTE, "who came too late changed nothing");
    })
    .await;
}

#[tokio::test]
async fn nothing_puts_off_the_end_after_half_a_day() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let me = member(&app, "hoa@example.org").await;
        let mut browser = sign_in(&app, &me, "").await;
        for step in 1..72 {
            app.ctx.clock.advance(10 * MINUTE);
            let told = browser.call(STAY, &[]).await.json();
            let expected = (Some(15 * MINUTE), Some(12 * HOUR - step * 10 * MINUTE));
            assert_eq!((told["idle_ms"].as_i64(), told["absolute_ms"].as_i64()), expected);
        }
        app.ctx.clock.advance(10 * MINUTE);
        assert_eq!(browser.call(STAY, &[]).await.status, 401);
        assert_eq!(browser.get("/session").await.status, 401);
    })
    .await;
}

#[tokio::test]
async fn on_a_shared_computer_a_session_rests_five_minutes() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let me = member(&app, "hoa@example.org").await;
        let mut shared = sign_in(&app, &me, "true").await;
        assert_eq!(left(&mut shared).await, (5 * MINUTE, 12 * HOUR, 150 * SECOND));
        let actor = who(&app, &shared).await;
        app.ctx.clock.advance(4 * MINUTE);
        assert_eq!(shared.get("/en/account").await.status, 200);
        app.ctx.clock.advance(4 * MINUTE);
        let mut own = browser_with(&app, &me.session);
        let list = async |own: &mut Browser<'_>| {
            let list = own.call(LIST, &[]).await.json();
            let marks = list.as_array().unwrap().iter().map(|session| session["shared"].as_bool().unwrap());
            marks.collect::<Vec<_>>()
        };
        assert_eq!(list(&mut own).await, [false, true]);
        let page = own.get("/en/account/sessions").await;
        assert_eq!(page.body.matches("Shared computer").count(), 1, "{}", page.body);
        app.ctx.clock.advance(MINUTE);
        assert_eq!(shared.call(STAY, &[]).await.status, 401);
        assert_eq!(sessions::is_alive(&app.ctx, actor.session).await, Ok(false));
        assert_eq!(list(&mut own).await, [false], "the other lives on");
    })
    .await;
}

#[tokio::test]
async fn the_shorter_rest_is_the_operators_to_set_and_never_longer_than_the_other() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::with(db, &[("idle_minutes", "3"), ("shared_idle_minutes", "10")]).await;
        let me = member(&app, "hoa@example.org").await;
        let mut shared = sign_in(&app, &me, "true").await;
        assert_eq!(left(&mut shared).await, (3 * MINUTE, 12 * HOUR, 90 * SECOND));
    })
    .await;
}

#[tokio::test]
async fn a_shared_computer_is_told_to_forget_and_another_is_not() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let me = member(&app, "hoa@example.org").await;
        let (mut shared, mut own) = (sign_in(&app, &me, "true").await, browser_with(&app, &me.session));
        let profile = "/en/account/profile";
        assert!(!shared.get(profile).await.body.contains("autocomplete=\"tel\""));
        assert!(own.get(profile).await.body.contains("autocomplete=\"tel\""));
        let form = Request::post("/api/accounts/sign-out")
            .header(header::ACCEPT, "text/html")
            .header("sec-fetch-site", "same-origin")
            .body(Body::empty())
            .unwrap();
        let answer = shared.send(form).await;
        assert_eq!((answer.status.as_u16(), answer.location(), clears(&answer)), (303, "/en/sign-out", true));
        assert!(!shared.cookies.contains_key("portico_session"));
        assert!(!clears(&own.call("/api/accounts/sign-out", &[]).await));
    })
    .await;
}

#[tokio::test]
async fn a_shared_computer_is_told_to_forget_when_its_session_has_ended_by_itself_too() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let me = member(&app, "hoa@example.org").await;
        let (mut shared, mut own) = (sign_in(&app, &me, "true").await, browser_with(&app, &me.session));
        app.ctx.clock.advance(HOUR);
        let (there, here) = (shared.get("/session").await, own.get("/session").await);
        assert_eq!((there.status.as_u16(), clears(&there)), (401, true));
        assert_eq!((here.status.as_u16(), clears(&here)), (401, false));
        assert!(clears(&shared.call("/api/accounts/sign-out", &[]).await));
        assert!(!clears(&app.browser().get("/session").await), "a stranger's browser is left alone");
    })
    .await;
}

#[tokio::test]
async fn no_session_outlives_its_browser() {
    let app = TestApp::new(sqlite().await).await;
    let me = member(&app, "hoa@example.org").await;
    for shared in ["", "true"] {
        let mut browser = app.browser();
        let typed = [("email", me.email.as_str()), ("password", PASSWORD), ("shared", shared)];
        browser.call("/api/accounts/sign-in", &typed).await;
        let code = me.code(&app, 0);
        let answer = browser.call("/api/accounts/sign-in-with-code", &[("code", &code)]).await;
        let cookies = answer.headers.get_all(header::SET_COOKIE).iter().map(|cookie| cookie.to_str().unwrap());
        let session = cookies.into_iter().find(|cookie| cookie.starts_with("portico_session=")).unwrap();
        assert!(!session.contains("Max-Age") && !session.contains("Expires"), "{session}");
        app.ctx.clock.advance(MINUTE);
    }
}

#[tokio::test]
async fn a_passkey_signs_in_on_a_shared_computer_alone_and_after_a_password() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let mut device = Authenticator::new("phone");
        let me = member(&app, "hoa@example.org").await;
        let mut own = browser_with(&app, &me.session);
        assert_eq!(enrol(&mut own, &mut device, "My phone").await.status, 200);

        let mut alone = app.browser();
        let asked = challenge(&alone.call("/api/accounts/passkeys/start-sign-in", &[]).await);
        let credential = device.get(&asked.options);
        let fields = [("ceremony", asked.ceremony.as_str()), ("credential", &credential), ("shared", "true")];
        assert_eq!(alone.call("/api/accounts/passkeys/finish-sign-in", &fields).await.status, 200);
        assert_eq!(left(&mut alone).await.0, 5 * MINUTE);

        let mut second = app.browser();
        let typed = [("email", me.email.as_str()), ("password", PASSWORD), ("shared", "true")];
        assert_eq!(second.call("/api/accounts/sign-in", &typed).await.status, 200);
        let asked = challenge(&second.call("/api/accounts/passkeys/start-second-factor", &[]).await);
        let answer = finish(&mut second, "second-factor", &asked.ceremony, &device.get(&asked.options)).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert_eq!(left(&mut second).await.0, 5 * MINUTE);
        assert_eq!(left(&mut own).await.0, 15 * MINUTE);
    })
    .await;
}

#[tokio::test]
async fn who_registers_on_a_shared_computer_is_on_one_through_the_whole_set_up() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        service::request(&app.ctx, &home(), "hoa@example.org").await.unwrap();
        let link = token(&app, "hoa@example.org", "verify-email").await;
        let fields = PersonFields { computer: Computer::Shared, ..fields() };
        let session = service::finish(&app.ctx, &home(), &link, fields).await.unwrap();
        assert_eq!(actor(&app, &session).await.unwrap().computer, Computer::Shared);
        let mut browser = browser_with(&app, &session);
        assert_eq!(left(&mut browser).await.0, 5 * MINUTE);
        app.ctx.clock.advance(4 * MINUTE);
        assert_eq!(browser.call(STAY, &[]).await.status, 200, "who sets up an account may stay as well");
        app.ctx.clock.advance(5 * MINUTE);
        assert_eq!(actor(&app, &session).await, None);
    })
    .await;
}

#[tokio::test]
async fn a_clock_that_is_set_ahead_ends_what_it_must_and_set_right_again_ends_nothing() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let me = member(&app, "hoa@example.org").await;
        let mut browser = sign_in(&app, &me, "").await;
        app.ctx.clock.advance(5 * HOUR);
        assert_eq!(browser.get("/session").await.status, 401);
        assert_eq!(browser.call(STAY, &[]).await.status, 401);
        app.ctx.clock.advance(-5 * HOUR);
        assert_eq!(left(&mut browser).await.0, 15 * MINUTE);
        assert_eq!(browser.get("/en/account").await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn a_clock_that_is_set_back_ends_nobody_and_gives_nobody_more_time() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let me = member(&app, "hoa@example.org").await;
        let mut browser = sign_in(&app, &me, "").await;
        app.ctx.clock.advance(-3 * HOUR);
        assert_eq!(left(&mut browser).await, (15 * MINUTE, 12 * HOUR, 150 * SECOND));
        assert_eq!(browser.get("/en/account").await.status, 200);
        // The use was noted by the clock as it is now: the rest begins with it.
        app.ctx.clock.advance(14 * MINUTE);
        assert_eq!(left(&mut browser).await.0, MINUTE);
        app.ctx.clock.advance(MINUTE);
        assert_eq!(browser.get("/session").await.status, 401);
    })
    .await;
}

#[tokio::test]
async fn who_comes_back_too_late_is_told_why_and_returns_to_the_page() {
    let app = TestApp::new(sqlite().await).await;
    let me = member(&app, "hoa@example.org").await;
    let mut browser = sign_in(&app, &me, "").await;
    app.ctx.clock.advance(HOUR);
    let turned_away = browser.get("/en/account/profile").await;
    assert_eq!(turned_away.location(), "/en/sign-in?next=%2Fen%2Faccount%2Fprofile");
    let page = browser.get(turned_away.location()).await;
    assert!(page.body.contains("Your session has ended"), "{}", page.body);
    assert!(!app.browser().get("/en/sign-in").await.body.contains("Your session has ended"));

    let typed =
        [("email", me.email.as_str()), ("password", "wrong"), ("shared", "true"), ("next", "/en/account/profile")];
    let page = browser.submit("/en/sign-in?next=%2Fen%2Faccount%2Fprofile", "/api/accounts/sign-in", &typed).await;
    let at = page.body.find("id=\"shared\"").unwrap();
    let end = page.body[at..].find('>').unwrap();
    assert!(page.body[at..at + end].contains("checked"), "what was ticked stays ticked: {}", &page.body[at..at + end]);

    let typed = [("email", me.email.as_str()), ("password", PASSWORD), ("next", "/en/account/profile")];
    browser.submit("/en/sign-in", "/api/accounts/sign-in", &typed).await;
    let code = me.code(&app, 0);
    let page = browser.submit("/en/sign-in/second-factor", "/api/accounts/sign-in-with-code", &[("code", &code)]).await;
    assert!(page.body.contains("Your profile") || page.body.contains("name=\"phone\""), "{}", page.body);
}
