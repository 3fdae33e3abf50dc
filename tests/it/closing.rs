//! Closing an account, and keeping it.

use crate::accounts::{Member, actor, attempt, count, home, member, prove, subjects, token, try_code};
use crate::addresses::{add, change};
use crate::fixtures::{feed, opening};
use crate::merging_tables::rows;
use crate::passkeys::browser_with;
use crate::support::{TestApp, TestDb, for_each_db, sqlite};
use portico::access::Actor;
use portico::accounts::closing::service;
use portico::accounts::personal::TABLES;
use portico::accounts::{Typed, addresses};
use portico::cases::model::{LinkForm, parse_link};
use portico::error::AppError;
use portico::jobs::run_due;
use portico::types::{DAY, HOUR, MINUTE};

async fn sign_in(app: &TestApp, me: &Member) -> Actor {
    let half = attempt(app, &me.email).await.unwrap();
    let session = try_code(app, &half, Typed::AuthenticatorCode, &me.code(app, 0)).await.unwrap();
    actor(app, &session).await.unwrap()
}

async fn last(app: &TestApp, to: &str) -> String {
    subjects(app, to).await.pop().unwrap()
}

#[tokio::test]
async fn an_account_is_closed_after_its_days_and_every_address_is_told_three_times() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let me = member(&app, "hoa@example.org").await;
        add(&app, &me, "other@example.org").await;
        // Mails of one moment have no order.
        app.ctx.clock.advance(MINUTE);
        service::ask(&app.ctx, &me.actor, true).await.unwrap();
        let told = async |subject: &str| {
            for to in ["hoa@example.org", "other@example.org"] {
                assert_eq!(last(&app, to).await, subject, "{to}");
            }
        };
        told("Your account is going to be closed").await;
        app.ctx.clock.advance(13 * DAY - 1);
        run_due(&app.ctx).await.unwrap();
        told("Your account is going to be closed").await;
        app.ctx.clock.advance(1);
        run_due(&app.ctx).await.unwrap();
        told("Your account is closed tomorrow").await;
        let before = subjects(&app, "hoa@example.org").await.len();
        service::remind(&app.ctx, me.actor.person).await.unwrap();
        assert_eq!(subjects(&app, "hoa@example.org").await.len(), before, "a job that runs twice tells once");
        app.ctx.clock.advance(DAY - 1);
        run_due(&app.ctx).await.unwrap();
        assert!(attempt(&app, "hoa@example.org").await.is_ok(), "one moment before the end it is all there");
        app.ctx.clock.advance(1);
        run_due(&app.ctx).await.unwrap();
        assert_eq!(count(&app, "select count(*) from people").await, 0);
        told("Your account is closed").await;
        // What was to be told of that sign-in finds nobody.
        app.ctx.clock.advance(5 * MINUTE);
        run_due(&app.ctx).await.unwrap();
        assert_eq!(count(&app, "select count(*) from jobs").await, 0);
        told("Your account is closed").await;
    })
    .await;
}

#[tokio::test]
async fn what_is_closed_leaves_ids_in_the_log_and_nothing_else_and_can_register_anew() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let me = member(&app, "hoa@example.org").await;
        let neighbour = member(&app, "minh@example.org").await;
        feed(&app, &[opening("e1", "IOE0912345678", 1)]).await;
        let form = LinkForm {
            receipt_number: "IOE0912345678".to_owned(),
            access_code: "HOA-2026".to_owned(),
            ..LinkForm::default()
        };
        portico::cases::service::link(&app.ctx, &me.actor, parse_link(&form).unwrap()).await.unwrap();
        change(&app, &me, "hoa@example.org", "new@example.org").await;
        addresses::service::ask_addition(&app.ctx, &home(), &me.actor, "third@example.org").await.unwrap();
        let link = token(&app, "third@example.org", "confirm-address").await;
        service::ask(&app.ctx, &me.actor, true).await.unwrap();
        app.ctx.clock.advance(14 * DAY);
        assert_eq!(count(&app, "select count(*) from outbox where sealed is not null").await, 1, "mail that waits");
        run_due(&app.ctx).await.unwrap();

        for (table, left) in [
            ("select count(*) from people", 1),
            ("select count(*) from person_emails", 1),
            ("select count(*) from passwords", 1),
            ("select count(*) from authenticators", 1),
            ("select count(*) from recovery_codes", 10),
            ("select count(*) from sessions", 1),
            ("select count(*) from case_links", 0),
            ("select count(*) from cases", 1),
            ("select count(*) from address_changes", 0),
            ("select count(*) from address_undos", 0),
            ("select count(*) from account_closings", 0),
            ("select count(*) from jobs", 0),
            ("select count(*) from outbox where sealed is not null", 1),
        ] {
            assert_eq!(count(&app, table).await, left, "{table}");
        }
        // What is sealed in the log, what was used up, the mail that tells of the end, and what closed the open pages.
        let kept = ["audit_log", "change_feed", "outbox", "used_access_codes"];
        for table in TABLES.iter().filter(|table| !kept.contains(&table.name)) {
            assert_eq!(rows(&app, table.name, me.actor.person).await, 0, "{}", table.name);
        }
        assert_eq!(actor(&app, &me.session).await, None);
        assert!(attempt(&app, "new@example.org").await.is_err(), "a closed account is none");
        assert!(attempt(&app, &neighbour.email).await.is_ok());
        let spent = addresses::service::confirm(&app.ctx, &home(), &link).await;
        assert!(matches!(spent, Err(AppError::Conflict { .. })), "{spent:?}");
        assert_eq!(last(&app, "new@example.org").await, "Your account is closed");
        assert_eq!(count(&app, "select count(*) from outbox where sealed is not null").await, 0);
        let rows = "select count(*) from audit_log where act = 'account_closed' and details = '{}' and agent = ''";
        assert_eq!(count(&app, rows).await, 1);
        let report = portico::audit::verify(&app.ctx.db, &app.ctx.keys).await.unwrap();
        assert!(report.findings.is_empty(), "the log is whole");
        let session = prove(&app, "new@example.org").await;
        assert_ne!(actor(&app, &session).await.unwrap().person, me.actor.person);
    })
    .await;
}

#[tokio::test]
async fn whoever_signs_in_meanwhile_keeps_the_account() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let me = member(&app, "hoa@example.org").await;
        service::ask(&app.ctx, &me.actor, true).await.unwrap();
        service::ask(&app.ctx, &me.actor, true).await.unwrap();
        app.ctx.clock.advance(14 * DAY - HOUR);
        let later = sign_in(&app, &me).await;
        assert!(service::page(&app.ctx, &later).await.unwrap().closes.is_some());
        service::keep(&app.ctx, &later).await.unwrap();
        assert_eq!(last(&app, "hoa@example.org").await, "Your account stays");
        assert_eq!(service::page(&app.ctx, &later).await.unwrap().closes, None);
        app.ctx.clock.advance(2 * HOUR);
        run_due(&app.ctx).await.unwrap();
        service::close(&app.ctx, me.actor.person).await.unwrap();
        assert!(attempt(&app, "hoa@example.org").await.is_ok(), "a job that still came would do nothing");
        let again = sign_in(&app, &me).await;
        service::ask(&app.ctx, &again, true).await.unwrap();
        let closes = service::page(&app.ctx, &again).await.unwrap().closes.unwrap();
        assert_eq!(closes.at, app.ctx.now() + 14 * DAY, "the days begin anew");
    })
    .await;
}

#[tokio::test]
async fn of_keeping_and_closing_at_the_same_moment_exactly_one_wins() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let (mut kept, mut closed) = (0, 0);
        for n in 0..6 {
            let me = member(&app, &format!("hoa{n}@example.org")).await;
            service::ask(&app.ctx, &me.actor, true).await.unwrap();
            app.ctx.clock.advance(14 * DAY);
            let now = sign_in(&app, &me).await;
            let person = me.actor.person;
            let all = if n % 2 == 0 {
                futures::join!(service::keep(&app.ctx, &now), service::close(&app.ctx, person))
            } else {
                let (close, keep) = futures::join!(service::close(&app.ctx, person), service::keep(&app.ctx, &now));
                (keep, close)
            };
            assert_eq!(all.1, Ok(()));
            let there = attempt(&app, &me.email).await.is_ok();
            match all.0 {
                Ok(()) => kept += i32::from(there),
                Err(error) => {
                    assert_eq!(error, AppError::Unauthenticated);
                    closed += i32::from(!there);
                }
            }
            let last = last(&app, &me.email).await;
            assert_eq!(last, if there { "Your account stays" } else { "Your account is closed" });
        }
        assert_eq!(kept + closed, 6);
    })
    .await;
}

#[tokio::test]
async fn an_account_that_waits_a_day_is_told_at_once_and_at_the_end() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::with(db, &[("closing_days", "1")]).await;
        let me = member(&app, "hoa@example.org").await;
        service::ask(&app.ctx, &me.actor, true).await.unwrap();
        run_due(&app.ctx).await.unwrap();
        assert_eq!(last(&app, "hoa@example.org").await, "Your account is going to be closed");
        app.ctx.clock.advance(DAY);
        run_due(&app.ctx).await.unwrap();
        assert_eq!(last(&app, "hoa@example.org").await, "Your account is closed");
    })
    .await;
}

#[tokio::test]
async fn closing_and_keeping_work_without_javascript_and_every_own_page_says_what_waits() {
    let app = TestApp::new(sqlite().await).await;
    let me = member(&app, "hoa@example.org").await;
    let mut browser = browser_with(&app, &me.session);
    let page = "/en/account/close";
    let shown = browser.get(page).await;
    assert!(shown.body.contains("What is deleted") && shown.body.contains("We wait 14 days."), "{}", shown.body);
    let shown = browser.submit(page, "/api/accounts/close", &[]).await;
    assert!(shown.body.contains("id=\"close-understood-error\""), "{}", shown.body);
    assert_eq!(count(&app, "select count(*) from account_closings").await, 0);
    let shown = browser.submit(page, "/api/accounts/close", &[("understood", "true")]).await;
    assert!(shown.body.contains("Your account is going to be closed"), "{}", shown.body);
    let banner = "Your account is going to be closed on Tuesday 24 March 2026.";
    for (path, shown) in
        [("/en/dashboard", true), ("/en/account", true), ("/en/account/security", true), ("/en/statuses", false)]
    {
        let body = browser.get(path).await.body;
        let (_, part) = body.split_once("aria-label=\"Closing of your account\"").unwrap();
        let (tag, rest) = part.split_once('>').unwrap();
        assert_eq!(!tag.contains("hidden"), shown, "{path}: {tag}");
        assert!(rest.contains(banner), "{path}: {rest}");
    }
    let shown = browser.submit("/en/dashboard", "/api/accounts/keep", &[]).await;
    assert!(shown.status == 200 && shown.body.contains("We wait 14 days."), "{}", shown.body);
    assert!(!browser.get("/en/dashboard").await.body.contains("Closing of your account"));
}
