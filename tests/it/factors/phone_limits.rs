//! How often a code is sent, how often it may be typed, and that it counts once.

use super::{NUMBER, add_phone, conflict, not, texted, texts, wrong_text};
use crate::accounts::{Member, attempt, count, home, member, try_code};
use crate::support::{TestApp, TestDb, for_each_db};
use futures::future::join_all;
use portico::access::Actor;
use portico::accounts::phone::service as phones;
use portico::accounts::{Typed, service, sessions};
use portico::error::{AppError, AppResult};
use portico::types::{DAY, MINUTE, Millis, SECOND};

fn too_many(key: &str, wait: Millis) -> AppError {
    AppError::TooMany { key: format!("factors.errors.{key}"), seconds: u32::try_from(wait / SECOND).unwrap() }
}

/// Somebody with a phone that was proved more than a day ago.
async fn with_phone(app: &TestApp) -> Member {
    let me = member(app, "hoa@example.org").await;
    add_phone(app, &me.actor, NUMBER).await;
    app.ctx.clock.advance(2 * DAY);
    me
}

async fn send(app: &TestApp, waiting: &str) -> AppResult<()> {
    phones::send_for_sign_in(&app.ctx, &home(), Some(waiting)).await
}

#[tokio::test]
async fn codes_are_sent_half_a_minute_apart_and_five_a_day() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let me = with_phone(&app).await;
        let waiting = attempt(&app, &me.email).await.unwrap();
        for sent in 1..=5 {
            assert_eq!(send(&app, &waiting).await, Ok(()), "{sent}");
            if sent < 5 {
                assert_eq!(send(&app, &waiting).await, Err(too_many("text_pause", 30 * SECOND)));
                app.ctx.clock.advance(30 * SECOND - 1);
                assert!(send(&app, &waiting).await.is_err());
                app.ctx.clock.advance(1);
            }
        }
        app.ctx.clock.advance(30 * SECOND);
        assert_eq!(send(&app, &waiting).await, Err(too_many("text_day", DAY - 30 * SECOND)));
        let sent = texts(&app, NUMBER).await;
        assert_eq!(sent.iter().filter(|text| text.contains("is your code")).count(), 6, "the proof's and five");
        app.ctx.clock.advance(DAY);
        let waiting = attempt(&app, &me.email).await.unwrap();
        assert_eq!(send(&app, &waiting).await, Ok(()));
    })
    .await;
}

#[tokio::test]
async fn asked_for_twenty_times_at_once_one_code_is_sent() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let me = with_phone(&app).await;
        let before = count(&app, "select count(*) from outbox where channel = 'text'").await;
        let waiting = attempt(&app, &me.email).await.unwrap();
        let outcomes = join_all((0..20).map(|_| send(&app, &waiting))).await;
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
        assert_eq!(count(&app, "select count(*) from outbox where channel = 'text'").await, before + 1);
    })
    .await;
}

#[tokio::test]
async fn one_number_is_texted_twenty_codes_a_day_whoever_asks() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        for person in 0..5 {
            let me = member(&app, &format!("person{person}@example.org")).await;
            for sent in 0..5 {
                let outcome = phones::start(&app.ctx, &me.actor, NUMBER).await;
                app.ctx.clock.advance(30 * SECOND);
                if person < 4 {
                    assert_eq!(outcome, Ok(()), "{person} {sent}");
                } else {
                    assert!(matches!(&outcome, Err(AppError::TooMany { key, .. }) if key.ends_with("text_day")));
                }
            }
        }
        assert_eq!(count(&app, "select count(*) from outbox where channel = 'text'").await, 20);
    })
    .await;
}

#[tokio::test]
async fn a_code_counts_for_ten_minutes() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let me = member(&app, "hoa@example.org").await;
        for (wait, expected) in [(10 * MINUTE - 1, Ok(None)), (10 * MINUTE, Err(conflict("text_over")))] {
            let now = app.ctx.now();
            let actor = Actor { proved_at: now, ..me.actor.clone() };
            phones::start(&app.ctx, &actor, NUMBER).await.unwrap();
            let code = texted(&app, NUMBER).await;
            app.ctx.clock.advance(wait);
            sessions::resolve(&app.ctx, &me.session).await.unwrap();
            assert_eq!(phones::confirm(&app.ctx, &actor, &code).await, expected, "after {wait}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_code_is_tried_three_times() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let me = with_phone(&app).await;
        let waiting = attempt(&app, &me.email).await.unwrap();
        send(&app, &waiting).await.unwrap();
        let code = texted(&app, NUMBER).await;
        for typed in ["", "12345", "abcdef"] {
            let odd = try_code(&app, &waiting, Typed::TextCode, typed).await;
            assert_eq!(odd, Err(wrong_text()), "what cannot be a code costs no try of it");
        }
        for _ in 0..3 {
            assert_eq!(try_code(&app, &waiting, Typed::TextCode, not(&code)).await, Err(wrong_text()));
        }
        assert_eq!(try_code(&app, &waiting, Typed::TextCode, &code).await, Err(conflict("text_over")));
        let offered = service::second_factors(&app.ctx, Some(&waiting)).await.unwrap().unwrap().text.unwrap();
        assert!(!offered.sent, "the page asks for a new one");
        app.ctx.clock.advance(30 * SECOND);
        send(&app, &waiting).await.unwrap();
        let fresh = texted(&app, NUMBER).await;
        assert!(try_code(&app, &waiting, Typed::TextCode, &fresh).await.is_ok());
    })
    .await;
}

#[tokio::test]
async fn a_newer_code_replaces_the_older() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let me = with_phone(&app).await;
        let waiting = attempt(&app, &me.email).await.unwrap();
        send(&app, &waiting).await.unwrap();
        let older = texted(&app, NUMBER).await;
        app.ctx.clock.advance(30 * SECOND);
        send(&app, &waiting).await.unwrap();
        let newer = texted(&app, NUMBER).await;
        assert_ne!(older, newer);
        assert_eq!(try_code(&app, &waiting, Typed::TextCode, &older).await, Err(wrong_text()));
        assert!(try_code(&app, &waiting, Typed::TextCode, &newer).await.is_ok());
    })
    .await;
}

#[tokio::test]
async fn ten_wrong_codes_close_text_messages_for_ten_minutes_and_leave_the_other_factors_open() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let me = with_phone(&app).await;
        let waiting = attempt(&app, &me.email).await.unwrap();
        for _ in 0..10 {
            assert_eq!(try_code(&app, &waiting, Typed::TextCode, "no code").await, Err(wrong_text()));
        }
        send(&app, &waiting).await.unwrap();
        let code = texted(&app, NUMBER).await;
        let closed = try_code(&app, &waiting, Typed::TextCode, &code).await;
        assert_eq!(closed, Err(too_many("text_tries", 10 * MINUTE)));
        let other = attempt(&app, &me.email).await.unwrap();
        assert!(try_code(&app, &other, Typed::AuthenticatorCode, &me.code(&app, 0)).await.is_ok());
        let other = attempt(&app, &me.email).await.unwrap();
        assert!(try_code(&app, &other, Typed::RecoveryCode, &me.codes[0]).await.is_ok());

        app.ctx.clock.advance(10 * MINUTE);
        let waiting = attempt(&app, &me.email).await.unwrap();
        send(&app, &waiting).await.unwrap();
        let code = texted(&app, NUMBER).await;
        assert!(try_code(&app, &waiting, Typed::TextCode, &code).await.is_ok());
    })
    .await;
}

#[tokio::test]
async fn of_twenty_uses_of_one_texted_code_at_once_one_counts() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let me = member(&app, "hoa@example.org").await;
        phones::start(&app.ctx, &me.actor, NUMBER).await.unwrap();
        let code = texted(&app, NUMBER).await;
        let proofs = join_all((0..20).map(|_| phones::confirm(&app.ctx, &me.actor, &code))).await;
        assert_eq!(proofs.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{proofs:?}");

        app.ctx.clock.advance(MINUTE);
        let waiting = attempt(&app, &me.email).await.unwrap();
        send(&app, &waiting).await.unwrap();
        let code = texted(&app, NUMBER).await;
        let before = count(&app, "select count(*) from sessions").await;
        let uses = join_all((0..20).map(|_| try_code(&app, &waiting, Typed::TextCode, &code))).await;
        assert_eq!(uses.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{uses:?}");
        assert_eq!(count(&app, "select count(*) from sessions").await, before + 1);
    })
    .await;
}

#[tokio::test]
async fn a_person_is_told_of_ten_changes_a_day_by_text() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let me = member(&app, "hoa@example.org").await;
        add_phone(&app, &me.actor, NUMBER).await;
        for _ in 0..12 {
            service::regenerate(&app.ctx, &me.actor).await.unwrap();
        }
        assert_eq!(texts(&app, NUMBER).await.len(), 11, "its code and ten notices");
        let told = crate::accounts::subjects(&app, &me.email).await;
        assert_eq!(told.iter().filter(|subject| *subject == "You have new recovery codes").count(), 12);
    })
    .await;
}

#[tokio::test]
async fn what_nobody_typed_is_swept_away() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let me = member(&app, "hoa@example.org").await;
        phones::start(&app.ctx, &me.actor, NUMBER).await.unwrap();
        let waiting = "select (select count(*) from phone_setups) + (select count(*) from text_codes)";
        service::prune(&app.ctx).await.unwrap();
        assert_eq!(count(&app, waiting).await, 2);
        app.ctx.clock.advance(10 * MINUTE + 1);
        service::prune(&app.ctx).await.unwrap();
        assert_eq!(count(&app, waiting).await, 0);
    })
    .await;
}
