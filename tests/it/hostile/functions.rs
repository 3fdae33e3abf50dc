//! Every argument of every server function, as somebody who is signed in.

use super::{Function, MARKUP, anew, functions, judge, values};
use crate::accounts::{PASSWORD, member};
use crate::fixtures::{feed, opening};
use crate::support::{Answer, Browser, TestApp, for_each_db};
use axum::body::Body;
use axum::http::{HeaderValue, Request, StatusCode, header};
use portico::accounts::service;
use portico::types::PersonId;

const RECEIPT: &str = "IOE0912345678";
const FORM: &str = "application/x-www-form-urlencoded";

/// What a person means by an argument, so that what is hostile beside it is all that is wrong.
fn usual(argument: &str) -> &str {
    match argument {
        "email" => "hoa@example.org",
        "password" => PASSWORD,
        "receipt" | "receipt_number" => RECEIPT,
        "access_code" => "HOA-2026",
        "birth_year" => "1990",
        "birth_month" => "1",
        "birth_day" => "2",
        "a_number" => "A012345678",
        "given_name" => "Hoa",
        "family_name" => "Nguyễn",
        "country_of_birth" => "VN",
        "time_zone" => "Asia/Ho_Chi_Minh",
        "language" => "es",
        "phone" => "+84 28 3829 9999",
        "next" => "/en/cases",
        "conditional" => "true",
        _ => "",
    }
}

/// The fields of a call in which one argument is `value` and the others are what a person means.
fn with<'a>(function: &'a Function, argument: &str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    let others =
        function.arguments.iter().map(|name| (name.as_str(), if name == argument { value } else { usual(name) }));
    others.collect()
}

async fn nothing_was_broken(app: &TestApp, person: PersonId) {
    let mut browser = anew(app, person).await;
    for page in ["dashboard", "cases", "account/profile", "account/security", "account/sessions", "account/activity"] {
        let answer = browser.get(&format!("/en/{page}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{page}");
        judge(&answer, page);
    }
}

#[tokio::test]
async fn every_argument_of_every_function_bears_what_nobody_means() {
    for_each_db(async |db| {
        let app = TestApp::new(db).await;
        feed(&app, &[opening("e1", RECEIPT, 1)]).await;
        let hoa = member(&app, "hoa@example.org").await.actor.person;
        let values = values();
        for function in functions() {
            for argument in &function.arguments {
                for value in &values {
                    let mut browser = anew(&app, hoa).await;
                    let fields = with(&function, argument, value);
                    let answer = browser.call(&function.path, &fields).await;
                    judge(&answer, &format!("{} with {argument} = {value:?}", function.path));
                    assert_ne!(answer.status, StatusCode::PAYLOAD_TOO_LARGE, "{} {argument}", function.path);
                }
                let large = "x".repeat(1_000_000);
                let answer = anew(&app, hoa).await.call(&function.path, &with(&function, argument, &large)).await;
                assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE, "{} {argument}", function.path);
            }
        }
        nothing_was_broken(&app, hoa).await;
    })
    .await;
}

#[tokio::test]
async fn every_body_that_no_form_sends_is_told_and_taken_for_nothing_else() {
    for_each_db(async |db| {
        let app = TestApp::new(db).await;
        let hoa = member(&app, "hoa@example.org").await.actor.person;
        for function in functions() {
            let name = function.arguments.first().map_or("anything", String::as_str);
            let mut bodies: Vec<(&str, Vec<u8>)> = [
                String::new(),
                "=&&&=;%".to_owned(),
                name.to_owned(),
                format!("{name}=%ff%fe%00&%ff=%"),
                format!("{name}=1&{name}=2"),
                format!("{name}[a]=1&{name}[]=2&{name}[0][b][c][d][e][f][g]=3"),
                format!("no_such_argument=1&{name}=x&_page=//evil.example/en/&_page=/en/%0d%0aa:b"),
                format!("_page=/en/account&_page=/en/cases&{name}=x"),
            ]
            .map(|body| (FORM, body.into_bytes()))
            .into();
            bodies.extend([
                (FORM, vec![b'a', b'=', 0xff, 0xfe]),
                ("", format!("{name}=x").into_bytes()),
                ("text/plain", format!("{name}=x").into_bytes()),
                ("application/x-www-form-urlencoded; charset=utf-16", vec![0xfe, 0xff, 0, b'a', 0, b'=']),
                ("application/json", format!("{{\"{name}\":1,\"{name}\":[]}}").into_bytes()),
                ("application/json", "[".repeat(100_000).into_bytes()),
                ("multipart/form-data", b"--x".to_vec()),
                (
                    "multipart/form-data; boundary=x",
                    format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\nx\r\n--x--").into_bytes(),
                ),
                ("application/octet-stream", vec![0; 1_000]),
            ]);
            for (kind, body) in bodies {
                for accept in ["application/json", "text/html"] {
                    let answer = post(&mut anew(&app, hoa).await, &function.path, accept, kind, &body, false).await;
                    judge(&answer, &format!("{} as {kind}: {}", function.path, String::from_utf8_lossy(&body)));
                }
            }
            let squeezed = [&[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3][..], &[0x5a; 500]].concat();
            for accept in ["application/json", "text/html"] {
                let answer = post(&mut anew(&app, hoa).await, &function.path, accept, FORM, &squeezed, true).await;
                assert!(answer.status.is_client_error(), "{}: {}", function.path, answer.status);
                judge(&answer, &function.path);
            }
        }
        nothing_was_broken(&app, hoa).await;
    })
    .await;
}

async fn post(browser: &mut Browser<'_>, path: &str, accept: &str, kind: &str, body: &[u8], squeezed: bool) -> Answer {
    let mut request = Request::post(path).header(header::ACCEPT, accept).header(header::CONTENT_TYPE, kind);
    if squeezed {
        request = request.header(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    browser.send(request.body(Body::from(body.to_vec())).unwrap()).await
}

#[tokio::test]
async fn what_is_kept_is_kept_as_text() {
    for_each_db(async |db| {
        let app = TestApp::new(db).await;
        let hoa = member(&app, "hoa@example.org").await;
        let mut browser = anew(&app, hoa.actor.person).await;
        let (markup, reversed) = (&MARKUP[..40], "\u{202e}fdp.exe\u{2067}");
        let fields =
            [("address", MARKUP), ("document_number", markup), ("phone", ""), ("language", "en"), ("time_zone", "UTC")];
        let saved = browser.call("/api/accounts/save-profile", &fields).await;
        assert_eq!(saved.status, StatusCode::OK, "{}", saved.body);
        let profile = service::profile(&app.ctx, &hoa.actor, portico::i18n::Locale::default()).await.unwrap();
        assert_eq!((profile.address.as_str(), profile.document_number.as_str()), (MARKUP, markup));
        let page = browser.get("/en/account/profile").await;
        judge(&page, "the profile");
        assert!(page.body.contains("&lt;script&gt;alert(1)"), "{}", page.body);

        // A form that is refused brings the same back into its fields.
        let fields = [("receipt_number", MARKUP), ("given_name", reversed), ("family_name", MARKUP)];
        let page = browser.submit("/en/cases/link", "/api/cases/link", &fields).await;
        judge(&page, "the refused form");
        assert!(page.body.contains("&lt;script&gt;alert(1)") && page.body.contains(reversed), "{}", page.body);
    })
    .await;
}
