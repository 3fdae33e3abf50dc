//! What nobody means, everywhere it can be sent: every argument of every server function, and every page by its address,
//! its query, its cookies and its headers. It is never our fault, shows nothing from below and stays text. Functions,
//! arguments, pages and cookies are read from the sources, so that a new one is covered the moment it compiles.

mod feeds;
mod functions;
mod others;
mod pages;

use crate::accounts::home;
use crate::layering::sources;
use crate::passkeys::browser_with;
use crate::support::{Answer, Browser, TestApp};
use axum::http::header;
use leptos::server_fn::axum::server_fn_paths;
use portico::access::{Computer, Standing};
use portico::accounts::sessions;
use portico::on_db;
use portico::types::PersonId;

/// Markup that must never be written as markup.
pub const MARKUP: &str = "</textarea></title><script>alert(1)</script>";

/// Values that no field means.
pub fn values() -> Vec<String> {
    let short = [
        "",
        "\0",
        "a\0b",
        MARKUP,
        "\u{202e}fdp.exe\u{2067}\u{200f}",
        "' or 1=1 --",
        "{\"a\":[1,2]}",
        "-1",
        "9223372036854775808",
        "99999999999999999999999999",
        "../../etc/passwd",
        "%00%ff%",
        "a\r\nSet-Cookie: a=b",
        "\u{feff}\u{fffe}\u{1f469}\u{200d}\u{1f469}",
    ];
    let long = ["x".repeat(10_000), "ệ".repeat(10_000)];
    short.into_iter().map(str::to_owned).chain(long).collect()
}

/// A server function as its source declares it.
pub struct Function {
    pub name: String,
    pub path: String,
    pub arguments: Vec<String>,
}

/// Every server function there is.
pub fn functions() -> Vec<Function> {
    let mut all = Vec::new();
    for (_, text) in sources("src") {
        for part in text.split("#[server(prefix = \"/api\", endpoint = \"").skip(1) {
            let (endpoint, rest) = part.split_once('"').unwrap();
            let signature = rest.split_once(" -> ").unwrap().0;
            let arguments = signature.split("#[server(default)]").skip(1).map(|part| part.split_once(':').unwrap().0);
            let arguments = arguments.map(|name| name.trim().to_owned()).collect();
            let name = signature.split_once("fn ").unwrap().1.split_once('(').unwrap().0.to_owned();
            all.push(Function { name, path: format!("/api/{endpoint}"), arguments });
        }
    }
    let mut declared: Vec<&str> = all.iter().map(|function| function.path.as_str()).collect();
    let mut registered: Vec<&str> = server_fn_paths().map(|(path, _)| path).collect();
    declared.sort_unstable();
    registered.sort_unstable();
    assert_eq!(declared, registered, "every function is declared in one way, which this test can read");
    all
}

/// Whatever happened before, somebody's browser with a new session, and no try counted.
pub async fn anew(app: &TestApp, person: PersonId) -> Browser<'_> {
    forgive(app).await;
    let mut tx = app.ctx.db.begin().await.unwrap();
    let token = sessions::start(tx.conn(), &app.ctx, person, Standing::Full, Computer::Own, &home()).await.unwrap();
    tx.commit().await.unwrap();
    browser_with(app, &token)
}

/// Forgets every try, so that each value is judged and not the number of those before it.
pub async fn forgive(app: &TestApp) {
    let mut tx = app.ctx.db.begin().await.unwrap();
    let conn = tx.conn();
    on_db!(conn => sqlx::query("delete from throttles").execute(conn).await.map(|_| ())).unwrap();
    tx.commit().await.unwrap();
}

/// What an answer to a hostile request may be.
pub fn judge(answer: &Answer, what: &str) {
    let what: String = what.chars().take(300).collect();
    let allowed = [200, 303, 308, 400, 401, 403, 404, 405, 409, 413, 415, 422, 429];
    assert!(allowed.contains(&answer.status.as_u16()), "{what}: {} {:.600}", answer.status, answer.body);
    let text = answer.body.to_lowercase();
    for below in ["sqlx", "sqlite", "postgres", "panicked", "backtrace", "insert into", "from people", "deserialize"] {
        assert!(!text.contains(below), "{what} shows {below}: {:.600}", answer.body);
    }
    assert!(!answer.body.contains(".rs:"), "{what}: {:.600}", answer.body);
    let kind = answer.headers.get(header::CONTENT_TYPE).map_or("", |kind| kind.to_str().unwrap());
    if kind.starts_with("text/html") {
        assert!(!answer.body.contains("<script>alert"), "{what} became markup");
        assert!(answer.body.trim_end().ends_with("</html>"), "{what} is cut off");
    } else {
        let ours = kind.starts_with("application/") || kind.starts_with("text/csv") || answer.body.is_empty();
        assert!(ours, "{what} is answered as {kind:?}: {:.200}", answer.body);
    }
    if answer.status.is_redirection() {
        assert!(
            answer.location().starts_with('/') && !answer.location().starts_with("//"),
            "{what}: {}",
            answer.location()
        );
    }
    assert!(!answer.headers.get_all(header::SET_COOKIE).iter().any(|cookie| cookie == "a=b"), "{what} set a cookie");
}
