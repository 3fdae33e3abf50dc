//! Several authenticator apps of one person.

use super::{add_app, app_ids, conflict};
use crate::accounts::{attempt, code_of, count, member, subjects, try_code};
use crate::passkeys::browser_with;
use crate::support::{TestApp, TestDb, for_each_db};
use futures::future::join_all;
use portico::access::Actor;
use portico::accounts::{Typed, service};
use portico::error::AppError;

async fn names(app: &TestApp, actor: &Actor) -> Vec<String> {
    service::apps(&app.ctx, actor).await.unwrap().apps.into_iter().map(|app| app.name).collect()
}

fn wrong_code() -> AppError {
    AppError::field("code", "accounts.errors.code_wrong")
}

#[tokio::test]
async fn several_apps_have_names_and_a_code_of_any_signs_in() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let me = member(&app, "hoa@example.org").await;
        let second = add_app(&app, &me.actor).await;
        assert_eq!(names(&app, &me.actor).await, ["Authenticator app", "Authenticator app 2"]);
        assert_eq!(subjects(&app, &me.email).await.last().unwrap(), "An authenticator app was added");

        for (code, used) in [(code_of(&second, app.ctx.now()), 1), (me.code(&app, 2), 0)] {
            let waiting = attempt(&app, &me.email).await.unwrap();
            app.ctx.clock.advance(i64::from(used == 0) * 60_000);
            assert!(try_code(&app, &waiting, Typed::AuthenticatorCode, &code).await.is_ok());
            let apps = service::apps(&app.ctx, &me.actor).await.unwrap().apps;
            assert_eq!(apps[used].last_used.as_ref().map(|at| at.at), Some(app.ctx.now()));
        }

        let ids = app_ids(&app, &me.actor).await;
        let renamed = service::rename_authenticator(&app.ctx, &me.actor, &ids[0], " هاتفي </li> ").await;
        assert_eq!(renamed, Ok(()));
        assert_eq!(names(&app, &me.actor).await, ["هاتفي </li>", "Authenticator app 2"]);
        service::remove_authenticator(&app.ctx, &me.actor, &ids[0]).await.unwrap();
        assert_eq!(names(&app, &me.actor).await, ["Authenticator app 2"]);
        app.ctx.clock.advance(60_000);
        let waiting = attempt(&app, &me.email).await.unwrap();
        let gone = try_code(&app, &waiting, Typed::AuthenticatorCode, &me.code(&app, 0)).await;
        assert_eq!(gone, Err(wrong_code()), "a removed app's codes count no more");
        assert_eq!(subjects(&app, &me.email).await.last().unwrap(), "An authenticator app was removed");
        for act in ["authenticator_added", "authenticator_renamed", "authenticator_removed"] {
            let page = browser_with(&app, &me.session).get("/en/account/activity?kind=security").await;
            let words = portico::i18n::messages(portico::i18n::Locale::default()).t(&format!("audit.acts.{act}"));
            assert!(page.body.contains(&words), "{act}: {}", page.body);
        }
    })
    .await;
}

#[tokio::test]
async fn somebody_elses_app_is_as_absent_as_none() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let (me, other) = (member(&app, "hoa@example.org").await, member(&app, "bao@example.org").await);
        let theirs = app_ids(&app, &other.actor).await.remove(0);
        for id in [theirs.as_str(), "018f0000-0000-7000-8000-000000000000", "x"] {
            let renamed = service::rename_authenticator(&app.ctx, &me.actor, id, "Mine").await;
            assert_eq!(renamed, Err(AppError::NotFound));
            assert_eq!(service::remove_authenticator(&app.ctx, &me.actor, id).await, Err(AppError::NotFound));
        }
        assert_eq!(names(&app, &other.actor).await, ["Authenticator app"]);
    })
    .await;
}

#[tokio::test]
async fn there_is_room_for_five_apps() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let me = member(&app, "hoa@example.org").await;
        for _ in 0..4 {
            add_app(&app, &me.actor).await;
        }
        let apps = service::apps(&app.ctx, &me.actor).await.unwrap();
        assert_eq!((apps.apps.len(), apps.room), (5, false));
        let full = service::start_authenticator(&app.ctx, &me.actor).await;
        assert_eq!(full, Err(conflict("too_many_apps")));
        let page = browser_with(&app, &me.session).get("/en/account/security/apps").await;
        assert!(page.body.contains("You have 5 authenticator apps"), "{}", page.body);
    })
    .await;
}

#[tokio::test]
async fn a_secret_that_waited_while_the_last_place_was_taken_is_not_added() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let me = member(&app, "hoa@example.org").await;
        for _ in 0..3 {
            add_app(&app, &me.actor).await;
        }
        service::start_authenticator(&app.ctx, &me.actor).await.unwrap();
        let secret = crate::accounts::waiting_secret(&app, &me.actor).await;
        let codes = [0, 1].map(|step| code_of(&secret, app.ctx.now() + step * 30_000));
        let both = join_all(codes.iter().map(|code| service::confirm_authenticator(&app.ctx, &me.actor, code))).await;
        assert_eq!(both.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{both:?}");
        assert_eq!(count(&app, "select count(*) from authenticators").await, 5);
    })
    .await;
}

#[tokio::test]
async fn a_step_is_used_once_a_person_whichever_app_shows_it() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let me = member(&app, "hoa@example.org").await;
        let second = add_app(&app, &me.actor).await;
        let codes = [me.code(&app, 0), code_of(&second, app.ctx.now())];
        let mut waiting = Vec::new();
        for _ in 0..20 {
            waiting.push(attempt(&app, &me.email).await.unwrap());
        }
        let tries = waiting.iter().zip(codes.iter().cycle());
        let tries = tries.map(|(waiting, code)| try_code(&app, waiting, Typed::AuthenticatorCode, code));
        let outcomes = join_all(tries).await;
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
    })
    .await;
}

#[tokio::test]
async fn the_apps_are_named_renamed_and_removed_by_forms_alone() {
    let app = TestApp::new(crate::support::sqlite().await).await;
    let me = member(&app, "hoa@example.org").await;
    add_app(&app, &me.actor).await;
    let mut browser = browser_with(&app, &me.session);
    let ids = app_ids(&app, &me.actor).await;
    let page = "/en/account/security/apps";
    let refused = browser.submit(page, "/api/accounts/rename-authenticator", &[("id", &ids[1]), ("name", "  ")]).await;
    assert_eq!(refused.body.matches("class=\"error-summary\"").count(), 1, "{}", refused.body);
    let fields = [("id", ids[1].as_str()), ("name", "Tablet <b>")];
    let renamed = browser.submit(page, "/api/accounts/rename-authenticator", &fields).await;
    assert!(renamed.body.contains("Tablet &lt;b&gt;") && !renamed.body.contains("Tablet <b>"), "{}", renamed.body);
    let removed = browser.submit(page, "/api/accounts/remove-authenticator", &[("id", &ids[1])]).await;
    assert!(!removed.body.contains("Tablet"), "{}", removed.body);
    let kept = browser.submit(page, "/api/accounts/remove-authenticator", &[("id", &ids[0])]).await;
    assert!(kept.body.contains("your last way to sign in"), "{}", kept.body);
}
