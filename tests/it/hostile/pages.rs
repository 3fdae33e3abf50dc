//! Every page by what a browser, or what claims to be one, sends with its address.

use super::{MARKUP, anew, judge, values};
use crate::accounts::member;
use crate::fixtures::{feed, opening};
use crate::layering::sources;
use crate::passkeys::browser_with;
use crate::support::{Browser, TestApp, sqlite};
use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Request, StatusCode, header};
use portico::cases::model::{LinkForm, parse_link};
use portico::cases::service;
use portico::integration::{Scope, create_key};
use std::fs;
use tower::ServiceExt as _;

const RECEIPT: &str = "IOE0912345678";

/// Every page, with `part` where its address has a place for something.
fn pages(part: &str) -> Vec<String> {
    let routes = fs::read_to_string("src/app/routes.rs").unwrap();
    let found = routes.split("path!(\"/:locale").skip(1).map(|rest| rest.split_once('"').unwrap().0);
    let fill = |piece: &str| if piece.starts_with(':') { part.to_owned() } else { piece.to_owned() };
    let pages = found.map(|page| format!("/en{}", page.split('/').map(fill).collect::<Vec<_>>().join("/")));
    let pages: Vec<String> = pages.chain(["/".to_owned(), format!("/en/{part}"), format!("/{part}")]).collect();
    assert!(pages.len() > 20, "{pages:?}");
    pages
}

/// Words that stand between `before` and the next quote in the sources.
fn named(before: &str) -> Vec<String> {
    let texts = sources("src").into_iter().map(|(_, text)| text);
    let found = texts.flat_map(|text| {
        text.split(before).skip(1).map(|rest| rest.split_once('"').unwrap().0.to_owned()).collect::<Vec<_>>()
    });
    let mut found: Vec<String> = found.collect();
    found.sort();
    found.dedup();
    found
}

fn encoded(value: &str) -> String {
    value.bytes().fold(String::new(), |text, byte| text + &format!("%{byte:02x}"))
}

/// Hoa with a linked case, and nobody.
async fn readers(app: &TestApp) -> [Browser<'_>; 2] {
    feed(app, &[opening("e1", RECEIPT, 1)]).await;
    let hoa = member(app, "hoa@example.org").await;
    let form = LinkForm { receipt_number: RECEIPT.into(), access_code: "HOA-2026".into(), ..LinkForm::default() };
    service::link(&app.ctx, &hoa.actor, parse_link(&form).unwrap()).await.unwrap();
    [anew(app, hoa.actor.person).await, app.browser()]
}

#[tokio::test]
async fn every_place_in_an_address_bears_what_nobody_means() {
    let app = TestApp::new(sqlite().await).await;
    let mut readers = readers(&app).await;
    let bytes = ["%ff%fe", "%", "%zz", "..%2f..%2fetc%2fpasswd", "%2e%2e", ";a=b", "a%00b", "%c0%ae", ":receipt", "*"];
    let values = values().into_iter().filter(|value| !value.is_empty() && value.len() < 10_000);
    let parts = values.map(|value| encoded(&value)).chain(bytes.map(str::to_owned)).chain(["x".repeat(10_000)]);
    for part in parts {
        for page in pages(&part) {
            for reader in &mut readers {
                judge(&reader.get(&page).await, &page);
            }
        }
    }
}

#[tokio::test]
async fn every_query_bears_what_nobody_means() {
    let app = TestApp::new(sqlite().await).await;
    let mut readers = readers(&app).await;
    let mut names: Vec<String> = named("query.get(\"").into_iter().chain(named("asked(\"")).collect();
    names.retain(|name| name.bytes().all(|byte| byte.is_ascii_lowercase()));
    assert!(
        ["next", "older", "kind", "before"].iter().all(|name| names.iter().any(|found| found == name)),
        "{names:?}"
    );
    let names: Vec<&str> = names.iter().map(String::as_str).chain(["after", "to", "_page", "no-such"]).collect();
    // All at once must fit into what an address may have.
    let values = values().into_iter().map(|value| encoded(&value.chars().take(500).collect::<String>()));
    let values = values.chain(["%ff%fe".to_owned(), "%".to_owned()]);
    let mut queries: Vec<String> =
        values.map(|value| names.iter().map(|name| format!("{name}={value}")).collect::<Vec<_>>().join("&")).collect();
    queries.extend(["&&==%".to_owned(), "next[a]=1&older[]=2".to_owned(), "?".repeat(8_000)]);
    queries.push(names.iter().map(|name| format!("{name}=1&{name}=2")).collect::<Vec<_>>().join("&"));
    for page in
        pages(RECEIPT).into_iter().chain(["/account/activity.csv".to_owned(), "/account/activity.json".to_owned()])
    {
        for query in &queries {
            for reader in &mut readers {
                judge(&reader.get(&format!("{page}?{query}")).await, &format!("{page} {query}"));
            }
        }
    }
}

#[tokio::test]
async fn every_cookie_of_ours_bears_what_we_never_set() {
    let app = TestApp::new(sqlite().await).await;
    let [hoa, _] = readers(&app).await;
    let session = hoa.cookies["portico_session"].clone();
    let names = named("=> \"portico_");
    assert!(names.len() >= 5, "{names:?}");
    let mut values: Vec<Vec<u8>> = ["", "garbage", "%00%ff", "\"a\\\"b\"", "../../x", MARKUP, "en, es"]
        .map(|text| text.as_bytes().to_vec())
        .into();
    values.extend([vec![b'A'; 43], vec![b'x'; 8_192], "ngôn ngữ".as_bytes().to_vec(), vec![0xff, 0xfe, 0x80]]);
    for page in pages(RECEIPT) {
        for name in &names {
            for value in &values {
                let cookie = [format!("portico_session={session}; portico_{name}=").as_bytes(), value].concat();
                let request = Request::get(&page)
                    .header(header::ACCEPT, "text/html")
                    .header(header::COOKIE, HeaderValue::from_bytes(&cookie).unwrap());
                let answer = app.browser().send(request.body(Body::empty()).unwrap()).await;
                judge(&answer, &format!("{page} with {name} = {}", String::from_utf8_lossy(value)));
            }
        }
    }
}

/// Headers that somebody could hope are read.
const HEADERS: &[&str] = &[
    "accept",
    "accept-language",
    "accept-encoding",
    "content-type",
    "content-length",
    "forwarded",
    "host",
    "if-modified-since",
    "if-none-match",
    "last-event-id",
    "origin",
    "range",
    "referer",
    "sec-fetch-site",
    "user-agent",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "x-http-method-override",
    "x-original-url",
    "x-request-id",
];

#[tokio::test]
async fn every_header_bears_what_no_browser_sends() {
    let app = TestApp::with(sqlite().await, &[("trusted_proxies", "127.0.0.1")]).await;
    let readers = readers(&app).await;
    let mut values: Vec<Vec<u8>> = [
        "",
        MARKUP,
        "\"><script>alert(1)</script>",
        "en;q=NaN, *;q=-1, ;;,",
        "bytes=0-18446744073709551615,-1",
        "evil.example:99999",
        "::ffff:1.2.3.4, 999.1.1.1",
        "-9223372036854775809",
    ]
    .map(|text| text.as_bytes().to_vec())
    .into();
    values.extend([vec![b'x'; 8_192], "ngôn ngữ \u{202e}".as_bytes().to_vec(), vec![0xff, 0xfe, 0x80]]);
    let deep = ["/en/", "/es/sign-in", "/en/dashboard", "/", "/en/cases/IOE0912345678", "/account/activity.csv"];
    for reader in readers {
        let ask = async |page: &str, names: &[&str], value: &[u8]| {
            let mut request = Request::get(page).body(Body::empty()).unwrap();
            for name in names {
                let name: HeaderName = name.parse().unwrap();
                request.headers_mut().insert(name, HeaderValue::from_bytes(value).unwrap());
            }
            let mut browser = app.browser();
            browser.cookies.clone_from(&reader.cookies);
            judge(&browser.send(request).await, &format!("{page} with {names:?} = {}", String::from_utf8_lossy(value)));
        };
        for value in &values {
            for page in pages(RECEIPT) {
                ask(&page, HEADERS, value).await;
            }
            for page in deep {
                for name in HEADERS {
                    ask(page, &[name], value).await;
                }
            }
        }
    }
}

#[tokio::test]
async fn what_is_sent_to_the_stream_and_to_the_agencys_routes_is_refused_in_problem_documents() {
    let app = TestApp::new(sqlite().await).await;
    let [hoa, _] = readers(&app).await;
    let session = hoa.cookies["portico_session"].clone();
    let queries = ["after=1&after=2", "after=%ff", "after[]=1", "after=99999999999999999999", "&&=", "after=-1"];
    for query in queries {
        for last in ["", "99999999999999999999", "-1", "a", "\u{202e}"] {
            let request = Request::get(format!("/events?{query}"))
                .header(header::COOKIE, format!("portico_session={session}"))
                .header("last-event-id", HeaderValue::from_bytes(last.as_bytes()).unwrap());
            let answer = app.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
            assert_eq!(answer.status(), StatusCode::OK, "{query} {last}");
            assert_eq!(answer.headers()[header::CONTENT_TYPE], "text/event-stream");
        }
        is_problem(&app, &format!("/events?{query}"), HeaderMap::new(), 401).await;
    }
    let key = create_key(&app.ctx, "reader", "agency", &[Scope::Read]).await.unwrap();
    let bearer: HeaderMap = [(header::AUTHORIZATION, format!("Bearer {key}").parse().unwrap())].into_iter().collect();
    for value in ["%ff%fe", "%00", &encoded(MARKUP), &"x".repeat(10_000), "%"] {
        is_problem(&app, &format!("/api/v1/cases/{value}"), bearer.clone(), 422).await;
        is_problem(&app, &format!("/api/v1/cases/{value}"), HeaderMap::new(), 401).await;
    }
    for value in ["", "Bearer", "Bearer ", "Basic Og==", &format!("Bearer {}", "x".repeat(8_192)), "Bearer \u{202e}"] {
        let value = HeaderValue::from_bytes(value.as_bytes()).unwrap();
        let headers = [(header::AUTHORIZATION, value)].into_iter().collect();
        is_problem(&app, "/api/v1/cases/IOE0912345678", headers, 401).await;
    }
}

async fn is_problem(app: &TestApp, path: &str, headers: HeaderMap, status: u16) {
    let mut request = Request::get(path).body(Body::empty()).unwrap();
    *request.headers_mut() = headers;
    let answer = browser_with(app, "").send(request).await;
    let what: String = path.chars().take(100).collect();
    assert_eq!(answer.status.as_u16(), status, "{what}: {:.300}", answer.body);
    assert_eq!(answer.headers[header::CONTENT_TYPE], "application/problem+json", "{what}: {:.300}", answer.body);
    assert!(!answer.body.contains("script"), "{what}: {:.300}", answer.body);
}
