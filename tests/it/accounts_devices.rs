//! The list of signed-in browsers, and putting them out.

use crate::accounts::{actor, attempt, conflict, member, prove, try_code, visitor};
use crate::passkeys::browser_with;
use crate::support::{TestApp, TestDb, for_each_db, portico, said};
use portico::accounts::model::SessionSummary;
use portico::accounts::service::{self, Proof};
use portico::accounts::{Typed, sessions};
use portico::error::AppError;
use portico::types::{HOUR, MINUTE, SessionId};

const PHONE: &str =
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36";

/// Signs in with a phone from elsewhere.
async fn phone(app: &TestApp, member: &crate::accounts::Member) -> String {
    let mut elsewhere = visitor("2001:db8:77:1::/64");
    PHONE.clone_into(&mut elsewhere.user_agent);
    let waiting = attempt(app, &member.email).await.unwrap();
    let code = member.code(app, 0);
    let proof = Proof { attempt: Some(&waiting), kind: Typed::AuthenticatorCode, typed: &code };
    service::with_second_factor(&app.ctx, &elsewhere, proof, None).await.unwrap().token
}

async fn list(app: &TestApp, session: &str) -> Vec<SessionSummary> {
    sessions::list(&app.ctx, &actor(app, session).await.unwrap()).await.unwrap()
}

#[tokio::test]
async fn the_list_names_each_live_browser_and_no_other_and_this_one_first() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let other = member(&app, "bao@example.org").await;
        let me = member(&app, "hoa@example.org").await;
        let began = app.ctx.now();
        let phone = phone(&app, &me).await;
        app.ctx.clock.advance(10 * MINUTE);
        let seen = list(&app, &phone).await;
        let words: Vec<_> =
            seen.iter().map(|s| (s.browser.as_deref(), s.system.as_deref(), s.network.as_str())).collect();
        assert_eq!(words, [(Some("Chrome"), Some("Android"), "2001:db8:77:…"), (None, None, "203.0.113.…")]);
        assert_eq!((seen[0].first_seen.at, seen[0].last_seen.at), (began, app.ctx.now()));
        assert_eq!(seen.iter().map(|session| session.this).collect::<Vec<_>>(), [true, false]);

        app.ctx.clock.advance(10 * MINUTE);
        assert_eq!(list(&app, &phone).await.len(), 1, "who rested too long is not signed in any more");
        assert!(seen.iter().all(|session| session.id != other.actor.session));
    })
    .await;
}

#[tokio::test]
async fn ending_one_session_leaves_the_others_and_tells_its_open_pages() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let me = member(&app, "hoa@example.org").await;
        let phone = phone(&app, &me).await;
        let there = actor(&app, &phone).await.unwrap().session;
        let rows = "select count(*) from change_feed where topic = 'account'";
        let before = crate::accounts::count(&app, rows).await;
        sessions::end_one(&app.ctx, &me.actor, &there.to_string()).await.unwrap();
        assert_eq!(actor(&app, &phone).await, None);
        assert!(actor(&app, &me.session).await.is_some());
        assert_eq!(crate::accounts::count(&app, rows).await, before + 1);
        sessions::end_one(&app.ctx, &me.actor, &there.to_string()).await.unwrap();
        assert_eq!(crate::accounts::count(&app, rows).await, before + 1, "a second press tells nobody");
        let answer = browser_with(&app, &phone).call("/api/accounts/sessions", &[]).await;
        assert_eq!(answer.status, 401);
    })
    .await;
}

#[tokio::test]
async fn a_session_of_somebody_else_is_as_absent_as_none() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let (me, other) = (member(&app, "hoa@example.org").await, member(&app, "bao@example.org").await);
        for id in [other.actor.session.to_string(), SessionId(app.ctx.id()).to_string(), "\0".to_owned()] {
            assert_eq!(sessions::end_one(&app.ctx, &me.actor, &id).await, Err(AppError::NotFound));
        }
        assert!(actor(&app, &other.session).await.is_some());
    })
    .await;
}

#[tokio::test]
async fn ending_all_others_ends_half_sign_ins_too_and_nobody_elses() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let (other, me) = (member(&app, "bao@example.org").await, member(&app, "hoa@example.org").await);
        let phone = phone(&app, &me).await;
        let half = attempt(&app, &me.email).await.unwrap();
        assert_eq!(sessions::end_others(&app.ctx, &me.actor).await, Ok(1));
        assert_eq!(actor(&app, &phone).await, None);
        app.ctx.clock.advance(MINUTE);
        let late = try_code(&app, &half, Typed::AuthenticatorCode, &me.code(&app, 0)).await;
        assert_eq!(late, Err(conflict("attempt_over")));
        assert!(actor(&app, &me.session).await.is_some() && actor(&app, &other.session).await.is_some());
        assert_eq!(sessions::end_others(&app.ctx, &me.actor).await, Ok(0));
    })
    .await;
}

#[tokio::test]
async fn who_was_put_out_meanwhile_puts_out_nobody() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let me = member(&app, "hoa@example.org").await;
        let phone = phone(&app, &me).await;
        let thief = actor(&app, &phone).await.unwrap();
        sessions::end_others(&app.ctx, &me.actor).await.unwrap();
        // The thief's request was under way when it was put out.
        let one = sessions::end_one(&app.ctx, &thief, &me.actor.session.to_string()).await;
        assert_eq!(one, Err(AppError::Unauthenticated));
        assert_eq!(sessions::end_others(&app.ctx, &thief).await, Err(AppError::Unauthenticated));
        assert!(actor(&app, &me.session).await.is_some());
    })
    .await;
}

#[tokio::test]
async fn somebody_without_javascript_ends_a_session_by_its_button() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let me = member(&app, "hoa@example.org").await;
        let phone = phone(&app, &me).await;
        let there = actor(&app, &phone).await.unwrap().session.to_string();
        let mut browser = browser_with(&app, &me.session);
        let page = browser.get("/es/account/sessions").await;
        assert!(page.body.contains("Chrome en Android") && page.body.contains(&there), "{}", page.body);
        let page = browser.submit("/es/account/sessions", "/api/accounts/end-session", &[("id", &there)]).await;
        assert!(page.body.contains("Se cerró la sesión en ese navegador."), "{}", page.body);
        assert!(!page.body.contains("Chrome en Android"));
        assert_eq!(actor(&app, &phone).await, None);
    })
    .await;
}

#[tokio::test]
async fn somebody_who_sets_up_an_account_has_no_list() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let session = prove(&app, "hoa@example.org").await;
        let answer = browser_with(&app, &session).call("/api/accounts/sessions", &[]).await;
        assert_eq!(answer.status, 401);
    })
    .await;
}

#[tokio::test]
async fn the_operator_ends_the_sessions_of_one_person_or_of_all() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let (bao, me) = (member(&app, "bao@example.org").await, member(&app, "hoa@example.org").await);
        let phone = phone(&app, &me).await;
        let half = attempt(&app, &me.email).await.unwrap();
        let rows = "select count(*) from change_feed where topic = 'account'";
        let before = crate::accounts::count(&app, rows).await;
        assert_eq!(sessions::end_all_of(&app.ctx, "nobody@example.org").await, Err(AppError::NotFound));
        assert_eq!(sessions::end_all_of(&app.ctx, "Hoa@example.org").await, Ok(2));
        assert_eq!((actor(&app, &phone).await, actor(&app, &me.session).await), (None, None));
        assert!(actor(&app, &bao.session).await.is_some(), "nobody else is put out");
        assert!(try_code(&app, &half, Typed::AuthenticatorCode, &me.code(&app, 0)).await.is_err());
        assert_eq!(crate::accounts::count(&app, rows).await, before + 1, "open pages are told");

        app.ctx.clock.advance(MINUTE);
        let half = attempt(&app, &me.email).await.unwrap();
        let back = try_code(&app, &half, Typed::AuthenticatorCode, &me.code(&app, 0)).await.unwrap();
        assert_eq!(sessions::end_everybodys(&app.ctx).await, Ok(2));
        assert_eq!((actor(&app, &back).await, actor(&app, &bao.session).await), (None, None));
        assert_eq!(sessions::end_everybodys(&app.ctx).await, Ok(0));
        let half = attempt(&app, &bao.email).await.unwrap();
        try_code(&app, &half, Typed::AuthenticatorCode, &bao.code(&app, 0)).await.unwrap();
        app.ctx.clock.advance(13 * HOUR);
        assert_eq!(
            sessions::end_everybodys(&app.ctx).await,
            Ok(0),
            "who has long been out by themselves is not put out"
        );
        let recorded = "select count(*) from audit_log where act = 'signed_out_by_us' and actor_kind = 'system'";
        assert_eq!(crate::accounts::count(&app, recorded).await, 3);
    })
    .await;
}

#[test]
fn the_command_signs_people_out() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| portico(folder.path(), &[&["sessions", "end"], arguments].concat(), &[], "");
    let all = run(&["--all"]);
    assert!(all.status.success() && said(&all.stdout) == "Sessions ended: 0\n", "{}", said(&all.stderr));
    for (arguments, part) in [
        (vec!["nobody@example.org"], "no account has nobody@example.org"),
        (vec!["nobody"], "no e-mail address"),
        (vec![], "EMAIL"),
        (vec!["nobody@example.org", "--all"], "cannot be used with"),
    ] {
        let refused = run(&arguments);
        assert!(!refused.status.success() && said(&refused.stderr).contains(part), "{}", said(&refused.stderr));
    }
}
