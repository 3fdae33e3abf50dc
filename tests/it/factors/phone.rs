//! A phone: proved, used, replaced, removed, and told.

use super::{NUMBER, add_app, add_phone, app_ids, conflict, not, texted, texts, wrong_text};
use crate::accounts::{PASSWORD, actor, attempt, conflict as refused, count, home, member, prove, subjects, try_code};
use crate::passkeys::{browser_with, enrol};
use crate::support::{Authenticator, TestApp, TestDb, for_each_db};
use portico::access::Standing;
use portico::accounts::phone::service as phones;
use portico::accounts::step_up::service::{Typing, ways_to_prove, with_password};
use portico::accounts::{Typed, service};
use portico::error::AppError;
use portico::on_db;
use portico::server::config::Mode;

const OTHER: &str = "+12125550199";

/// Has a code texted for a sign-in that waits; answers it.
async fn text_me(app: &TestApp, waiting: &str) -> String {
    phones::send_for_sign_in(&app.ctx, &home(), Some(waiting)).await.unwrap();
    texted(app, NUMBER).await
}

#[tokio::test]
async fn a_number_is_proved_by_a_texted_code_and_then_signs_in() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let me = member(&app, "hoa@example.org").await;
        phones::start(&app.ctx, &me.actor, "+1 (212) 555-0167").await.unwrap();
        let page = phones::page(&app.ctx, &me.actor).await.unwrap();
        assert_eq!((page.on, page.phone, page.waiting.as_deref()), (true, None, Some(NUMBER)));
        let waiting = attempt(&app, &me.email).await.unwrap();
        let offered = service::second_factors(&app.ctx, Some(&waiting)).await.unwrap().unwrap();
        assert_eq!(offered.text, None, "what is not proved is no factor");

        let code = texted(&app, NUMBER).await;
        assert_eq!(phones::confirm(&app.ctx, &me.actor, not(&code)).await, Err(wrong_text()));
        assert_eq!(phones::confirm(&app.ctx, &me.actor, &code).await, Ok(None));
        let phone = phones::page(&app.ctx, &me.actor).await.unwrap().phone.unwrap();
        assert_eq!((phone.ending.as_str(), phone.last_used), ("67", None));
        assert_eq!(subjects(&app, &me.email).await.last().unwrap(), "A phone was added");

        app.ctx.clock.advance(60_000);
        let offered = service::second_factors(&app.ctx, Some(&waiting)).await.unwrap().unwrap().text.unwrap();
        assert_eq!((offered.ending.as_str(), offered.sent), ("67", false));
        let code = text_me(&app, &waiting).await;
        let offered = service::second_factors(&app.ctx, Some(&waiting)).await.unwrap().unwrap().text.unwrap();
        assert!(offered.sent);
        let spaced = format!(" {} {}", &code[..3], &code[3..]);
        let session = try_code(&app, &waiting, Typed::TextCode, &spaced).await.unwrap();
        assert_eq!(actor(&app, &session).await.unwrap().standing, Standing::Full);
        let phone = phones::page(&app.ctx, &me.actor).await.unwrap().phone.unwrap();
        assert_eq!(phone.last_used.map(|at| at.at), Some(app.ctx.now()));
        let page = browser_with(&app, &session).get("/en/account/activity").await.body;
        for said in
            ["A phone was added.", "A code was sent by text message.", "You signed in with a code by text message."]
        {
            assert!(page.contains(said), "{said}: {page}");
        }
    })
    .await;
}

#[tokio::test]
async fn number_and_code_are_nowhere_in_the_clear() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let me = member(&app, "hoa@example.org").await;
        phones::start(&app.ctx, &me.actor, NUMBER).await.unwrap();
        let mut stored: Vec<Vec<u8>> = Vec::new();
        for sql in ["select number from phone_setups", "select sealed from outbox where channel = 'text'"] {
            let mut read = app.ctx.db.read().await.unwrap();
            let conn = read.conn();
            stored.push(on_db!(conn => sqlx::query_scalar(sql).fetch_one(conn).await).unwrap());
        }
        let code = texted(&app, NUMBER).await;
        phones::confirm(&app.ctx, &me.actor, &code).await.unwrap();
        for sql in ["select number from phones", "select number_index from phones"] {
            let mut read = app.ctx.db.read().await.unwrap();
            let conn = read.conn();
            stored.push(on_db!(conn => sqlx::query_scalar(sql).fetch_one(conn).await).unwrap());
        }
        for value in stored {
            let text = String::from_utf8_lossy(&value).into_owned();
            assert!(!text.contains("5550167") && !text.contains(&code), "{text}");
        }
        assert_eq!(count(&app, "select count(*) from outbox where channel = 'text' and sealed is null").await, 1);
        assert_eq!(count(&app, "select count(*) from phone_setups").await, 0);
        assert_eq!(count(&app, "select count(*) from text_codes").await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_code_counts_only_in_the_browser_and_for_the_act_it_was_sent_for() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let me = member(&app, "hoa@example.org").await;
        add_phone(&app, &me.actor, NUMBER).await;
        let (here, there) = (attempt(&app, &me.email).await.unwrap(), attempt(&app, &me.email).await.unwrap());
        let code = text_me(&app, &here).await;
        let elsewhere = try_code(&app, &there, Typed::TextCode, &code).await;
        assert_eq!(elsewhere, Err(conflict("text_over")));
        app.ctx.clock.advance(60_000);
        phones::start(&app.ctx, &me.actor, OTHER).await.unwrap();
        assert_eq!(phones::confirm(&app.ctx, &me.actor, &code).await, Err(wrong_text()), "sent for a sign-in");
        assert!(try_code(&app, &here, Typed::TextCode, &code).await.is_ok());
        let no_attempt = phones::send_for_sign_in(&app.ctx, &home(), None).await;
        assert_eq!(no_attempt, Err(refused("attempt_over")));
    })
    .await;
}

#[tokio::test]
async fn a_phone_and_a_password_complete_an_account() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let session = prove(&app, "hoa@example.org").await;
        let me = actor(&app, &session).await.unwrap();
        assert_eq!(service::set_password(&app.ctx, &me, PASSWORD).await, Ok(None));
        let full = add_phone(&app, &me, NUMBER).await.expect("complete");
        let me = actor(&app, &full).await.unwrap();
        assert_eq!(me.standing, Standing::Full);
        assert_eq!(service::overview(&app.ctx, &me).await.unwrap().recovery_codes_left, 10);
        let waiting = attempt(&app, "hoa@example.org").await.unwrap();
        let code = text_me(&app, &waiting).await;
        assert!(try_code(&app, &waiting, Typed::TextCode, &code).await.is_ok());
        assert_eq!(phones::remove(&app.ctx, &me).await, Err(refused("last_way")));
    })
    .await;
}

#[tokio::test]
async fn every_channel_is_told_of_a_change_and_a_text_says_nothing_of_it() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let me = member(&app, "hoa@example.org").await;
        add_phone(&app, &me.actor, NUMBER).await;
        assert_eq!(texts(&app, NUMBER).await.len(), 1, "its code and nothing more");
        service::set_password(&app.ctx, &me.actor, "marble harbour autumn wheel").await.unwrap();
        let changed = "Portico: Something changed in your account. Sign in as you always do to see what.";
        assert_eq!(texts(&app, NUMBER).await.last().unwrap(), changed);
        add_phone(&app, &me.actor, OTHER).await;
        assert_eq!(texts(&app, NUMBER).await.len(), 3, "the number that was replaced learns of it");
        phones::remove(&app.ctx, &me.actor).await.unwrap();
        assert_eq!(texts(&app, OTHER).await.last().unwrap(), changed, "and the one that is removed");
        assert_eq!(subjects(&app, &me.email).await.last().unwrap(), "A phone was removed");
        service::regenerate(&app.ctx, &me.actor).await.unwrap();
        assert_eq!((texts(&app, NUMBER).await.len(), texts(&app, OTHER).await.len()), (3, 2), "it is nobody's now");
    })
    .await;
}

#[tokio::test]
async fn a_number_serves_five_accounts() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        for person in 0..5 {
            let me = member(&app, &format!("person{person}@example.org")).await;
            add_phone(&app, &me.actor, NUMBER).await;
        }
        let me = member(&app, "one.more@example.org").await;
        phones::start(&app.ctx, &me.actor, NUMBER).await.unwrap();
        let code = texted(&app, NUMBER).await;
        assert_eq!(phones::confirm(&app.ctx, &me.actor, &code).await, Err(conflict("phone_shared")));
        assert_eq!(count(&app, "select count(*) from phones").await, 5);
    })
    .await;
}

#[tokio::test]
async fn step_up_takes_a_texted_code_only_where_the_phone_is_the_one_second_factor() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let me = member(&app, "hoa@example.org").await;
        add_phone(&app, &me.actor, NUMBER).await;
        assert_eq!(ways_to_prove(&app.ctx, &me.actor).await.unwrap().text, None, "there is an app");
        assert_eq!(phones::send_for_step_up(&app.ctx, &me.actor).await, Err(conflict("no_phone")));
        let first = app_ids(&app, &me.actor).await.remove(0);
        service::remove_authenticator(&app.ctx, &me.actor, &first).await.unwrap();

        let ways = ways_to_prove(&app.ctx, &me.actor).await.unwrap();
        assert!(ways.password && !ways.text.unwrap().sent);
        phones::send_for_step_up(&app.ctx, &me.actor).await.unwrap();
        assert!(ways_to_prove(&app.ctx, &me.actor).await.unwrap().text.unwrap().sent);
        let code = texted(&app, NUMBER).await;
        let typed = |code: &str| Typing { password: PASSWORD.to_owned(), code: code.to_owned() };
        let wrong = with_password(&app.ctx, &home(), &me.actor, &typed(not(&code))).await;
        assert_eq!(wrong, Err(AppError::field("code", "factors.errors.text_wrong")));
        let session = with_password(&app.ctx, &home(), &me.actor, &typed(&code)).await.unwrap();
        let me = actor(&app, &session).await.unwrap();
        assert_eq!(me.proved_at, app.ctx.now());
        let again = with_password(&app.ctx, &home(), &me, &typed(&code)).await;
        assert_eq!(again, Err(conflict("text_over")), "it works once");

        app.ctx.clock.advance(60_000);
        phones::send_for_step_up(&app.ctx, &me).await.unwrap();
        let code = texted(&app, NUMBER).await;
        let mut browser = browser_with(&app, &session);
        assert_eq!(enrol(&mut browser, &mut Authenticator::new("laptop"), "Laptop").await.status, 200);
        let refused = with_password(&app.ctx, &home(), &me, &typed(&code)).await;
        assert_eq!(refused, Err(AppError::field("code", "accounts.errors.code_wrong")), "there is a passkey now");
    })
    .await;
}

#[tokio::test]
async fn with_text_messages_off_a_phone_is_no_way_in_and_can_only_be_removed() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let me = member(&app, "hoa@example.org").await;
        add_phone(&app, &me.actor, NUMBER).await;
        add_app(&app, &me.actor).await;
        let waiting = attempt(&app, &me.email).await.unwrap();
        let code = text_me(&app, &waiting).await;
        let off = app.with_config(|config| config.mode = Mode::Production);
        assert!(!off.config.texts_are_on());

        let offered = service::second_factors(&off, Some(&waiting)).await.unwrap().unwrap();
        assert_eq!(offered.text, None);
        let proof = service::Proof { attempt: Some(&waiting), kind: Typed::TextCode, typed: &code };
        assert!(service::with_second_factor(&off, &home(), proof, None).await.is_err(), "not even a code sent before");
        assert_eq!(phones::send_for_sign_in(&off, &home(), Some(&waiting)).await, Err(conflict("no_phone")));
        assert_eq!(phones::start(&off, &me.actor, OTHER).await, Err(conflict("texts_off")));
        let page = phones::page(&off, &me.actor).await.unwrap();
        assert!(!page.on && page.phone.is_some());

        let ids = app_ids(&app, &me.actor).await;
        assert_eq!(service::remove_authenticator(&off, &me.actor, &ids[0]).await, Ok(()));
        let kept = service::remove_authenticator(&off, &me.actor, &ids[1]).await;
        assert_eq!(kept, Err(refused("last_way")), "the phone does not stand in for it");
        let told = texts(&app, NUMBER).await.len();
        assert_eq!(phones::remove(&off, &me.actor).await, Ok(()));
        assert_eq!(texts(&app, NUMBER).await.len(), told, "no text is written while they are off");
    })
    .await;
}
