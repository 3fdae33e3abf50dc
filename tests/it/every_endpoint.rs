//! Every server function there is, as a stranger, as somebody else's browser tab, and with bad input. A new function is
//! covered the moment it compiles. Who is signed in has `hostile/`.

use crate::accounts::{count, member};
use crate::desk::staff_member;
use crate::hostile::{anew, functions, judge, values};
use crate::support::{Authenticator, TestApp, for_each_db, sqlite};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use leptos::server_fn::axum::server_fn_paths;
use portico::access::Role;
use portico::server::layers::is_open;

fn paths() -> Vec<&'static str> {
    let paths: Vec<&str> = server_fn_paths().map(|(path, _)| path).collect();
    assert!(paths.len() > 120, "only {} server functions are registered", paths.len());
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
    let person = member(&app, "hoa@example.org").await.actor.person;
    let mut device = Authenticator::new("key");
    let mut staff = staff_member(&app, "sam@example.org", Role::Supervisor, &mut device).await;
    for path in paths() {
        for browser in [&mut app.browser(), &mut anew(&app, person).await, &mut staff] {
            let answer = browser.get(path).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{path}: {}", answer.body);
        }
    }
    assert_eq!(count(&app, "select count(*) from form_flashes").await, 0, "nor is anything kept for the next page");
}

#[tokio::test]
async fn bad_input_is_never_our_fault() {
    for_each_db(|db| async move {
        let app = TestApp::new(db).await;
        for function in functions().into_iter().filter(|function| is_open(&function.path)) {
            for value in values() {
                let fields: Vec<_> = function.arguments.iter().map(|name| (name.as_str(), value.as_str())).collect();
                let answer = app.browser().call(&function.path, &fields).await;
                judge(&answer, &format!("{} with {value:?}", function.path));
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
