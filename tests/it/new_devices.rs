//! A browser not seen before: one mail, five minutes later, with what came of it; and "this wasn't me".

use crate::accounts::{Member, PASSWORD, actor, attempt, count, mails, member, token, try_code, try_password, visitor};
use crate::addresses::{add, change};
use crate::passkeys::browser_with;
use crate::recovery::execute;
use crate::support::{TestApp, TestDb, for_each_db};
use portico::access::Actor;
use portico::accounts::addresses::service::open_undo;
use portico::accounts::devices::{by_link, by_row, of_link, of_row};
use portico::accounts::service::{self, Proof};
use portico::accounts::{Typed, sessions};
use portico::audit::activity::part;
use portico::error::AppError;
use portico::jobs::run_due;
use portico::on_db;
use portico::server::Visitor;
use portico::types::{DAY, HOUR, MINUTE, Millis, PersonId, SECOND};

pub const SUBJECT: &str = "Somebody used a new browser with your account";
const PHONE: &str =
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Mobile Safari/537.36";

/// A browser elsewhere.
pub fn phone() -> Visitor {
    Visitor { user_agent: PHONE.to_owned(), device: Some("a phone".to_owned()), ..visitor("198.51.100.77") }
}

pub async fn sign_in(app: &TestApp, member: &Member, visitor: &Visitor) -> String {
    let half = try_password(app, visitor, &member.email, PASSWORD).await.unwrap();
    let code = member.code(app, 0);
    let proof = Proof { attempt: Some(&half), kind: Typed::AuthenticatorCode, typed: &code };
    service::with_second_factor(&app.ctx, visitor, proof, None).await.unwrap().token
}

/// Does what is due after a while; answers the texts of all mails about new browsers to the member.
async fn told(app: &TestApp, member: &Member, wait: Millis) -> Vec<String> {
    app.ctx.clock.advance(wait);
    run_due(&app.ctx).await.unwrap();
    let all = mails(app, &member.email).await;
    all.into_iter().filter(|(subject, _)| subject == SUBJECT).map(|(_, text)| text).collect()
}

/// A passkey that was added at a time.
async fn passkey(app: &TestApp, person: PersonId, at: Millis) {
    let mut tx = app.ctx.db.begin().await.unwrap();
    let (conn, id) = (tx.conn(), app.ctx.id());
    let sql = "
        insert into passkeys (id, person_id, credential_id, credential, name, counter, backup_eligible, backed_up, created_at)
        values ($1, $2, $3, '{}', 'key', 0, $4, $4, $5)";
    let credential = id.as_bytes().to_vec();
    on_db!(conn => sqlx::query(sql)
        .bind(id).bind(person).bind(credential).bind(false).bind(at).execute(conn).await.map(|_| ()))
    .unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_sign_in_with_a_new_browser_is_told_once_after_five_minutes_with_what_came_of_it() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let hoa = member(&app, "hoa@example.org").await;
        let session = sign_in(&app, &hoa, &phone()).await;
        let there = actor(&app, &session).await.unwrap();
        app.ctx.clock.advance(MINUTE);
        assert_eq!(service::set_password(&app.ctx, &there, "copper meadow kitchen kite").await, Ok(None));
        service::regenerate(&app.ctx, &there).await.unwrap();
        service::sign_out(&app.ctx, &there).await.unwrap();
        assert_eq!(told(&app, &hoa, 4 * MINUTE - SECOND).await.len(), 0, "not before five minutes");
        let text = told(&app, &hoa, SECOND).await.pop().expect("a mail");
        for line in [
            "Somebody signed in to your account with a browser that we had not seen before.",
            "* When: 10 March 2026, 22:01 UTC+7",
            "* Browser: Chrome on Android",
            "* Network, roughly: 198.51.100.0/24",
            "* After that: your password was changed.",
            "* After that: new recovery codes were made.",
            "* After that: that browser or another was signed out.",
            "http://localhost:3000/en/not-me/",
        ] {
            assert!(text.contains(line), "{line} in {text}");
        }
        assert!(!text.contains("198.51.100.77") && text.starts_with("Your phrase: "), "{text}");
        assert_eq!(told(&app, &hoa, DAY).await.len(), 1, "once");
    })
    .await;
}

#[tokio::test]
async fn a_browser_that_is_known_and_the_one_at_registration_are_not_told() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let hoa = member(&app, "hoa@example.org").await;
        assert_eq!(told(&app, &hoa, 10 * MINUTE).await.len(), 0, "registration");
        let half = attempt(&app, &hoa.email).await.unwrap();
        try_code(&app, &half, Typed::AuthenticatorCode, &hoa.code(&app, 0)).await.unwrap();
        assert_eq!(told(&app, &hoa, 10 * MINUTE).await.len(), 0, "the browser of registration");
        sign_in(&app, &hoa, &phone()).await;
        assert_eq!(told(&app, &hoa, 10 * MINUTE).await.len(), 1);
        sign_in(&app, &hoa, &phone()).await;
        assert_eq!(told(&app, &hoa, 10 * MINUTE).await.len(), 1, "the phone is known now");
        let minh = member(&app, "minh@example.org").await;
        sign_in(&app, &minh, &phone()).await;
        assert_eq!(told(&app, &minh, 10 * MINUTE).await.len(), 1, "but not as the browser of somebody else");
        let kept = "select count(*) from known_devices where device_hash is not null";
        assert_eq!(count(&app, kept).await, 4);

        app.ctx.clock.advance(366 * DAY);
        service::request_reset(&app.ctx, &phone(), &hoa.email).await.unwrap();
        sign_in(&app, &hoa, &phone()).await;
        assert_eq!(told(&app, &hoa, 10 * MINUTE).await.len(), 2, "a year without a sign-in forgets a browser");
    })
    .await;
}

#[tokio::test]
async fn a_browser_that_is_not_to_be_remembered_is_told_every_time_and_leaves_no_row() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let hoa = member(&app, "hoa@example.org").await;
        let shared = Visitor { device: None, ..phone() };
        let before = count(&app, "select count(*) from known_devices").await;
        for times in 1..=2 {
            sign_in(&app, &hoa, &shared).await;
            assert_eq!(told(&app, &hoa, 10 * MINUTE).await.len(), times);
        }
        assert_eq!(count(&app, "select count(*) from known_devices").await, before);
    })
    .await;
}

#[tokio::test]
async fn a_right_password_without_a_second_step_is_told_once_and_not_without_end() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let hoa = member(&app, "hoa@example.org").await;
        for _ in 0..3 {
            let half = try_password(&app, &phone(), &hoa.email, PASSWORD).await.unwrap();
            let proof = Proof { attempt: Some(&half), kind: Typed::AuthenticatorCode, typed: "000000" };
            assert!(service::with_second_factor(&app.ctx, &phone(), proof, None).await.is_err());
        }
        let texts = told(&app, &hoa, 5 * MINUTE).await;
        assert_eq!(texts.len(), 1, "three tries from one place are one mail");
        assert!(texts[0].contains("Somebody typed your right password") && texts[0].contains("tried and failed"));
        for _ in 0..10 {
            try_password(&app, &phone(), &hoa.email, PASSWORD).await.unwrap();
            told(&app, &hoa, 5 * MINUTE).await;
        }
        assert_eq!(told(&app, &hoa, 0).await.len(), 5, "five a day");
        sign_in(&app, &hoa, &phone()).await;
        let texts = told(&app, &hoa, 5 * MINUTE).await;
        assert!(texts.len() == 6 && texts[5].contains("Somebody signed in"), "a finished sign-in is always told");
    })
    .await;
}

#[tokio::test]
async fn a_second_step_after_the_mail_is_told_by_another() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let hoa = member(&app, "hoa@example.org").await;
        let half = try_password(&app, &phone(), &hoa.email, PASSWORD).await.unwrap();
        assert_eq!(told(&app, &hoa, 5 * MINUTE).await.len(), 1);
        let code = hoa.code(&app, 0);
        let proof = Proof { attempt: Some(&half), kind: Typed::AuthenticatorCode, typed: &code };
        service::with_second_factor(&app.ctx, &phone(), proof, None).await.unwrap();
        let texts = told(&app, &hoa, 5 * MINUTE).await;
        assert!(texts.len() == 2 && texts[1].contains("Somebody signed in"), "{texts:?}");
    })
    .await;
}

#[tokio::test]
async fn the_link_shows_first_and_acts_by_a_post_alone_and_once() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let hoa = member(&app, "hoa@example.org").await;
        let other = member(&app, "minh@example.org").await;
        passkey(&app, hoa.actor.person, app.ctx.now() - MINUTE).await;
        let thief = sign_in(&app, &hoa, &phone()).await;
        app.ctx.clock.advance(MINUTE);
        passkey(&app, hoa.actor.person, app.ctx.now()).await;
        let half = attempt(&app, &hoa.email).await.unwrap();
        told(&app, &hoa, 4 * MINUTE).await;
        let link = token(&app, &hoa.email, "not-me").await;

        let page = format!("/en/not-me/{link}");
        let mut stranger = app.browser();
        for _ in 0..2 {
            let shown = stranger.get(&page).await;
            assert_eq!(shown.status, 200);
            for said in
                ["Your password stops working", "Passkeys that you had before keep working", "Chrome on Android"]
            {
                assert!(shown.body.contains(said), "{said}");
            }
        }
        assert!(actor(&app, &thief).await.is_some(), "a look ends nothing");
        app.ctx.clock.advance(SECOND);
        let done = stranger.submit(&page, "/api/accounts/disown", &[("token", &link)]).await;
        assert!(done.body.contains("Everybody is signed out"), "{}", done.body);

        assert_eq!((actor(&app, &thief).await, actor(&app, &hoa.session).await), (None, None));
        assert!(actor(&app, &other.session).await.is_some());
        assert_eq!(count(&app, "select count(*) from passkeys").await, 1, "the one of before");
        assert_eq!(count(&app, "select count(*) from authenticators").await, 2, "the app of before, too");
        assert_eq!(count(&app, "select count(*) from recovery_codes").await, 20);
        assert!(try_code(&app, &half, Typed::AuthenticatorCode, &hoa.code(&app, 0)).await.is_err());
        let closed = attempt(&app, &hoa.email).await;
        assert_eq!(closed, Err(AppError::field("", "accounts.errors.no_match")));
        let (subject, text) = mails(&app, &hoa.email).await.pop().unwrap();
        assert!(subject == "Your account was secured" && text.contains("Passkeys of before still work"), "{text}");
        let again = stranger.call("/api/accounts/disown", &[("token", &link)]).await;
        assert_eq!(again.status, 409);
        assert!(stranger.get(&page).await.body.contains("Everybody is signed out"), "it says that it is done");
    })
    .await;
}

#[tokio::test]
async fn a_closed_password_opens_again_by_a_reset_with_another_and_never_with_itself() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let hoa = member(&app, "hoa@example.org").await;
        sign_in(&app, &hoa, &phone()).await;
        told(&app, &hoa, 5 * MINUTE).await;
        by_link(&app.ctx, &phone(), &token(&app, &hoa.email, "not-me").await).await.unwrap();
        service::request_reset(&app.ctx, &visitor("203.0.113.9"), &hoa.email).await.unwrap();
        let reset = token(&app, &hoa.email, "reset-password").await;
        let same = service::reset(&app.ctx, &visitor("203.0.113.9"), &reset, PASSWORD).await;
        assert_eq!(same, Err(AppError::field("new_password", "accounts.errors.password_closed")));
        service::reset(&app.ctx, &visitor("203.0.113.9"), &reset, "copper meadow kitchen kite").await.unwrap();
        let half = try_password(&app, &phone(), &hoa.email, "copper meadow kitchen kite").await.unwrap();
        let session = try_code(&app, &half, Typed::AuthenticatorCode, &hoa.code(&app, 0)).await.unwrap();
        let me = actor(&app, &session).await.unwrap();
        let acts: Vec<String> =
            part(&app.ctx, &me, "security", "").await.unwrap().rows.into_iter().map(|r| r.act).collect();
        assert_eq!(acts[..3], ["password_reset", "reset_asked", "password_closed"]);
        assert_eq!(acts[3], "sign_in_disowned");
    })
    .await;
}

#[tokio::test]
async fn the_link_is_good_for_ten_days() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let hoa = member(&app, "hoa@example.org").await;
        sign_in(&app, &hoa, &phone()).await;
        told(&app, &hoa, 5 * MINUTE).await;
        let link = token(&app, &hoa.email, "not-me").await;
        app.ctx.clock.advance(10 * DAY - SECOND);
        assert!(of_link(&app.ctx, &link).await.is_ok());
        app.ctx.clock.advance(SECOND);
        assert_eq!(of_link(&app.ctx, &link).await, Err(AppError::NotFound));
        let late = by_link(&app.ctx, &phone(), &link).await;
        assert_eq!(late, Err(AppError::Conflict { key: "devices.errors.link_spent".to_owned() }));
        let page = app.browser().get(&format!("/en/not-me/{link}")).await;
        assert!(page.status == 404 && page.body.contains("older than ten days"), "{}", page.body);
        assert!(attempt(&app, &hoa.email).await.is_ok(), "nothing was closed");
    })
    .await;
}

#[tokio::test]
async fn a_row_of_the_activity_is_disowned_by_its_owner_after_a_fresh_proof() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let hoa = member(&app, "hoa@example.org").await;
        let minh = member(&app, "minh@example.org").await;
        let thief = sign_in(&app, &hoa, &phone()).await;
        let rows = part(&app.ctx, &hoa.actor, "sign_in", "").await.unwrap().rows;
        let row = rows.iter().find(|row| row.act == "signed_in").unwrap();
        assert!(row.disownable && !rows.iter().any(|row| row.act == "registered" && row.disownable));
        let number = row.number.to_string();
        let mut browser = browser_with(&app, &hoa.session);
        let page = format!("/en/account/not-me?row={number}");
        assert!(browser.get("/en/account/activity").await.body.contains(&page));
        assert!(browser.get(&page).await.body.contains("Chrome on Android"));
        assert_eq!(of_row(&app.ctx, &minh.actor, &number).await, Err(AppError::NotFound), "somebody else's row");
        assert_eq!(by_row(&app.ctx, &minh.actor, &number).await, Err(AppError::NotFound));

        let mut stale = actor(&app, &hoa.session).await.unwrap();
        stale.proved_at -= 16 * MINUTE;
        assert_eq!(by_row(&app.ctx, &stale, &number).await, Err(AppError::StepUp));
        assert!(actor(&app, &thief).await.is_some(), "nothing was done");

        let done = browser.submit(&page, "/api/accounts/disown-row", &[("row", &number)]).await;
        assert!(done.body.contains("Everybody is signed out"), "{}", done.body);
        assert!(!browser.cookies.contains_key("portico_session"));
        assert_eq!((actor(&app, &thief).await, actor(&app, &hoa.session).await), (None, None));
        assert!(attempt(&app, &hoa.email).await.is_err(), "the password is closed");
        assert!(sessions::list(&app.ctx, &minh.actor).await.unwrap().len() == 1);
        let (subject, _) = mails(&app, &hoa.email).await.pop().unwrap();
        assert_eq!(subject, "Your account was secured");
    })
    .await;
}

#[tokio::test]
async fn what_the_row_itself_tells_of_is_undone_too() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let hoa = member(&app, "hoa@example.org").await;
        app.ctx.clock.advance(5 * MINUTE);
        service::regenerate(&app.ctx, &hoa.actor).await.unwrap();
        // The row comes a moment after what it tells of.
        execute(&app, "update recovery_codes set made_at = made_at - 7").await;
        let rows = part(&app.ctx, &hoa.actor, "", "").await.unwrap().rows;
        let row = rows.iter().find(|row| row.act == "recovery_codes_made" && row.disownable).unwrap();
        by_row(&app.ctx, &hoa.actor, &row.number.to_string()).await.unwrap();
        assert_eq!(count(&app, "select count(*) from recovery_codes").await, 0);
        assert_eq!(count(&app, "select count(*) from authenticators").await, 1, "what was there before stays");
    })
    .await;
}

#[tokio::test]
async fn an_address_that_was_changed_since_is_the_one_of_before_again() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let hoa = member(&app, "hoa@example.org").await;
        add(&app, &hoa, "old@example.org").await;
        app.ctx.clock.advance(MINUTE);
        sign_in(&app, &hoa, &phone()).await;
        told(&app, &hoa, 5 * MINUTE).await;
        let link = token(&app, &hoa.email, "not-me").await;
        change(&app, &hoa, "hoa@example.org", "thief@example.org").await;
        add(&app, &hoa, "more@example.org").await;
        let undo = token(&app, &hoa.email, "undo-address").await;
        app.ctx.clock.advance(1);

        by_link(&app.ctx, &visitor("192.0.2.1"), &link).await.unwrap();
        let own = "select count(*) from person_emails where address in ('hoa@example.org', 'old@example.org')";
        let primary = "select count(*) from person_emails where address = 'hoa@example.org' and is_primary";
        assert_eq!((count(&app, own).await, count(&app, primary).await), (2, 1));
        assert_eq!(count(&app, "select count(*) from person_emails").await, 2, "and no other");
        assert_eq!(open_undo(&app.ctx, &undo).await, Err(AppError::NotFound), "there is nothing left to undo");
        for (to, secured) in [("hoa@example.org", true), ("old@example.org", true), ("thief@example.org", false)] {
            let (subject, _) = mails(&app, to).await.pop().unwrap();
            assert_eq!(subject == "Your account was secured", secured, "{to}: {subject}");
        }
        assert_eq!(count(&app, "select count(*) from audit_log where act = 'email_change_undone'").await, 1);
        assert_eq!(count(&app, "select count(*) from audit_log where act = 'email_removed'").await, 2);
    })
    .await;
}

#[tokio::test]
async fn an_address_that_somebody_else_has_by_now_stays_theirs_and_the_rest_is_done() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let hoa = member(&app, "hoa@example.org").await;
        app.ctx.clock.advance(MINUTE);
        sign_in(&app, &hoa, &phone()).await;
        told(&app, &hoa, 5 * MINUTE).await;
        let link = token(&app, &hoa.email, "not-me").await;
        change(&app, &hoa, "hoa@example.org", "new@example.org").await;
        member(&app, "hoa@example.org").await;

        by_link(&app.ctx, &visitor("192.0.2.1"), &link).await.unwrap();
        let primary = "select count(*) from person_emails where address = 'new@example.org' and is_primary";
        assert_eq!(count(&app, primary).await, 1, "an account has an address");
        assert_eq!(actor(&app, &hoa.session).await, None);
        assert_eq!(count(&app, "select count(*) from audit_log where act = 'email_change_undone'").await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_row_that_cannot_be_disowned_says_so() {
    let app = TestApp::new(crate::support::sqlite().await).await;
    let hoa = member(&app, "hoa@example.org").await;
    let page = browser_with(&app, &hoa.session).get("/en/account/not-me?row=0").await;
    assert_eq!(page.status, 404);
    assert!(page.body.contains("This row is older than ten days"), "{}", page.body);
    assert_eq!((page.body.matches("<h1").count(), page.body.contains("disown-row")), (1, false), "{}", page.body);
}

#[tokio::test]
async fn nobody_disowns_the_set_up_that_they_live_by_nor_what_is_long_ago() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let hoa = member(&app, "hoa@example.org").await;
        let number = async |act: &str| {
            let rows = part(&app.ctx, &hoa.actor, "", "").await.unwrap().rows;
            rows.into_iter().find(|row| row.act == act).map(|row| (row.number.to_string(), row.disownable)).unwrap()
        };
        let (row, disownable) = number("password_set").await;
        assert!(disownable);
        let refused = by_row(&app.ctx, &hoa.actor, &row).await;
        assert_eq!(refused, Err(AppError::conflict("devices.errors.last_way")));
        assert_eq!(count(&app, "select count(*) from authenticators").await, 1, "nothing was done");
        assert!(actor(&app, &hoa.session).await.is_some());

        app.ctx.clock.advance(10 * DAY + HOUR);
        let late = Actor { proved_at: app.ctx.now(), ..hoa.actor.clone() };
        assert_eq!(number("password_set").await, (row.clone(), false));
        assert_eq!(by_row(&app.ctx, &late, &row).await, Err(AppError::NotFound));
    })
    .await;
}

#[tokio::test]
async fn a_browser_is_known_by_a_cookie_that_lives_a_year_and_of_which_only_a_hash_is_kept() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let hoa = member(&app, "hoa@example.org").await;
        let mut browser = app.browser();
        let typed = [("email", hoa.email.as_str()), ("password", PASSWORD)];
        assert!(browser.call("/api/accounts/sign-in", &typed).await.status.is_success());
        assert!(!browser.cookies.contains_key("portico_device"), "not before the second step");
        let code = hoa.code(&app, 0);
        let answer = browser.call("/api/accounts/sign-in-with-code", &[("code", &code)]).await;
        let cookies = answer.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap());
        let cookie = cookies.into_iter().find(|cookie| cookie.starts_with("portico_device=")).expect("a cookie");
        assert!(cookie.contains("HttpOnly") && cookie.contains("Max-Age=31536000"), "{cookie}");
        let token = browser.cookies["portico_device"].clone();
        assert_eq!(token.len(), 43);
        assert_eq!(told(&app, &hoa, 5 * MINUTE).await.len(), 1);

        browser.call("/api/accounts/sign-out", &[]).await;
        assert_eq!(browser.cookies["portico_device"], token, "it outlives the session");
        assert!(browser.call("/api/accounts/sign-in", &typed).await.status.is_success());
        let code = hoa.code(&app, 0);
        browser.call("/api/accounts/sign-in-with-code", &[("code", &code)]).await;
        assert_eq!(browser.cookies["portico_device"], token);
        assert_eq!(told(&app, &hoa, 10 * MINUTE).await.len(), 1, "known again");
    })
    .await;
}
