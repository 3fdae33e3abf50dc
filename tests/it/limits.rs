//! Limits under tries of the same moment: each is a task of its own, on several threads.

use crate::accounts::{Member, PASSWORD, attempt, count, home, member, try_code, try_password, visitor, with_proof};
use crate::support::{NOW, TestApp, TestDb, for_each_db};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use futures::FutureExt as _;
use futures::future::BoxFuture;
use portico::accounts::passkeys::{Asked, proof};
use portico::accounts::service;
use portico::accounts::{Typed, sessions};
use portico::cases::service::look_up;
use portico::error::{AppError, AppResult};
use portico::limits::{Policy, Spent};
use portico::notifications::{MailKind, NewMail, Queued, enqueue_for_stranger};
use portico::server::{Ctx, Visitor};
use portico::types::{DAY, HOUR, MINUTE};
use std::future::Future;
use tower::ServiceExt as _;

const WRONG: &str = "wrong wrong wrong";

/// Begins everything before it waits for anything.
async fn at_once<T: Send + 'static, F>(tries: impl Iterator<Item = F>) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
{
    let tasks: Vec<_> = tries.map(tokio::spawn).collect();
    let mut outcomes = Vec::new();
    for task in tasks {
        outcomes.push(task.await.unwrap());
    }
    outcomes
}

fn sign_in(ctx: &Ctx, network: &str, email: &str, password: &str) -> BoxFuture<'static, AppResult<String>> {
    let (ctx, visitor) = (ctx.clone(), visitor(network));
    let (email, password) = (email.to_owned(), password.to_owned());
    async move { with_proof(&ctx, &visitor, &email, &password).await }.boxed()
}

/// How many were compared, and the keys of what refused the others.
fn judged<T: std::fmt::Debug>(outcomes: Vec<AppResult<T>>) -> (usize, Vec<String>) {
    let mut refused = Vec::new();
    let mut judged = 0;
    for outcome in outcomes {
        match outcome {
            Err(AppError::Invalid(_)) => judged += 1,
            Err(AppError::TooMany { key, .. }) => refused.push(key),
            Ok(_) | Err(_) => panic!("neither judged nor refused: {outcome:?}"),
        }
    }
    refused.dedup();
    (judged, refused)
}

fn refused_by(key: &str) -> Vec<String> {
    vec![format!("accounts.errors.{key}")]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn wrong_passwords_of_the_same_moment_are_compared_only_as_often_as_allowed() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let pair = at_once((0..24).map(|_| sign_in(&app.ctx, "203.0.113.1", "a@example.org", WRONG))).await;
        assert_eq!(judged(pair), (5, refused_by("password_tries")));
        // A burst earns one pause, of a minute.
        app.ctx.clock.advance(MINUTE);
        let again = at_once((0..24).map(|_| sign_in(&app.ctx, "203.0.113.1", "a@example.org", WRONG))).await;
        assert_eq!(judged(again), (5, refused_by("password_tries")));

        let email = |number: usize| format!("person{number}@example.org");
        let network = at_once((0..60).map(|n| sign_in(&app.ctx, "203.0.113.2", &email(n), WRONG))).await;
        assert_eq!(judged(network), (20, refused_by("network_tries")));

        let place = |number: usize| format!("198.51.100.{number}");
        // No more of one moment find a place to wait for their comparison.
        let first = at_once((0..60).map(|n| sign_in(&app.ctx, &place(n), "b@example.org", WRONG))).await;
        assert_eq!(judged(first), (60, vec![]));
        let address = at_once((60..120).map(|n| sign_in(&app.ctx, &place(n), "b@example.org", WRONG))).await;
        assert_eq!(judged(address), (40, refused_by("ask_reset")));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_right_password_costs_nothing_and_the_wrong_ones_beside_it_stay_counted() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let member = member(&app, "hoa@example.org").await;
        for _ in 0..25 {
            attempt(&app, &member.email).await.unwrap();
        }
        let typed = [WRONG, WRONG, PASSWORD, WRONG, WRONG];
        let outcomes = at_once(typed.map(|typed| sign_in(&app.ctx, &home().network, &member.email, typed)).into_iter());
        let right: Vec<bool> = outcomes.await.iter().map(Result::is_ok).collect();
        assert_eq!(right, [false, false, true, false, false]);
        let hits = "select max(hits) from throttles where bucket like 'password-address:%'";
        assert_eq!(count(&app, hits).await, 4);
        let email = |number: usize| format!("person{number}@example.org");
        let others = at_once((0..30).map(|n| sign_in(&app.ctx, &home().network, &email(n), WRONG))).await;
        assert_eq!(judged(others), (16, refused_by("network_tries")));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn being_busy_costs_nobody_a_try() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let member = member(&app, "hoa@example.org").await;
        let busy = app.busy();
        for _ in 0..4 {
            let wrong = try_password(&app, &home(), &member.email, WRONG).await;
            assert!(matches!(wrong, Err(AppError::Invalid(_))));
        }
        // Each of these would be the fifth, and begin a pause.
        for _ in 0..120 {
            let refused = sign_in(&busy, &home().network, &member.email, PASSWORD).await;
            assert_eq!(refused, Err(AppError::Unavailable { seconds: 2 }));
        }
        let hits = "select hits from throttles where bucket like 'password-address:%'";
        assert_eq!(count(&app, hits).await, 4);
        let fifth = try_password(&app, &home(), &member.email, WRONG).await;
        assert!(matches!(fifth, Err(AppError::Invalid(_))));
        let sixth = try_password(&app, &home(), &member.email, PASSWORD).await;
        assert_eq!(sixth, Err(AppError::TooMany { key: "accounts.errors.password_tries".to_owned(), seconds: 60 }));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn codes_of_the_same_moment_are_compared_only_as_often_as_allowed() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let member = member(&app, "hoa@example.org").await;
        let waiting = attempt(&app, &member.email).await.unwrap();
        for (kind, key) in [(Typed::AuthenticatorCode, "code_tries"), (Typed::RecoveryCode, "recovery_tries")] {
            let one = |_| {
                let (ctx, waiting) = (app.ctx.clone(), waiting.clone());
                async move {
                    let proof = service::Proof { attempt: Some(&waiting), kind, typed: "000000" };
                    service::with_second_factor(&ctx, &home(), proof, None).await.map(|signed| signed.token)
                }
            };
            assert_eq!(judged(at_once((0..30).map(one)).await), (10, refused_by(key)));
        }
        assert_eq!(count(&app, "select count(*) from sessions where standing = 'full' and ended_at is null").await, 1);
    })
    .await;
}

async fn type_wrong_codes(app: &TestApp, member: &Member, rounds: usize) {
    for _ in 0..rounds {
        let waiting = attempt(app, &member.email).await.unwrap();
        for _ in 0..10 {
            let wrong = try_code(app, &waiting, Typed::AuthenticatorCode, "000000").await;
            assert!(matches!(wrong, Err(AppError::Invalid(_))), "{wrong:?}");
        }
        app.ctx.clock.advance(10 * MINUTE);
    }
}

#[tokio::test]
async fn a_hundred_wrong_codes_in_a_row_close_the_app_for_a_day_and_a_right_one_begins_anew() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let member = member(&app, "hoa@example.org").await;
        type_wrong_codes(&app, &member, 9).await;
        let waiting = attempt(&app, &member.email).await.unwrap();
        try_code(&app, &waiting, Typed::AuthenticatorCode, &member.code(&app, 0)).await.unwrap();
        type_wrong_codes(&app, &member, 10).await;
        let waiting = attempt(&app, &member.email).await.unwrap();
        let refused = try_code(&app, &waiting, Typed::AuthenticatorCode, &member.code(&app, 0)).await;
        let day = u32::try_from((DAY - 10 * MINUTE) / 1_000).unwrap();
        assert_eq!(refused, Err(AppError::TooMany { key: "accounts.errors.code_tries".to_owned(), seconds: day }));
        try_code(&app, &waiting, Typed::RecoveryCode, &member.codes[0]).await.unwrap();
        app.ctx.clock.advance(DAY);
        let waiting = attempt(&app, &member.email).await.unwrap();
        try_code(&app, &waiting, Typed::AuthenticatorCode, &member.code(&app, 0)).await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_strangers_ask_at_the_same_moment_is_answered_only_as_often_as_allowed() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::with(db, &[("stranger_requests", "100")]).await;
        let look = |_| {
            let ctx = app.ctx.clone();
            async move { look_up(&ctx, &home(), "IOE0900000000".parse().unwrap()).await }
        };
        let looked = at_once((0..50).map(look)).await;
        assert_eq!(looked.iter().filter(|outcome| outcome.is_ok()).count(), 20);

        let challenge = |_| {
            let ctx = app.ctx.clone();
            async move { proof::start_sign_in(&ctx, &home(), Asked::Button).await }
        };
        let asked = at_once((0..60).map(challenge)).await;
        assert_eq!(asked.iter().filter(|outcome| outcome.is_ok()).count(), 30, "a third of a hundred, ten at a time");
        assert_eq!(count(&app, "select count(*) from passkey_ceremonies").await, 30);

        let page = |_| {
            let request = Request::get("/en/nothing-here").header(header::ACCEPT, "text/html").body(Body::empty());
            let answer = app.router.clone().oneshot(request.unwrap());
            async move { answer.await.unwrap().status() }
        };
        let pages = at_once((0..160).map(page)).await;
        let (found, refused): (Vec<StatusCode>, _) = pages.into_iter().partition(|s| *s == StatusCode::NOT_FOUND);
        assert_eq!((found.len(), refused), (100, vec![StatusCode::TOO_MANY_REQUESTS; 60]));
    })
    .await;
}

#[tokio::test]
async fn a_try_is_given_back_to_the_window_it_was_taken_from_and_to_no_other() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let policy = Policy { name: "test", hits: 2, window: MINUTE, block: HOUR };
        let bucket = policy.bucket(&app.ctx.keys, "somebody");
        let spend = async |at: i64| {
            let mut tx = app.ctx.db.begin().await.unwrap();
            let spent = bucket.try_spend(tx.conn(), NOW + at).await.unwrap();
            tx.commit().await.unwrap();
            spent
        };
        let give_back = async |at: i64| {
            let mut tx = app.ctx.db.begin().await.unwrap();
            let left = bucket.give_back(tx.conn(), NOW + at).await.unwrap();
            tx.commit().await.unwrap();
            left
        };
        assert_eq!(spend(0).await, Spent::Counted(1));
        assert_eq!(spend(1).await, Spent::Counted(2));
        assert_eq!(spend(2).await, Spent::Closed { until: NOW + 1 + HOUR });
        assert_eq!(give_back(1).await, Some(1));
        assert_eq!(spend(3).await, Spent::Counted(2));
        // The block begins with the try that fills, is not made longer by those it refuses, and ends.
        assert_eq!(spend(2 * MINUTE).await, Spent::Closed { until: NOW + 3 + HOUR });
        assert_eq!(spend(3 + HOUR).await, Spent::Counted(1));
        assert_eq!(give_back(3).await, None);
        assert_eq!(spend(4 + HOUR).await, Spent::Counted(2));
        assert_eq!(give_back(4 + HOUR).await, Some(1));
        assert_eq!(give_back(4 + HOUR).await, Some(0));
        assert_eq!(give_back(4 + HOUR).await, None);
    })
    .await;
}

async fn ask_for_mail(app: &TestApp, visitor: &Visitor, to: &str) -> AppResult<Queued> {
    let kind = MailKind::NoAccount;
    let mail = NewMail { person: None, to: to.to_owned(), locale: visitor.locale, kind };
    let mut tx = app.ctx.db.begin().await.unwrap();
    let queued = enqueue_for_stranger(tx.conn(), &app.ctx, visitor, mail).await?;
    tx.commit().await.unwrap();
    Ok(queued)
}

#[tokio::test]
async fn one_network_and_one_person_cause_only_so_many_mails_whatever_the_addresses() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let member = member(&app, "hoa@example.org").await;
        let mut waiting = 0;
        while ask_for_mail(&app, &visitor("198.51.100.7"), &format!("p{waiting}@example.org")).await.is_ok() {
            waiting += 1;
            assert!(waiting <= 100);
        }
        assert_eq!(waiting, 100);
        let refused = ask_for_mail(&app, &visitor("198.51.100.7"), "p@example.org").await;
        assert_eq!(refused, Err(AppError::TooMany { key: "errors.too_many_mails".to_owned(), seconds: 3_600 }));

        // Somebody signed in has a budget of their own, from however many networks.
        let mails = "select count(*) from outbox";
        let before = count(&app, mails).await;
        let mut browser = app.browser();
        browser.cookies.insert("portico_session".to_owned(), member.session.clone());
        for number in 0..10 {
            let email = format!("q{number}@example.org");
            let page = if number % 2 == 0 { "/api/accounts/register" } else { "/api/accounts/forgot-password" };
            assert_eq!(browser.call(page, &[("email", &email)]).await.status, StatusCode::OK);
        }
        let refused = browser.call("/api/accounts/register", &[("email", "q@example.org")]).await;
        assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(refused.json()["TooMany"]["key"], "errors.too_many_mails");
        assert!(refused.headers.contains_key(header::RETRY_AFTER));
        let elsewhere = Visitor { person: Some(member.actor.person), ..visitor("198.51.100.8") };
        assert!(ask_for_mail(&app, &elsewhere, "r@example.org").await.is_err());
        assert_eq!(count(&app, mails).await, before + 10);
        // Nobody else pays for it.
        let stranger = app.browser().call("/api/accounts/register", &[("email", "q@example.org")]).await;
        assert_eq!(stranger.status, StatusCode::OK);
        assert!(sessions::resolve(&app.ctx, &member.session).await.unwrap().is_some());
        app.ctx.clock.advance(HOUR);
        assert_eq!(ask_for_mail(&app, &elsewhere, "r@example.org").await, Ok(Queued::Waiting));
    })
    .await;
}
