//! The stream of hints: in order, replayed, nobody else's, and over when the session is.

use crate::accounts::{Member, member};
use crate::support::{NOW, TestApp, TestDb, for_each_db, postgres, postgres_url};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use futures::StreamExt as _;
use portico::accounts::sessions;
use portico::db::Db;
use portico::live::{self, Hint, Topic, run_hub};
use portico::on_db;
use portico::types::PersonId;
use std::time::Duration;
use tower::ServiceExt as _;

/// Longest that a test waits for something that must come.
const PATIENCE: Duration = Duration::from_secs(10);

async fn app_with_hub(db: TestDb) -> TestApp {
    let app = TestApp::new(db).await;
    app.ctx.tasks.spawn(run_hub(app.ctx.clone()));
    app
}

/// Writes a change of the person's cases and tells the hub.
async fn change(app: &TestApp, person: PersonId, version: i64) {
    let mut tx = app.ctx.db.begin().await.unwrap();
    let hint = Hint { topic: Topic::Cases, id: app.ctx.id(), version };
    live::announce(tx.conn(), app.ctx.now(), &[person], &hint).await.unwrap();
    tx.commit().await.unwrap();
    app.ctx.hub.wake();
}

struct Stream {
    body: axum::body::BodyDataStream,
    text: String,
}

impl Stream {
    async fn open(app: &TestApp, session: &str, path: &str, last: Option<&str>) -> Self {
        let mut request = Request::get(path).header("cookie", format!("portico_session={session}"));
        if let Some(last) = last {
            request = request.header("last-event-id", last);
        }
        let response = app.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        let mut stream = Self { body: response.into_body().into_data_stream(), text: String::new() };
        // Once the first comment is there, the stream is subscribed.
        stream.until(": open").await;
        stream
    }

    /// Reads until `part` has come and answers everything read since the last call.
    async fn until(&mut self, part: &str) -> String {
        while !self.text.contains(part) {
            let chunk = tokio::time::timeout(PATIENCE, self.body.next()).await;
            let chunk = chunk.unwrap_or_else(|_| panic!("no {part:?} in {:?}", self.text));
            let Some(chunk) = chunk else { panic!("the stream ended before {part:?}: {:?}", self.text) };
            self.text.push_str(&String::from_utf8_lossy(&chunk.unwrap()));
        }
        std::mem::take(&mut self.text)
    }

    async fn ends(mut self) -> String {
        while let Some(chunk) = tokio::time::timeout(PATIENCE, self.body.next()).await.expect("the stream ends") {
            self.text.push_str(&String::from_utf8_lossy(&chunk.unwrap()));
        }
        self.text
    }
}

async fn session_of(app: &TestApp, email: &str) -> (Member, String, PersonId) {
    let member = member(app, email).await;
    let actor = crate::accounts::actor(app, &member.session).await.unwrap();
    let session = member.session.clone();
    (member, session, actor.person)
}

#[tokio::test]
async fn a_change_reaches_its_person_and_nobody_else() {
    for_each_db(|db| async move {
        let app = app_with_hub(db).await;
        let (_m, mine, person) = session_of(&app, "a@example.test").await;
        let (_o, theirs, other) = session_of(&app, "b@example.test").await;
        let newest = live::newest(app.ctx.db.read().await.unwrap().conn()).await.unwrap();
        let path = format!("/events?after={newest}");
        let mut my_stream = Stream::open(&app, &mine, &path, None).await;
        let mut their_stream = Stream::open(&app, &theirs, &path, None).await;
        change(&app, person, 1).await;
        change(&app, other, 77).await;
        let seen = my_stream.until("\"version\":1").await;
        assert!(seen.contains("event: hint") && seen.contains("\"topic\":\"cases\""), "{seen}");
        let seen = their_stream.until("\"version\":77").await;
        assert!(!seen.contains("\"version\":1,") && !seen.contains("\"version\":1}"), "{seen}");
    })
    .await;
}

#[tokio::test]
async fn what_was_missed_is_replayed_in_order_and_only_once() {
    for_each_db(|db| async move {
        let app = app_with_hub(db).await;
        let (_m, session, person) = session_of(&app, "a@example.test").await;
        let newest = live::newest(app.ctx.db.read().await.unwrap().conn()).await.unwrap();
        for version in 1..=3 {
            change(&app, person, version).await;
        }
        let mut stream = Stream::open(&app, &session, "/events", Some(&newest.to_string())).await;
        change(&app, person, 4).await;
        let seen = stream.until("\"version\":4").await;
        let versions: Vec<char> = seen.split("\"version\":").skip(1).filter_map(|rest| rest.chars().next()).collect();
        assert_eq!(versions, ['1', '2', '3', '4'], "{seen}");
        assert!(!seen.contains("resync"), "{seen}");
    })
    .await;
}

#[tokio::test]
async fn of_one_case_that_changed_several_times_a_returning_page_hears_once() {
    for_each_db(|db| async move {
        let app = app_with_hub(db).await;
        let (_m, session, person) = session_of(&app, "a@example.test").await;
        let newest = live::newest(app.ctx.db.read().await.unwrap().conn()).await.unwrap();
        let case = app.ctx.id();
        for version in 1..=5 {
            let mut tx = app.ctx.db.begin().await.unwrap();
            let hint = Hint { topic: Topic::Cases, id: case, version };
            live::announce(tx.conn(), app.ctx.now(), &[person], &hint).await.unwrap();
            tx.commit().await.unwrap();
        }
        let mut stream = Stream::open(&app, &session, "/events", Some(&newest.to_string())).await;
        let seen = stream.until("\"version\":5").await;
        assert_eq!(seen.matches("event: hint").count(), 1, "{seen}");
    })
    .await;
}

#[tokio::test]
async fn who_is_too_far_behind_or_comes_from_another_database_is_told_to_resync() {
    for_each_db(|db| async move {
        let app = app_with_hub(db).await;
        let (_m, session, person) = session_of(&app, "a@example.test").await;
        for version in 0..120 {
            change(&app, person, version).await;
        }
        for last in ["0", "99999999"] {
            let mut stream = Stream::open(&app, &session, "/events", Some(last)).await;
            let seen = stream.until("event: resync").await;
            assert!(!seen.contains("event: hint"), "{seen}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_stream_ends_at_once_with_its_session_and_a_new_one_is_refused() {
    for_each_db(|db| async move {
        let app = app_with_hub(db).await;
        let (_m, session, _) = session_of(&app, "a@example.test").await;
        let actor = crate::accounts::actor(&app, &session).await.unwrap();
        let stream = Stream::open(&app, &session, "/events", None).await;
        let mut tx = app.ctx.db.begin().await.unwrap();
        sessions::end(tx.conn(), &app.ctx, actor.person, actor.session).await.unwrap();
        tx.commit().await.unwrap();
        app.ctx.hub.wake();
        let seen = stream.ends().await;
        assert!(seen.contains("event: end"), "{seen}");
        let request = Request::get("/events").header("cookie", format!("portico_session={session}"));
        let answer = app.browser().send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    })
    .await;
}

#[tokio::test]
async fn open_streams_let_the_process_stop() {
    for_each_db(|db| async move {
        let app = app_with_hub(db).await;
        let (_m, session, _) = session_of(&app, "a@example.test").await;
        let stream = Stream::open(&app, &session, "/events", None).await;
        app.ctx.stopping.cancel();
        stream.ends().await;
        app.ctx.tasks.close();
        tokio::time::timeout(PATIENCE, app.ctx.tasks.wait()).await.expect("the hub stops");
        assert_eq!(app.ctx.hub.open_streams(), 0);
    })
    .await;
}

#[tokio::test]
async fn a_stranger_and_a_forged_place_in_the_feed_get_no_stream() {
    for_each_db(|db| async move {
        let app = app_with_hub(db).await;
        assert_eq!(app.browser().get("/events").await.status, StatusCode::UNAUTHORIZED);
        let (_m, session, _) = session_of(&app, "a@example.test").await;
        for last in ["-5", "x", "9223372036854775807", ""] {
            let mut stream = Stream::open(&app, &session, "/events", Some(last)).await;
            stream.until("event: resync").await;
        }
    })
    .await;
}

#[tokio::test]
async fn what_nobody_told_the_hub_of_is_found_by_looking() {
    for_each_db(|db| async move {
        let app = app_with_hub(db).await;
        let (_m, session, person) = session_of(&app, "a@example.test").await;
        let newest = live::newest(app.ctx.db.read().await.unwrap().conn()).await.unwrap();
        let mut stream = Stream::open(&app, &session, &format!("/events?after={newest}"), None).await;
        let mut tx = app.ctx.db.begin().await.unwrap();
        let conn = tx.conn();
        // As `announce` writes it, without the notification and without waking this process.
        let sql = "
            insert into change_feed (person_id, topic, entity_id, version, created_at)
            values ($1, 'cases', $2, 5, $3)";
        on_db!(conn => sqlx::query(sql).bind(person).bind(app.ctx.id()).bind(NOW).execute(conn).await.map(|_| ()))
            .unwrap();
        tx.commit().await.unwrap();
        stream.until("\"version\":5").await;
    })
    .await;
}

#[tokio::test]
async fn a_lost_listen_connection_is_opened_again() {
    const LISTENING: &str = "
        select pid
        from pg_stat_activity
        where datname = current_database() and query ilike 'listen %'";
    let Some(server) = postgres_url() else { return eprintln!("skipped: PORTICO_TEST_POSTGRES_URL is not set") };
    let app = app_with_hub(postgres(&server).await).await;
    let Db::Postgres(pool) = &app.ctx.db else { unreachable!("it was opened as one") };
    let listening = async |not: i32| {
        let looked = async {
            loop {
                let pids: Vec<i32> = sqlx::query_scalar(LISTENING).fetch_all(pool).await.unwrap();
                if let Some(pid) = pids.into_iter().find(|pid| *pid != not) {
                    return pid;
                }
            }
        };
        tokio::time::timeout(PATIENCE, looked).await.expect("somebody listens")
    };
    let first = listening(0).await;
    sqlx::query("select pg_terminate_backend($1)").bind(first).execute(pool).await.unwrap();
    listening(first).await;
    let (_m, session, person) = session_of(&app, "a@example.test").await;
    let newest = live::newest(app.ctx.db.read().await.unwrap().conn()).await.unwrap();
    let mut stream = Stream::open(&app, &session, &format!("/events?after={newest}"), None).await;
    change(&app, person, 1).await;
    stream.until("\"version\":1").await;
}
