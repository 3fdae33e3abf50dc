//! Two processes on one PostgreSQL: a limit is one limit, and what counts once counts once, whoever is asked.

use crate::accounts::{Member, attempt, count, member, token};
use crate::passkeys::owner;
use crate::support::{Authenticator, Program, TestApp, Wire, postgres, postgres_url};
use axum::http::StatusCode;
use portico::accounts::passkeys::Challenge;
use portico::accounts::service;
use portico::server::Clock;
use portico::types::{MINUTE, SECOND};
use std::net::SocketAddr;
use tempfile::TempDir;

/// How many do the same at once.
const AT_ONCE: usize = 20;

/// Two programs, and the service beside them by which their world is made.
struct Nodes {
    app: TestApp,
    folder: TempDir,
    url: String,
    programs: Vec<Program>,
}

impl Nodes {
    /// The world is made before the programs run. `None` without PostgreSQL.
    async fn new() -> Option<Self> {
        let Some(server) = postgres_url() else {
            eprintln!("skipped: PORTICO_TEST_POSTGRES_URL is not set");
            return None;
        };
        let folder = tempfile::tempdir().unwrap();
        let db = postgres(&server).await;
        let url = db.url.clone();
        let app = TestApp::beside_a_program(db, folder.path()).await;
        Some(Self { app, folder, url, programs: Vec::new() })
    }

    /// Starts both.
    fn start(&mut self) {
        // Nearly now: what the world holds is still fresh for them.
        let behind = Clock::System.now() - self.app.ctx.now();
        self.app.ctx.clock.advance(behind - SECOND);
        self.programs = vec![self.serve(), self.serve()];
    }

    fn serve(&self) -> Program {
        let settings = [("PORTICO_DATABASE_URL", self.url.as_str()), ("PORTICO_TRUSTED_PROXIES", "127.0.0.1")];
        Program::serve(self.folder.path(), &settings)
    }

    /// Ends one as an operator does and starts it anew.
    fn restart(&mut self) {
        let old = self.programs.remove(0);
        old.terminate();
        assert!(old.ended().0);
        self.programs.push(self.serve());
    }

    /// Posts everything at once, to one and the other in turn.
    async fn post(&self, path: &str, posts: Vec<Post>) -> Vec<StatusCode> {
        let addresses = self.programs.iter().map(|program| program.address).cycle();
        let tasks: Vec<_> =
            posts.into_iter().zip(addresses).map(|(post, to)| tokio::spawn(post.send(to, path.to_owned()))).collect();
        let mut statuses = Vec::new();
        for task in tasks {
            statuses.push(task.await.unwrap().0);
        }
        statuses
    }
}

/// What somebody sends.
#[derive(Clone, Default)]
struct Post {
    cookie: String,
    network: String,
    fields: Vec<(&'static str, String)>,
}

impl Post {
    async fn send(self, to: SocketAddr, path: String) -> (StatusCode, String) {
        let body = serde_urlencoded::to_string(&self.fields).unwrap();
        let (cookie, network) = (&self.cookie, if self.network.is_empty() { "203.0.113.9" } else { &self.network });
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\naccept: application/json\r\n\
             sec-fetch-site: same-origin\r\ncookie: {cookie}\r\nx-forwarded-for: {network}\r\n\
             content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        let mut wire = Wire::open(to).await;
        wire.send(&(head + &body)).await;
        let answer = wire.rest().await;
        let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
        (status, answer.split_once("\r\n\r\n").unwrap().1.to_owned())
    }
}

/// The same, so many times.
fn often(post: &Post) -> Vec<Post> {
    vec![post.clone(); AT_ONCE]
}

fn how_many(statuses: &[StatusCode], status: u16) -> usize {
    statuses.iter().filter(|found| found.as_u16() == status).count()
}

/// Of all that were sent one was right, and the others were refused as they should be.
fn once(what: &str, statuses: &[StatusCode], refusals: &[u16]) {
    assert_eq!(how_many(statuses, 200), 1, "{what}: {statuses:?}");
    let refused: usize = refusals.iter().map(|status| how_many(statuses, *status)).sum();
    assert_eq!(refused, statuses.len() - 1, "{what}: {statuses:?}");
}

fn wrong_password(email: String, network: &str) -> Post {
    let fields = vec![("email", email), ("password", "wrong wrong wrong".to_owned())];
    Post { network: network.to_owned(), fields, ..Post::default() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn limits_hold_over_two_processes_and_the_restart_of_one() {
    let Some(mut nodes) = Nodes::new().await else { return };
    nodes.start();
    let email = |number: usize| format!("person{number}@example.org");
    let sign_in = "/api/accounts/sign-in";

    // One network, whatever the addresses: 20 a minute.
    let tries = (0..30).map(|number| wrong_password(email(number), "203.0.113.1")).collect();
    let judged = nodes.post(sign_in, tries).await;
    assert_eq!((how_many(&judged, 422), how_many(&judged, 429)), (20, 10), "{judged:?}");
    // One address from one network: 3, then a proof of work or a wait.
    let tries = |()| (0..12).map(|_| wrong_password(email(99), "203.0.113.2")).collect();
    let judged = nodes.post(sign_in, tries(())).await;
    assert_eq!((how_many(&judged, 422), how_many(&judged, 429)), (3, 9), "{judged:?}");

    for _ in 0..2 {
        nodes.restart();
        let again = nodes.post(sign_in, tries(())).await;
        assert_eq!(how_many(&again, 429), 12, "{again:?}");
        let again = vec![wrong_password(email(31), "203.0.113.1"), wrong_password(email(32), "203.0.113.1")];
        assert_eq!(how_many(&nodes.post(sign_in, again).await, 429), 2);
    }
    let elsewhere = nodes.post(sign_in, vec![wrong_password(email(99), "203.0.113.3")]).await;
    assert_eq!(how_many(&elsewhere, 422), 1, "others are not concerned");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_same_passkey_answer_sent_twenty_times_at_once_to_both_signs_in_once() {
    let Some(mut nodes) = Nodes::new().await else { return };
    let mut device = Authenticator::new("phone");
    owner(&nodes.app, "hoa@example.org", &mut device).await;
    nodes.start();
    let before = count(&nodes.app, "select count(*) from sessions").await;
    let asked =
        Post::default().send(nodes.programs[0].address, "/api/accounts/passkeys/start-sign-in".to_owned()).await;
    let asked: Challenge = serde_json::from_str(&asked.1).unwrap();
    let fields = vec![("credential", device.get(&asked.options)), ("ceremony", asked.ceremony)];
    let answer = Post { fields, ..Post::default() };
    once("a passkey", &nodes.post("/api/accounts/passkeys/finish-sign-in", often(&answer)).await, &[409]);
    assert_eq!(count(&nodes.app, "select count(*) from sessions").await, before + 1);
}

/// So many right passwords that wait for their second factor, each with the same code.
async fn waiting(app: &TestApp, member: &Member, field: &'static str, code: &str) -> Vec<Post> {
    let mut posts = Vec::new();
    for _ in 0..AT_ONCE {
        let cookie = format!("portico_sign_in={}", attempt(app, &member.email).await.unwrap());
        posts.push(Post { cookie, fields: vec![(field, code.to_owned())], ..Post::default() });
    }
    posts
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_same_code_sent_twenty_times_at_once_to_both_signs_in_once() {
    let Some(mut nodes) = Nodes::new().await else { return };
    let member = member(&nodes.app, "hoa@example.org").await;
    nodes.start();
    let codes = waiting(&nodes.app, &member, "code", &member.code(&nodes.app, 0)).await;
    // Ten wrong codes close the app; a code that was used is a wrong one.
    once("a step", &nodes.post("/api/accounts/sign-in-with-code", codes).await, &[422, 429]);
    let codes = waiting(&nodes.app, &member, "recovery_code", &member.codes[0]).await;
    once("a recovery code", &nodes.post("/api/accounts/sign-in-with-recovery-code", codes).await, &[422, 429]);
    let sessions = "select count(*) from sessions where standing = 'full' and ended_at is null";
    assert_eq!(count(&nodes.app, sessions).await, 3, "the one of the set-up and two");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_same_reset_link_used_twenty_times_at_once_on_both_changes_the_password_once() {
    let Some(mut nodes) = Nodes::new().await else { return };
    let member = member(&nodes.app, "hoa@example.org").await;
    nodes.app.ctx.clock.advance(8 * MINUTE);
    service::request_reset(&nodes.app.ctx, &crate::accounts::home(), &member.email).await.unwrap();
    let token = token(&nodes.app, &member.email, "reset-password").await;
    nodes.start();
    let fields = vec![("token", token), ("new_password", "another violet lantern 77".to_owned())];
    let reset = Post { fields, ..Post::default() };
    once("a reset link", &nodes.post("/api/accounts/reset-password", often(&reset)).await, &[409]);
    assert_eq!(count(&nodes.app, "select count(*) from audit_log where act = 'password_reset'").await, 1);
}
