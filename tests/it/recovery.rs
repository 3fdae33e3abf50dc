//! Recovery by mailbox: asking, the waiting time, stopping, the facts, and what stands in nobody's way.

use crate::accounts::{
    Member, PASSWORD, actor, attempt, conflict as accounts_conflict, count, home, member, prove, subjects, token,
    try_code, visitor,
};
use crate::fixtures::{event, feed};
use crate::support::{TestApp, TestDb, for_each_db, sqlite};
use axum::http::StatusCode;
use portico::access::Standing;
use portico::accounts::recovery::model::{Running, Wanted, Way};
use portico::accounts::recovery::{self, FactFields};
use portico::accounts::{Typed, service};
use portico::cases::model::{LinkForm, parse_link};
use portico::cases::service::link;
use portico::error::{AppError, AppResult};
use portico::i18n::Locale;
use portico::jobs::run_due;
use portico::on_db;
use portico::types::{DAY, HOUR, MINUTE, SECOND};
use serde_json::json;

pub const HOA: &str = "hoa@example.org";
pub const RECEIPT: &str = "IOE0912345678";

pub fn conflict(key: &str) -> AppError {
    AppError::Conflict { key: format!("recovery.errors.{key}") }
}

/// Somebody with an account and a linked case that knows them by the same name and date of birth.
pub async fn linked_member(app: &TestApp, email: &str) -> Member {
    let hoa = member(app, email).await;
    let more = json!({
        "form": "I-485", "title": { "en": "Case Was Received" },
        "applicant": {
            "family_name": "Nguyễn", "given_name": "Hoa", "date_of_birth": "1986-04-28", "a_number": "A012345678",
            "online_access_code": "HOA-2026",
        },
    });
    feed(app, &[event("e1", RECEIPT, "case_opened", 1, more)]).await;
    let form = LinkForm { receipt_number: RECEIPT.into(), access_code: "HOA-2026".into(), ..LinkForm::default() };
    link(&app.ctx, &hoa.actor, parse_link(&form).unwrap()).await.unwrap();
    hoa
}

/// The right facts of the case.
pub fn facts() -> FactFields {
    let case = LinkForm {
        receipt_number: RECEIPT.into(),
        birth_year: "1986".into(),
        birth_month: "4".into(),
        birth_day: "28".into(),
        a_number: "A012345678".into(),
        ..LinkForm::default()
    };
    FactFields { case, ..FactFields::default() }
}

/// Asks and presses the mailed link's button; answers the token that stops it.
pub async fn claim(app: &TestApp, email: &str) -> String {
    recovery::ask(&app.ctx, &home(), email).await.unwrap();
    let start = token(app, email, "recover/start").await;
    // Mails of one moment have no order.
    app.ctx.clock.advance(SECOND);
    assert!(!recovery::open(&app.ctx, &home(), &start).await.unwrap().already);
    app.ctx.clock.advance(SECOND);
    token(app, email, "recover/stop").await
}

/// Waits the hours out; answers the token to go on with.
pub async fn wait(app: &TestApp, email: &str) -> String {
    app.ctx.clock.advance(24 * HOUR);
    run_due(&app.ctx).await.unwrap();
    app.ctx.clock.advance(SECOND);
    token(app, email, "recover/go-on").await
}

pub async fn go_on(app: &TestApp, token: &str, facts: FactFields) -> AppResult<String> {
    recovery::prove(&app.ctx, &home(), token, facts).await
}

pub async fn execute(app: &TestApp, sql: &'static str) {
    let mut tx = app.ctx.db.begin().await.unwrap();
    let conn = tx.conn();
    on_db!(conn => sqlx::query(sql).execute(conn).await.map(|_| ())).unwrap();
    tx.commit().await.unwrap();
}

/// A second proved address.
pub async fn add_address(app: &TestApp, member: &Member, address: &str) {
    let mut tx = app.ctx.db.begin().await.unwrap();
    let conn = tx.conn();
    let sql =
        "insert into person_emails (address, written, person_id, is_primary, verified_at) values ($1, $1, $2, $3, $4)";
    on_db!(conn => sqlx::query(sql).bind(address).bind(member.actor.person).bind(false).bind(1_i64)
        .execute(conn).await.map(|_| ()))
    .unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_claim_waits_is_proved_by_facts_and_begins_the_set_up_of_a_new_way_to_sign_in() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let hoa = linked_member(&app, HOA).await;
        add_address(&app, &hoa, "other@example.org").await;
        let half = attempt(&app, HOA).await.unwrap();
        claim(&app, HOA).await;
        for address in [HOA, "other@example.org"] {
            assert_eq!(subjects(&app, address).await.last().unwrap(), "Somebody is recovering your account");
        }
        app.ctx.clock.advance(24 * HOUR - MINUTE);
        run_due(&app.ctx).await.unwrap();
        assert_eq!(count(&app, "select count(*) from outbox where kind = 'recovery_ready'").await, 0);
        app.ctx.clock.advance(MINUTE);
        run_due(&app.ctx).await.unwrap();
        run_due(&app.ctx).await.unwrap();
        assert_eq!(count(&app, "select count(*) from outbox where kind = 'recovery_ready'").await, 1);
        assert!(!subjects(&app, "other@example.org").await.contains(&"You can go on now".to_owned()));
        app.ctx.clock.advance(SECOND);

        let token = token(&app, HOA, "recover/go-on").await;
        let asked = recovery::going_on(&app.ctx, Locale::default(), &token).await.unwrap();
        assert_eq!((asked.wanted, asked.tries), (Wanted::Case, 5));
        let session = go_on(&app, &token, facts()).await.unwrap();
        let setting_up = actor(&app, &session).await.unwrap();
        assert_eq!((setting_up.person, setting_up.standing), (hoa.actor.person, Standing::SettingUp));
        assert_eq!(actor(&app, &hoa.session).await, None, "every session of before has ended");
        for table in ["passkeys", "passwords", "authenticators", "recovery_codes", "sign_in_attempts"] {
            let sql = format!("select count(*) from {table}");
            assert_eq!(count(&app, Box::leak(sql.into_boxed_str())).await, 0, "{table}");
        }
        assert!(try_code(&app, &half, Typed::AuthenticatorCode, &hoa.code(&app, 0)).await.is_err());
        assert!(attempt(&app, HOA).await.is_err());
        for address in [HOA, "other@example.org"] {
            assert_eq!(subjects(&app, address).await.last().unwrap(), "Your account was recovered");
        }
        assert_eq!(go_on(&app, &token, facts()).await, Err(conflict("over")), "once");

        // The new way to sign in completes the account, whose case is still linked.
        assert_eq!(service::set_password(&app.ctx, &setting_up, PASSWORD).await, Ok(None));
        assert_eq!(count(&app, "select count(*) from case_links").await, 1);
        assert_eq!(count(&app, "select count(*) from people").await, 1);
        let acts = "
            select count(distinct act) from audit_log
            where person_id is not null
              and act in ('recovery_asked', 'recovery_opened', 'recovery_ready', 'recovered')";
        assert_eq!(count(&app, acts).await, 4);
    })
    .await;
}

#[tokio::test]
async fn an_account_that_was_recovered_is_not_forgotten_and_its_mailbox_alone_opens_it_as_little_as_before() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        linked_member(&app, HOA).await;
        claim(&app, HOA).await;
        let go = wait(&app, HOA).await;
        let setting_up = go_on(&app, &go, facts()).await.unwrap();
        let proofs = async || count(&app, "select count(*) from outbox where kind = 'verify_email'").await;
        let before = proofs().await;
        let told = async |subject: &str| subjects(&app, HOA).await.iter().filter(|told| *told == subject).count();
        service::request(&app.ctx, &home(), HOA).await.unwrap();
        assert_eq!(told("You already have an account").await, 1, "whoever registers is told, as with any account");
        let asked = told("Recover your account").await;
        service::request_reset(&app.ctx, &home(), HOA).await.unwrap();
        assert_eq!(told("Recover your account").await, asked + 1, "a password alone would open it");
        assert_eq!(proofs().await, before, "no link goes on with it");
        assert!(actor(&app, &setting_up).await.is_some(), "whoever proved the facts is not put out");

        app.ctx.clock.advance(40 * DAY);
        portico::accounts::prune(&app.ctx).await.unwrap();
        assert_eq!(count(&app, "select count(*) from people").await, 1);
        assert_eq!(count(&app, "select count(*) from recovery_claims").await, 0, "what ended long ago is forgotten");
        claim(&app, HOA).await;
        let go = wait(&app, HOA).await;
        let again = go_on(&app, &go, facts()).await.unwrap();
        assert_eq!(actor(&app, &again).await.unwrap().standing, Standing::SettingUp, "waiting and the facts do");
    })
    .await;
}

#[tokio::test]
async fn asking_is_answered_alike_and_writes_as_many_rows_for_an_address_without_an_account() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        member(&app, HOA).await;
        let rows = async || {
            let audit = count(&app, "select count(*) from audit_log").await;
            let mails = count(&app, "select count(*) from outbox").await;
            (audit, mails, count(&app, "select count(*) from recovery_links").await)
        };
        let mut browser = app.browser();
        let before = rows().await;
        let known = browser.call("/api/recovery/ask", &[("email", HOA)]).await;
        let between = rows().await;
        let unknown = browser.call("/api/recovery/ask", &[("email", "nobody@example.org")]).await;
        let after = rows().await;
        assert_eq!((known.status, &known.body), (unknown.status, &unknown.body));
        assert_eq!(known.status, StatusCode::OK);
        assert_eq!(
            (between.0 - before.0, between.1 - before.1, between.2 - before.2),
            (after.0 - between.0, after.1 - between.1, after.2 - between.2)
        );
        assert_eq!(subjects(&app, "nobody@example.org").await, ["You have no account here"]);
        assert_eq!(count(&app, "select count(*) from recovery_claims").await, 0, "asking begins nothing");
        assert_eq!(count(&app, "select count(*) from jobs").await, 0);
        let odd = browser.call("/api/recovery/ask", &[("email", "nobody")]).await;
        assert_eq!(odd.status, StatusCode::UNPROCESSABLE_ENTITY);
    })
    .await;
}

#[tokio::test]
async fn an_account_without_a_way_to_sign_in_is_mailed_the_link_to_go_on_with_it() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        prove(&app, HOA).await;
        recovery::ask(&app.ctx, &home(), HOA).await.unwrap();
        assert_eq!(subjects(&app, HOA).await, ["Confirm your email address", "Confirm your email address"]);
        assert_eq!(count(&app, "select count(*) from recovery_links").await, 0);
    })
    .await;
}

#[tokio::test]
async fn the_mailed_link_opens_by_post_once_within_half_an_hour_and_a_newer_one_kills_the_older() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        member(&app, HOA).await;
        recovery::ask(&app.ctx, &home(), HOA).await.unwrap();
        let older = token(&app, HOA, "recover/start").await;
        app.ctx.clock.advance(MINUTE);
        recovery::ask(&app.ctx, &home(), HOA).await.unwrap();
        let newer = token(&app, HOA, "recover/start").await;
        let spent = Err(accounts_conflict("link_spent"));
        assert_eq!(recovery::open(&app.ctx, &home(), &older).await, spent);
        for _ in 0..2 {
            let page = app.browser().get(&format!("/en/recover/start/{newer}")).await;
            assert_eq!(page.status, StatusCode::OK);
            assert!(page.body.contains("Start recovery"), "{}", page.body);
        }
        assert_eq!(count(&app, "select count(*) from recovery_claims").await, 0, "looking opens nothing");
        assert!(recovery::open(&app.ctx, &home(), &newer).await.is_ok());
        assert_eq!(recovery::open(&app.ctx, &home(), &newer).await, spent);

        recovery::ask(&app.ctx, &home(), HOA).await.unwrap();
        let late = token(&app, HOA, "recover/start").await;
        app.ctx.clock.advance(30 * MINUTE);
        assert_eq!(recovery::link_is_open(&app.ctx, &late).await, Err(AppError::NotFound));
        assert_eq!(recovery::open(&app.ctx, &home(), &late).await, spent);
    })
    .await;
}

#[tokio::test]
async fn a_second_claim_replaces_nothing_while_one_runs() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        linked_member(&app, HOA).await;
        let stop = claim(&app, HOA).await;
        app.ctx.clock.advance(HOUR);
        recovery::ask(&app.ctx, &home(), HOA).await.unwrap();
        let start = token(&app, HOA, "recover/start").await;
        let second = recovery::open(&app.ctx, &home(), &start).await.unwrap();
        assert!(second.already);
        assert_eq!(second.ready.at, app.ctx.now() + 23 * HOUR - SECOND);
        assert_eq!(count(&app, "select count(*) from recovery_claims").await, 1);
        assert_eq!(count(&app, "select count(*) from outbox where kind = 'recovery_started'").await, 1);
        assert_eq!(recovery::stopping(&app.ctx, &stop).await, Ok(()), "the first link still stops it");
    })
    .await;
}

#[tokio::test]
async fn opened_twice_at_the_same_moment_there_is_one_claim() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let hoa = linked_member(&app, HOA).await;
        add_address(&app, &hoa, "other@example.org").await;
        let mut tokens = Vec::new();
        for address in [HOA, "other@example.org"] {
            recovery::ask(&app.ctx, &home(), address).await.unwrap();
            tokens.push(token(&app, address, "recover/start").await);
        }
        let visitor = home();
        let open = |token| recovery::open(&app.ctx, &visitor, token);
        let (one, other) = tokio::join!(open(&tokens[0]), open(&tokens[1]));
        assert_eq!(usize::from(one.unwrap().already) + usize::from(other.unwrap().already), 1);
        assert_eq!(count(&app, "select count(*) from recovery_claims where state = 'running'").await, 1);
    })
    .await;
}

#[tokio::test]
async fn whoever_reads_an_address_stops_it_for_good_without_signing_in() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let hoa = linked_member(&app, HOA).await;
        let stop = claim(&app, HOA).await;
        let path = format!("/en/recover/stop/{stop}");
        let page = app.browser().get(&path).await;
        assert!(page.body.contains("Stop this recovery"), "{}", page.body);
        assert_eq!(recovery::stopping(&app.ctx, &stop).await, Ok(()), "looking stops nothing");
        let after = app.browser().submit(&path, "/api/recovery/stop", &[("token", &stop)]).await;
        assert!(after.body.contains("change the password of your mailbox"), "{}", after.body);

        assert_eq!(subjects(&app, HOA).await.last().unwrap(), "The recovery of your account was stopped");
        app.ctx.clock.advance(8 * DAY);
        run_due(&app.ctx).await.unwrap();
        assert_eq!(count(&app, "select count(*) from outbox where kind = 'recovery_ready'").await, 0);
        assert_eq!(recovery::stop(&app.ctx, &home(), &stop).await, Err(conflict("stop_over")));
        let gone = app.browser().get(&path).await;
        assert_eq!(gone.status, StatusCode::NOT_FOUND);
        assert!(attempt(&app, &hoa.email).await.is_ok(), "nothing has changed");
    })
    .await;
}

#[tokio::test]
async fn it_can_be_stopped_until_it_is_finished_also_after_the_waiting_time() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        linked_member(&app, HOA).await;
        let stop = claim(&app, HOA).await;
        let go = wait(&app, HOA).await;
        recovery::stop(&app.ctx, &home(), &stop).await.unwrap();
        assert_eq!(recovery::going_on(&app.ctx, Locale::default(), &go).await, Err(AppError::NotFound));
        assert_eq!(go_on(&app, &go, facts()).await, Err(conflict("over")));
        assert_eq!(count(&app, "select count(*) from passwords").await, 1);
    })
    .await;
}

#[tokio::test]
async fn of_finishing_and_stopping_at_the_same_moment_one_wins() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        linked_member(&app, HOA).await;
        let stop = claim(&app, HOA).await;
        let go = wait(&app, HOA).await;
        let visitor = home();
        let (finished, stopped) =
            tokio::join!(recovery::prove(&app.ctx, &visitor, &go, facts()), recovery::stop(&app.ctx, &visitor, &stop));
        assert_ne!(finished.is_ok(), stopped.is_ok(), "{finished:?} {stopped:?}");
        let ways = count(&app, "select count(*) from passwords").await;
        assert_eq!(ways, i64::from(stopped.is_ok()));
        let told = count(&app, "select count(*) from outbox where kind in ('recovered', 'recovery_stopped')").await;
        assert_eq!(told, 1);
    })
    .await;
}

#[tokio::test]
async fn an_account_s_mailbox_alone_begins_three_claims_in_seven_days() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        linked_member(&app, HOA).await;
        for _ in 0..3 {
            let stop = claim(&app, HOA).await;
            recovery::stop(&app.ctx, &home(), &stop).await.unwrap();
            app.ctx.clock.advance(HOUR);
        }
        recovery::ask(&app.ctx, &visitor("198.51.100.7"), HOA).await.unwrap();
        let start = token(&app, HOA, "recover/start").await;
        let fourth = recovery::open(&app.ctx, &home(), &start).await;
        assert!(matches!(fourth, Err(AppError::TooMany { .. })), "{fourth:?}");
        assert_eq!(count(&app, "select count(*) from recovery_claims where state = 'running'").await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_claim_from_an_address_that_is_the_account_s_no_more_is_closed_when_its_time_comes() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let hoa = linked_member(&app, HOA).await;
        add_address(&app, &hoa, "other@example.org").await;
        claim(&app, "other@example.org").await;
        execute(&app, "delete from person_emails where address = 'other@example.org'").await;
        app.ctx.clock.advance(24 * HOUR);
        run_due(&app.ctx).await.unwrap();
        assert_eq!(count(&app, "select count(*) from recovery_claims where state = 'closed'").await, 1);
        assert_eq!(count(&app, "select count(*) from outbox where kind = 'recovery_ready'").await, 0);
    })
    .await;
}

#[tokio::test]
async fn who_is_signed_in_sees_it_on_the_dashboard_and_the_account_and_stops_it() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let hoa = linked_member(&app, HOA).await;
        claim(&app, HOA).await;
        let running = recovery::running(&app.ctx, &hoa.actor).await.unwrap();
        assert!(matches!(running, Some(Running { way: Way::Mailbox, .. })), "{running:?}");
        let mut browser = app.browser();
        browser.cookies.insert("portico_session".to_owned(), hoa.session);
        for page in ["dashboard", "account", "account/security", "account/sessions", "account/activity"] {
            let answer = browser.get(&format!("/en/{page}")).await;
            assert!(answer.body.contains("This wasn't me: stop it"), "{page}: {}", answer.body);
        }
        let after = browser.submit("/en/dashboard", "/api/recovery/stop-own", &[]).await;
        assert!(after.body.contains("The recovery is stopped"), "{}", after.body);
        assert!(!after.body.contains("This wasn't me: stop it"));
        assert_eq!(count(&app, "select count(*) from recovery_claims where state = 'stopped'").await, 1);
        assert_eq!(count(&app, "select count(*) from jobs").await, 0);
        let again = browser.call("/api/recovery/stop-own", &[]).await;
        assert_eq!(again.status, StatusCode::CONFLICT);
    })
    .await;
}

#[tokio::test]
async fn the_page_names_five_ways_with_their_waiting_times_and_is_linked_from_the_entrances() {
    let app = TestApp::with(sqlite().await, &[("recovery_hours", "48")]).await;
    let page = app.browser().get("/en/recover").await;
    assert_eq!(page.status, StatusCode::OK);
    for part in [
        "What do you still have?",
        "Another way to sign in",
        "A recovery code",
        "but not the password",
        "Only your email",
        "Nothing of these",
        "Wait 48 hours",
        "then wait 72 hours",
        "Start recovery",
    ] {
        assert!(page.body.contains(part), "{part}: {}", page.body);
    }
    for entrance in ["/en/sign-in", "/en/forgot-password"] {
        assert!(app.browser().get(entrance).await.body.contains("href=\"/en/recover\""), "{entrance}");
    }
    let spanish = app.browser().get("/es/recover").await;
    assert!(spanish.body.contains("¿Qué conserva todavía?"), "{}", spanish.body);
}
