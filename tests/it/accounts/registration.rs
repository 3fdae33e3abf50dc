//! Registration, up to the account that is complete, and what is forgotten of one that is not.

use super::{
    PASSWORD, actor, attempt, conflict, count, fields, home, member, prove, subjects, token, try_password, visitor,
};
use crate::support::{TestApp, TestDb, for_each_db};
use portico::access::Standing;
use portico::accounts::model::ProofPurpose;
use portico::accounts::service;
use portico::accounts::{PersonFields, identity};
use portico::error::AppError;
use portico::i18n::Locale;
use portico::types::{DAY, MINUTE, SECOND};

#[tokio::test]
async fn a_known_and_an_unknown_address_are_answered_alike_and_mailed_differently() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        member(&app, "hoa@example.org").await;
        let before = count(&app, "select count(*) from people").await;
        let mut browser = app.browser();
        let known = browser.call("/api/accounts/register", &[("email", "Hoa@Example.org")]).await;
        let unknown = browser.call("/api/accounts/register", &[("email", "new@example.org")]).await;
        assert_eq!((known.status, &known.body), (unknown.status, &unknown.body));
        assert_eq!(known.status, 200);
        assert_eq!(subjects(&app, "hoa@example.org").await.last().unwrap(), "You already have an account");
        assert_eq!(subjects(&app, "new@example.org").await, ["Confirm your email address"]);
        assert_eq!(count(&app, "select count(*) from people").await, before);
    })
    .await;
}

#[tokio::test]
async fn a_link_works_once_and_a_newer_one_kills_the_older() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        service::request(&app.ctx, &home(), "hoa@example.org").await.unwrap();
        let older = token(&app, "hoa@example.org", "verify-email").await;
        app.ctx.clock.advance(MINUTE);
        service::request(&app.ctx, &home(), "hoa@example.org").await.unwrap();
        let newer = token(&app, "hoa@example.org", "verify-email").await;
        assert_ne!(older, newer);

        let opened = async |token: &str| service::open_proof(&app.ctx, Locale::default(), token).await;
        assert_eq!(opened(&older).await, Err(AppError::NotFound));
        assert_eq!(service::finish(&app.ctx, &home(), &older, fields()).await, Err(conflict("link_spent")));
        for _ in 0..2 {
            let page = opened(&newer).await.unwrap();
            assert_eq!(page.purpose, ProofPurpose::NewAccount { email: "hoa@example.org".to_owned() });
        }
        assert!(service::finish(&app.ctx, &home(), &newer, fields()).await.is_ok());
        assert_eq!(service::finish(&app.ctx, &home(), &newer, fields()).await, Err(conflict("link_spent")));
        assert_eq!(count(&app, "select count(*) from people").await, 1);
    })
    .await;
}

#[tokio::test]
async fn two_clicks_at_once_make_one_person() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        service::request(&app.ctx, &home(), "hoa@example.org").await.unwrap();
        let token = token(&app, "hoa@example.org", "verify-email").await;
        let visitor = home();
        let finish = || service::finish(&app.ctx, &visitor, &token, fields());
        let (first, second) = tokio::join!(finish(), finish());
        assert_eq!(usize::from(first.is_ok()) + usize::from(second.is_ok()), 1);
        assert_eq!(count(&app, "select count(*) from sessions").await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_link_dies_after_half_an_hour_and_is_swept_away() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        service::request(&app.ctx, &home(), "hoa@example.org").await.unwrap();
        let token = token(&app, "hoa@example.org", "verify-email").await;
        app.ctx.clock.advance(30 * MINUTE);
        let opened = service::open_proof(&app.ctx, Locale::default(), &token).await;
        assert_eq!(opened, Err(AppError::NotFound));
        app.ctx.clock.advance(1);
        service::prune(&app.ctx).await.unwrap();
        assert_eq!(count(&app, "select count(*) from email_proofs").await, 0);
    })
    .await;
}

#[tokio::test]
async fn eleven_posts_from_one_network_keep_no_owner_out() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let member = member(&app, "hoa@example.org").await;
        let stranger = visitor("198.51.100.7");
        for _ in 0..11 {
            app.ctx.clock.advance(SECOND);
            assert_eq!(service::request_reset(&app.ctx, &stranger, &member.email).await, Ok(()));
            assert_eq!(service::request(&app.ctx, &stranger, "lei@example.org").await, Ok(()));
        }
        let reset = token(&app, &member.email, "reset-password").await;
        assert_eq!(service::reset_is_open(&app.ctx, &reset).await, Ok(()), "the newest link in the mailbox lives");
        let proof = token(&app, "lei@example.org", "verify-email").await;
        assert!(service::open_proof(&app.ctx, Locale::default(), &proof).await.is_ok());
        assert_eq!(subjects(&app, "lei@example.org").await.len(), 5);

        app.ctx.clock.advance(SECOND);
        service::request_reset(&app.ctx, &home(), &member.email).await.unwrap();
        service::request(&app.ctx, &home(), "lei@example.org").await.unwrap();
        let own_reset = token(&app, &member.email, "reset-password").await;
        let own_proof = token(&app, "lei@example.org", "verify-email").await;
        assert!(own_reset != reset && own_proof != proof);
        assert_eq!(service::reset_is_open(&app.ctx, &own_reset).await, Ok(()));
        assert!(service::finish(&app.ctx, &home(), &own_proof, fields()).await.is_ok());
    })
    .await;
}

#[tokio::test]
async fn who_never_finishes_is_forgotten_after_a_week_and_nobody_else() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        prove(&app, "lei@example.org").await;
        prove(&app, "luz@example.org").await;
        app.ctx.clock.advance(1);
        member(&app, "hoa@example.org").await;
        let people = "select count(*) from people";
        app.ctx.clock.advance(7 * DAY - MINUTE - 1);
        service::prune(&app.ctx).await.unwrap();
        assert_eq!(count(&app, people).await, 3);

        // She goes on at the last moment.
        let session = prove(&app, "luz@example.org").await;
        app.ctx.clock.advance(1);
        service::prune(&app.ctx).await.unwrap();
        assert_eq!((count(&app, people).await, count(&app, "select count(*) from person_emails").await), (2, 2));
        assert!(actor(&app, &session).await.is_some());
        app.ctx.clock.advance(DAY);
        service::prune(&app.ctx).await.unwrap();
        assert_eq!(count(&app, people).await, 1);
        assert_eq!(count(&app, "select count(*) from people where completed_at is not null").await, 1);
    })
    .await;
}

#[tokio::test]
async fn challenges_that_nobody_answered_are_swept_away() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        assert_eq!(app.browser().call("/api/accounts/passkeys/start-sign-in", &[]).await.status, 200);
        let waiting = "select count(*) from passkey_ceremonies";
        service::prune(&app.ctx).await.unwrap();
        assert_eq!(count(&app, waiting).await, 1);
        app.ctx.clock.advance(MINUTE);
        service::prune(&app.ctx).await.unwrap();
        assert_eq!(count(&app, waiting).await, 0);
    })
    .await;
}

#[tokio::test]
async fn refused_answers_leave_the_link_alive_and_nobody_behind() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        service::request(&app.ctx, &home(), "hoa@example.org").await.unwrap();
        let token = token(&app, "hoa@example.org", "verify-email").await;
        let wrong = PersonFields { birth_year: "3000".to_owned(), ..fields() };
        let refused = service::finish(&app.ctx, &home(), &token, wrong).await;
        assert_eq!(refused, Err(AppError::field("birth", "accounts.errors.birth_future")));
        assert_eq!(count(&app, "select count(*) from people").await, 0);
        assert!(service::finish(&app.ctx, &home(), &token, fields()).await.is_ok());
    })
    .await;
}

#[tokio::test]
async fn whoever_left_before_the_end_goes_on_by_a_new_link_and_the_half_done_is_undone() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let first = prove(&app, "hoa@example.org").await;
        let person = actor(&app, &first).await.unwrap();
        service::set_password(&app.ctx, &person, PASSWORD).await.unwrap();
        // A password of an account that cannot be signed in to is like any wrong one.
        let refused = attempt(&app, "hoa@example.org").await;
        assert_eq!(refused, Err(AppError::field("", "accounts.errors.no_match")));

        app.ctx.clock.advance(MINUTE);
        service::request_reset(&app.ctx, &home(), "hoa@example.org").await.unwrap();
        let token = token(&app, "hoa@example.org", "verify-email").await;
        let page = service::open_proof(&app.ctx, Locale::default(), &token).await.unwrap();
        assert_eq!(page.purpose, ProofPurpose::Continue { email: "hoa@example.org".to_owned() });
        let second = service::finish(&app.ctx, &home(), &token, PersonFields::default()).await.unwrap();
        let again = actor(&app, &second).await.unwrap();
        assert_eq!((again.person, again.standing), (person.person, Standing::SettingUp));
        assert_eq!(actor(&app, &first).await, None);
        assert!(!service::overview(&app.ctx, &again).await.unwrap().password);
    })
    .await;
}

#[tokio::test]
async fn a_password_with_an_authenticator_completes_the_account_under_a_new_token() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let setting_up = prove(&app, "hoa@example.org").await;
        let before = actor(&app, &setting_up).await.unwrap();
        assert_eq!(before.clone().full(), Err(AppError::Unauthenticated));
        assert_eq!(before.time_zone, "Asia/Ho_Chi_Minh");

        let member = member(&app, "lei@example.org").await;
        assert_eq!(member.actor.standing, Standing::Full);
        assert_eq!(member.codes.len(), 10);
        assert!(member.codes.iter().all(|code| code.len() == 14));
        assert_eq!(actor(&app, &setting_up).await.map(|actor| actor.standing), Some(Standing::SettingUp));
        assert_eq!(count(&app, "select count(*) from sessions where ended_at is null").await, 2);

        let overview = service::overview(&app.ctx, &member.actor).await.unwrap();
        assert_eq!((overview.recovery_codes_left, overview.setting_up), (10, false));
        service::confirm_kept(&app.ctx, &member.actor).await.unwrap();
        assert!(service::overview(&app.ctx, &member.actor).await.unwrap().fresh_codes.is_empty());
        let mut read = app.ctx.db.read().await.unwrap();
        let known = identity(read.conn(), &app.ctx, member.actor.person).await.unwrap();
        assert_eq!((known.given_name.as_str(), known.family_name.as_str()), ("Hoa", "Nguyễn"));
        assert_eq!(known.date_of_birth.to_string(), "1986-04-28");
        // Setting up is no change that somebody else could have made.
        assert_eq!(subjects(&app, "lei@example.org").await, ["Confirm your email address"]);
    })
    .await;
}

#[tokio::test]
async fn counters_are_swept_away_only_when_they_no_longer_count() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let tries = "select count(*) from throttles";
        let sweep = async || {
            let mut tx = app.ctx.db.begin().await.unwrap();
            portico::limits::prune(tx.conn(), app.ctx.now()).await.unwrap();
            tx.commit().await.unwrap();
        };
        let _ = try_password(&app, &home(), "hoa@example.org", "wrong wrong wrong").await;
        let counted = count(&app, tries).await;
        app.ctx.clock.advance(30_000);
        sweep().await;
        assert_eq!(count(&app, tries).await, counted);
        app.ctx.clock.advance(3 * 24 * 60 * MINUTE);
        sweep().await;
        assert_eq!((counted, count(&app, tries).await), (4, 0));
    })
    .await;
}
