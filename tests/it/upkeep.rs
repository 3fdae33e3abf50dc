//! What the process does besides answering: sweeping, and taking connections.

use crate::accounts::count;
use crate::fixtures::feed_text;
use crate::support::{TestApp, TestDb, for_each_db, sqlite};
use portico::i18n::Locale;
use portico::notifications::{MailKind, NewMail, Transport, deliver_due, enqueue, prune};
use portico::server::{answer_connections, sweep};
use portico::types::{DAY, MINUTE};
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

#[tokio::test]
async fn what_is_old_is_swept_as_soon_as_the_process_runs() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let rejected = "select count(*) from intake_rejections";
        feed_text(&app, "no event").await;
        app.ctx.clock.advance(30 * DAY);
        feed_text(&app, "no event either").await;
        app.ctx.clock.advance(MINUTE);
        assert_eq!(count(&app, rejected).await, 2);
        let sweeping = tokio::spawn(sweep(app.ctx.clone()));
        let swept = async {
            while count(&app, rejected).await != 1 {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), swept).await.unwrap();
        app.ctx.stopping.cancel();
        sweeping.await.unwrap();
        assert_eq!(count(&app, rejected).await, 1, "the younger one stays");
    })
    .await;
}

#[tokio::test]
async fn a_client_that_does_not_finish_its_headers_is_let_go_and_others_are_answered() {
    let app = TestApp::new(sqlite().await).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let stopping = app.ctx.stopping.clone();
    let patience = Duration::from_millis(200);
    let serving = tokio::spawn(answer_connections(listener, app.router.clone(), patience, stopping.clone()));
    let mut slow = TcpStream::connect(address).await.unwrap();
    slow.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n").await.unwrap();
    let mut quick = TcpStream::connect(address).await.unwrap();
    quick.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").await.unwrap();
    let ended = async |stream: &mut TcpStream| {
        let mut said = String::new();
        let read = tokio::time::timeout(Duration::from_secs(20), stream.read_to_string(&mut said)).await.unwrap();
        read.map(|_| said)
    };
    assert!(ended(&mut quick).await.unwrap().contains("alive"));
    let said = ended(&mut slow).await.unwrap_or_default();
    assert!(!said.contains("200 OK"), "{said}");
    stopping.cancel();
    tokio::time::timeout(Duration::from_secs(20), serving).await.unwrap().unwrap();
    assert!(TcpStream::connect(address).await.is_err(), "nobody listens any more");
}

#[tokio::test]
async fn the_demonstrations_mailbox_forgets() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        for _ in 0..2 {
            let mut tx = app.ctx.db.begin().await.unwrap();
            let (to, kind) = ("hoa@example.org".to_owned(), MailKind::PasswordChanged);
            let mail = NewMail { person: None, to, locale: Locale::default(), kind };
            enqueue(tx.conn(), &app.ctx, mail).await.unwrap();
            tx.commit().await.unwrap();
            deliver_due(&app.ctx, &Transport::DemoMailbox).await.unwrap();
            app.ctx.clock.advance(30 * DAY);
        }
        prune(&app.ctx).await.unwrap();
        assert_eq!(count(&app, "select count(*) from demo_mailbox").await, 1);
        app.ctx.clock.advance(1);
        prune(&app.ctx).await.unwrap();
        assert_eq!(count(&app, "select count(*) from demo_mailbox").await, 0);
        assert_eq!(count(&app, "select count(*) from outbox").await, 0);
    })
    .await;
}
