//! `portico serve` as it runs: how it stops, what it logs, what its metrics tell.

use crate::accounts::member;
use crate::fixtures::opening;
use crate::support::{Program, TestApp, Wire, portico, said, sqlite_in};

fn key(folder: &std::path::Path) -> String {
    let made = portico(folder, &["keys", "create", "--name", "case system"], &[], "");
    assert!(made.status.success(), "{}", said(&made.stderr));
    said(&made.stdout).trim().to_owned()
}

#[tokio::test]
async fn asked_to_stop_it_ends_its_streams_answers_what_is_under_way_and_leaves_in_peace() {
    let folder = tempfile::tempdir().unwrap();
    let key = key(folder.path());
    let app = TestApp::beside_a_program(sqlite_in(folder.path()).await, folder.path()).await;
    let session = member(&app, "hoa@example.test").await.session;
    let program = Program::serve(folder.path(), &[]);

    let mut stream = Wire::open(program.address).await;
    stream.send(&format!("GET /events HTTP/1.1\r\nhost: x\r\ncookie: portico_session={session}\r\n\r\n")).await;
    stream.until(": open").await;
    let event = opening("e1", "IOE0912345678", 1).to_string();
    let (first, second) = event.split_at(event.len() / 2);
    let mut feed = Wire::open(program.address).await;
    let head = format!(
        "POST /api/v1/case-events HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {key}\r\nexpect: 100-continue\r\n\
         content-type: application/x-ndjson\r\ncontent-length: {}\r\n\r\n",
        event.len()
    );
    feed.send(&head).await;
    // Said when the body is first asked for: from here on the request is under way.
    feed.until("100 Continue").await;
    feed.send(first).await;

    program.terminate();
    let told = stream.rest().await;
    assert!(told.ends_with("0\r\n\r\n"), "the stream was cut off: {told}");
    assert!(!told.contains("event: end"), "a browser would not come back: {told}");
    feed.send(second).await;
    let answer = feed.rest().await;
    assert!(answer.contains("200 OK") && answer.contains("\"accepted\":1"), "{answer}");
    let (success, log) = program.ended();
    assert!(success, "{log:?}");
    assert!(log.iter().any(|line| line.contains("\"stopped\"")), "{log:?}");
    assert!(!log.iter().any(|line| line.contains("dropped")), "{log:?}");
    let again = portico(folder.path(), &["import", "-"], &[], &event);
    assert_eq!(said(&again.stdout), "accepted 0, duplicate 1, held 0, rejected 0\n", "what was acknowledged was kept");
}

#[tokio::test]
async fn everything_logged_while_a_request_is_served_carries_its_id_and_nothing_of_a_person() {
    let folder = tempfile::tempdir().unwrap();
    let mut program = Program::serve(folder.path(), &[]);
    let db = sqlite_in(folder.path()).await.db;
    let portico::db::Db::Sqlite { writer, .. } = &db else { unreachable!("it was opened as one") };
    for sql in ["alter table cases rename to gone", "alter table email_proofs rename to lost"] {
        sqlx::query(sql).execute(&mut *writer.turn().await.unwrap()).await.unwrap();
    }
    let header = |answer: &str| answer.split("x-request-id: ").nth(1).unwrap().split("\r\n").next().unwrap().to_owned();

    let mut post = Wire::open(program.address).await;
    let body = "receipt_number=IOE0912345678";
    post.send(&format!(
        "POST /api/cases/look-up HTTP/1.1\r\nhost: x\r\naccept: application/json\r\nconnection: close\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    ))
    .await;
    let answer = post.rest().await;
    assert!(answer.contains("500 Internal Server Error"), "{answer}");
    let failed = program.logged("a request failed inside");
    assert_eq!(failed["span"]["request.id"], header(&answer));
    assert_eq!(failed["span"]["http.route"], "/api/{*function}");
    assert!(answer.contains(failed["error.reference"].as_str().unwrap()), "{answer}");
    assert!(failed["error.chain"].as_str().unwrap().contains("no such table"), "{failed}");
    let answered = program.logged("a request was answered");
    assert_eq!(answered["span"]["request.id"], failed["span"]["request.id"]);
    assert_eq!(answered["http.status"], 500);

    // A page asks its functions in tasks that Leptos spawns.
    let page = Wire::get(program.address, "/en/verify-email/s3cret-t0ken").await;
    let failed = program.logged("a request failed inside");
    assert_eq!(failed["span"]["request.id"], header(&page), "{failed}");
    assert_eq!(failed["span"]["http.route"], "/{locale}/verify-email/…");
    assert!(page.contains(failed["error.reference"].as_str().unwrap()), "{page}");

    let mut odd = Wire::open(program.address).await;
    odd.send("HOA-NGUYEN /en/ HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await;
    odd.rest().await;
    program.terminate();
    let (_, log) = program.ended();
    assert!(log.iter().any(|line| line.contains("\"http.method\":\"other\"")), "{log:?}");
    for private in ["IOE0912345678", "s3cret-t0ken", "HOA-NGUYEN"] {
        assert!(!log.iter().any(|line| line.contains(private)), "{private} is in the log: {log:?}");
    }
}

#[tokio::test]
async fn metrics_count_requests_by_route_on_their_own_listener_and_tell_nothing_of_a_person() {
    let folder = tempfile::tempdir().unwrap();
    let program = Program::serve(folder.path(), &[]);
    for path in [
        "/en/statuses",
        "/en/cases/IOE0912345678",
        "/en/verify-email/s3cret-t0ken",
        "/en/hoa@example.test",
        "/hoa@example.test",
        "/api/v1/cases/IOE0912345678",
        "/healthz",
    ] {
        Wire::get(program.address, path).await;
    }
    let mut odd = Wire::open(program.address).await;
    odd.send("HOA /en/ HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await;
    odd.rest().await;

    let metrics = Wire::get(program.metrics, "/metrics").await;
    assert!(metrics.starts_with("HTTP/1.1 200 OK") && metrics.contains("content-type: text/plain; version=0.0.4"));
    for line in [
        r#"portico_http_requests_total{method="GET",route="/{locale}/statuses",status="200"} 1"#,
        r#"portico_http_requests_total{method="GET",route="/{locale}/cases/…",status="303"} 1"#,
        r#"portico_http_requests_total{method="GET",route="/api/v1/cases/{receipt}",status="401"} 1"#,
        r#"portico_http_requests_total{method="other",route="/{locale}/",status="405"} 1"#,
        "portico_http_request_seconds_count{",
        "portico_live_streams 0",
    ] {
        assert!(metrics.contains(line), "{line} is not in {metrics}");
    }
    for private in ["IOE0912345678", "s3cret-t0ken", "hoa@", "HOA", "127.0.0.1"] {
        assert!(!metrics.contains(private), "{private} is in {metrics}");
    }
    let elsewhere = Wire::get(program.address, "/metrics").await;
    assert!(!elsewhere.starts_with("HTTP/1.1 200") && !elsewhere.contains("portico_http"), "{elsewhere}");
    let others = Wire::get(program.metrics, "/en/").await;
    assert!(others.starts_with("HTTP/1.1 404"), "{others}");
}

#[test]
fn a_filter_of_the_log_that_cannot_be_read_stops_the_start_and_names_itself() {
    let folder = tempfile::tempdir().unwrap();
    let outcome = portico(folder.path(), &["serve"], &[("PORTICO_LOG", "inof")], "");
    assert!(!outcome.status.success());
    assert!(said(&outcome.stderr).contains("PORTICO_LOG: must be a filter"), "{}", said(&outcome.stderr));
    assert!(!folder.path().join("portico.db").exists());
}
