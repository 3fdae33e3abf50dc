//! Every server function there is, as a stranger, as somebody else's browser tab, and with bad input. A new function is
//! covered the moment it compiles.

use crate::support::{TestApp, for_each_db, sqlite};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use leptos::server_fn::axum::server_fn_paths;
use portico::server::layers::is_open;

/// Values that no field means.
const HOSTILE: &[&str] = &[
    "",
    "\0",
    "</textarea><script>alert(1)</script>",
    "\u{202e}fdp.exe",
    "' or 1=1 --",
    "{\"a\":[1,2]}",
    "-1",
    "99999999999999999999999999",
    "../../etc/passwd",
];

const FIELDS: &[&str] = &[
    "email",
    "password",
    "next",
    "token",
    "code",
    "given_name",
    "family_name",
    "birth_day",
    "birth_month",
    "birth_year",
    "country_of_birth",
    "time_zone",
    "receipt",
    "receipt_number",
    "access_code",
    "a_number",
    "id",
    "name",
    "answer",
    "conditional",
    "older",
    "address",
    "phone",
    "document_number",
    "locale",
    "current_password",
    "new_password",
    "text_code",
    "recovery_code",
];

fn paths() -> Vec<&'static str> {
    let paths: Vec<&str> = server_fn_paths().map(|(path, _)| path).collect();
    assert!(paths.len() > 20, "only {} server functions are registered", paths.len());
    paths
}

#[tokio::test]
async fn a_stranger_is_refused_by_every_function_that_is_not_open() {
    for_each_db(|db| async move {
        let app = TestApp::new(db).await;
        for path in paths().into_iter().filter(|path| !is_open(path)) {
            let answer = app.browser().call(path, &[("anything", "at all")]).await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{path}: {}", answer.body);
        }
    })
    .await;
}

#[tokio::test]
async fn no_function_can_be_called_from_another_site() {
    let app = TestApp::new(sqlite().await).await;
    for path in paths() {
        for (name, value) in [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example"), ("origin", "null")]
        {
            let request = Request::post(path)
                .header(name, value)
                .header(header::HOST, "localhost:3000")
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(Body::from("a=b"))
                .unwrap();
            let answer = app.browser().send(request).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path} with {name}: {value}");
        }
    }
}

#[tokio::test]
async fn no_function_changes_anything_by_get() {
    let app = TestApp::new(sqlite().await).await;
    for path in paths() {
        let answer = app.browser().get(path).await;
        assert!(!answer.status.is_success(), "{path} answered {} to a link", answer.status);
        assert!(!answer.status.is_server_error(), "{path}: {} {}", answer.status, answer.body);
    }
}

#[tokio::test]
async fn bad_input_is_never_our_fault() {
    for_each_db(|db| async move {
        let app = TestApp::new(db).await;
        for path in paths().into_iter().filter(|path| is_open(path)) {
            for value in HOSTILE {
                let fields: Vec<(&str, &str)> = FIELDS.iter().map(|field| (*field, *value)).collect();
                let answer = app.browser().call(path, &fields).await;
                assert!(!answer.status.is_server_error(), "{path} with {value:?}: {} {}", answer.status, answer.body);
                let text = answer.body.to_lowercase();
                assert!(!text.contains("sqlx") && !text.contains("panicked") && !text.contains("select "), "{text}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn an_unreadable_body_and_a_huge_one_have_their_own_answers() {
    let app = TestApp::new(sqlite().await).await;
    for path in paths().into_iter().filter(|path| is_open(path)) {
        let post = |kind: &str, body: Vec<u8>| {
            Request::post(path).header(header::CONTENT_TYPE, kind.to_owned()).body(Body::from(body)).unwrap()
        };
        let form = "application/x-www-form-urlencoded";
        let invalid = app.browser().send(post(form, vec![b'a', b'=', 0xff, 0xfe, b'%', b'f'])).await;
        assert!(invalid.status.is_client_error() || invalid.status.is_success(), "{path}: {}", invalid.status);
        let huge = app.browser().send(post(form, vec![b'a'; 300 * 1024])).await;
        assert_eq!(huge.status, StatusCode::PAYLOAD_TOO_LARGE, "{path}");
    }
}
