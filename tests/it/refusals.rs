//! What the layers around pages and functions answer when they refuse: words for people, the error for the program, a
//! problem document for machines.

use crate::accounts::member;
use crate::support::{Answer, TestApp, sqlite};
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderValue, Request, header};
use axum::middleware::from_fn_with_state;
use portico::error::AppError;
use portico::server::layers::{end_in_time, tell_refusals};
use std::time::Duration;

const FORM: &str = "application/x-www-form-urlencoded";

fn page(path: &str) -> Request<Body> {
    Request::get(path).header(header::ACCEPT, "text/html").body(Body::empty()).unwrap()
}

/// A plain form, posted by a browser set to Spanish.
fn form(path: &str, body: impl Into<Body>) -> Request<Body> {
    Request::post(path)
        .header(header::ACCEPT, "text/html,application/xhtml+xml")
        .header(header::ACCEPT_LANGUAGE, "es-MX,es;q=0.9")
        .header(header::CONTENT_TYPE, FORM)
        .body(body.into())
        .unwrap()
}

fn call(path: &str, body: impl Into<Body>) -> Request<Body> {
    let request = Request::post(path).header(header::ACCEPT, "application/json").header(header::CONTENT_TYPE, FORM);
    request.body(body.into()).unwrap()
}

fn from_elsewhere(mut request: Request<Body>) -> Request<Body> {
    request.headers_mut().insert("sec-fetch-site", HeaderValue::from_static("cross-site"));
    request
}

async fn ask(app: &TestApp, request: Request<Body>) -> Answer {
    app.browser().send(request).await
}

/// A whole page in the language, with its sentence and a way on, and nothing that needs the program.
fn is_page(answer: &Answer, status: u16, locale: &str, sentence: &str, way_on: &str) {
    let body = &answer.body;
    assert_eq!(answer.status.as_u16(), status, "{body}");
    assert_eq!(answer.headers[header::CONTENT_TYPE], "text/html; charset=utf-8");
    assert!(body.starts_with(&format!("<!DOCTYPE html><html lang=\"{locale}\" dir=\"ltr\"")), "{body}");
    assert!(body.ends_with("</html>") && body.matches("<h1").count() == 1 && body.matches("<main").count() == 1);
    assert!(body.contains(" · Portico</title>") && body.contains("portico.css") && !body.contains("<script"), "{body}");
    assert!(body.contains(sentence), "{sentence} is not in {body}");
    assert!(body.contains(&format!("href=\"{way_on}\"")), "no way on to {way_on} in {body}");
    assert!(!body.contains("errors."), "{body}");
}

/// The error as the program in the browser decodes it.
fn is_error(answer: &Answer, error: &AppError) {
    assert_eq!(answer.status.as_u16(), error.status(), "{}", answer.body);
    assert!(answer.headers.contains_key("serverfnerror"));
    assert_eq!(&serde_json::from_str::<AppError>(&answer.body).unwrap(), error);
}

fn is_problem(answer: &Answer, status: u16) {
    assert_eq!(answer.status.as_u16(), status, "{}", answer.body);
    assert_eq!(answer.headers[header::CONTENT_TYPE], "application/problem+json");
    assert_eq!(answer.json()["status"], status);
}

/// The layer that gives words, around what refuses.
async fn around(inside: Router) -> TestApp {
    let mut app = TestApp::new(sqlite().await).await;
    app.router = inside.layer(from_fn_with_state(app.ctx.clone(), tell_refusals));
    app
}

#[tokio::test]
async fn strangers_who_ask_too_often_are_told_in_words_they_can_read() {
    let app = TestApp::with(sqlite().await, &[("stranger_requests", "100")]).await;
    for _ in 0..100 {
        ask(&app, page("/en/nothing-here")).await;
    }
    let sentence = "Many pages were opened from your network in a short time. You can go on in 5 minutes.";
    let refused = ask(&app, page("/en/statuses?page=2")).await;
    is_page(&refused, 429, "en", sentence, "/en/statuses?page=2");
    assert_eq!(refused.headers[header::RETRY_AFTER], "300");
    assert!(refused.headers.contains_key(header::CONTENT_SECURITY_POLICY));
    assert_eq!(refused.headers[header::CACHE_CONTROL], "no-store");
    let refused = ask(&app, page("/es/")).await;
    is_page(&refused, 429, "es", "Se abrieron muchas páginas desde su red en poco tiempo.", "/es/");
    let refused = ask(&app, form("/api/accounts/sign-in", "email=a")).await;
    is_page(&refused, 429, "es", "Vuelva atrás en su navegador", "/es/");
    assert_eq!(refused.headers[header::RETRY_AFTER], "300");
    let refused = ask(&app, call("/api/accounts/sign-in", "email=a")).await;
    is_error(&refused, &AppError::TooMany { key: "errors.too_many_pages".to_owned(), seconds: 300 });
    assert_eq!(refused.headers[header::RETRY_AFTER], "300");
    is_problem(&ask(&app, Request::get("/events").body(Body::empty()).unwrap()).await, 429);
}

#[tokio::test]
async fn a_way_on_never_leads_to_another_host() {
    let app = TestApp::with(sqlite().await, &[("stranger_requests", "100")]).await;
    for _ in 0..100 {
        ask(&app, page("/en/nothing-here")).await;
    }
    for path in ["//evil.example/en", "/evil", "/en/%22%3E%3Cscript%3E"] {
        let refused = ask(&app, page(path)).await;
        is_page(&refused, 429, "en", "Many pages were opened", "/en/");
        assert!(!refused.body.contains("evil"), "{}", refused.body);
    }
}

#[tokio::test]
async fn somebody_signed_in_is_told_when_the_database_does_not_answer() {
    let app = TestApp::new(sqlite().await).await;
    let session = member(&app, "hoa@example.org").await.session;
    app.ctx.db.close().await;
    let mut browser = app.browser();
    browser.cookies.insert("portico_session".to_owned(), session);
    browser.cookies.insert("portico_language".to_owned(), "en".to_owned());
    let sentence = "We are very busy right now. Nothing was done.";
    let refused = browser.send(page("/es/dashboard")).await;
    is_page(&refused, 503, "es", "En este momento hay mucha demanda.", "/es/dashboard");
    assert_eq!(refused.headers[header::RETRY_AFTER], "2");
    // The language that was chosen here goes before the one that the browser asks for.
    is_page(&browser.send(form("/api/accounts/save-profile", "a=b")).await, 503, "en", sentence, "/en/");
    let refused = browser.send(call("/api/accounts/profile", "")).await;
    is_error(&refused, &AppError::Unavailable { seconds: 2 });
    is_problem(&browser.send(page("/events")).await, 503);
}

#[tokio::test]
async fn what_takes_too_long_is_stopped_and_told() {
    let never = Router::new().fallback(std::future::pending::<()>);
    let slow = around(never.layer(from_fn_with_state(Duration::from_millis(1), end_in_time))).await;
    let refused = ask(&slow, page("/es/dashboard")).await;
    is_page(&refused, 503, "es", "Esto tardó demasiado y lo detuvimos.", "/es/dashboard");
    assert!(refused.headers.contains_key(header::RETRY_AFTER));
    let refused = ask(&slow, form("/api/cases/link", "a=b")).await;
    is_page(&refused, 503, "es", "compruebe si llegó antes de enviarlo otra vez", "/es/");
    is_error(&ask(&slow, call("/api/cases/link", "a=b")).await, &AppError::TimedOut);

    let quick = Router::new().fallback(async || "done");
    let quick = around(quick.layer(from_fn_with_state(Duration::from_mins(1), end_in_time))).await;
    assert_eq!(ask(&quick, page("/es/dashboard")).await.body, "done");
}

#[tokio::test]
async fn a_post_from_another_site_is_refused_in_words() {
    let app = TestApp::new(sqlite().await).await;
    let refused = ask(&app, from_elsewhere(form("/api/accounts/register", "email=hoa%40example.org"))).await;
    is_page(&refused, 403, "es", "Esta solicitud no vino de una de nuestras páginas", "/es/");
    assert!(refused.headers.contains_key(header::CONTENT_SECURITY_POLICY));
    is_error(&ask(&app, from_elsewhere(call("/api/accounts/register", "email=a"))).await, &AppError::Forbidden);
    is_problem(&ask(&app, from_elsewhere(call("/api/v1/case-events", "[]"))).await, 403);
    assert_eq!(crate::accounts::count(&app, "select count(*) from outbox").await, 0);
}

#[tokio::test]
async fn a_form_that_is_too_large_or_unreadable_is_refused_in_words() {
    let app = TestApp::new(sqlite().await).await;
    for size in [300 * 1024, 9 * 1024 * 1024] {
        let refused = ask(&app, form("/api/accounts/register", vec![b'a'; size])).await;
        is_page(&refused, 413, "es", "Es demasiado grande para enviarlo.", "/es/");
    }
    is_error(&ask(&app, call("/api/accounts/register", vec![b'a'; 300 * 1024])).await, &AppError::TooLarge);
    let refused = ask(&app, form("/api/accounts/register", vec![b'a', b'=', 0xff, 0xfe])).await;
    is_page(&refused, 400, "es", "No pudimos leer lo que se envió.", "/es/");
    is_error(&ask(&app, call("/api/accounts/register", vec![b'a', b'=', 0xff, 0xfe])).await, &AppError::Malformed);
}
