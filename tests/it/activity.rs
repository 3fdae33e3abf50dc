//! What a person reads of the log.

use crate::accounts::{count, member, try_password, visitor};
use crate::fixtures::person;
use crate::passkeys::browser_with;
use crate::support::{TestApp, TestDb, for_each_db};
use axum::http::StatusCode;
use portico::audit::activity::part;
use portico::audit::{self, Act, Entry};
use portico::types::MINUTE;

#[tokio::test]
async fn the_page_tells_in_words_what_was_done_and_what_somebody_tried_and_only_of_its_reader() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let hoa = member(&app, "hoa@example.org").await;
        let minh = member(&app, "minh@example.org").await;
        let elsewhere = visitor("198.51.100.77");
        assert!(try_password(&app, &elsewhere, &hoa.email, "wrong wrong wrong").await.is_err());
        let mut browser = browser_with(&app, &hoa.session);
        let page = browser.get("/en/account/activity").await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.body.contains("Somebody tried to sign in with the password and failed."), "{}", page.body);
        assert!(page.body.contains("198.51.100.0/24") && !page.body.contains("198.51.100.77"));
        assert!(page.body.contains("An authenticator app was added."));
        assert!(page.body.contains("UTC+7"), "times are in the reader's zone");
        let page = browser.get("/es/account/activity?kind=security").await;
        assert!(page.body.contains("Se agregó una aplicación de autenticación."));
        assert!(!page.body.contains("Alguien intentó"), "another kind");
        let page = browser_with(&app, &minh.session).get("/en/account/activity").await;
        assert!(!page.body.contains("Somebody tried"), "somebody else's");
        let stranger = app.browser().get("/en/account/activity").await;
        assert_eq!(stranger.status, StatusCode::SEE_OTHER);
        assert!(stranger.location().starts_with("/en/sign-in"));
        assert!(browser.get("/en/account").await.body.contains("/en/account/activity"));
    })
    .await;
}

#[tokio::test]
async fn a_long_activity_comes_in_parts_the_newest_first_and_no_row_twice() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let hoa = person(&app, "Hoa", "hoa@example.org").await;
        let entries = (0..120).map(|_| Entry::of(Act::ProfileChanged, &hoa));
        audit::commit(app.ctx.db.begin().await.unwrap(), &app.ctx, entries).await.unwrap();
        audit::read(&app.ctx, &hoa, Act::ProfileRead, &[]).await.unwrap();
        let mut before = String::new();
        let mut seen = Vec::new();
        loop {
            let part = part(&app.ctx, &hoa, "", &before).await.unwrap();
            assert!(part.rows.len() <= 50);
            seen.extend(part.rows.iter().map(|row| row.number));
            match part.older {
                Some(older) => before = older.to_string(),
                None => break,
            }
        }
        let expected: Vec<i64> = (1..=120).rev().collect();
        assert_eq!(seen, expected);
        assert_eq!(part(&app.ctx, &hoa, "view", "").await.unwrap().rows.len(), 1);
        assert!(part(&app.ctx, &hoa, "", "yesterday").await.is_err());
        assert_eq!(part(&app.ctx, &hoa, "nothing of ours", "").await.unwrap().rows.len(), 50);
    })
    .await;
}

#[tokio::test]
async fn the_activity_is_downloaded_as_a_table_and_as_json_by_its_owner_alone() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let hoa = member(&app, "hoa@example.org").await;
        let mut browser = browser_with(&app, &hoa.session);
        browser.get("/es/account/activity").await;
        let table = browser.get("/account/activity.csv").await;
        assert_eq!(table.status, StatusCode::OK);
        assert_eq!(table.headers["content-type"], "text/csv; charset=utf-8");
        assert_eq!(table.headers["content-disposition"], "attachment; filename=\"portico-activity.csv\"");
        assert_eq!(table.headers["cache-control"], "no-store");
        assert!(table.body.contains("\"Usted descargó su actividad.\""), "{}", table.body);
        assert!(table.body.lines().all(|line| line.trim_start_matches('\u{feff}').starts_with('"')), "{}", table.body);
        let list = browser.get("/account/activity.json").await.json();
        let rows = list["activity"].as_array().unwrap();
        assert_eq!(rows[0]["act"], "activity_exported");
        assert!(rows.iter().any(|row| row["act"] == "registered"));
        for path in ["/account/activity.csv", "/account/activity.json"] {
            let refused = app.browser().get(path).await;
            assert_eq!(refused.status, StatusCode::UNAUTHORIZED, "{}", refused.body);
            assert!(!refused.headers.contains_key("content-disposition"));
        }
    })
    .await;
}

#[tokio::test]
async fn long_after_a_proof_the_activity_is_shown_and_not_downloaded() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let hoa = member(&app, "hoa@example.org").await;
        let mut browser = browser_with(&app, &hoa.session);
        assert!(browser.get("/en/account/activity").await.body.contains("/account/activity.csv"));
        app.ctx.clock.advance(14 * MINUTE);
        browser.get("/en/account/activity").await;
        app.ctx.clock.advance(MINUTE);
        let page = browser.get("/en/account/activity").await.body;
        assert!(!page.contains("/account/activity.csv"), "{page}");
        assert!(page.contains("/en/account/prove?next="), "{page}");
        for path in ["/account/activity.csv", "/account/activity.json"] {
            let refused = browser.get(path).await;
            assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.body);
            assert!(!refused.headers.contains_key("content-disposition"));
            assert!(refused.body.contains("href=\"/en/account/prove\""), "{}", refused.body);
        }
        let exported = "select count(*) from audit_log where act = 'activity_exported'";
        assert_eq!(count(&app, exported).await, 0);
    })
    .await;
}
