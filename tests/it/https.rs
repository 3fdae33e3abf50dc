//! Behind TLS: the whole of what every answer forbids, and what every cookie is bound to.

use crate::accounts::{PASSWORD, member};
use crate::desk::staff_member;
use crate::support::{Answer, Authenticator, Browser, TestApp, sqlite};
use axum::body::Body;
use axum::http::{Request, header};
use portico::access::Role;

/// What a policy says when its nonce is `{nonce}`.
const POLICY: &str = "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; \
    img-src 'self' data:; font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; \
    form-action 'self'; frame-ancestors 'none'";

/// But for permissions, which name what a browser may offer and are looked at by themselves.
const HEADERS: &[(&str, &str)] = &[
    ("cache-control", "no-store"),
    ("cross-origin-embedder-policy", "require-corp"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("referrer-policy", "no-referrer"),
    ("strict-transport-security", "max-age=63072000; includeSubDomains"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
];

async fn app() -> TestApp {
    TestApp::with(sqlite().await, &[("base_url", "https://portico.example")]).await
}

fn value<'a>(answer: &'a Answer, name: &str) -> &'a str {
    answer.headers.get(name).map_or("", |value| value.to_str().unwrap())
}

#[tokio::test]
async fn every_answer_of_every_kind_carries_every_header_and_a_nonce_of_its_own() {
    let app = app().await;
    let mut nonces = Vec::new();
    let paths = ["/en/", "/es/sign-in", "/en/nothing-here", "/en/dashboard", "/healthz", "/api/accounts/profile", "/x"];
    for path in paths {
        let answer = app.browser().get(path).await;
        for (name, expected) in HEADERS {
            assert_eq!(value(&answer, name), *expected, "{name} of {path}");
        }
        let policy = value(&answer, "content-security-policy");
        let nonce = policy.split("'nonce-").nth(1).unwrap().split('\'').next().unwrap();
        assert!(nonce.len() >= 22, "128 bits or more: {nonce}");
        assert_eq!(policy, POLICY.replace("{nonce}", nonce), "{path}");
        nonces.push(nonce.to_owned());
        let permissions = value(&answer, "permissions-policy");
        let open: Vec<&str> = permissions.split(", ").filter(|feature| !feature.ends_with("=()")).collect();
        assert_eq!(open, ["publickey-credentials-get=(self)", "publickey-credentials-create=(self)"], "{path}");
        for closed in ["camera", "geolocation", "microphone", "payment"] {
            assert!(permissions.contains(&format!("{closed}=()")), "{path}: {closed}");
        }
    }
    nonces.sort();
    nonces.dedup();
    assert_eq!(nonces.len(), paths.len(), "no nonce twice");
}

#[tokio::test]
async fn over_plain_http_no_browser_is_told_to_come_by_tls() {
    let app = TestApp::new(sqlite().await).await;
    assert_eq!(value(&app.browser().get("/en/").await, "strict-transport-security"), "");
}

/// The cookies that an answer sets, each with what it is bound to.
fn set_cookies(answer: &Answer) -> Vec<(String, Vec<String>)> {
    let lines = answer.headers.get_all(header::SET_COOKIE).into_iter().map(|line| line.to_str().unwrap());
    let read = |line: &str| {
        let (name, rest) = line.split_once('=').unwrap();
        (name.to_owned(), rest.split("; ").skip(1).map(str::to_owned).collect())
    };
    lines.map(read).collect()
}

async fn plain(browser: &mut Browser<'_>, path: &str, fields: &[(&str, &str)]) -> Answer {
    let fields: Vec<(&str, &str)> = fields.iter().copied().chain([("_page", "/en/sign-in")]).collect();
    let request = Request::post(path)
        .header(header::ACCEPT, "text/html")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin")
        .body(Body::from(serde_urlencoded::to_string(fields).unwrap()))
        .unwrap();
    browser.send(request).await
}

#[tokio::test]
async fn every_cookie_is_bound_to_this_host_and_to_tls_and_out_of_reach_of_scripts() {
    let app = app().await;
    let hoa = member(&app, "hoa@example.org").await;
    let mut browser = app.browser();
    let mut answers = vec![browser.get("/en/").await];
    let typed = |password: &'static str| [("email", "hoa@example.org"), ("password", password), ("next", "")];
    answers.push(plain(&mut browser, "/api/accounts/sign-in", &typed("not the password")).await);
    answers.push(plain(&mut browser, "/api/accounts/sign-in", &typed(PASSWORD)).await);
    let code = hoa.code(&app, 0);
    answers.push(browser.call("/api/accounts/sign-in-with-code", &[("code", &code)]).await);
    assert_eq!(browser.call("/api/accounts/profile", &[]).await.json()["given_name"], "Hoa");
    // A session of another name is none, whoever planted it.
    let mut planted = app.browser();
    planted.cookies.insert("portico_session".to_owned(), browser.cookies["__Host-portico_session"].clone());
    assert_eq!(planted.call("/api/accounts/profile", &[]).await.status, 401);
    answers.push(browser.call("/api/accounts/sign-out", &[]).await);

    let mut seen: Vec<String> = Vec::new();
    for (name, bound) in answers.iter().flat_map(set_cookies) {
        let fixed: Vec<&str> = bound.iter().map(String::as_str).filter(|part| !part.starts_with("Max-Age=")).collect();
        assert_eq!(fixed, ["Path=/", "HttpOnly", "SameSite=Lax", "Secure"], "{name}");
        seen.push(name);
    }
    seen.sort();
    seen.dedup();
    let expected =
        ["device", "flash", "kept", "language", "session", "sign_in"].map(|name| format!("__Host-portico_{name}"));
    assert_eq!(seen, expected);
}

#[tokio::test]
async fn the_desks_cookie_is_bound_as_peoples_are() {
    let app = app().await;
    let mut device = Authenticator::new("key");
    device.story.origin = "https://portico.example".to_owned();
    device.story.rp_id = "portico.example".to_owned();
    let browser = staff_member(&app, "sam@example.org", Role::Support, &mut device).await;
    assert_eq!(browser.cookies.keys().collect::<Vec<_>>(), ["__Host-portico_said", "__Host-portico_staff"]);
}
