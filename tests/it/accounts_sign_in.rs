//! Signing in: the password, the second factor, and how often each may be tried.

use crate::accounts::{
    PASSWORD, attempt, conflict, count, home, member, subjects, token, try_code, try_password, visitor,
};
use crate::support::{TestApp, TestDb, for_each_db};
use portico::access::Standing;
use portico::accounts::service::{self, Proof};
use portico::accounts::{Typed, sessions};
use portico::error::AppError;
use portico::types::{HOUR, MINUTE};

fn no_match() -> AppError {
    AppError::field("", "accounts.errors.no_match")
}

fn wrong_code() -> AppError {
    AppError::field("code", "accounts.errors.code_wrong")
}

fn closed(key: &str, seconds: u32) -> AppError {
    AppError::TooMany { key: format!("accounts.errors.{key}"), seconds }
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_are_one_answer() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        member(&app, "hoa@example.org").await;
        for email in ["hoa@example.org", "nobody@example.org"] {
            assert_eq!(try_password(&app, &home(), email, "violet lantern kitchen rivers").await, Err(no_match()));
        }
        let long = "x".repeat(100_000);
        assert_eq!(try_password(&app, &home(), "hoa@example.org", &long).await, Err(no_match()));
        assert_eq!(count(&app, "select count(*) from sign_in_attempts").await, 0);
    })
    .await;
}

#[tokio::test]
async fn password_and_code_make_a_new_session_and_end_the_one_before() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let member = member(&app, "hoa@example.org").await;
        let waiting = attempt(&app, "HOA@example.org").await.unwrap();
        assert_eq!(sessions::resolve(&app.ctx, &waiting).await.unwrap(), None);
        let code = member.code(&app, 0);
        let proof = Proof { attempt: Some(&waiting), kind: Typed::AuthenticatorCode, typed: &code };
        let signed = service::with_second_factor(&app.ctx, &home(), proof, Some(&member.actor)).await.unwrap();
        assert_eq!(signed.next, "/account");
        let actor = sessions::resolve(&app.ctx, &signed.token).await.unwrap().unwrap();
        assert_eq!((actor.person, actor.standing), (member.actor.person, Standing::Full));
        assert!(actor.previous_visit.is_some());
        assert_ne!(signed.token, member.session);
        assert_eq!(sessions::resolve(&app.ctx, &member.session).await.unwrap(), None);
        assert_eq!(
            try_code(&app, &waiting, Typed::AuthenticatorCode, &member.code(&app, 1)).await,
            Err(conflict("attempt_over"))
        );
    })
    .await;
}

#[tokio::test]
async fn a_code_counts_once_even_for_two_at_once() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let member = member(&app, "hoa@example.org").await;
        let (first, second) =
            (attempt(&app, &member.email).await.unwrap(), attempt(&app, &member.email).await.unwrap());
        let code = member.code(&app, 0);
        let (first, second) = tokio::join!(
            try_code(&app, &first, Typed::AuthenticatorCode, &code),
            try_code(&app, &second, Typed::AuthenticatorCode, &code)
        );
        let refused = [first, second].into_iter().filter_map(Result::err).collect::<Vec<_>>();
        assert_eq!(refused, [wrong_code()]);
        // A code of an earlier step is spent with it.
        let third = attempt(&app, &member.email).await.unwrap();
        let earlier = member.code(&app, -1);
        assert_eq!(try_code(&app, &third, Typed::AuthenticatorCode, &earlier).await, Err(wrong_code()));
    })
    .await;
}

#[tokio::test]
async fn a_code_may_be_one_step_off_and_no_more() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let member = member(&app, "hoa@example.org").await;
        app.ctx.clock.advance(10 * MINUTE);
        let waiting = attempt(&app, &member.email).await.unwrap();
        for steps in [-2, 2] {
            let code = member.code(&app, steps);
            assert_eq!(try_code(&app, &waiting, Typed::AuthenticatorCode, &code).await, Err(wrong_code()), "{steps}");
        }
        for typed in ["", "12345", "1234567", "abcdef", "１２３４５６"] {
            assert_eq!(try_code(&app, &waiting, Typed::AuthenticatorCode, typed).await, Err(wrong_code()), "{typed}");
        }
        let spaced = member.code(&app, -1);
        let spaced = format!(" {} {}", &spaced[..3], &spaced[3..]);
        assert!(try_code(&app, &waiting, Typed::AuthenticatorCode, &spaced).await.is_ok());
    })
    .await;
}

#[tokio::test]
async fn five_wrong_passwords_pause_that_network_only_and_each_pause_is_longer() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        member(&app, "hoa@example.org").await;
        for email in ["hoa@example.org", "nobody@example.org"] {
            for pause in [1, 2, 4_u32] {
                for _ in 0..5 {
                    assert_eq!(try_password(&app, &home(), email, "wrong wrong wrong").await, Err(no_match()));
                    app.ctx.clock.advance(100);
                }
                let refused = try_password(&app, &home(), email, PASSWORD).await.unwrap_err();
                let AppError::TooMany { key, seconds } = refused else { panic!("{refused}") };
                assert_eq!(key, "accounts.errors.password_tries");
                assert!(seconds <= pause * 60 && seconds > pause * 60 - 5, "{seconds} s of {pause} min");
                app.ctx.clock.advance(i64::from(pause) * MINUTE);
            }
        }
        for _ in 0..4 {
            let _ = try_password(&app, &home(), "hoa@example.org", "wrong wrong wrong").await;
        }
        assert!(try_password(&app, &visitor("198.51.100.7"), "hoa@example.org", PASSWORD).await.is_ok());
        // The fifth try of a minute is still compared; a right one starts the count anew.
        assert!(attempt(&app, "hoa@example.org").await.is_ok());
        assert!(attempt(&app, "hoa@example.org").await.is_ok());
    })
    .await;
}

#[tokio::test]
async fn twenty_wrong_passwords_pause_a_network_whatever_the_addresses() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        for number in 0..20 {
            let email = format!("person{number}@example.org");
            assert_eq!(try_password(&app, &home(), &email, "wrong wrong wrong").await, Err(no_match()));
        }
        let refused = try_password(&app, &home(), "person21@example.org", "wrong wrong wrong").await;
        assert_eq!(refused, Err(closed("network_tries", 60)));
        let elsewhere = try_password(&app, &visitor("198.51.100.7"), "person1@example.org", "wrong wrong").await;
        assert_eq!(elsewhere, Err(no_match()));
    })
    .await;
}

#[tokio::test]
async fn a_hundred_wrong_passwords_a_day_ask_for_a_reset_which_opens_the_password_again() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let member = member(&app, "hoa@example.org").await;
        for number in 0..100 {
            let stranger = visitor(&format!("198.51.100.{number}"));
            assert_eq!(try_password(&app, &stranger, &member.email, "wrong wrong wrong").await, Err(no_match()));
        }
        let refused = attempt(&app, &member.email).await.unwrap_err();
        assert!(matches!(&refused, AppError::TooMany { key, .. } if key == "accounts.errors.ask_reset"), "{refused}");

        service::request_reset(&app.ctx, &home(), &member.email).await.unwrap();
        let token = token(&app, &member.email, "reset-password").await;
        service::reset(&app.ctx, &home(), &token, "marble harbour autumn wheel").await.unwrap();
        assert!(try_password(&app, &home(), &member.email, "marble harbour autumn wheel").await.is_ok());
    })
    .await;
}

#[tokio::test]
async fn ten_wrong_codes_close_the_app_for_ten_minutes_and_leave_recovery_codes_open() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let member = member(&app, "hoa@example.org").await;
        let waiting = attempt(&app, &member.email).await.unwrap();
        for _ in 0..10 {
            assert_eq!(try_code(&app, &waiting, Typed::AuthenticatorCode, "000000").await, Err(wrong_code()));
        }
        let refused = try_code(&app, &waiting, Typed::AuthenticatorCode, &member.code(&app, 0)).await;
        assert_eq!(refused, Err(closed("code_tries", 600)));
        assert!(try_code(&app, &waiting, Typed::RecoveryCode, &member.codes[0]).await.is_ok());

        app.ctx.clock.advance(10 * MINUTE);
        let waiting = attempt(&app, &member.email).await.unwrap();
        assert!(try_code(&app, &waiting, Typed::AuthenticatorCode, &member.code(&app, 0)).await.is_ok());
    })
    .await;
}

#[tokio::test]
async fn a_recovery_code_works_once_however_it_is_written_and_its_use_is_told() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let member = member(&app, "hoa@example.org").await;
        let other = crate::accounts::member(&app, "lei@example.org").await;
        let (first, second) =
            (attempt(&app, &member.email).await.unwrap(), attempt(&app, &member.email).await.unwrap());
        let written = member.codes[0].to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l");
        let (one, two) = tokio::join!(
            try_code(&app, &first, Typed::RecoveryCode, &written),
            try_code(&app, &second, Typed::RecoveryCode, &member.codes[0])
        );
        assert_eq!(usize::from(one.is_ok()) + usize::from(two.is_ok()), 1);
        let third = attempt(&app, &member.email).await.unwrap();
        let wrong = AppError::field("recovery_code", "accounts.errors.recovery_wrong");
        for code in [&other.codes[0], "", "0000-0000-0000"] {
            assert_eq!(try_code(&app, &third, Typed::RecoveryCode, code).await, Err(wrong.clone()), "{code}");
        }
        assert_eq!(service::overview(&app.ctx, &member.actor).await.unwrap().recovery_codes_left, 9);
        let told = subjects(&app, &member.email).await;
        assert_eq!(told.iter().filter(|subject| *subject == "A recovery code was used").count(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_right_password_waits_ten_minutes_for_its_second_factor() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let member = member(&app, "hoa@example.org").await;
        let waiting = attempt(&app, &member.email).await.unwrap();
        let possible = service::second_factors(&app.ctx, Some(&waiting)).await.unwrap().unwrap();
        assert!(possible.authenticator && possible.recovery_codes && !possible.passkeys);
        app.ctx.clock.advance(10 * MINUTE);
        let late = try_code(&app, &waiting, Typed::AuthenticatorCode, &member.code(&app, 0)).await;
        assert_eq!(late, Err(conflict("attempt_over")));
        assert_eq!(service::second_factors(&app.ctx, Some(&waiting)).await, Ok(None));
        assert_eq!(service::second_factors(&app.ctx, None).await, Ok(None));
    })
    .await;
}

#[tokio::test]
async fn the_forms_sign_somebody_in_and_out_and_a_planted_cookie_never_becomes_theirs() {
    let app = TestApp::new(crate::support::sqlite().await).await;
    let member = member(&app, "hoa@example.org").await;
    let mut browser = app.browser();
    browser.cookies.insert("portico_session".to_owned(), "planted".to_owned());
    let typed = [("email", "hoa@example.org"), ("password", PASSWORD), ("next", "//evil.example/en/x")];
    let page = "/en/sign-in?next=%2F%2Fevil.example";
    assert_eq!(browser.submit(page, "/api/accounts/sign-in", &typed).await.status, 200);
    assert_eq!(browser.cookies["portico_session"], "planted");
    let code = member.code(&app, 0);
    let answer = browser.call("/api/accounts/sign-in-with-code", &[("code", &code)]).await;
    assert_eq!(answer.json()["to"], "/dashboard");
    let session = browser.cookies["portico_session"].clone();
    assert_ne!(session, "planted");
    assert!(!browser.cookies.contains_key("portico_sign_in"));
    assert_eq!(browser.call("/api/accounts/profile", &[]).await.json()["given_name"], "Hoa");

    assert_eq!(browser.call("/api/accounts/sign-out", &[]).await.status, 200);
    assert!(!browser.cookies.contains_key("portico_session"));
    browser.cookies.insert("portico_session".to_owned(), session);
    assert_eq!(browser.call("/api/accounts/profile", &[]).await.status, 401);
}

#[tokio::test]
async fn a_failed_form_comes_back_with_the_address_and_without_the_password() {
    let app = TestApp::new(crate::support::sqlite().await).await;
    let mut browser = app.browser();
    let typed = [("email", "hoa@example.org"), ("password", "violet lantern kitchen rivers")];
    let page = browser.submit("/en/sign-in", "/api/accounts/sign-in", &typed).await;
    assert!(page.body.contains("hoa@example.org"), "{}", page.body);
    assert!(!page.body.contains("violet lantern"));
    assert!(page.body.contains("error-summary"));
    assert!(app.ctx.now() < app.ctx.now() + HOUR);
}
