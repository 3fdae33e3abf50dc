//! Mail as a real server gets it: in the clear, by STARTTLS and TLS, with a login, refused for now and for good; and the
//! page on which anybody asks whether a mail is ours.

use crate::accounts::{count, mails, member, visitor};
use crate::passkeys::browser_with;
use crate::support::{Authority, NOW, RealMailServer, TestApp, TestDb, Tls, for_each_db, has_mail_server, sqlite};
use portico::accounts::service::tell_every_channel;
use portico::error::AppError;
use portico::i18n::Locale;
use portico::notifications::checks::service::check;
use portico::notifications::{MailKind, NewMail, Transport, deliver_due, enqueue, prune};
use portico::on_db;
use portico::types::{DAY, MINUTE, PersonId, SECOND};

async fn put(app: &TestApp, to: &str, kind: MailKind) {
    let mut tx = app.ctx.db.begin().await.unwrap();
    let mail = NewMail { person: None, to: to.to_owned(), locale: Locale::default(), kind };
    enqueue(tx.conn(), &app.ctx, mail).await.unwrap();
    tx.commit().await.unwrap();
}

async fn tell(app: &TestApp, person: PersonId, kind: MailKind) {
    let mut tx = app.ctx.db.begin().await.unwrap();
    tell_every_channel(tx.conn(), &app.ctx, person, &kind).await.unwrap();
    tx.commit().await.unwrap();
}

async fn last_error(app: &TestApp) -> Option<String> {
    let mut read = app.ctx.db.read().await.unwrap();
    let conn = read.conn();
    let sql = "select last_error from outbox order by created_at desc, id desc limit 1";
    on_db!(conn => sqlx::query_scalar(sql).fetch_one(conn).await).unwrap()
}

/// A second proved address.
async fn also(app: &TestApp, person: PersonId, address: &str) {
    let mut tx = app.ctx.db.begin().await.unwrap();
    let conn = tx.conn();
    let sql =
        "insert into person_emails (address, written, person_id, is_primary, verified_at) values ($1, $1, $2, $3, $4)";
    on_db!(conn => sqlx::query(sql).bind(address).bind(person).bind(false).bind(NOW).execute(conn).await.map(|_| ()))
        .unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_real_server_reads_both_parts_and_the_headers_that_programs_look_at() {
    if !has_mail_server() {
        return;
    }
    let app = TestApp::new(sqlite().await).await;
    let server = RealMailServer::answering(&["250 ok"]);
    put(&app, "hoa@example.org", MailKind::CaseChanged { stop: "http://localhost:3000/stop-mail/t".to_owned() }).await;
    put(&app, "hoa@example.org", MailKind::PasswordChanged).await;
    assert_eq!(deliver_due(&app.ctx, &server.plain()).await.unwrap(), 2);
    let (mut notice, mut security) = (server.taken(), server.taken());
    if notice["headers"]["List-Unsubscribe"].is_null() {
        std::mem::swap(&mut notice, &mut security);
    }
    for mail in [&notice, &security] {
        let headers = &mail["headers"];
        assert_eq!(headers["Auto-Submitted"], "auto-generated");
        assert_eq!(headers["Content-Language"], "en");
        assert_eq!(headers["Date"], "Tue, 10 Mar 2026 15:00:00 +0000");
        assert!(headers["Message-ID"].as_str().unwrap().ends_with("@localhost>"), "{headers}");
        assert_eq!((&mail["defects"], &mail["tls"]), (&serde_json::json!([]), &serde_json::json!(false)));
        let types: Vec<&str> = mail["parts"].as_array().unwrap().iter().map(|p| p["type"].as_str().unwrap()).collect();
        assert_eq!(types, ["text/plain", "text/html"]);
        for part in mail["parts"].as_array().unwrap() {
            assert!(part["text"].as_str().unwrap().contains("http://localhost:3000/verify"), "{part}");
        }
    }
    assert_eq!(notice["headers"]["List-Unsubscribe"], "<http://localhost:3000/stop-mail/t>");
    assert_eq!(notice["headers"]["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click");
    assert!(security["headers"]["List-Unsubscribe"].is_null(), "a security mail cannot be switched off");
    assert!(security["headers"]["List-Unsubscribe-Post"].is_null());
}

#[tokio::test]
async fn starttls_and_tls_are_spoken_with_a_server_of_an_authority_of_ones_own() {
    if !has_mail_server() {
        return;
    }
    let app = TestApp::new(sqlite().await).await;
    let authority = Authority::new();
    let ca = authority.ca_file();
    for (tls, url) in
        [(Tls::Upgraded(&authority), "smtp://localhost:PORT"), (Tls::Implicit(&authority), "smtps://localhost:PORT")]
    {
        let server = RealMailServer::start(tls, None, &["250 ok"]);
        put(&app, "hoa@example.org", MailKind::PasswordChanged).await;
        let sent = deliver_due(&app.ctx, &server.transport(url, &[("smtp_ca_file", &ca)])).await.unwrap();
        assert_eq!(sent, 1, "{url}: {:?}", last_error(&app).await);
        assert_eq!(server.taken()["tls"], true, "{url}");
    }
}

#[tokio::test]
async fn a_certificate_that_nobody_trusted_vouches_for_gets_no_mail() {
    if !has_mail_server() {
        return;
    }
    let app = TestApp::new(sqlite().await).await;
    let (authority, another) = (Authority::new(), Authority::new());
    let (ours, theirs) = (authority.ca_file(), another.ca_file());
    let starttls = RealMailServer::start(Tls::Upgraded(&authority), None, &["250 ok"]);
    let implicit = RealMailServer::start(Tls::Implicit(&authority), None, &["250 ok"]);
    let clear = RealMailServer::answering(&["250 ok"]);
    put(&app, "hoa@example.org", MailKind::PasswordChanged).await;
    for (server, url, ca) in [
        (&starttls, "smtp://localhost:PORT?tls=required", ""),
        (&starttls, "smtp://localhost:PORT", theirs.as_str()),
        (&implicit, "smtps://localhost:PORT", ""),
        (&implicit, "smtps://localhost:PORT", theirs.as_str()),
        // The right authority, the wrong name.
        (&implicit, "smtps://127.0.0.1:PORT", ours.as_str()),
        // No TLS at all where it is required.
        (&clear, "smtp://localhost:PORT?tls=required", ""),
    ] {
        app.ctx.clock.advance(5 * 60 * MINUTE);
        assert_eq!(deliver_due(&app.ctx, &server.transport(url, &[("smtp_ca_file", ca)])).await.unwrap(), 0, "{url}");
        assert!(server.took_nothing(), "{url} with {ca}");
    }
    assert_eq!(count(&app, "select count(*) from outbox where given_up_at is null and attempts = 6").await, 1);
}

#[tokio::test]
async fn a_wrong_login_costs_nobody_a_mail_and_the_right_one_sends_it() {
    if !has_mail_server() {
        return;
    }
    let app = TestApp::new(sqlite().await).await;
    let authority = Authority::new();
    let ca = authority.ca_file();
    let server = RealMailServer::start(Tls::Upgraded(&authority), Some(("portico", "s3cret word")), &["250 ok"]);
    put(&app, "hoa@example.org", MailKind::PasswordChanged).await;
    let wrong = server.transport("smtp://portico:wrong@localhost:PORT", &[("smtp_ca_file", &ca)]);
    assert_eq!(deliver_due(&app.ctx, &wrong).await.unwrap(), 0);
    assert_eq!(last_error(&app).await.as_deref(), Some("smtp 535"));
    assert!(wrong.reach().await.is_err(), "`portico doctor` sees it, too");
    app.ctx.clock.advance(MINUTE);
    let right = server.transport("smtp://portico:s3cret%20word@localhost:PORT", &[("smtp_ca_file", &ca)]);
    assert_eq!(deliver_due(&app.ctx, &right).await.unwrap(), 1);
    assert_eq!(server.taken()["authenticated"], true);
}

#[tokio::test]
async fn a_server_that_says_later_gets_the_mail_later_under_the_same_code() {
    if !has_mail_server() {
        return;
    }
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let server = RealMailServer::answering(&["451 4.3.0 later", "450 4.2.0 later", "250 ok"]);
        let transport = server.plain();
        put(&app, "hoa@example.org", MailKind::PasswordChanged).await;
        let mut sent = Vec::new();
        for wait in [0, 15 * SECOND, MINUTE] {
            app.ctx.clock.advance(wait);
            sent.push(deliver_due(&app.ctx, &transport).await.unwrap());
        }
        assert_eq!(sent, [0, 0, 1]);
        let text = server.taken()["parts"][0]["text"].as_str().unwrap().to_owned();
        assert!(server.took_nothing());
        assert_eq!(count(&app, "select count(*) from mail_checks").await, 1, "three tries are one message");
        assert!(check(&app.ctx, &visitor("192.0.2.1"), &code_in(&text)).await.unwrap().is_some());
    })
    .await;
}

#[tokio::test]
async fn mail_that_comes_back_marks_the_address_tells_the_others_and_a_later_success_clears_it() {
    if !has_mail_server() {
        return;
    }
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let hoa = member(&app, "hoa.long@example.org").await;
        let other = member(&app, "bao@example.org").await;
        deliver_due(&app.ctx, &Transport::DemoMailbox).await.unwrap();
        tell(&app, hoa.actor.person, MailKind::PasskeyAdded).await;
        let gone = RealMailServer::answering(&["550 5.1.1 no such user"]);
        assert_eq!(deliver_due(&app.ctx, &gone.plain()).await.unwrap(), 0);
        let mut browser = browser_with(&app, &hoa.session);
        for page in ["/en/account", "/en/account/notifications"] {
            let page = browser.get(page).await.body;
            assert!(
                page.contains("Mail to h…@example.org came back on Tuesday 10 March 2026: check the address."),
                "{page}"
            );
        }
        assert!(browser.get("/en/account/activity").await.body.contains("Mail to one of your addresses came back."));
        assert!(!browser_with(&app, &other.session).get("/en/account").await.body.contains("came back on"));
        let kept = "select count(*) from mail_returns where code = 'smtp 550' and address = 'hoa.long@example.org'";
        assert_eq!(count(&app, kept).await, 1);

        also(&app, hoa.actor.person, "second@example.net").await;
        tell(&app, hoa.actor.person, MailKind::PasskeyAdded).await;
        assert_eq!(deliver_due(&app.ctx, &gone.plain()).await.unwrap(), 0);
        assert_eq!(count(&app, "select count(*) from mail_returns").await, 2, "both addresses, each once");
        assert_eq!(
            count(&app, "select count(*) from outbox where kind = 'address_returned'").await,
            0,
            "nobody is left"
        );

        also(&app, hoa.actor.person, "third@example.net").await;
        let clear = "delete from mail_returns where address = 'second@example.net'";
        let mut tx = app.ctx.db.begin().await.unwrap();
        let conn = tx.conn();
        on_db!(conn => sqlx::query(clear).execute(conn).await.map(|_| ())).unwrap();
        tx.commit().await.unwrap();
        let half = RealMailServer::answering(&["550 5.1.1 no such user", "250 ok"]);
        put_to(&app, hoa.actor.person, "second@example.net").await;
        deliver_due(&app.ctx, &half.plain()).await.unwrap();
        assert_eq!(deliver_due(&app.ctx, &half.plain()).await.unwrap(), 1);
        let told = half.taken();
        assert_eq!(told["to"][0], "third@example.net", "the first is known not to work, the second has just come back");
        assert_eq!(told["headers"]["Subject"], "Mail to one of your addresses came back");

        put_to(&app, hoa.actor.person, "hoa.long@example.org").await;
        assert_eq!(deliver_due(&app.ctx, &half.plain()).await.unwrap(), 1);
        assert!(!browser.get("/en/account").await.body.contains("h…@example.org"));
        assert!(browser.get("/es/account").await.body.contains("s…@example.net"));
    })
    .await;
}

async fn put_to(app: &TestApp, person: PersonId, to: &str) {
    let mut tx = app.ctx.db.begin().await.unwrap();
    let mail =
        NewMail { person: Some(person), to: to.to_owned(), locale: Locale::default(), kind: MailKind::PasswordChanged };
    enqueue(tx.conn(), &app.ctx, mail).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_refusal_of_the_mail_or_of_a_strangers_address_marks_nobody() {
    if !has_mail_server() {
        return;
    }
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let hoa = member(&app, "hoa@example.org").await;
        deliver_due(&app.ctx, &Transport::DemoMailbox).await.unwrap();
        let policy = RealMailServer::answering(&["550 5.7.1 your network is on a list"]);
        tell(&app, hoa.actor.person, MailKind::PasskeyAdded).await;
        assert_eq!(deliver_due(&app.ctx, &policy.plain()).await.unwrap(), 0);
        assert_eq!(last_error(&app).await.as_deref(), Some("smtp 550"));
        let gone = RealMailServer::answering(&["550 5.1.1 no such user"]);
        put_to(&app, hoa.actor.person, "somebody.else@example.net").await;
        put(&app, "nobody@example.net", MailKind::NoAccount).await;
        assert_eq!(deliver_due(&app.ctx, &gone.plain()).await.unwrap(), 0);
        assert_eq!(count(&app, "select count(*) from mail_returns").await, 0);
    })
    .await;
}

/// The check code in the text of a mail.
pub fn code_in(text: &str) -> String {
    let code = text.split_once("enter this code there: ").expect("a code").1;
    code.split_whitespace().next().unwrap().trim_end_matches('.').to_owned()
}

#[tokio::test]
async fn anybody_learns_of_a_code_what_was_sent_and_when_and_nothing_of_whom() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let hoa = member(&app, "hoa@example.org").await;
        tell(&app, hoa.actor.person, MailKind::PasskeyAdded).await;
        let (_, text) = mails(&app, "hoa@example.org").await.pop().unwrap();
        let code = code_in(&text);
        let mut stranger = app.browser();
        let page = "/en/verify";
        assert!(stranger.get(page).await.body.contains("name=\"check\""));
        for typed in [code.clone(), code.to_lowercase(), code.replace('-', " "), format!(" {} ", code.replace('-', ""))]
        {
            let answer = stranger.submit(page, "/api/mail/check", &[("check", &typed)]).await;
            assert!(answer.body.contains("Yes, we sent this message"), "{typed}: {}", answer.body);
            assert!(answer.body.contains("Tuesday 10 March 2026") && answer.body.contains("A passkey was added"));
            assert!(!answer.body.contains("hoa@") && !answer.body.contains("Hoa"));
        }
        let slip = format!("{}{}", &code[..code.len() - 1], if code.ends_with('A') { 'B' } else { 'A' });
        let answer = stranger.submit(page, "/api/mail/check", &[("check", &slip)]).await;
        assert!(answer.body.contains("One letter of this code does not fit") && answer.body.contains(&slip));
        let answer = stranger.submit("/es/verify", "/api/mail/check", &[("check", "0000000000")]).await;
        assert!(answer.body.contains("Ningún mensaje nuestro lleva este código"), "{}", answer.body);
        let refused = stranger.call("/api/mail/check", &[("check", "")]).await;
        assert_eq!(refused.status, 422);
        assert_eq!(count(&app, "select count(*) from mail_checks").await, count(&app, SENT).await);

        app.ctx.clock.advance(90 * DAY);
        let late = check(&app.ctx, &visitor("192.0.2.1"), &code).await.unwrap();
        assert_eq!(late, None, "after 90 days it is not known any more");
        prune(&app.ctx).await.unwrap();
        assert_eq!(count(&app, "select count(*) from mail_checks").await, 0);
    })
    .await;
}

const SENT: &str = "select count(*) from demo_mailbox";

#[tokio::test]
async fn whoever_guesses_codes_is_stopped_and_others_are_not() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        for _ in 0..20 {
            assert_eq!(check(&app.ctx, &visitor("192.0.2.1"), "0000000000").await, Ok(None));
        }
        let closed = check(&app.ctx, &visitor("192.0.2.1"), "0000000000").await;
        assert!(matches!(&closed, Err(AppError::TooMany { seconds: 600, .. })), "{closed:?}");
        assert_eq!(check(&app.ctx, &visitor("192.0.2.2"), "0000000000").await, Ok(None));
        app.ctx.clock.advance(10 * MINUTE);
        assert_eq!(check(&app.ctx, &visitor("192.0.2.1"), "0000000000").await, Ok(None));
    })
    .await;
}
