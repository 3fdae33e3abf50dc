//! The outbox: what is promised in a transaction is sent once, and what cannot be sent waits or is given up.

use crate::accounts::{count, visitor};
use crate::support::{NOW, TestApp, TestDb, for_each_db};
use portico::i18n::Locale;
use portico::notifications::{
    MailKind, NewMail, Queued, Transport, deliver_due, enqueue, enqueue_for_stranger, waiting_since,
};
use portico::on_db;
use portico::server::config::{Config, Mode, Sources};
use portico::types::{DAY, MINUTE, SECOND};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

fn mail(to: &str, kind: MailKind) -> NewMail {
    NewMail { person: None, to: to.to_owned(), locale: Locale::default(), kind }
}

fn with_link() -> MailKind {
    MailKind::VerifyEmail { link: "http://localhost:3000/en/verify-email/t0ken".to_owned() }
}

async fn put(app: &TestApp, mail: NewMail) {
    let mut tx = app.ctx.db.begin().await.unwrap();
    enqueue(tx.conn(), &app.ctx, mail).await.unwrap();
    tx.commit().await.unwrap();
}

async fn put_as_stranger(app: &TestApp, network: &str, to: &str) -> Queued {
    let mut tx = app.ctx.db.begin().await.unwrap();
    let queued = enqueue_for_stranger(tx.conn(), &app.ctx, &visitor(network), mail(to, with_link())).await.unwrap();
    tx.commit().await.unwrap();
    queued
}

async fn texts(app: &TestApp, sql: &'static str) -> Vec<Option<String>> {
    let mut read = app.ctx.db.read().await.unwrap();
    let conn = read.conn();
    on_db!(conn => sqlx::query_scalar(sql).fetch_all(conn).await).unwrap()
}

/// A mail server that answers the recipient with each of `replies` in turn, the last one for ever.
struct MailServer {
    url: String,
    received: Arc<Mutex<Vec<String>>>,
}

impl MailServer {
    async fn start(replies: &'static [&'static str]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("smtp://{}", listener.local_addr().unwrap());
        let received = Arc::new(Mutex::new(Vec::new()));
        let (mails, asked) = (Arc::clone(&received), Arc::new(Mutex::new(0)));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(converse(stream, replies, Arc::clone(&asked), Arc::clone(&mails)));
            }
        });
        Self { url, received }
    }

    fn transport(&self) -> Transport {
        let mut sources = Sources::default();
        sources.set("smtp_url", &self.url);
        Transport::from_config(&Config::from_sources(&sources, Mode::Production).unwrap()).unwrap()
    }

    fn received(&self) -> Vec<String> {
        self.received.lock().unwrap().clone()
    }
}

async fn converse(
    stream: TcpStream,
    replies: &'static [&'static str],
    asked: Arc<Mutex<usize>>,
    mails: Arc<Mutex<Vec<String>>>,
) {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    write.write_all(b"220 test\r\n").await.unwrap();
    while let Ok(Some(line)) = lines.next_line().await {
        let reply = match line.get(..4).unwrap_or(&line) {
            "EHLO" => "250 test",
            "RCPT" => {
                let mut asked = asked.lock().unwrap();
                *asked += 1;
                replies[(*asked - 1).min(replies.len() - 1)]
            }
            "DATA" => {
                write.write_all(b"354 go on\r\n").await.unwrap();
                let mut mail = String::new();
                while let Ok(Some(line)) = lines.next_line().await {
                    if line == "." {
                        break;
                    }
                    mail.push_str(&line);
                    mail.push('\n');
                }
                mails.lock().unwrap().push(mail);
                "250 taken"
            }
            _ => "250 ok",
        };
        if write.write_all(format!("{reply}\r\n").as_bytes()).await.is_err() {
            return;
        }
    }
}

#[tokio::test]
async fn what_did_not_happen_is_not_told() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let mut tx = app.ctx.db.begin().await.unwrap();
        enqueue(tx.conn(), &app.ctx, mail("hoa@example.org", MailKind::PasskeyAdded)).await.unwrap();
        drop(tx);
        assert_eq!(deliver_due(&app.ctx, &Transport::DemoMailbox).await.unwrap(), 0);
        assert_eq!(count(&app, "select count(*) from demo_mailbox").await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_mail_is_sent_once_by_however_many_workers() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let server = MailServer::start(&["250 ok"]).await;
        for number in 0..5 {
            put(&app, mail(&format!("person{number}@example.org"), MailKind::CaseLinked)).await;
        }
        let (one, two) = (server.transport(), server.transport());
        let (one, two) = tokio::join!(deliver_due(&app.ctx, &one), deliver_due(&app.ctx, &two));
        assert_eq!(one.unwrap() + two.unwrap(), 5);
        assert_eq!(server.received().len(), 5);
        assert_eq!(deliver_due(&app.ctx, &server.transport()).await.unwrap(), 0);
        assert_eq!(waiting_since(app.ctx.db.read().await.unwrap().conn()).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn address_and_link_are_sealed_while_they_wait_and_gone_afterwards() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        put(&app, mail("hoa@example.org", with_link())).await;
        let mut read = app.ctx.db.read().await.unwrap();
        let conn = read.conn();
        let sealed: Vec<u8> =
            on_db!(conn => sqlx::query_scalar("select sealed from outbox").fetch_one(conn).await).unwrap();
        drop(read);
        let text = String::from_utf8_lossy(&sealed);
        assert!(!text.contains("hoa@") && !text.contains("t0ken"));
        assert_eq!(deliver_due(&app.ctx, &Transport::DemoMailbox).await.unwrap(), 1);
        assert_eq!(count(&app, "select count(*) from outbox where sealed is null and sent_at is not null").await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_mail_says_who_sends_it_in_two_parts_and_that_it_is_automatic() {
    let app = TestApp::new(crate::support::sqlite().await).await;
    let server = MailServer::start(&["250 ok"]).await;
    put(&app, mail("hoa@example.org", with_link())).await;
    assert_eq!(deliver_due(&app.ctx, &server.transport()).await.unwrap(), 1);
    let mail = server.received().remove(0);
    for part in [
        "From: Portico <no-reply@localhost>",
        "To: hoa@example.org",
        "Subject: Confirm your email address",
        "Auto-Submitted: auto-generated",
        "Date: Tue, 10 Mar 2026 15:00:00 +0000",
        "Content-Type: multipart/alternative",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Type: text/html; charset=utf-8",
        "http://localhost:3000/en/verify-email/t0ken",
    ] {
        assert!(mail.contains(part), "{part} is not in {mail}");
    }
    let id = mail.lines().find(|line| line.starts_with("Message-ID: <")).unwrap();
    assert!(id.ends_with("@localhost>"), "{id}");
}

#[tokio::test]
async fn a_mail_that_is_refused_for_now_is_tried_again_later() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let server = MailServer::start(&["451 later", "451 later", "250 ok"]).await;
        let transport = server.transport();
        put(&app, mail("hoa@example.org", MailKind::PasswordChanged)).await;
        let mut sent = Vec::new();
        for wait in [0, 0, 15 * SECOND, 15 * SECOND, MINUTE] {
            app.ctx.clock.advance(wait);
            sent.push(deliver_due(&app.ctx, &transport).await.unwrap());
        }
        assert_eq!(sent, [0, 0, 0, 0, 1]);
        assert_eq!(server.received().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_recipient_that_does_not_exist_is_given_up_at_once() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let server = MailServer::start(&["550 hoa@example.org does not live here"]).await;
        put(&app, mail("hoa@example.org", MailKind::PasswordChanged)).await;
        for _ in 0..3 {
            assert_eq!(deliver_due(&app.ctx, &server.transport()).await.unwrap(), 0);
            app.ctx.clock.advance(DAY);
        }
        let error = texts(&app, "select last_error from outbox where given_up_at is not null and sealed is null").await;
        assert_eq!(error, [Some("smtp 550".to_owned())], "the server's words, which name the person, are not kept");
    })
    .await;
}

#[tokio::test]
async fn a_link_that_is_dead_is_not_sent() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        put(&app, mail("hoa@example.org", with_link())).await;
        put(&app, mail("hoa@example.org", MailKind::PasswordChanged)).await;
        app.ctx.clock.advance(30 * MINUTE);
        assert_eq!(deliver_due(&app.ctx, &Transport::DemoMailbox).await.unwrap(), 1);
        assert_eq!(
            texts(&app, "select subject from demo_mailbox").await,
            [Some("Your password was changed".to_owned())]
        );
    })
    .await;
}

#[tokio::test]
async fn a_node_that_dies_while_sending_leaves_the_mail_to_another() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        put(&app, mail("hoa@example.org", MailKind::PasswordChanged)).await;
        // As a node leaves it that claimed the row and never came back.
        let mut tx = app.ctx.db.begin().await.unwrap();
        let (conn, lease) = (tx.conn(), NOW + 5 * MINUTE);
        let sql = "update outbox set attempts = 1, next_try_at = $1";
        on_db!(conn => sqlx::query(sql).bind(lease).execute(conn).await.map(|_| ())).unwrap();
        tx.commit().await.unwrap();
        assert_eq!(deliver_due(&app.ctx, &Transport::DemoMailbox).await.unwrap(), 0);
        app.ctx.clock.advance(5 * MINUTE);
        assert_eq!(deliver_due(&app.ctx, &Transport::DemoMailbox).await.unwrap(), 1);
    })
    .await;
}

#[tokio::test]
async fn nobody_fills_somebody_elses_mailbox() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let mut queued = Vec::new();
        for network in 0..5 {
            let network = format!("203.0.113.{network}");
            for _ in 0..30 {
                queued.push(put_as_stranger(&app, &network, "Hoa@example.org").await);
            }
        }
        assert_eq!(queued.iter().filter(|queued| **queued == Queued::Waiting).count(), 20);
        assert_eq!(queued[..6].iter().filter(|queued| **queued == Queued::Waiting).count(), 5);
        assert_eq!(put_as_stranger(&app, "203.0.113.0", "other@example.org").await, Queued::Waiting);
        put(&app, mail("hoa@example.org", MailKind::PasswordChanged)).await;
        deliver_due(&app.ctx, &Transport::DemoMailbox).await.unwrap();
        let hers = "select count(*) from demo_mailbox where recipient = 'hoa@example.org'";
        assert_eq!(count(&app, hers).await, 21, "twenty links, and what her account has to tell");
        assert_eq!(count(&app, "select count(*) from demo_mailbox").await, 22);
    })
    .await;
}

#[tokio::test]
async fn without_a_mail_server_mail_waits() {
    let app = TestApp::new(crate::support::sqlite().await).await;
    put(&app, mail("hoa@example.org", MailKind::PasswordChanged)).await;
    assert_eq!(deliver_due(&app.ctx, &Transport::Unset).await.unwrap(), 0);
    assert_eq!(waiting_since(app.ctx.db.read().await.unwrap().conn()).await.unwrap(), Some(NOW));
}

#[tokio::test]
async fn the_demonstration_mailbox_shows_mail_with_links_newest_first() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        put(&app, mail("hoa@example.org", with_link())).await;
        app.ctx.clock.advance(SECOND);
        put(&app, mail("luz@example.org", MailKind::CaseLinked)).await;
        deliver_due(&app.ctx, &Transport::DemoMailbox).await.unwrap();
        let mut browser = app.browser();
        let all = browser.get("/demo/mailbox").await;
        assert_eq!(all.status, 200);
        assert!(all.body.find("luz@example.org") < all.body.find("hoa@example.org"));
        assert!(all.body.contains("<a href=\"http://localhost:3000/en/verify-email/t0ken\">"));
        let one = browser.get("/demo/mailbox.json?to=LUZ@example.org").await.json();
        assert_eq!(one.as_array().unwrap().len(), 1);
        assert_eq!(one[0]["subject"], "Something changed in your account");
        let hostile = browser.get("/demo/mailbox?to=%22%3E%3Cscript%3E").await;
        assert!(hostile.status == 200 && !hostile.body.contains("<script>"));
    })
    .await;
}
