//! Feeds as no case system should write them, and events that are well-formed and extreme.

use crate::accounts::member;
use crate::fixtures::{event, feed, feed_text, number, opening};
use crate::hostile::{anew, judge};
use crate::support::{TestApp, for_each_db};
use axum::body::{Body, Bytes};
use axum::http::{Request, StatusCode};
use futures::stream;
use portico::cases::model::{LinkForm, parse_link};
use portico::cases::service;
use portico::integration::{Format, Intake, Scope, Summary, create_key};
use serde_json::{Value, json};
use std::convert::Infallible;

const RECEIPT: &str = "IOE0912345678";

async fn taken_in(app: &TestApp, format: Format, bytes: &[u8]) -> (Summary, bool) {
    let mut intake = Intake::new(&app.ctx, "agency", format);
    let whole = intake.push(bytes).await.unwrap().is_ok();
    let (summary, end) = intake.finish().await.unwrap();
    (summary, whole && end.is_ok())
}

fn reasons(summary: &Summary) -> Vec<(String, String)> {
    summary.rejected.iter().map(|refused| (refused.field.clone(), refused.reason.clone())).collect()
}

#[tokio::test]
async fn a_byte_order_mark_and_windows_line_ends_are_no_part_of_a_feed() {
    for_each_db(async |db| {
        let app = TestApp::new(db).await;
        let status = |id: &str| event(id, RECEIPT, "status_changed", 2, json!({ "title": "Case Was Approved" }));
        let lines = format!("\u{feff}{}\r\n\r\n{}\r\n", opening("e1", RECEIPT, 1), status("e2"));
        let (summary, whole) = taken_in(&app, Format::Lines, lines.as_bytes()).await;
        assert_eq!((summary.accepted, summary.rejected_total, whole), (2, 0, true));
        let array = format!("\u{feff}[\r\n{},\r\n{}]\r\n", status("e3"), status("e4"));
        let (summary, whole) = taken_in(&app, Format::Array, array.as_bytes()).await;
        assert_eq!((summary.accepted, summary.rejected_total, whole), (2, 0, true));
        // Only as the first thing; half of one is nothing.
        for odd in ["\u{feff}\u{feff}[]", " \u{feff}[]"] {
            assert!(!taken_in(&app, Format::Array, odd.as_bytes()).await.1, "{odd:?}");
        }
        assert!(!taken_in(&app, Format::Array, b"\xef\xbb[]").await.1);
    })
    .await;
}

#[tokio::test]
async fn a_feed_in_another_encoding_is_told_and_nothing_of_it_is_taken_for_text() {
    for_each_db(async |db| {
        let app = TestApp::new(db).await;
        let text = format!("{}\n{}\n", opening("e1", RECEIPT, 1), opening("e2", "IOE0900000001", 1));
        let wide: Vec<u16> = std::iter::once(0xfeff).chain(text.encode_utf16()).collect();
        let little: Vec<u8> = wide.iter().flat_map(|unit| unit.to_le_bytes()).collect();
        let big: Vec<u8> = wide.iter().flat_map(|unit| unit.to_be_bytes()).collect();
        let latin: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c) & 0xff).unwrap()).collect();
        for bytes in [&little, &big, &latin] {
            let (summary, _) = taken_in(&app, Format::Lines, bytes).await;
            assert!(summary.accepted == 0 && summary.rejected_total >= 2, "{summary:?}");
            assert!(reasons(&summary).iter().all(|(field, _)| field == "line"), "{summary:?}");
        }
        assert!(!taken_in(&app, Format::Array, &little).await.1);
        assert_eq!(number(&app, "select count(*) from case_events").await, 0);
    })
    .await;
}

#[tokio::test]
async fn values_of_the_wrong_kind_names_that_stand_twice_and_control_characters_are_refused_by_field() {
    for_each_db(async |db| {
        let app = TestApp::new(db).await;
        feed(&app, &[opening("e1", RECEIPT, 1)]).await;
        let before = number(&app, "select count(*) from case_events").await;
        let with = |more: Value| event("odd", RECEIPT, "fee_due", 2, more).to_string();
        let twice = with(json!({})).replacen('{', "{\"receipt_number\":\"IOE0900000001\",", 1);
        let inside = with(json!({ "tray": { "a": 1 } })).replace("{\"a\":1}", "{\"a\":1,\"a\":2}");
        let deep = with(json!({ "tray": 0 }))
            .replace("\"tray\":0", &format!("\"tray\":{}1{}", "[".repeat(200), "]".repeat(200)));
        let huge =
            with(json!({ "amount": { "minor": 0, "currency": "USD" } })).replace("\"minor\":0", "\"minor\":1e400");
        for (field, line) in [
            ("event_id", with(json!({ "event_id": 7 }))),
            ("event_id", with(json!({ "event_id": "a\u{0}b" }))),
            ("receipt_number", with(json!({ "receipt_number": 912_345_678 }))),
            ("occurred_at", with(json!({ "occurred_at": 1_773_061_500 }))),
            ("occurred_at", with(json!({ "occurred_at": "1773061500" }))),
            ("occurred_at", with(json!({ "occurred_at": "99999-01-01T00:00:00Z" }))),
            ("amount.minor", with(json!({ "amount": { "minor": "47000", "currency": "USD" } }))),
            ("amount.minor", with(json!({ "amount": { "minor": 9.5e30, "currency": "USD" } }))),
            ("notice.pages", with(json!({ "notice": { "kind": "I-797C", "pages": "2" } }))),
            ("confidential", with(json!({ "confidential": "true" }))),
            ("confidential", with(json!({ "confidential": 1 }))),
            ("due_on", with(json!({ "due_on": 20_260_401 }))),
            ("title", with(json!({ "title": "a\u{0}b" }))),
            ("title", with(json!({ "title": 5 }))),
            ("text.en", with(json!({ "text": { "en": true } }))),
            ("line", format!("{}\0", with(json!({})))),
            ("line", with(json!({})).replace("odd", "o\0d")),
            ("line", twice),
            ("line", inside),
            ("line", deep),
            ("line", huge),
            ("line", "[".repeat(60_000)),
            ("line", "\"odd\"".to_owned()),
        ] {
            let summary = feed_text(&app, &line).await;
            let found = reasons(&summary);
            let line: String = line.chars().take(200).collect();
            assert_eq!((summary.accepted, found.len()), (0, 1), "{line}");
            assert_eq!(found[0].0, field, "{line}: {found:?}");
            assert!(found[0].1.ends_with('.') && found[0].1.len() < 300, "{found:?}");
        }
        assert_eq!(number(&app, "select count(*) from case_events").await, before);
        assert_eq!(number(&app, "select count(*) from intake_rejections").await, 23);
    })
    .await;
}

#[tokio::test]
async fn an_endless_body_is_cut_off_and_says_what_was_taken_before() {
    for_each_db(async |db| {
        let app = TestApp::new(db).await;
        let key = create_key(&app.ctx, "case system", "agency", &[Scope::Intake]).await.unwrap();
        let first = Bytes::from(format!("{}\n", opening("e1", RECEIPT, 1)));
        let endless = stream::iter(std::iter::once(first).chain(std::iter::repeat(Bytes::from(vec![b'x'; 1 << 20]))));
        let request = Request::post("/api/v1/case-events")
            .header("authorization", format!("Bearer {key}"))
            .header("content-type", "application/x-ndjson");
        let body = Body::from_stream(futures::StreamExt::map(endless, Ok::<_, Infallible>));
        let answer = app.browser().send(request.body(body).unwrap()).await;
        assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE, "{}", answer.body);
        assert_eq!(answer.json()["status"], 413);
        judge(&answer, "an endless body");
    })
    .await;
}

#[tokio::test]
async fn what_is_extreme_and_well_formed_is_shown() {
    for_each_db(async |db| {
        let app = TestApp::new(db).await;
        let mut first = opening("e1", RECEIPT, 1);
        first["occurred_at"] = json!("1900-01-01T00:00:00Z");
        first["tray"] = json!({ "nul": "a\u{0}b", "deep": serde_json::from_str::<Value>(&format!("{}1{}", "[".repeat(100), "]".repeat(100))).unwrap() });
        let long = "ệ".repeat(10_000);
        let events = [
            first,
            event("e2", RECEIPT, "fee_due", 2, json!({ "amount": { "minor": i64::MAX, "currency": "XXX" }, "due_on": "9999-12-31" })),
            event("e3", RECEIPT, "fee_due", 3, json!({ "amount": { "minor": 0, "currency": "USD" }, "due_on": "0001-01-01" })),
            event("e4", RECEIPT, "notice_issued", 3, json!({ "notice": { "kind": "\u{202e}I-797C", "number": "x".repeat(64), "pages": 10_000 } })),
            event("e5", RECEIPT, "appointment_scheduled", 4, json!({ "appointment": { "kind": "interview", "starts_at": "9999-12-30T23:59:59+14:00", "place": "x".repeat(1_000) } })),
            event("e6", RECEIPT, "status_changed", 5, json!({ "title": { "ar": "\u{202e}تم", "zz-Zzzz-x-y": long }, "text": long, "occurred_at": "9999-12-30T00:00:00Z" })),
        ];
        let summary = feed(&app, &events).await;
        assert_eq!((summary.accepted, summary.rejected_total), (6, 0), "{summary:?}");
        let hoa = member(&app, "hoa@example.org").await;
        let form = LinkForm { receipt_number: RECEIPT.into(), access_code: "HOA-2026".into(), ..LinkForm::default() };
        service::link(&app.ctx, &hoa.actor, parse_link(&form).unwrap()).await.unwrap();
        let mut browser = anew(&app, hoa.actor.person).await;
        for locale in ["en", "es"] {
            for page in ["dashboard", "cases", "cases/IOE0912345678", "cases/IOE0912345678/history"] {
                let answer = browser.get(&format!("/{locale}/{page}")).await;
                judge(&answer, page);
                assert_eq!(answer.status, StatusCode::OK, "{page}: {:.500}", answer.body);
            }
        }
    })
    .await;
}
