//! Proof of work: when it is asked for, what counts as one, and that nobody is locked out by it.

use super::{PASSWORD, count, home, member, solved, subjects, visitor, with_proof};
use crate::support::{Answer, Browser, TestApp, TestDb, another_node, for_each_db};
use axum::http::header;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use portico::access::Computer;
use portico::accounts::service::{self, PasswordFields};
use portico::accounts::{self, work};
use portico::error::{AppError, AppResult};
use portico::types::{MINUTE, SECOND};
use serde_json::Value;

const WRONG: &str = "wrong wrong wrong";

async fn sign_in(browser: &mut Browser<'_>, email: &str, password: &str, proof: &str) -> Answer {
    let fields = [("email", email), ("password", password), ("work_token", proof)];
    browser.call("/api/accounts/sign-in", &fields).await
}

/// What an answer asks the browser to do.
fn challenge(answer: &Answer) -> String {
    assert_eq!(answer.status, 429, "{}", answer.body);
    let wanted = &answer.json()["WorkWanted"];
    assert_eq!(wanted["solver"], "/pkg/none/solver.js");
    assert_eq!(answer.headers[header::RETRY_AFTER], wanted["seconds"].to_string());
    wanted["challenge"].as_str().unwrap().to_owned()
}

/// Uses up what is free.
async fn fail_three_times(browser: &mut Browser<'_>, email: &str) {
    for _ in 0..3 {
        assert_eq!(sign_in(browser, email, WRONG, "").await.status, 422);
    }
}

#[tokio::test]
async fn the_fourth_password_wants_a_proof_of_work_and_is_judged_with_one() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let hoa = member(&app, "hoa@example.org").await;
        let mut browser = app.browser();
        for email in [hoa.email.as_str(), "nobody@example.org"] {
            fail_three_times(&mut browser, email).await;
            let proof = solved(&challenge(&sign_in(&mut browser, email, WRONG, "").await));
            let judged = sign_in(&mut browser, email, WRONG, &proof).await;
            assert_eq!(judged.status, 422, "{email}");
            assert!(judged.body.contains("accounts.errors.no_match"), "{email}: {}", judged.body);
            for (language, told) in [("en", "There were several tries from here."), ("es", "Hubo varios intentos")] {
                let page = format!("/{language}/sign-in");
                let fields = [("email", email), ("password", WRONG)];
                let page = app.browser().submit(&page, "/api/accounts/sign-in", &fields).await;
                assert!(page.body.contains(told), "{email}: {}", page.body);
                assert!(page.body.contains(&format!("value=\"{email}\"")), "what was typed is still there");
            }
        }
        let elsewhere = with_proof(&app.ctx, &visitor("198.51.100.7"), "nobody@example.org", WRONG).await;
        assert_eq!(elsewhere, Err(AppError::field("", "accounts.errors.no_match")), "another network starts anew");

        let proof = solved(&challenge(&sign_in(&mut browser, &hoa.email, PASSWORD, "").await));
        assert_eq!(sign_in(&mut browser, &hoa.email, PASSWORD, &proof).await.status, 200);
        fail_three_times(&mut browser, &hoa.email).await;
    })
    .await;
}

#[tokio::test]
async fn without_a_proof_a_try_is_taken_after_a_minute_and_other_ways_stay_open() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let hoa = member(&app, "hoa@example.org").await;
        let mut browser = app.browser();
        fail_three_times(&mut browser, &hoa.email).await;
        let wait = async |browser: &mut Browser<'_>| {
            sign_in(browser, &hoa.email, WRONG, "").await.json()["WorkWanted"]["seconds"].clone()
        };
        assert_eq!(wait(&mut browser).await, 60);
        app.ctx.clock.advance(59 * SECOND);
        assert_eq!(wait(&mut browser).await, 1);
        assert_eq!(browser.call("/api/accounts/passkeys/start-sign-in", &[]).await.status, 200);
        assert_eq!(browser.call("/api/accounts/forgot-password", &[("email", &hoa.email)]).await.status, 200);
        app.ctx.clock.advance(SECOND);
        assert_eq!(sign_in(&mut browser, &hoa.email, WRONG, "").await.status, 422);
        assert_eq!(wait(&mut browser).await, 60, "each try begins another minute");
        app.ctx.clock.advance(MINUTE);
        assert_eq!(sign_in(&mut browser, &hoa.email, PASSWORD, "").await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn a_proof_that_is_replayed_expired_forged_or_too_easy_is_none() {
    for_each_db(async |db: TestDb| {
        let url = db.url.clone();
        let app = TestApp::new(db).await;
        let mut browser = app.browser();
        let email = "nobody@example.org";
        fail_three_times(&mut browser, email).await;
        let fresh = async |browser: &mut Browser<'_>| challenge(&sign_in(browser, email, WRONG, "").await);

        let proof = solved(&fresh(&mut browser).await);
        assert_eq!(sign_in(&mut browser, email, WRONG, &proof).await.status, 422);
        challenge(&sign_in(&mut browser, email, WRONG, &proof).await);
        let other = "another@example.org";
        fail_three_times(&mut browser, other).await;
        challenge(&sign_in(&mut browser, other, WRONG, &proof).await);

        let honest: Value =
            serde_json::from_slice(&BASE64.decode(solved(&fresh(&mut browser).await)).unwrap()).unwrap();
        let forgeries: [fn(&mut Value); 5] = [
            |proof| proof["solution"]["derivedKey"] = "00".repeat(32).into(),
            |proof| proof["challenge"]["parameters"]["keyPrefix"] = "".into(),
            |proof| proof["challenge"]["parameters"]["nonce"] = "00".repeat(16).into(),
            |proof| proof["challenge"]["parameters"]["data"]["expires"] = i64::MAX.into(),
            |proof| proof["challenge"]["signature"] = Value::Null,
        ];
        for forge in forgeries {
            let mut forged = honest.clone();
            forge(&mut forged);
            challenge(&sign_in(&mut browser, email, WRONG, &BASE64.encode(forged.to_string())).await);
        }
        for nonsense in ["x", "e30=", &"A".repeat(10_000)] {
            challenge(&sign_in(&mut browser, email, WRONG, nonsense).await);
        }

        // The same service, after its operator has made the work harder.
        let harder = TestApp::with(another_node(&url).await, &[("proof_of_work", "3")]).await;
        let easy = solved(&fresh(&mut browser).await);
        challenge(&sign_in(&mut harder.browser(), email, WRONG, &easy).await);

        // Within ten minutes it would have counted.
        let late = solved(&fresh(&mut browser).await);
        app.ctx.clock.advance(10 * MINUTE);
        assert_eq!(sign_in(&mut browser, email, WRONG, "").await.status, 422, "the wait was long enough");
        challenge(&sign_in(&mut browser, email, WRONG, &late).await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_proof_counts_once_however_many_send_it() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let mut browser = app.browser();
        let email = "nobody@example.org";
        fail_three_times(&mut browser, email).await;
        let proof = solved(&challenge(&sign_in(&mut browser, email, WRONG, "").await));
        let tries: Vec<_> = (0..20)
            .map(|_| {
                let (ctx, fields) = (app.ctx.clone(), fields(email, &proof));
                // As the browser above, whose address is the test's own machine.
                tokio::spawn(async move { service::with_password(&ctx, &visitor("127.0.0.1"), fields).await })
            })
            .collect();
        let mut judged = 0;
        for outcome in tries {
            match outcome.await.unwrap() {
                Err(AppError::Invalid(_)) => judged += 1,
                Err(AppError::WorkWanted { .. }) => {}
                other => panic!("neither judged nor asked: {other:?}"),
            }
        }
        assert_eq!(judged, 1);
        assert_eq!(count(&app, "select count(*) from used_proofs").await, 1);
        app.ctx.clock.advance(10 * MINUTE);
        accounts::prune(&app.ctx).await.unwrap();
        assert_eq!(count(&app, "select count(*) from used_proofs").await, 0);
    })
    .await;
}

fn fields(email: &str, proof: &str) -> PasswordFields {
    PasswordFields {
        email: email.to_owned(),
        password: WRONG.to_owned(),
        next: String::new(),
        computer: Computer::Own,
        proof_of_work: proof.to_owned(),
    }
}

#[tokio::test]
async fn a_proof_that_was_not_judged_is_as_good_as_before() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let busy = app.busy();
        let ask = async |ctx, proof: &str| service::with_password(ctx, &home(), fields("a@example.org", proof)).await;
        let no_match = || Err(AppError::field("", "accounts.errors.no_match"));
        for _ in 0..3 {
            assert_eq!(ask(&app.ctx, "").await, no_match());
        }
        let Err(AppError::WorkWanted { challenge, .. }) = ask(&app.ctx, "").await else { panic!("not asked") };
        let proof = solved(&challenge);
        assert_eq!(ask(&busy, &proof).await, Err(AppError::Unavailable { seconds: 2 }));
        assert_eq!(ask(&app.ctx, &proof).await, no_match());
        assert!(matches!(ask(&app.ctx, &proof).await, Err(AppError::WorkWanted { .. })));
    })
    .await;
}

#[tokio::test]
async fn mails_beyond_the_first_few_of_a_network_want_a_proof_of_work() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::with(db, &[("free_mail_requests", "2")]).await;
        let hoa = member(&app, "hoa@example.org").await;
        let ask = async |browser: &mut Browser<'_>, page: &str, email: &str, proof: &str| {
            browser.call(&format!("/api/accounts/{page}"), &[("email", email), ("work_token", proof)]).await
        };
        let mut browser = app.browser();
        assert_eq!(ask(&mut browser, "register", "no address", "").await.status, 422);
        assert_eq!(ask(&mut browser, "register", "a@example.org", "").await.status, 200);
        assert_eq!(ask(&mut browser, "forgot-password", "b@example.org", "").await.status, 200);
        for (page, email) in [("register", "c@example.org"), ("forgot-password", hoa.email.as_str())] {
            let proof = solved(&challenge(&ask(&mut browser, page, email, "").await));
            assert_eq!(ask(&mut browser, page, email, &proof).await.status, 200);
            challenge(&ask(&mut browser, page, email, &proof).await);
        }
        assert_eq!(subjects(&app, "c@example.org").await.len(), 1, "what was refused mailed nothing");
        for page in ["/en/register", "/en/forgot-password"] {
            let function = if page.ends_with("register") { "register" } else { "forgot-password" };
            let page = browser.submit(page, &format!("/api/accounts/{function}"), &[("email", "d@example.org")]).await;
            assert!(page.body.contains("You can try again in 1 minute."), "{}", page.body);
        }
        let mut mine = crate::passkeys::browser_with(&app, &hoa.session);
        assert_eq!(ask(&mut mine, "register", "e@example.org", "").await.status, 200, "who is signed in is known");
        let elsewhere: AppResult<()> =
            work::service::request_registration(&app.ctx, &visitor("198.51.100.7"), "f@example.org", "").await;
        assert_eq!(elsewhere, Ok(()));
        app.ctx.clock.advance(MINUTE);
        assert_eq!(ask(&mut browser, "register", "d@example.org", "").await.status, 200);
        challenge(&ask(&mut browser, "register", "d@example.org", "").await);
    })
    .await;
}
