//! Several processes on one PostgreSQL: what one does, the streams of another tell.

use crate::accounts::member;
use crate::fixtures::{event, opening};
use crate::support::{Program, TestApp, Wire, portico, postgres, postgres_url, said};
use portico::cases::model::{NewLink, Proof, normal_code};
use portico::cases::service::link;
use serde_json::json;
use sqlx::postgres::PgListener;
use std::time::Duration;

#[tokio::test]
async fn an_import_in_one_process_is_told_by_listen_to_a_stream_of_another() {
    let Some(server) = postgres_url() else { return eprintln!("skipped: PORTICO_TEST_POSTGRES_URL is not set") };
    let folder = tempfile::tempdir().unwrap();
    let db = postgres(&server).await;
    let url = db.url.clone();
    let settings = [("PORTICO_DATABASE_URL", url.as_str())];
    let app = TestApp::beside_a_program(db, folder.path()).await;
    let member = member(&app, "hoa@example.test").await;
    let import = |events: String| {
        let outcome = portico(folder.path(), &["import", "-"], &settings, &events);
        assert!(outcome.status.success(), "{}", said(&outcome.stderr));
    };
    import(opening("e1", "IOE0912345678", 1).to_string());
    let receipt = "IOE0912345678".parse().unwrap();
    let wish = NewLink { receipt, proof: Proof::AccessCode(normal_code("HOA-2026")) };
    link(&app.ctx, &member.actor, wish).await.unwrap();

    let program = Program::serve(folder.path(), &settings);
    let newest = portico::live::newest(app.ctx.db.read().await.unwrap().conn()).await.unwrap();
    let mut stream = Wire::open(program.address).await;
    let cookie = format!("cookie: portico_session={}", member.session);
    stream.send(&format!("GET /events?after={newest} HTTP/1.1\r\nhost: x\r\n{cookie}\r\n\r\n")).await;
    stream.until(": open").await;
    let mut listener = PgListener::connect(&url).await.unwrap();
    listener.listen("portico_feed").await.unwrap();

    import(event("e2", "IOE0912345678", "case_closed", 2, json!({})).to_string());
    let heard = tokio::time::timeout(Duration::from_secs(10), listener.recv()).await;
    let heard = heard.expect("the import tells the other nodes").unwrap();
    assert_eq!(heard.payload(), "", "who and what stands in the feed, under its own rules");
    stream.until("event: hint").await;
    stream.until("\"topic\":\"cases\"").await;
    assert!(!stream.read.contains("resync") && !stream.read.contains("IOE0912345678"), "{}", stream.read);
}
