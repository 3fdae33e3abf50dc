//! Case events on their way in: from a file and over HTTP.

use crate::fixtures::{event, feed, feed_text, number, opening};
use crate::support::{Answer, TestApp, for_each_db};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use portico::integration::{Rejection, Scope, create_key, list_keys, revoke_key};
use portico::types::{DAY, MINUTE};
use serde_json::{Value, json};

const RECEIPT: &str = "IOE0912345678";

/// What the agency itself reads of a case.
async fn read(app: &TestApp, receipt: &str) -> Value {
    let key = create_key(&app.ctx, "reader", "agency", &[Scope::Read]).await.unwrap();
    let request = Request::get(format!("/api/v1/cases/{receipt}")).header("authorization", format!("Bearer {key}"));
    app.browser().send(request.body(Body::empty()).unwrap()).await.json()
}

async fn post(app: &TestApp, key: &str, content_type: &str, body: impl Into<Body>) -> Answer {
    let request = Request::post("/api/v1/case-events")
        .header("authorization", format!("Bearer {key}"))
        .header("content-type", content_type)
        .body(body.into())
        .unwrap();
    app.browser().send(request).await
}

#[tokio::test]
async fn a_feed_sent_twice_changes_nothing_the_second_time() {
    for_each_db(|db| async move {
        let app = TestApp::new(db).await;
        let events = [
            opening("e1", RECEIPT, 1),
            event("e2", RECEIPT, "status_changed", 2, json!({ "title": "Case Was Approved" })),
        ];
        let first = feed(&app, &events).await;
        assert_eq!((first.accepted, first.duplicate, first.held, first.rejected_total), (2, 0, 0, 0));
        let before = read(&app, RECEIPT).await;
        let again = feed(&app, &events).await;
        assert_eq!((again.accepted, again.duplicate), (0, 2));
        assert_eq!(read(&app, RECEIPT).await, before);
        assert_eq!(before["version"], 2);
        assert_eq!(before["outcome"], "approved");
    })
    .await;
}

#[tokio::test]
async fn an_id_is_unique_within_its_feed_too_and_a_repeated_one_opens_no_case() {
    for_each_db(|db| async move {
        let app = TestApp::new(db).await;
        let summary = feed(&app, &[opening("e1", RECEIPT, 1), opening("e1", "IOE0900000001", 1)]).await;
        assert_eq!((summary.accepted, summary.duplicate), (1, 1));
        let again = feed(&app, &[opening("e1", "IOE0900000002", 1)]).await;
        assert_eq!((again.accepted, again.duplicate), (0, 1));
        assert_eq!(number(&app, "select count(*) from cases").await, 1);
    })
    .await;
}

#[tokio::test]
async fn an_event_is_held_until_its_case_is_opened_and_then_counts_in_its_place() {
    for_each_db(|db| async move {
        let app = TestApp::new(db).await;
        let early = feed(
            &app,
            &[
                event("e3", RECEIPT, "status_changed", 3, json!({ "title": "Case Was Approved" })),
                event("e2", RECEIPT, "applicant_updated", 2, json!({ "applicant": { "given_name": "Hòa" } })),
            ],
        )
        .await;
        assert_eq!((early.accepted, early.held), (2, 2));
        assert_eq!(number(&app, "select count(*) from cases").await, 0);
        app.ctx.clock.advance(DAY);
        let opened = feed(&app, &[opening("e1", RECEIPT, 1)]).await;
        assert_eq!((opened.accepted, opened.held), (1, 0));
        let case = read(&app, RECEIPT).await;
        assert_eq!(case["version"], 3);
        assert_eq!(case["status"]["title"], "Case Was Approved");
        assert_eq!(number(&app, "select count(*) from case_events where case_id is null").await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_case_opened_later_in_the_same_feed_leaves_nothing_held() {
    for_each_db(|db| async move {
        let app = TestApp::new(db).await;
        let mut events: Vec<Value> = (0..700)
            .map(|n| event(&format!("s{n}"), RECEIPT, "other", 2, json!({ "title": format!("Words {n}") })))
            .collect();
        events.push(opening("e1", RECEIPT, 1));
        let summary = feed(&app, &events).await;
        assert_eq!((summary.accepted, summary.held), (701, 0));
        let case = read(&app, RECEIPT).await;
        assert_eq!(case["version"], 701);
        assert_eq!(case["status"]["title"], "Words 699");
    })
    .await;
}

#[tokio::test]
async fn the_order_of_arrival_changes_nothing() {
    for_each_db(|db| async move {
        let app = TestApp::new(db).await;
        let life = |receipt: &str| {
            let id = |n: u8| format!("{receipt}-{n}");
            vec![
                opening(&id(1), receipt, 1),
                event(&id(2), receipt, "evidence_requested", 5, json!({ "due_on": "2026-05-01" })),
                event(&id(3), receipt, "evidence_received", 9, json!({})),
                event(&id(4), receipt, "decision_made", 12, json!({ "outcome": "approved" })),
            ]
        };
        feed(&app, &life("IOE0900000001")).await;
        // One at a time, backwards: every event is held, then each order of refolding is met.
        for event in life("IOE0900000002").into_iter().rev() {
            feed(&app, &[event]).await;
        }
        let (mut forwards, mut backwards) = (read(&app, "IOE0900000001").await, read(&app, "IOE0900000002").await);
        for case in [&mut forwards, &mut backwards] {
            for field in ["receipt_number", "events"] {
                case.as_object_mut().unwrap().remove(field);
            }
        }
        assert_eq!(forwards, backwards);
    })
    .await;
}

#[tokio::test]
async fn a_bad_line_is_told_and_kept_and_the_good_ones_around_it_are_applied() {
    for_each_db(|db| async move {
        let app = TestApp::new(db).await;
        let good = opening("e1", RECEIPT, 1).to_string();
        let late = event("e2", RECEIPT, "status_changed", 2, json!({ "title": "Case Was Approved" })).to_string();
        let long = format!("{{\"x\": \"{}\"}}", "x".repeat(70_000));
        let summary = feed_text(&app, &format!("not json\n{good}\n\n{long}\n{{\"event_id\": 5}}\n{late}")).await;
        assert_eq!((summary.accepted, summary.rejected_total), (2, 3));
        let places: Vec<(u64, &str)> = summary.rejected.iter().map(|r| (r.line, r.field.as_str())).collect();
        assert_eq!(places, [(1, "line"), (4, "line"), (5, "event_id")]);
        let Rejection { reason, .. } = &summary.rejected[2];
        assert_eq!(reason, "This must be a text.");
        assert_eq!(number(&app, "select count(*) from intake_rejections").await, 3);
        assert_eq!(read(&app, RECEIPT).await["version"], 2);
    })
    .await;
}

#[tokio::test]
async fn what_we_do_not_know_is_kept_with_the_event_and_secrets_are_not_in_it() {
    for_each_db(|db| async move {
        let app = TestApp::new(db).await;
        let mut opening = opening("e1", RECEIPT, 1);
        opening["tray"] = json!({ "colour": "blue" });
        feed(&app, &[opening]).await;
        let case = read(&app, RECEIPT).await;
        assert_eq!(case["events"][0]["tray"]["colour"], "blue");
        for secret in ["Nguyễn", "1990-01-02", "A012345678", "HOA-2026"] {
            assert!(!case.to_string().contains(secret), "{secret}");
        }
        assert_eq!(number(&app, "select count(*) from case_events where payload like '%1990%'").await, 0);
    })
    .await;
}

#[tokio::test]
async fn hostile_text_is_kept_as_text() {
    for_each_db(|db| async move {
        let app = TestApp::new(db).await;
        let words = "</textarea><script>alert(1)</script> \u{202e}desrever '; drop table cases; --";
        let mut opening = opening("e1", RECEIPT, 1);
        opening["title"] = json!(words);
        opening["applicant"]["family_name"] = json!("x".repeat(10_000));
        let summary = feed(&app, &[opening]).await;
        assert_eq!(summary.accepted, 1);
        assert_eq!(read(&app, RECEIPT).await["status"]["title"], words);
    })
    .await;
}

#[tokio::test]
async fn over_http_a_feed_is_an_array_or_lines_and_the_answer_counts_it() {
    for_each_db(|db| async move {
        let app = TestApp::new(db).await;
        let key = create_key(&app.ctx, "case system", "agency", &[Scope::Intake]).await.unwrap();
        let array = json!([opening("e1", RECEIPT, 1), { "event_id": "bad" }]).to_string();
        let answer = post(&app, &key, "application/json", array).await;
        assert_eq!(answer.status, StatusCode::MULTI_STATUS);
        let summary = answer.json();
        assert_eq!((&summary["accepted"], &summary["rejected"][0]["line"]), (&json!(1), &json!(2)));
        assert_eq!(summary["rejected"][0]["field"], "receipt_number");
        let lines = format!("{}\n{}\n", opening("e1", RECEIPT, 1), event("e2", RECEIPT, "case_closed", 2, json!({})));
        let answer = post(&app, &key, "application/x-ndjson; charset=utf-8", lines).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!((&answer.json()["accepted"], &answer.json()["duplicate"]), (&json!(1), &json!(1)));
    })
    .await;
}

#[tokio::test]
async fn over_http_a_request_that_cannot_be_taken_says_why_in_a_problem_document() {
    for_each_db(|db| async move {
        let app = TestApp::new(db).await;
        let intake = create_key(&app.ctx, "case system", "agency", &[Scope::Intake]).await.unwrap();
        let read = create_key(&app.ctx, "reader", "agency", &[Scope::Read]).await.unwrap();
        let ndjson = "application/x-ndjson";
        let good = opening("e1", RECEIPT, 1).to_string();
        for (status, key, content_type, body) in [
            (401, "", ndjson, good.as_str()),
            (401, "ptc_wrong", ndjson, &good),
            (403, &read, ndjson, &good),
            (415, &intake, "text/csv", &good),
            (415, &intake, "", &good),
            (400, &intake, "application/json", &good),
            (400, &intake, "application/json", ""),
        ] {
            let answer = post(&app, key, content_type, body.to_owned()).await;
            assert_eq!(answer.status.as_u16(), status, "{content_type} {}", answer.body);
            assert_eq!(answer.headers["content-type"], "application/problem+json");
            assert_eq!(answer.json()["status"], status);
        }
        let large = Request::post("/api/v1/case-events")
            .header("authorization", format!("Bearer {intake}"))
            .header("content-type", ndjson)
            .header("content-length", (65_u64 << 20).to_string());
        assert_eq!(app.browser().send(large.body(Body::empty()).unwrap()).await.status, StatusCode::PAYLOAD_TOO_LARGE);
        assert_eq!(number(&app, "select count(*) from case_events").await, 0);
    })
    .await;
}

#[tokio::test]
async fn an_array_that_breaks_off_keeps_what_came_before_and_says_so() {
    for_each_db(|db| async move {
        let app = TestApp::new(db).await;
        let key = create_key(&app.ctx, "case system", "agency", &[Scope::Intake]).await.unwrap();
        let answer = post(&app, &key, "application/json", format!("[{}, {{\"eve", opening("e1", RECEIPT, 1))).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
        assert_eq!(answer.json()["taken_before"]["accepted"], 1);
    })
    .await;
}

#[tokio::test]
async fn a_key_is_shown_once_kept_as_a_hash_and_opens_nothing_once_revoked() {
    for_each_db(|db| async move {
        let app = TestApp::new(db).await;
        let secret = create_key(&app.ctx, "case system", "agency", &[Scope::Intake, Scope::Read]).await.unwrap();
        assert!(secret.starts_with("ptc_"));
        assert_eq!(post(&app, &secret, "application/x-ndjson", "").await.status, StatusCode::OK);
        let listed = list_keys(&app.ctx).await.unwrap();
        assert_eq!((listed.len(), listed[0].last_used_at), (1, Some(app.ctx.now())));
        assert!(!format!("{listed:?}").contains(&secret));
        assert!(revoke_key(&app.ctx, listed[0].id).await.unwrap());
        assert!(!revoke_key(&app.ctx, listed[0].id).await.unwrap());
        assert_eq!(post(&app, &secret, "application/x-ndjson", "").await.status, StatusCode::UNAUTHORIZED);
    })
    .await;
}

#[tokio::test]
async fn wrong_keys_of_one_network_are_limited_and_right_ones_beside_them_are_not() {
    for_each_db(|db| async move {
        let app = TestApp::new(db).await;
        let key = create_key(&app.ctx, "case system", "agency", &[Scope::Intake]).await.unwrap();
        let wrong = format!("{key}x");
        for number in 0..20 {
            let key = if number % 2 == 0 { "nonsense" } else { &wrong };
            assert_eq!(post(&app, key, "application/json", "[]").await.status, StatusCode::UNAUTHORIZED, "{number}");
        }
        let refused = post(&app, &wrong, "application/json", "[]").await;
        assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(refused.headers["content-type"], "application/problem+json");
        assert_eq!(refused.headers["retry-after"], "600");
        assert_eq!(post(&app, &key, "application/json", "[]").await.status, StatusCode::OK);
        let without = Request::post("/api/v1/case-events").body(Body::empty()).unwrap();
        assert_eq!(app.browser().send(without).await.status, StatusCode::UNAUTHORIZED);
        app.ctx.clock.advance(10 * MINUTE);
        assert_eq!(post(&app, &wrong, "application/json", "[]").await.status, StatusCode::UNAUTHORIZED);
    })
    .await;
}

#[tokio::test]
async fn the_agency_reads_a_case_and_absent_ones_are_not_found() {
    for_each_db(|db| async move {
        let app = TestApp::new(db).await;
        feed(&app, &[opening("e1", RECEIPT, 1)]).await;
        let key = create_key(&app.ctx, "reader", "agency", &[Scope::Read]).await.unwrap();
        for (status, receipt) in [(200, "ioe-09-1234-5678"), (404, "IOE0900000000"), (422, "IOE09")] {
            let request =
                Request::get(format!("/api/v1/cases/{receipt}")).header("authorization", format!("Bearer {key}"));
            let answer = app.browser().send(request.body(Body::empty()).unwrap()).await;
            assert_eq!(answer.status.as_u16(), status, "{receipt}");
        }
    })
    .await;
}

#[tokio::test]
async fn two_feeds_at_once_lose_nothing() {
    for_each_db(|db| async move {
        let app = TestApp::new(db).await;
        let events = |half: u16| -> Vec<Value> {
            let mut events: Vec<Value> = (0..40)
                .map(|n| {
                    event(&format!("h{half}-{n}"), &format!("IOE09{:08}", n % 7), "other", 2, json!({ "title": "x" }))
                })
                .collect();
            events.extend((0..7).map(|n| opening(&format!("o{half}-{n}"), &format!("IOE09{n:08}"), 1)));
            events
        };
        let (left, right) = (events(1), events(2));
        let (left, right) = tokio::join!(feed(&app, &left), feed(&app, &right));
        assert_eq!(left.accepted + right.accepted, 94);
        assert_eq!(number(&app, "select count(*) from case_events where case_id is null").await, 0);
        assert_eq!(number(&app, "select cast(sum(version) as bigint) from cases").await, 94);
    })
    .await;
}
