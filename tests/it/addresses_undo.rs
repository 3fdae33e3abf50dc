//! The link by which the owner of an address that was replaced makes it the primary one again.

use crate::accounts::{Member, actor, attempt, conflict, count, home, member, prove, subjects, token, try_code};
use crate::addresses::{add, addresses, change, settle};
use crate::recovery::{claim, facts, go_on, linked_member, wait};
use crate::support::{TestApp, TestDb, for_each_db};
use portico::accounts::addresses::service;
use portico::accounts::{Typed, service as accounts};
use portico::error::AppError;
use portico::types::{DAY, MINUTE};

const UNDO: &str = "undo-address";
const A: &str = "a@example.org";
const B: &str = "b@example.org";
const C: &str = "c@example.org";

#[tokio::test]
async fn the_address_of_before_undoes_a_change_without_signing_in() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let me = member(&app, A).await;
        add(&app, &me, "other@example.org").await;
        app.ctx.clock.advance(1);
        change(&app, &me, A, B).await;
        let link = token(&app, A, UNDO).await;
        accounts::request_reset(&app.ctx, &home(), B).await.unwrap();
        let reset = token(&app, B, "reset-password").await;
        app.ctx.clock.advance(1);
        let mut browser = app.browser();
        let address = format!("/en/undo-address/{link}");
        for _ in 0..2 {
            assert!(browser.get(&address).await.body.contains("Put my address back"));
        }
        assert!(attempt(&app, A).await.is_err(), "looking changed nothing");
        let page = browser.submit(&address, "/api/accounts/undo-address", &[("token", &link)]).await;
        assert!(page.status == 200 && page.body.contains("Your address is back"), "{}", page.body);

        assert_eq!(actor(&app, &me.session).await, None, "every session has ended");
        assert!(attempt(&app, A).await.is_ok() && attempt(&app, B).await.is_err());
        assert!(attempt(&app, "other@example.org").await.is_ok(), "what was there before stays");
        assert_eq!(accounts::reset_is_open(&app.ctx, &reset).await, Err(AppError::NotFound));
        for to in [A, B, "other@example.org"] {
            let told = subjects(&app, to).await;
            assert_eq!(told.last().unwrap(), "A change of your email address was undone", "{to}");
        }
        assert_eq!(service::undo(&app.ctx, &home(), &link).await, Err(conflict("link_spent")));
        assert_eq!(browser.get(&address).await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn an_earlier_link_undoes_every_later_change_and_what_was_added_since() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let me = member(&app, A).await;
        app.ctx.clock.advance(1);
        change(&app, &me, A, B).await;
        app.ctx.clock.advance(1);
        add(&app, &me, "added@example.org").await;
        change(&app, &me, B, C).await;
        let first = token(&app, A, UNDO).await;
        service::undo(&app.ctx, &home(), &first).await.unwrap();
        assert_eq!(count(&app, "select count(*) from person_emails").await, 1);
        assert!(attempt(&app, A).await.is_ok());
        for gone in [B, C, "added@example.org"] {
            assert!(attempt(&app, gone).await.is_err(), "{gone}");
        }
        assert_eq!(count(&app, "select count(*) from address_undos").await, 0);
    })
    .await;
}

/// Mails that undo something, of whatever address.
async fn undo_links(app: &TestApp) -> i64 {
    count(app, "select count(*) from outbox where kind = 'address_replaced'").await
}

#[tokio::test]
async fn an_address_that_was_primary_for_a_moment_undoes_nothing() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let me = member(&app, A).await;
        change(&app, &me, A, B).await;
        app.ctx.clock.advance(1);
        change(&app, &me, B, C).await;
        assert_eq!(undo_links(&app).await, 1, "to the first");
        assert_eq!(
            subjects(&app, B).await.last().unwrap(),
            "Your email address was changed",
            "it is told all the same"
        );
        service::undo(&app.ctx, &home(), &token(&app, A, UNDO).await).await.unwrap();
        assert!(attempt(&app, A).await.is_ok() && attempt(&app, B).await.is_err() && attempt(&app, C).await.is_err());
        assert_eq!(count(&app, "select count(*) from person_emails").await, 1);

        // What is back is as old as it was, so its owner can undo the next change too.
        change(&app, &me_again(&app, &me).await, A, B).await;
        assert_eq!(undo_links(&app).await, 2);
    })
    .await;
}

/// A new session of theirs.
async fn me_again(app: &TestApp, me: &Member) -> Member {
    let half = attempt(app, A).await.unwrap();
    let session = try_code(app, &half, Typed::AuthenticatorCode, &me.code(app, 0)).await.unwrap();
    let actor = actor(app, &session).await.unwrap();
    app.ctx.clock.advance(MINUTE);
    let mut again = me.clone();
    (again.session, again.actor) = (session, actor);
    again
}

#[tokio::test]
async fn after_a_recovery_no_link_of_before_takes_the_account_back() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let me = linked_member(&app, A).await;
        change(&app, &me, A, B).await;
        let undo = token(&app, A, UNDO).await;
        service::ask_addition(&app.ctx, &home(), &me.actor, C).await.unwrap();
        claim(&app, B).await;
        let go = wait(&app, B).await;
        go_on(&app, &go, facts()).await.unwrap();
        assert_eq!(service::undo(&app.ctx, &home(), &undo).await, Err(conflict("link_spent")));
        assert_eq!(count(&app, "select count(*) from address_changes").await, 0);
        assert_eq!(count(&app, "select count(*) from person_emails where address = 'b@example.org'").await, 1);
        assert_eq!(count(&app, "select count(*) from person_emails").await, 1);
    })
    .await;
}

#[tokio::test]
async fn an_address_made_primary_is_undone_too() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let me = member(&app, A).await;
        add(&app, &me, B).await;
        settle(&app).await;
        app.ctx.clock.advance(1);
        service::make_primary(&app.ctx, &me.actor, B).await.unwrap();
        assert_eq!(addresses(&app, &me).await, [B, A]);
        assert_eq!(subjects(&app, B).await.last().unwrap(), "Your email address was changed");
        app.ctx.clock.advance(1);
        service::remove(&app.ctx, &me.actor, A).await.unwrap();
        service::undo(&app.ctx, &home(), &token(&app, A, UNDO).await).await.unwrap();
        assert!(attempt(&app, A).await.is_ok() && attempt(&app, B).await.is_err());
        assert_eq!(count(&app, "select count(*) from person_emails").await, 1);
    })
    .await;
}

#[tokio::test]
async fn an_undo_works_for_seven_days_and_one_of_many_at_once_counts() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let me = member(&app, A).await;
        change(&app, &me, A, B).await;
        let link = token(&app, A, UNDO).await;
        // One moment has gone by since the change.
        app.ctx.clock.advance(7 * DAY - 2);
        let all = (0..20).map(|_| async { service::undo(&app.ctx, &home(), &link).await });
        let all = futures::future::join_all(all).await;
        assert_eq!(all.iter().filter(|outcome| outcome.is_ok()).count(), 1);
        assert!(all.into_iter().filter_map(Result::err).all(|error| error == conflict("link_spent")));

        let other = member(&app, "minh@example.org").await;
        change(&app, &other, "minh@example.org", "minh2@example.org").await;
        let late = token(&app, "minh@example.org", UNDO).await;
        app.ctx.clock.advance(7 * DAY);
        assert_eq!(service::open_undo(&app.ctx, &late).await, Err(AppError::NotFound));
        assert_eq!(service::undo(&app.ctx, &home(), &late).await, Err(conflict("link_spent")));
        assert!(attempt(&app, "minh2@example.org").await.is_ok());
    })
    .await;
}

#[tokio::test]
async fn an_address_that_somebody_has_registered_meanwhile_is_not_taken_from_them() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let me = member(&app, A).await;
        change(&app, &me, A, B).await;
        let link = token(&app, A, UNDO).await;
        prove(&app, A).await;
        let taken = AppError::Conflict { key: "accounts.addresses.errors.old_taken".to_owned() };
        assert_eq!(service::undo(&app.ctx, &home(), &link).await, Err(taken));
        assert!(attempt(&app, B).await.is_ok(), "nothing was changed");
        assert!(actor(&app, &me.session).await.is_some());
    })
    .await;
}
