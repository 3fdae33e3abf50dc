//! How long a session lives, and what ends it.

use crate::accounts::{PASSWORD, actor, attempt, home, member, prove, token, try_code, try_password, waiting_secret};
use crate::support::{TestApp, TestDb, for_each_db};
use axum::body::Body;
use axum::http::Request;
use portico::access::Standing;
use portico::accounts::{Typed, service, sessions};
use portico::db::Db;
use portico::error::AppError;
use portico::types::{HOUR, MINUTE};
use tower::ServiceExt as _;

#[tokio::test]
async fn a_session_ends_after_a_quarter_of_an_hour_of_rest_and_lives_on_while_used() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let session = prove(&app, "hoa@example.org").await;
        for _ in 0..6 {
            app.ctx.clock.advance(14 * MINUTE);
            assert!(actor(&app, &session).await.is_some());
        }
        let id = actor(&app, &session).await.unwrap().session;
        app.ctx.clock.advance(15 * MINUTE);
        assert_eq!(actor(&app, &session).await, None);
        assert!(!sessions::is_alive(&app.ctx, id).await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn looking_whether_a_session_lives_does_not_keep_it_alive() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let session = prove(&app, "hoa@example.org").await;
        let id = actor(&app, &session).await.unwrap().session;
        app.ctx.clock.advance(14 * MINUTE);
        assert!(sessions::is_alive(&app.ctx, id).await.unwrap());
        app.ctx.clock.advance(MINUTE);
        assert!(!sessions::is_alive(&app.ctx, id).await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn an_open_stream_that_comes_back_does_not_keep_a_session_alive() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let session = member(&app, "hoa@example.org").await.session;
        let open = async |status: u16| {
            let request = Request::get("/events").header("cookie", format!("portico_session={session}"));
            let answer = app.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
            assert_eq!(answer.status(), status);
        };
        app.ctx.clock.advance(13 * MINUTE);
        open(200).await;
        app.ctx.clock.advance(2 * MINUTE);
        open(401).await;
        assert_eq!(actor(&app, &session).await, None);
    })
    .await;
}

#[tokio::test]
async fn a_page_is_shown_while_nothing_can_be_written() {
    let app = TestApp::new(crate::support::sqlite().await).await;
    let session = prove(&app, "hoa@example.org").await;
    app.ctx.clock.advance(MINUTE);
    let Db::Sqlite { writer, .. } = &app.ctx.db else { panic!("another database") };
    writer.close().await;
    assert!(actor(&app, &session).await.is_some());
    app.ctx.clock.advance(14 * MINUTE);
    assert_eq!(actor(&app, &session).await, None, "what was not noted does not count");
}

#[tokio::test]
async fn a_session_ends_after_half_a_day_however_much_it_is_used() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let session = prove(&app, "hoa@example.org").await;
        for _ in 0..71 {
            app.ctx.clock.advance(10 * MINUTE);
            assert!(actor(&app, &session).await.is_some());
        }
        app.ctx.clock.advance(10 * MINUTE);
        assert_eq!(actor(&app, &session).await, None);
    })
    .await;
}

#[tokio::test]
async fn the_previous_visit_is_when_the_session_before_was_last_used() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let member = member(&app, "hoa@example.org").await;
        assert_eq!(member.actor.previous_visit, None);
        app.ctx.clock.advance(5 * MINUTE);
        actor(&app, &member.session).await.unwrap();
        let last = app.ctx.now();
        app.ctx.clock.advance(30 * 24 * HOUR);
        let waiting = attempt(&app, &member.email).await.unwrap();
        let session = try_code(&app, &waiting, Typed::AuthenticatorCode, &member.code(&app, 0)).await.unwrap();
        assert_eq!(actor(&app, &session).await.unwrap().previous_visit, Some(last));
    })
    .await;
}

#[tokio::test]
async fn signing_out_ends_that_session_and_tells_the_open_pages() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let member = member(&app, "hoa@example.org").await;
        let waiting = attempt(&app, &member.email).await.unwrap();
        let other = try_code(&app, &waiting, Typed::AuthenticatorCode, &member.code(&app, 0)).await.unwrap();
        let rows = "select count(*) from change_feed where topic = 'account'";
        let before = crate::accounts::count(&app, rows).await;
        service::sign_out(&app.ctx, &member.actor).await.unwrap();
        assert_eq!(actor(&app, &member.session).await, None);
        assert!(actor(&app, &other).await.is_some());
        assert_eq!(crate::accounts::count(&app, rows).await, before + 1);
        service::sign_out(&app.ctx, &member.actor).await.unwrap();
        assert_eq!(crate::accounts::count(&app, rows).await, before + 1);
    })
    .await;
}

#[tokio::test]
async fn a_renewed_session_is_the_same_under_a_new_token() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let member = member(&app, "hoa@example.org").await;
        let mut tx = app.ctx.db.begin().await.unwrap();
        let renewed = sessions::renew(tx.conn(), &app.ctx, member.actor.session, Standing::Full).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(actor(&app, &member.session).await, None);
        let now = actor(&app, &renewed).await.unwrap();
        assert_eq!((now.session, now.proved_at), (member.actor.session, app.ctx.now()));
        service::sign_out(&app.ctx, &now).await.unwrap();
        let mut tx = app.ctx.db.begin().await.unwrap();
        let ended = sessions::renew(tx.conn(), &app.ctx, now.session, Standing::Full).await;
        assert_eq!(ended, Err(AppError::Unauthenticated));
    })
    .await;
}

#[tokio::test]
async fn a_reset_changes_the_password_ends_everything_signs_nobody_in_and_tells() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let member = member(&app, "hoa@example.org").await;
        let half = attempt(&app, &member.email).await.unwrap();
        service::request_reset(&app.ctx, &home(), "Hoa@Example.org").await.unwrap();
        let link = token(&app, &member.email, "reset-password").await;
        assert_eq!(service::reset_is_open(&app.ctx, &link).await, Ok(()));

        let weak = service::reset(&app.ctx, &home(), &link, "nguyễn nguyễn nguyễn").await;
        assert_eq!(weak, Err(AppError::field("new_password", "accounts.errors.password_own")));
        assert!(actor(&app, &member.session).await.is_some());

        service::reset(&app.ctx, &home(), &link, "marble harbour autumn wheel").await.unwrap();
        assert_eq!(actor(&app, &member.session).await, None);
        let late = try_code(&app, &half, Typed::AuthenticatorCode, &member.code(&app, 0)).await;
        assert_eq!(late, Err(crate::accounts::conflict("attempt_over")));
        assert_eq!(
            service::reset(&app.ctx, &home(), &link, "marble harbour autumn wheels").await,
            Err(crate::accounts::conflict("link_spent"))
        );
        assert_eq!(service::reset_is_open(&app.ctx, &link).await, Err(AppError::NotFound));
        assert!(attempt(&app, &member.email).await.is_err());
        let told = crate::accounts::subjects(&app, &member.email).await;
        assert!(told.contains(&"Your password was changed".to_owned()), "{told:?}");
        let alive = "select count(*) from sessions where ended_at is null";
        assert_eq!(crate::accounts::count(&app, alive).await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_strangers_spelling_of_an_address_is_never_mailed_where_its_owner_wrote_another() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        member(&app, "hoa@example.org").await;
        prove(&app, "begun@example.org").await;
        for email in ["HOA@example.org", "Begun@example.org"] {
            service::request(&app.ctx, &home(), email).await.unwrap();
            service::request_reset(&app.ctx, &home(), email).await.unwrap();
            portico::accounts::recovery::ask(&app.ctx, &home(), email).await.unwrap();
        }
        assert!(!crate::accounts::mails(&app, "hoa@example.org").await.is_empty());
        let mails = app.browser().get("/demo/mailbox.json").await.json();
        let to: Vec<&str> = mails.as_array().unwrap().iter().map(|mail| mail["to"].as_str().unwrap()).collect();
        assert!(to.len() >= 6 && to.iter().all(|to| *to == to.to_lowercase()), "{to:?}");
    })
    .await;
}

#[tokio::test]
async fn twenty_passwords_an_hour_are_set_and_no_more() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let member = member(&app, "hoa@example.org").await;
        // One was set with the account.
        for number in 1..20 {
            let set = service::set_password(&app.ctx, &member.actor, &format!("marble harbour autumn {number}")).await;
            assert_eq!(set, Ok(None));
        }
        let refused = service::set_password(&app.ctx, &member.actor, "marble harbour autumn wheel").await;
        assert!(matches!(refused, Err(AppError::TooMany { .. })), "{refused:?}");
        assert!(try_password(&app, &home(), &member.email, "marble harbour autumn 19").await.is_ok());
        let told = crate::accounts::subjects(&app, &member.email).await;
        assert_eq!(told.iter().filter(|subject| *subject == "Your password was changed").count(), 19);
    })
    .await;
}

#[tokio::test]
async fn a_reset_for_an_address_without_an_account_is_answered_alike_and_opens_nothing() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        member(&app, "hoa@example.org").await;
        let mut browser = app.browser();
        let known = browser.call("/api/accounts/forgot-password", &[("email", "hoa@example.org")]).await;
        let unknown = browser.call("/api/accounts/forgot-password", &[("email", "nobody@example.org")]).await;
        assert_eq!((known.status, &known.body), (unknown.status, &unknown.body));
        assert_eq!(crate::accounts::subjects(&app, "nobody@example.org").await, ["You have no account here"]);
        assert_eq!(crate::accounts::count(&app, "select count(*) from people").await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_new_password_ends_the_other_sessions_and_wants_a_fresh_proof() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let member = member(&app, "hoa@example.org").await;
        let waiting = attempt(&app, &member.email).await.unwrap();
        let other = try_code(&app, &waiting, Typed::AuthenticatorCode, &member.code(&app, 0)).await.unwrap();
        let changed = service::set_password(&app.ctx, &member.actor, "marble harbour autumn wheel").await;
        assert_eq!(changed, Ok(None));
        assert_eq!(actor(&app, &other).await, None);
        assert!(actor(&app, &member.session).await.is_some());

        app.ctx.clock.advance(14 * MINUTE);
        actor(&app, &member.session).await.unwrap();
        app.ctx.clock.advance(MINUTE);
        let stale = actor(&app, &member.session).await.unwrap();
        assert_eq!(service::set_password(&app.ctx, &stale, PASSWORD).await, Err(AppError::StepUp));
        assert_eq!(service::start_authenticator(&app.ctx, &stale).await, Err(AppError::StepUp));
        assert_eq!(service::remove_authenticator(&app.ctx, &stale, "").await, Err(AppError::StepUp));
        assert_eq!(service::regenerate(&app.ctx, &stale).await, Err(AppError::StepUp));
    })
    .await;
}

#[tokio::test]
async fn the_last_way_in_stays_and_a_new_app_counts_only_when_proved() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let member = member(&app, "hoa@example.org").await;
        let first = service::apps(&app.ctx, &member.actor).await.unwrap().apps[0].id.0.to_string();
        let removed = service::remove_authenticator(&app.ctx, &member.actor, &first).await;
        assert_eq!(removed, Err(crate::accounts::conflict("last_way")));

        service::start_authenticator(&app.ctx, &member.actor).await.unwrap();
        let secret = waiting_secret(&app, &member.actor).await;
        assert_eq!(secret.len(), 20);
        let wrong = service::confirm_authenticator(&app.ctx, &member.actor, &member.code(&app, 0)).await;
        assert_eq!(wrong, Err(AppError::field("code", "accounts.errors.code_wrong")));
        let waiting = attempt(&app, &member.email).await.unwrap();
        assert!(try_code(&app, &waiting, Typed::AuthenticatorCode, &member.code(&app, 0)).await.is_ok());
    })
    .await;
}

#[tokio::test]
async fn fresh_recovery_codes_replace_the_old_and_are_told() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let member = member(&app, "hoa@example.org").await;
        service::regenerate(&app.ctx, &member.actor).await.unwrap();
        let fresh = service::overview(&app.ctx, &member.actor).await.unwrap().fresh_codes;
        assert!(fresh.iter().all(|code| !member.codes.contains(code)));
        let waiting = attempt(&app, &member.email).await.unwrap();
        assert!(try_code(&app, &waiting, Typed::RecoveryCode, &member.codes[3]).await.is_err());
        assert!(try_code(&app, &waiting, Typed::RecoveryCode, &fresh[3]).await.is_ok());
        let told = crate::accounts::subjects(&app, &member.email).await;
        assert!(told.contains(&"You have new recovery codes".to_owned()));
    })
    .await;
}

#[tokio::test]
async fn fresh_recovery_codes_are_not_shown_to_a_session_whose_proof_has_grown_old() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let member = member(&app, "hoa@example.org").await;
        let shown = async || service::overview(&app.ctx, &member.actor).await.unwrap();
        assert_eq!(shown().await.fresh_codes, member.codes);
        app.ctx.clock.advance(15 * MINUTE);
        let stale = shown().await;
        assert!(stale.fresh_codes.is_empty() && !stale.fresh);
        assert_eq!(stale.recovery_codes_left, 10);
    })
    .await;
}

#[tokio::test]
async fn who_was_signed_out_meanwhile_changes_no_way_to_sign_in() {
    for_each_db(|db| async move {
        let app = TestApp::new(db).await;
        let thief = member(&app, "a@example.test").await;
        let actor = actor(&app, &thief.session).await.unwrap();
        let mut tx = app.ctx.db.begin().await.unwrap();
        sessions::end_all_except(tx.conn(), &app.ctx, actor.person, None).await.unwrap();
        tx.commit().await.unwrap();
        // The actor was read before the session ended, as a request in flight has it.
        let late = service::set_password(&app.ctx, &actor, "another lantern harbour 99").await;
        assert_eq!(late, Err(AppError::Unauthenticated));
        let app_id = "018f0000-0000-7000-8000-000000000000";
        assert_eq!(service::remove_authenticator(&app.ctx, &actor, app_id).await, Err(AppError::Unauthenticated));
        assert_eq!(service::regenerate(&app.ctx, &actor).await, Err(AppError::Unauthenticated));
        attempt(&app, "a@example.test").await.expect("the old password is still the password");
    })
    .await;
}
