//! Recovery codes: as a file, how many are left, and twenty uses at once.

use crate::accounts::{attempt, member, try_code};
use crate::passkeys::browser_with;
use crate::support::{TestApp, TestDb, for_each_db};
use futures::future::join_all;
use portico::accounts::{Typed, service};
use portico::types::MINUTE;

const FILE: &str = "/account/recovery-codes.txt";

#[tokio::test]
async fn fresh_codes_are_a_file_for_the_session_that_made_them_and_only_while_they_are_shown() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let me = member(&app, "hoa@example.org").await;
        let mut browser = browser_with(&app, &me.session);
        let page = browser.get("/en/account/security").await;
        assert!(page.body.contains(&format!("href=\"{FILE}\"")), "{}", page.body);
        let file = browser.get(FILE).await;
        assert_eq!(file.status, 200);
        assert_eq!(file.headers["content-type"], "text/plain; charset=utf-8");
        assert_eq!(file.headers["content-disposition"], "attachment; filename=\"portico-recovery-codes.txt\"");
        assert_eq!(file.headers["cache-control"], "no-store");
        assert!(file.body.starts_with("Portico: Recovery codes\r\nMade on Tuesday 10 March 2026"), "{}", file.body);
        assert!(me.codes.iter().all(|code| file.body.contains(code)), "{}", file.body);

        assert_eq!(app.browser().get(FILE).await.status, 401);
        app.ctx.clock.advance(MINUTE);
        let waiting = attempt(&app, &me.email).await.unwrap();
        let other = try_code(&app, &waiting, Typed::AuthenticatorCode, &me.code(&app, 0)).await.unwrap();
        assert_eq!(browser_with(&app, &other).get(FILE).await.status, 404, "another browser of the same person");

        browser.call("/api/accounts/keep-recovery-codes", &[]).await;
        assert_eq!(browser.get(FILE).await.status, 404, "they are kept");
    })
    .await;
}

#[tokio::test]
async fn fresh_codes_are_no_file_for_a_session_whose_proof_has_grown_old() {
    let app = TestApp::new(crate::support::sqlite().await).await;
    let me = member(&app, "hoa@example.org").await;
    let mut browser = browser_with(&app, &me.session);
    for _ in 0..2 {
        app.ctx.clock.advance(8 * MINUTE);
        assert_eq!(browser.get("/en/account").await.status, 200);
    }
    let file = browser.get(FILE).await;
    assert_eq!(file.status, 403);
    assert!(!me.codes.iter().any(|code| file.body.contains(code)));
}

#[tokio::test]
async fn how_many_are_left_is_said_exactly_and_few_are_warned_of() {
    let app = TestApp::new(crate::support::sqlite().await).await;
    let me = member(&app, "hoa@example.org").await;
    let mut browser = browser_with(&app, &me.session);
    for (used, code) in me.codes.iter().enumerate() {
        let waiting = attempt(&app, &me.email).await.unwrap();
        assert!(try_code(&app, &waiting, Typed::RecoveryCode, code).await.is_ok());
        let page = browser.get("/en/account/security").await.body;
        let said = match 9 - used {
            0 => "You have no recovery codes left.".to_owned(),
            1 => "You have 1 recovery code left.".to_owned(),
            left => format!("You have {left} recovery codes left."),
        };
        assert!(page.contains(&said), "{said}: {page}");
        assert_eq!(page.contains("Make new recovery codes soon"), 9 - used <= 3, "{said}");
    }
}

#[tokio::test]
async fn of_twenty_uses_of_one_recovery_code_at_once_one_counts() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let me = member(&app, "hoa@example.org").await;
        let mut waiting = Vec::new();
        for _ in 0..20 {
            waiting.push(attempt(&app, &me.email).await.unwrap());
        }
        let tries = waiting.iter().map(|waiting| try_code(&app, waiting, Typed::RecoveryCode, &me.codes[0]));
        let outcomes = join_all(tries).await;
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
        assert_eq!(service::overview(&app.ctx, &me.actor).await.unwrap().recovery_codes_left, 9);
    })
    .await;
}
