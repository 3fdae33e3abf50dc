//! Pages about cases as the server writes them, and their forms without JavaScript.

use crate::accounts::{Member, member};
use crate::fixtures::{event, feed, opening};
use crate::support::{Browser, TestApp, sqlite};
use axum::http::StatusCode;
use portico::cases::model::{LinkForm, parse_link};
use portico::cases::service;
use serde_json::json;

const RECEIPT: &str = "IOE0912345678";

async fn signed_in<'a>(app: &'a TestApp, member: &Member) -> Browser<'a> {
    let mut browser = app.browser();
    browser.cookies.insert("portico_session".to_owned(), member.session.clone());
    browser
}

async fn link(app: &TestApp, member: &Member) {
    let form = LinkForm { receipt_number: RECEIPT.into(), access_code: "HOA-2026".into(), ..LinkForm::default() };
    service::link(&app.ctx, &member.actor, parse_link(&form).unwrap()).await.unwrap();
}

fn has(body: &str, words: &[&str]) {
    for word in words {
        assert!(body.contains(word), "{word} is not in {body}");
    }
    assert!(body.contains("</html>"), "the page breaks off: {}", &body[body.len().saturating_sub(200)..]);
}

#[tokio::test]
async fn the_pages_of_a_case_are_whole_in_both_languages() {
    let app = TestApp::new(sqlite().await).await;
    feed(
        &app,
        &[
            opening("e1", RECEIPT, 1),
            event(
                "e2",
                RECEIPT,
                "evidence_requested",
                5,
                json!({ "title": { "en": "Request for Additional Evidence Was Sent" }, "due_on": "2026-04-14" }),
            ),
            event(
                "e3",
                RECEIPT,
                "notice_issued",
                6,
                json!({ "notice": { "kind": "I-797C", "number": "N1", "pages": 2 } }),
            ),
            event(
                "e4",
                RECEIPT,
                "appointment_scheduled",
                6,
                json!({ "appointment": { "kind": "biometrics", "starts_at": "2026-04-01T09:00:00-07:00" } }),
            ),
            event("e5", RECEIPT, "fee_due", 6, json!({ "amount": { "minor": 10200, "currency": "USD" } })),
        ],
    )
    .await;
    let hoa = member(&app, "hoa@example.com").await;
    let mut browser = signed_in(&app, &hoa).await;
    has(&browser.get("/en/dashboard").await.body, &["You have no cases here yet", "/en/cases/link"]);
    link(&app, &hoa).await;
    let dashboard = browser.get("/en/dashboard").await.body;
    has(
        &dashboard,
        &[
            "What you need to do",
            "What changed",
            "Tuesday 14 April 2026",
            "35 days left",
            "Send evidence for Green card (I-485)",
            "Day 38",
            "$102.00",
        ],
    );
    has(
        &browser.get("/es/dashboard").await.body,
        &["Lo que usted debe hacer", "quedan 35 días", "Residencia permanente"],
    );
    has(&browser.get("/en/cases").await.body, &["Open cases", RECEIPT]);
    let case = browser.get("/en/cases/ioe-09-1234-5678").await.body;
    has(
        &case,
        &[
            "What this means",
            "What it does not mean",
            "On record: 1 February 2026",
            "Still ahead",
            "History",
            "Agency time",
            "People who can see this case here",
        ],
    );
    has(
        &browser.get(&format!("/es/cases/{RECEIPT}")).await.body,
        &["Qué significa", "Historial", "Hora de la agencia"],
    );
    has(&browser.get(&format!("/en/cases/{RECEIPT}/history")).await.body, &["5 events on record", "Your time"]);
    has(&browser.get("/en/statuses").await.body, &["Case Was Received", "It does not mean:"]);
    has(&app.browser().get("/es/statuses").await.body, &["Caso recibido"]);
}

#[tokio::test]
async fn a_case_of_somebody_else_and_one_that_is_not_there_are_the_same_page() {
    let app = TestApp::new(sqlite().await).await;
    feed(&app, &[opening("e1", RECEIPT, 1)]).await;
    let eve = member(&app, "eve@example.com").await;
    let mut browser = signed_in(&app, &eve).await;
    for path in [format!("/en/cases/{RECEIPT}"), "/en/cases/IOE0900000000".to_owned(), "/en/cases/nonsense".to_owned()]
    {
        let page = browser.get(&path).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        assert!(!page.body.contains("Case Was Received"));
    }
}

#[tokio::test]
async fn hostile_words_are_shown_as_words() {
    let app = TestApp::new(sqlite().await).await;
    let hostile = "</textarea></title><script>alert(1)</script>\u{202e}evil";
    let mut opening = opening("e1", RECEIPT, 1);
    opening["title"] = json!(hostile);
    opening["text"] = json!({ "en": hostile });
    opening["code"] = json!("<b>");
    opening["office"] = json!(hostile);
    feed(&app, &[opening]).await;
    let hoa = member(&app, "hoa@example.com").await;
    link(&app, &hoa).await;
    let mut browser = signed_in(&app, &hoa).await;
    for path in ["/en/dashboard", "/en/cases", &format!("/en/cases/{RECEIPT}"), &format!("/en/cases/{RECEIPT}/history")]
    {
        let page = browser.get(path).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(!page.body.contains("<script>alert"), "{path}");
        assert!(page.body.contains("&lt;script&gt;alert(1)"), "{path}");
    }
    has(&browser.get(&format!("/en/cases/{RECEIPT}")).await.body, &["There is no published meaning for this status"]);
}

#[tokio::test]
async fn linking_works_without_javascript_and_keeps_what_was_typed_but_the_code() {
    let app = TestApp::new(sqlite().await).await;
    feed(&app, &[opening("e1", RECEIPT, 1)]).await;
    let hoa = member(&app, "hoa@example.com").await;
    let mut browser = signed_in(&app, &hoa).await;
    let page = "/en/cases/link";
    let fields = |receipt: &'static str, code: &'static str| [("receipt_number", receipt), ("access_code", code)];
    let short = browser.submit(page, "/api/cases/link", &fields("IOE12", "SECRET-CODE")).await.body;
    has(&short, &["You typed 5 characters", "IOE12", "error-summary"]);
    assert!(!short.contains("SECRET-CODE"));
    let wrong = browser.submit(page, "/api/cases/link", &fields(RECEIPT, "SECRET-CODE")).await.body;
    has(&wrong, &["We could not match", RECEIPT]);
    let right = browser.submit(page, "/api/cases/link", &fields(RECEIPT, "HOA-2026")).await.body;
    has(&right, &["What this means", RECEIPT]);
}

#[tokio::test]
async fn a_receipt_is_looked_up_without_an_account_or_javascript() {
    let app = TestApp::new(sqlite().await).await;
    feed(&app, &[opening("e1", RECEIPT, 1)]).await;
    let mut browser = app.browser();
    let found = browser.submit("/en/look-up", "/api/cases/look-up", &[("receipt_number", "ioe 0912345678")]).await.body;
    has(&found, &["Look up a receipt", "The agency has received this case"]);
    assert!(!found.contains("Case Was Received") && !found.contains("I-485"));
    let absent = browser.submit("/es/look-up", "/api/cases/look-up", &[("receipt_number", "IOE0900000000")]).await.body;
    has(&absent, &["No tenemos nada que mostrar"]);
}
