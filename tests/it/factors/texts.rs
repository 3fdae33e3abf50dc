//! The text messages on their way to a gateway, which here is a server of our own on this machine.

use crate::accounts::{count, member};
use crate::support::{TestApp, TestDb, for_each_db, sqlite};
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use portico::i18n::Locale;
use portico::notifications::{
    Gateway, NewText, TextKind, Transport, deliver_due, deliver_texts_due, enqueue_text, texts_waiting_since,
    waiting_since,
};
use portico::on_db;
use portico::server::config::{Config, Mode, Sources};
use portico::types::{DAY, MINUTE, SECOND};
use std::sync::{Arc, Mutex};
use std::time::Duration;

const NUMBER: &str = "+12125550167";

/// What the gateway answers.
#[derive(Clone, Copy)]
enum Reply {
    Status(u16),
    Elsewhere,
    Never,
}

/// Method, path, headers and body.
type Asked = (Method, String, HeaderMap, String);

struct Server {
    url: String,
    asked: Arc<Mutex<Vec<Asked>>>,
}

#[derive(Clone)]
struct Shared {
    replies: &'static [Reply],
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Server {
    /// Answers with each of `replies` in turn, the last one for ever.
    async fn start(replies: &'static [Reply]) -> Self {
        let asked = Arc::new(Mutex::new(Vec::new()));
        let shared = Shared { replies, asked: Arc::clone(&asked) };
        let app = Router::new().fallback(answer).with_state(shared);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://AC12:s%3Acret@{}/2010/Messages.json?tag=a%20b", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { url, asked }
    }

    fn gateway(&self) -> Gateway {
        Gateway::with_patience(&config(&self.url), Duration::from_millis(300)).unwrap()
    }

    fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }
}

async fn answer(State(shared): State<Shared>, method: Method, uri: Uri, headers: HeaderMap, body: String) -> Response {
    let reply = {
        let mut asked = shared.asked.lock().unwrap();
        asked.push((method, uri.to_string(), headers, body));
        shared.replies[(asked.len() - 1).min(shared.replies.len() - 1)]
    };
    match reply {
        Reply::Status(status) => (StatusCode::from_u16(status).unwrap(), format!("about {NUMBER}")).into_response(),
        Reply::Elsewhere => (StatusCode::FOUND, [(header::LOCATION, "/elsewhere")]).into_response(),
        Reply::Never => std::future::pending().await,
    }
}

fn config(url: &str) -> Config {
    let mut sources = Sources::default();
    sources.set("sms_url", url);
    sources.set("sms_from", "+12125550100");
    Config::from_sources(&sources, Mode::Production).unwrap()
}

fn code() -> TextKind {
    TextKind::Code { code: "123456".to_owned() }
}

/// Puts a text into the outbox for somebody.
async fn put(app: &TestApp, kind: TextKind) {
    let person = portico::types::PersonId(app.ctx.id());
    let text = NewText { person, to: NUMBER.to_owned(), locale: Locale::default(), kind };
    let mut tx = app.ctx.db.begin().await.unwrap();
    enqueue_text(tx.conn(), &app.ctx, text).await.unwrap();
    tx.commit().await.unwrap();
}

async fn errors(app: &TestApp, sql: &'static str) -> Vec<Option<String>> {
    let mut read = app.ctx.db.read().await.unwrap();
    let conn = read.conn();
    on_db!(conn => sqlx::query_scalar(sql).fetch_all(conn).await).unwrap()
}

#[tokio::test]
async fn the_gateway_is_posted_who_from_and_what_as_a_form_with_user_and_password() {
    let app = TestApp::new(sqlite().await).await;
    let server = Server::start(&[Reply::Status(201)]).await;
    put(&app, code()).await;
    assert_eq!(deliver_texts_due(&app.ctx, &server.gateway()).await.unwrap(), 1);
    let (method, address, headers, body) = server.asked().remove(0);
    assert_eq!((method, address.as_str()), (Method::POST, "/2010/Messages.json?tag=a%20b"));
    let basic = base64::engine::general_purpose::STANDARD.encode("AC12:s:cret");
    assert_eq!(headers[header::AUTHORIZATION], format!("Basic {basic}").as_str());
    assert_eq!(headers[header::CONTENT_TYPE], "application/x-www-form-urlencoded");
    let form: Vec<(String, String)> = serde_urlencoded::from_str(&body).unwrap();
    let said = "Portico: 123456 is your code. It counts for 10 minutes. We never ask you for it by phone or mail.";
    let expected = [("To", NUMBER), ("From", "+12125550100"), ("Body", said)];
    assert_eq!(form, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
}

#[tokio::test]
async fn a_text_is_sent_once_by_however_many_workers_and_is_gone_afterwards() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let server = Server::start(&[Reply::Status(201)]).await;
        for _ in 0..5 {
            put(&app, TextKind::AccountChanged).await;
        }
        let (one, two) = (server.gateway(), server.gateway());
        let (one, two) = tokio::join!(deliver_texts_due(&app.ctx, &one), deliver_texts_due(&app.ctx, &two));
        assert_eq!((one.unwrap() + two.unwrap(), server.asked().len()), (5, 5));
        assert_eq!(count(&app, "select count(*) from outbox where sent_at is not null and sealed is null").await, 5);
        assert_eq!(deliver_texts_due(&app.ctx, &server.gateway()).await.unwrap(), 0);
    })
    .await;
}

#[tokio::test]
async fn a_refused_text_is_given_up_and_only_the_status_is_kept() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let server = Server::start(&[Reply::Status(400)]).await;
        put(&app, code()).await;
        for _ in 0..3 {
            assert_eq!(deliver_texts_due(&app.ctx, &server.gateway()).await.unwrap(), 0);
            app.ctx.clock.advance(15 * SECOND);
        }
        assert_eq!(server.asked().len(), 1);
        let kept = "select last_error from outbox where given_up_at is not null and sealed is null";
        assert_eq!(errors(&app, kept).await, [Some("http 400".to_owned())]);
    })
    .await;
}

#[tokio::test]
async fn a_gateway_that_is_busy_hangs_or_sends_elsewhere_is_asked_again_later() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let replies = &[Reply::Status(429), Reply::Never, Reply::Elsewhere, Reply::Status(201)];
        let server = Server::start(replies).await;
        let gateway = server.gateway();
        put(&app, code()).await;
        let waits = [(0, "http 429"), (15 * SECOND, "timeout"), (MINUTE, "http 302")];
        for (wait, why) in waits {
            app.ctx.clock.advance(wait - 1);
            assert_eq!(deliver_texts_due(&app.ctx, &gateway).await.unwrap(), 0);
            app.ctx.clock.advance(1);
            assert_eq!(deliver_texts_due(&app.ctx, &gateway).await.unwrap(), 0);
            assert_eq!(errors(&app, "select last_error from outbox").await, [Some(why.to_owned())]);
        }
        app.ctx.clock.advance(5 * MINUTE);
        assert_eq!(deliver_texts_due(&app.ctx, &gateway).await.unwrap(), 1);
        let asked = server.asked();
        assert_eq!(asked.len(), 4);
        assert!(asked.iter().all(|(_, address, _, _)| address.starts_with("/2010/")), "no redirect was followed");
    })
    .await;
}

#[tokio::test]
async fn a_wrong_password_of_ours_or_no_gateway_at_all_costs_nobody_a_text() {
    let app = TestApp::new(sqlite().await).await;
    let server = Server::start(&[Reply::Status(401), Reply::Status(201)]).await;
    put(&app, TextKind::AccountChanged).await;
    assert_eq!(deliver_texts_due(&app.ctx, &server.gateway()).await.unwrap(), 0);
    // Nothing listens there any more.
    let closed = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let silent = Gateway::with_patience(&config(&format!("http://me:x@{closed}/")), Duration::from_secs(5)).unwrap();
    app.ctx.clock.advance(15 * SECOND);
    assert_eq!(deliver_texts_due(&app.ctx, &silent).await.unwrap(), 0);
    assert_eq!(errors(&app, "select last_error from outbox").await, [Some("connection".to_owned())]);
    app.ctx.clock.advance(MINUTE);
    assert_eq!(deliver_texts_due(&app.ctx, &server.gateway()).await.unwrap(), 1);
}

#[tokio::test]
async fn a_code_that_is_dead_is_not_sent() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let server = Server::start(&[Reply::Status(201)]).await;
        put(&app, code()).await;
        put(&app, TextKind::AccountChanged).await;
        app.ctx.clock.advance(10 * MINUTE);
        assert_eq!(deliver_texts_due(&app.ctx, &server.gateway()).await.unwrap(), 1);
        assert!(server.asked()[0].3.contains("Something+changed"));
        put(&app, TextKind::AccountChanged).await;
        app.ctx.clock.advance(DAY);
        assert_eq!(deliver_texts_due(&app.ctx, &server.gateway()).await.unwrap(), 0);
    })
    .await;
}

#[tokio::test]
async fn mail_and_texts_do_not_take_each_others_rows() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        put(&app, TextKind::AccountChanged).await;
        assert_eq!(deliver_due(&app.ctx, &Transport::DemoMailbox).await.unwrap(), 0);
        assert_eq!(deliver_texts_due(&app.ctx, &Gateway::Off).await.unwrap(), 0);
        let mut read = app.ctx.db.read().await.unwrap();
        assert_eq!(waiting_since(read.conn()).await.unwrap(), None);
        assert_eq!(texts_waiting_since(read.conn()).await.unwrap(), Some(app.ctx.now()));
        drop(read);
        member(&app, "hoa@example.org").await;
        assert_eq!(deliver_texts_due(&app.ctx, &Gateway::DemoMailbox).await.unwrap(), 1);
        assert_eq!(count(&app, "select count(*) from demo_texts").await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_text_that_is_long_overdue_is_not_ready_while_texts_are_on() {
    let app = TestApp::new(sqlite().await).await;
    put(&app, TextKind::AccountChanged).await;
    assert_eq!(app.browser().get("/readyz").await.json()["checks"]["text_queue"], "ok");
    app.ctx.clock.advance(2 * 60 * MINUTE);
    let late = app.browser().get("/readyz").await;
    assert_eq!((late.status.as_u16(), &late.json()["checks"]["text_queue"]), (503, &"failing".into()));
    let off = app.with_config(|config| config.mode = Mode::Production);
    let app = TestApp::of_ctx(off, app);
    assert_eq!(app.browser().get("/readyz").await.json()["checks"]["text_queue"], "ok", "nothing waits for a gateway");
}
