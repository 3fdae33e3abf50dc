//! What is told by mail and what is not: changes of cases, the person's phrase, and the link that switches mail off.

use crate::accounts::{count, mails, member};
use crate::fixtures::{event, feed, opening, person};
use crate::passkeys::browser_with;
use crate::support::{Browser, NOW, TestApp, TestDb, for_each_db};
use axum::body::Body;
use axum::http::Request;
use portico::access::Actor;
use portico::accounts::notices::NoticeFields;
use portico::accounts::notices::service::{notices, returned, save};
use portico::accounts::service::tell_every_channel;
use portico::error::AppError;
use portico::i18n::Locale;
use portico::jobs::run_due;
use portico::notifications::MailKind;
use portico::on_db;
use portico::types::{MINUTE, Millis, SECOND};
use serde_json::json;

const RECEIPT: &str = "IOE0912345678";
const CHANGED: &str = "Something changed in your account";

async fn linked(app: &TestApp, address: &str) -> Actor {
    let hoa = person(app, "Hoa", address).await;
    link(app, &hoa, RECEIPT).await;
    hoa
}

async fn link(app: &TestApp, actor: &Actor, receipt: &str) {
    let mut tx = app.ctx.db.begin().await.unwrap();
    let conn = tx.conn();
    let sql = "
        insert into case_links (person_id, case_id, via, linked_at)
        select $1, id, 'identity', $2 from cases where receipt_number = $3";
    on_db!(conn => sqlx::query(sql).bind(actor.person).bind(NOW).bind(receipt).execute(conn).await.map(|_| ()))
        .unwrap();
    tx.commit().await.unwrap();
}

async fn choose(app: &TestApp, actor: &Actor, case_mail: &str) {
    let phrase = notices(&app.ctx, actor, Locale::default()).await.unwrap().phrase;
    let fields = NoticeFields { phrase, case_mail: case_mail.to_owned(), language: "en".to_owned() };
    save(&app.ctx, actor, fields).await.unwrap();
}

async fn status(app: &TestApp, id: &str, receipt: &str, day: u8) {
    feed(app, &[event(id, receipt, "status_changed", day, json!({ "title": "Case Was Updated" }))]).await;
}

/// Texts of the mails about cases, after a while.
async fn told(app: &TestApp, address: &str, wait: Millis) -> Vec<String> {
    app.ctx.clock.advance(wait);
    run_due(&app.ctx).await.unwrap();
    let all = mails(app, address).await;
    all.into_iter().filter(|(subject, _)| subject == CHANGED).map(|(_, text)| text).collect()
}

#[tokio::test]
async fn changes_of_cases_are_one_mail_in_ten_minutes_that_says_nothing_of_them() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        feed(&app, &[opening("e0", RECEIPT, 1)]).await;
        linked(&app, "hoa@example.org").await;
        for number in 1..=3 {
            status(&app, &format!("e{number}"), RECEIPT, 2 + number).await;
        }
        assert_eq!(told(&app, "hoa@example.org", MINUTE - SECOND).await.len(), 0, "what comes together is gathered");
        let texts = told(&app, "hoa@example.org", SECOND).await;
        assert_eq!(texts.len(), 1);
        assert!(
            !texts[0].contains(RECEIPT) && !texts[0].contains("I-485") && !texts[0].contains("Updated"),
            "{}",
            texts[0]
        );
        assert!(texts[0].starts_with("Your phrase: ") && texts[0].contains("/stop-mail/"));
        status(&app, "e4", RECEIPT, 7).await;
        assert_eq!(told(&app, "hoa@example.org", 9 * MINUTE).await.len(), 1);
        status(&app, "e5", RECEIPT, 8).await;
        assert_eq!(told(&app, "hoa@example.org", MINUTE).await.len(), 2, "ten minutes after the first");
        assert_eq!(told(&app, "hoa@example.org", 60 * MINUTE).await.len(), 2, "nothing new");
        assert_eq!(count(&app, "select count(*) from jobs").await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_confidential_case_never_causes_a_mail() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let mut secret = opening("s0", RECEIPT, 1);
        secret["confidential"] = json!(true);
        feed(&app, &[secret]).await;
        linked(&app, "hoa@example.org").await;
        status(&app, "s1", RECEIPT, 2).await;
        assert_eq!(told(&app, "hoa@example.org", 60 * MINUTE).await.len(), 0);
        assert_eq!(count(&app, "select count(*) from case_mails").await, 0);
        assert!(count(&app, "select count(*) from change_feed").await > 0, "an open page is told all the same");
    })
    .await;
}

#[tokio::test]
async fn who_wants_only_what_needs_them_or_nothing_gets_only_that_and_security_comes_all_the_same() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        feed(&app, &[opening("e0", RECEIPT, 1)]).await;
        let needed = linked(&app, "needed@example.org").await;
        let none = linked(&app, "none@example.org").await;
        choose(&app, &needed, "needed").await;
        choose(&app, &none, "none").await;
        status(&app, "e1", RECEIPT, 2).await;
        assert_eq!(told(&app, "needed@example.org", 20 * MINUTE).await.len(), 0);
        feed(&app, &[event("e2", RECEIPT, "evidence_requested", 3, json!({ "due_on": "2026-04-14" }))]).await;
        assert_eq!(told(&app, "needed@example.org", 20 * MINUTE).await.len(), 1);
        feed(&app, &[event("e3", RECEIPT, "fee_due", 4, json!({}))]).await;
        choose(&app, &needed, "none").await;
        assert_eq!(told(&app, "needed@example.org", 20 * MINUTE).await.len(), 1, "who chose otherwise meanwhile");
        assert_eq!(told(&app, "none@example.org", 0).await.len(), 0);

        let mut tx = app.ctx.db.begin().await.unwrap();
        tell_every_channel(tx.conn(), &app.ctx, none.person, &MailKind::PasswordChanged).await.unwrap();
        tx.commit().await.unwrap();
        let subjects: Vec<String> =
            mails(&app, "none@example.org").await.into_iter().map(|(subject, _)| subject).collect();
        assert_eq!(subjects, ["Your password was changed"]);
    })
    .await;
}

async fn press(browser: &mut Browser<'_>, path: &str, body: &'static str) -> u16 {
    let request =
        Request::post(path).header("content-type", "application/x-www-form-urlencoded").body(Body::from(body)).unwrap();
    browser.send(request).await.status.as_u16()
}

#[tokio::test]
async fn one_press_in_a_mail_program_stops_mail_about_cases_and_a_look_does_not() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        feed(&app, &[opening("e0", RECEIPT, 1)]).await;
        let hoa = linked(&app, "hoa@example.org").await;
        status(&app, "e1", RECEIPT, 2).await;
        let text = told(&app, "hoa@example.org", MINUTE).await.pop().unwrap();
        let path =
            format!("/stop-mail/{}", text.split_once("/stop-mail/").unwrap().1.split_whitespace().next().unwrap());
        let mut provider = app.browser();
        let look = provider.get(&path).await;
        assert!(look.status.is_redirection(), "to the page in the reader's language");
        let page = provider.get(&format!("/en{path}")).await;
        assert!(page.status == 200 && page.body.contains("Send me no more mail about my cases"), "{}", page.body);
        let on = async || notices(&app.ctx, &hoa, Locale::default()).await.unwrap().case_mail;
        assert_eq!(press(&mut provider, &path, "hello=there").await, 400);
        assert_eq!(on().await, "all", "neither a look nor any post");
        assert_eq!(press(&mut provider, "/stop-mail/nobody", "List-Unsubscribe=One-Click").await, 404);
        assert_eq!(press(&mut provider, &path, "List-Unsubscribe=One-Click").await, 200);
        assert_eq!(on().await, "none");
        assert_eq!(press(&mut provider, &path, "List-Unsubscribe=One-Click").await, 200, "twice is as good as once");
        assert!(provider.get(&format!("/es{path}")).await.body.contains("Ya no enviamos correos sobre sus casos"));
        status(&app, "e2", RECEIPT, 3).await;
        assert_eq!(told(&app, "hoa@example.org", 60 * MINUTE).await.len(), 1);
        let cross = Request::post(&path)
            .header("sec-fetch-site", "cross-site")
            .body(Body::from("List-Unsubscribe=One-Click"))
            .unwrap();
        assert_eq!(provider.send(cross).await.status, 403, "no page of somebody else's presses it");
    })
    .await;
}

#[tokio::test]
async fn the_button_behind_the_link_works_without_signing_in_and_without_javascript() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        feed(&app, &[opening("e0", RECEIPT, 1)]).await;
        let hoa = linked(&app, "hoa@example.org").await;
        status(&app, "e1", RECEIPT, 2).await;
        let text = told(&app, "hoa@example.org", MINUTE).await.pop().unwrap();
        let token = text.split_once("/stop-mail/").unwrap().1.split_whitespace().next().unwrap().to_owned();
        let page = format!("/en/stop-mail/{token}");
        let done = app.browser().submit(&page, "/api/accounts/stop-case-mail", &[("token", &token)]).await;
        assert!(done.body.contains("We send no more mail about your cases"), "{}", done.body);
        assert_eq!(notices(&app.ctx, &hoa, Locale::default()).await.unwrap().case_mail, "none");
        assert_eq!(app.browser().get("/en/stop-mail/nothing").await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn a_phrase_is_suggested_chosen_sealed_and_stands_in_mail_to_proved_addresses_alone() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let hoa = member(&app, "hoa@example.org").await;
        let mut browser = browser_with(&app, &hoa.session);
        let suggested = notices(&app.ctx, &hoa.actor, Locale::default()).await.unwrap().phrase;
        assert_eq!(suggested.split(' ').count(), 3, "{suggested}");
        let page = "/en/account/notifications";
        assert!(browser.get(page).await.body.contains(&suggested));
        let fields = |phrase: &'static str| [("phrase", phrase), ("case_mail", "all"), ("language", "en")];
        let short = browser.submit(page, "/api/accounts/save-notices", &fields("ab")).await;
        assert!(
            short.body.contains("Use at least 3 characters") && short.body.contains("value=\"ab\""),
            "{}",
            short.body
        );
        let saved = browser.submit(page, "/api/accounts/save-notices", &fields("hoa <sen> trắng")).await;
        assert!(saved.body.contains("Your choices are saved."), "{}", saved.body);

        let mut tx = app.ctx.db.begin().await.unwrap();
        tell_every_channel(tx.conn(), &app.ctx, hoa.actor.person, &MailKind::PasswordChanged).await.unwrap();
        tx.commit().await.unwrap();
        let (_, text) = mails(&app, "hoa@example.org").await.pop().unwrap();
        assert_eq!(text.lines().next(), Some("Your phrase: hoa <sen> trắng"));
        let mut read = app.ctx.db.read().await.unwrap();
        let conn = read.conn();
        let sql = "select phrase from mail_choices";
        let sealed: Vec<u8> = on_db!(conn => sqlx::query_scalar(sql).fetch_one(conn).await).unwrap();
        drop(read);
        assert!(!String::from_utf8_lossy(&sealed).contains("sen"));

        let mut tx = app.ctx.db.begin().await.unwrap();
        let elsewhere = portico::notifications::NewMail {
            person: Some(hoa.actor.person),
            to: "not.proved@example.org".to_owned(),
            locale: Locale::default(),
            kind: MailKind::AlreadyRegistered,
        };
        portico::notifications::enqueue(tx.conn(), &app.ctx, elsewhere).await.unwrap();
        tx.commit().await.unwrap();
        let (_, text) = mails(&app, "not.proved@example.org").await.pop().unwrap();
        assert!(text.starts_with("Hello,") && !text.contains("trắng"), "{text}");
    })
    .await;
}

#[tokio::test]
async fn another_phrase_wants_a_fresh_proof_and_the_other_choices_do_not() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let mut hoa = member(&app, "hoa@example.org").await.actor;
        let phrase = notices(&app.ctx, &hoa, Locale::default()).await.unwrap().phrase;
        hoa.proved_at -= 16 * MINUTE;
        let fields = |phrase: &str, case_mail: &str| NoticeFields {
            phrase: phrase.to_owned(),
            case_mail: case_mail.to_owned(),
            language: "es".to_owned(),
        };
        assert_eq!(save(&app.ctx, &hoa, fields("another phrase", "none")).await, Err(AppError::StepUp));
        assert_eq!(save(&app.ctx, &hoa, fields(&phrase, "needed")).await, Ok(()));
        let now = notices(&app.ctx, &hoa, Locale::default()).await.unwrap();
        assert_eq!((now.phrase, now.case_mail.as_str(), now.language.as_str()), (phrase, "needed", "es"));
        assert!(!now.fresh);
        assert_eq!(returned(&app.ctx, &hoa).await.unwrap(), Vec::new());
    })
    .await;
}
