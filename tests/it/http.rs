//! What every response carries and what odd requests are answered.

use crate::accounts::member;
use crate::hostile::anew;
use crate::support::{TestApp, for_each_db, sqlite};
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use portico::server::reloading;
use tower::ServiceExt as _;

#[tokio::test]
async fn a_bare_address_goes_to_the_persons_language_and_a_saved_choice_wins() {
    let app = TestApp::new(sqlite().await).await;
    let ask = |accept: &str, path: &str| {
        Request::get(path).header(header::ACCEPT_LANGUAGE, accept.to_owned()).body(Body::empty()).unwrap()
    };
    let mut browser = app.browser();
    let answer = browser.send(ask("es-MX,es;q=0.9,en;q=0.5", "/statuses?x=1")).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/es/statuses?x=1"));
    browser.get("/en/statuses").await;
    let answer = browser.send(ask("es", "/")).await;
    assert_eq!(answer.location(), "/en/");
    let answer = browser.send(ask("es", "//evil.example/x")).await;
    assert_eq!(answer.location(), "/en/evil.example/x");
}

#[tokio::test]
async fn every_page_forbids_what_it_does_not_need_and_names_its_own_nonce() {
    let app = TestApp::new(sqlite().await).await;
    for path in ["/en/", "/es/sign-in", "/en/nothing-here"] {
        let answer = app.browser().get(path).await;
        let header = |name: &str| answer.headers.get(name).map_or("", |value| value.to_str().unwrap());
        let policy = header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'"), "{policy}");
        let nonce = policy.split("'nonce-").nth(1).unwrap().split('\'').next().unwrap();
        assert!(answer.body.contains(&format!("nonce=\"{nonce}\"")), "{path} has no script of this nonce");
        assert!(!answer.body.contains(" style=\""), "{path} has an inline style");
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cache-control", "no-store"),
            ("x-frame-options", "DENY"),
        ] {
            assert_eq!(header(name), value, "{name} of {path}");
        }
        assert!(answer.body.trim_end().ends_with("</html>"), "{path} is cut off");
    }
}

#[tokio::test]
async fn an_address_that_is_none_is_not_found_in_the_persons_language() {
    let app = TestApp::new(sqlite().await).await;
    for (path, sentence) in [
        ("/en/nothing-here", "We could not find this page"),
        ("/es/nothing-here", "No encontramos esta página"),
        ("/en/%00%ff", "We could not find this page"),
        ("/en/cases-x/%3Cscript%3E", "We could not find this page"),
    ] {
        let answer = app.browser().get(path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert!(answer.body.contains(sentence), "{path}");
        assert!(!answer.body.contains("<script>"), "{path}");
    }
}

#[tokio::test]
async fn a_personal_page_sends_a_stranger_to_sign_in_and_remembers_the_way_back() {
    let app = TestApp::new(sqlite().await).await;
    for page in ["/en/dashboard", "/es/cases/IOE0912345678", "/en/account/security"] {
        let answer = app.browser().get(page).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{page}");
        let (target, next) = answer.location().split_once("?next=").unwrap();
        assert!(target.ends_with("/sign-in"), "{target}");
        assert_eq!(next.replace("%2F", "/"), page);
    }
}

#[tokio::test]
async fn a_page_is_only_ever_read() {
    let app = TestApp::new(sqlite().await).await;
    for method in ["POST", "PUT", "DELETE", "TRACE", "FOO"] {
        for path in ["/en/sign-in", "/sign-in"] {
            let request = Request::builder().method(method).uri(path).body(Body::empty()).unwrap();
            assert_eq!(app.browser().send(request).await.status, StatusCode::METHOD_NOT_ALLOWED, "{method} {path}");
        }
    }
}

#[tokio::test]
async fn a_forged_or_doubled_session_cookie_is_nobody() {
    for_each_db(|db| async move {
        let app = TestApp::new(db).await;
        for cookies in [
            "portico_session=forged".to_owned(),
            "portico_session=a; portico_session=b".to_owned(),
            format!("portico_session={}", "x".repeat(5000)),
            "portico_session=%00%ff; =; ;;".to_owned(),
        ] {
            let request = Request::get("/en/dashboard").header(header::COOKIE, &cookies).body(Body::empty()).unwrap();
            let answer = app.browser().send(request).await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{cookies:.40}");
        }
    })
    .await;
}

#[tokio::test]
async fn strangers_are_limited_by_network_and_told_when_to_come_back() {
    let app = TestApp::with(sqlite().await, &[("stranger_requests", "100")]).await;
    let mut browser = app.browser();
    let mut answered = 0;
    let refused = loop {
        let answer = browser.get("/en/nothing-here").await;
        if answer.status == StatusCode::TOO_MANY_REQUESTS {
            break answer;
        }
        answered += 1;
        assert!(answered <= 120, "no limit after {answered} requests");
    };
    assert_eq!(answered, 100);
    let seconds: i64 = refused.headers[header::RETRY_AFTER].to_str().unwrap().parse().unwrap();
    assert!((1..=300).contains(&seconds), "{seconds}");
    app.ctx.clock.advance(seconds * 1_000);
    assert_eq!(browser.get("/en/nothing-here").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn health_and_readiness_say_which_part_fails() {
    let app = TestApp::new(sqlite().await).await;
    assert_eq!(app.browser().get("/healthz").await.json()["status"], "alive");
    let ready = app.browser().get("/readyz").await;
    assert_eq!((ready.status, ready.json()["checks"]["database"].as_str()), (StatusCode::OK, Some("ok")));
    app.ctx.db.close().await;
    let failing = app.browser().get("/readyz").await;
    assert_eq!(failing.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(failing.json()["checks"]["database"], "failing");
    assert_eq!(app.browser().get("/healthz").await.status, StatusCode::OK);
}

#[tokio::test]
async fn only_pages_of_make_dev_watch_for_another_build() {
    let app = TestApp::new(sqlite().await).await;
    let page = app.browser().get("/en/").await;
    assert!(!page.body.contains("/dev/build"));
    assert_ne!(app.browser().get("/dev/build").await.status, StatusCode::OK);

    let watched = reloading(app.router.clone(), "build 7".to_owned());
    let get = async |path: &str| {
        let request = Request::get(path).header(header::ACCEPT_ENCODING, "br, gzip").body(Body::empty()).unwrap();
        let response = watched.clone().oneshot(request).await.unwrap();
        let (head, body) = response.into_parts();
        (head, String::from_utf8(to_bytes(body, 1 << 20).await.unwrap().to_vec()).unwrap())
    };
    assert_eq!(get("/dev/build").await.1, "build 7");
    let (head, page) = get("/en/").await;
    let policy = head.headers["content-security-policy"].to_str().unwrap();
    let nonce = policy.split("'nonce-").nth(1).unwrap().split('\'').next().unwrap();
    let script = page.rsplit("<script ").next().unwrap();
    assert!(script.starts_with(&format!("nonce=\"{nonce}\">")) && script.contains("/dev/build"), "{script}");
    assert!(script.contains("</script></body>"), "{script}");
    assert!(!get("/healthz").await.1.contains("script"));
}

#[tokio::test]
async fn a_stopping_process_is_alive_and_not_ready() {
    let app = TestApp::new(sqlite().await).await;
    app.ctx.stopping.cancel();
    let answer = app.browser().get("/readyz").await;
    assert_eq!((answer.status, answer.json()["status"].as_str()), (StatusCode::SERVICE_UNAVAILABLE, Some("not ready")));
    assert_eq!(answer.json()["checks"]["database"], "ok");
    assert_eq!(app.browser().get("/healthz").await.status, StatusCode::OK);
}

#[tokio::test]
async fn without_its_database_a_page_says_so_and_shows_nothing_from_below() {
    let app = TestApp::new(sqlite().await).await;
    app.ctx.db.close().await;
    let answer = app.browser().call("/api/cases/look-up", &[("receipt_number", "IOE0912345678")]).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{}", answer.body);
    assert!(answer.headers.contains_key(header::RETRY_AFTER));
    assert!(!answer.body.to_lowercase().contains("pool"), "{}", answer.body);
}

#[tokio::test]
async fn a_hammered_page_always_ends() {
    let app = TestApp::new(sqlite().await).await;
    for _ in 0..25 {
        let (mut a, mut b, mut c, mut d) = (app.browser(), app.browser(), app.browser(), app.browser());
        let answers = tokio::join!(a.get("/en/"), b.get("/en/sign-in"), c.get("/es/statuses"), d.get("/es/register"));
        for answer in [answers.0, answers.1, answers.2, answers.3] {
            assert_eq!(answer.status, StatusCode::OK);
            assert!(answer.body.trim_end().ends_with("</html>"));
        }
    }
}

#[tokio::test]
async fn every_page_of_an_account_has_the_button_that_signs_out() {
    let app = TestApp::new(sqlite().await).await;
    let person = member(&app, "hoa@example.org").await.actor.person;
    for page in
        ["dashboard", "cases", "cases/link", "account", "account/security", "account/data", "statuses", "nothing"]
    {
        let answer = anew(&app, person).await.get(&format!("/en/{page}")).await;
        assert!(answer.body.contains("action=\"/api/accounts/sign-out\""), "{page}");
        let strange = app.browser().get(&format!("/en/{page}")).await;
        assert!(!strange.body.contains("action=\"/api/accounts/sign-out\""), "{page}");
    }
}
