//! What a demonstration lets one hurry: waiting is ended, and nothing else is left out.

use crate::accounts::{count, member, subjects};
use crate::new_devices::{SUBJECT, phone, sign_in};
use crate::recovery::{HOA, claim, facts, go_on, linked_member};
use crate::recovery_support::{desk, fields, request};
use crate::support::{TestApp, TestDb, for_each_db, sqlite};
use axum::http::StatusCode;
use portico::accounts::recovery;
use portico::jobs::run_due;
use portico::server::config::Mode;
use portico::types::SECOND;

#[tokio::test]
async fn mail_that_gathers_is_sent_when_it_is_asked_for_and_looking_sends_nothing() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let hoa = member(&app, HOA).await;
        sign_in(&app, &hoa, &phone()).await;
        assert_eq!(app.browser().get("/demo/hurry").await.status, StatusCode::OK);
        run_due(&app.ctx).await.unwrap();
        assert!(!subjects(&app, HOA).await.iter().any(|subject| subject == SUBJECT));
        assert_eq!(app.browser().call("/demo/hurry", &[]).await.status, StatusCode::OK);
        run_due(&app.ctx).await.unwrap();
        assert_eq!(subjects(&app, HOA).await.iter().filter(|subject| *subject == SUBJECT).count(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_claim_whose_wait_is_ended_still_wants_the_facts() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        linked_member(&app, HOA).await;
        claim(&app, HOA).await;
        assert_eq!(app.browser().get("/demo/recovery").await.status, StatusCode::OK);
        run_due(&app.ctx).await.unwrap();
        let ready = "select count(*) from outbox where kind = 'recovery_ready'";
        assert_eq!(count(&app, ready).await, 0, "looking ends nothing");
        assert_eq!(app.browser().call("/demo/recovery", &[]).await.status, StatusCode::OK);
        run_due(&app.ctx).await.unwrap();
        assert_eq!(count(&app, ready).await, 1);
        app.ctx.clock.advance(SECOND);
        let token = crate::accounts::token(&app, HOA, "recover/go-on").await;
        let mut wrong = facts();
        wrong.case.birth_day = "29".into();
        assert!(go_on(&app, &token, wrong).await.is_err());
        assert!(go_on(&app, &token, facts()).await.is_ok());
    })
    .await;
}

#[tokio::test]
async fn a_request_to_the_desk_whose_wait_is_ended_was_still_approved_by_two() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        linked_member(&app, HOA).await;
        let desk = desk(&app).await;
        let id = request(&app, &desk[0], fields()).await.id;
        recovery::approve(&app.ctx, &desk[0], id).await.unwrap();
        app.browser().call("/demo/recovery", &[]).await;
        run_due(&app.ctx).await.unwrap();
        assert_eq!(count(&app, "select count(*) from passwords").await, 1, "one approval is not enough");
        recovery::approve(&app.ctx, &desk[1], id).await.unwrap();
        run_due(&app.ctx).await.unwrap();
        assert_eq!(count(&app, "select count(*) from passwords").await, 1, "the wait begins now");
        app.browser().call("/demo/recovery", &[]).await;
        run_due(&app.ctx).await.unwrap();
        assert_eq!(count(&app, "select count(*) from passwords").await, 0);
    })
    .await;
}

#[tokio::test]
async fn nothing_of_it_is_there_but_in_a_demonstration() {
    let demo = TestApp::new(sqlite().await).await;
    let paths =
        ["/demo/mailbox", "/demo/texts.json", "/demo/authenticator", "/demo/away", "/demo/hurry", "/demo/recovery"];
    for path in paths {
        assert_eq!(demo.browser().get(path).await.status, StatusCode::OK, "{path}");
    }
    let real = TestApp::of_ctx(demo.with_config(|config| config.mode = Mode::Production), demo);
    for path in paths {
        let page = real.browser().get(&format!("/en{path}")).await.status;
        assert_eq!(
            (page, real.browser().get(path).await.status.is_success()),
            (StatusCode::NOT_FOUND, false),
            "{path}"
        );
        let posted = real.browser().call(path, &[]).await.status;
        assert!(posted.is_client_error(), "{path}: {posted}");
    }
}
