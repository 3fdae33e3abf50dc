//! What belongs to somebody else, asked for by somebody who is signed in.

use super::{anew, forgive, functions};
use crate::accounts::{count, member};
use crate::fixtures::{feed, opening};
use crate::passkeys::{challenge, enrol, list};
use crate::support::{Answer, Authenticator, TestApp, for_each_db};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use portico::cases::model::{LinkForm, parse_link};
use portico::cases::service;

const THEIRS: &str = "IOE0912345678";
const NONE: &str = "IOE0999999999";

/// What counts as the owner's: everything that an act of somebody else could have changed.
async fn counts(app: &TestApp) -> [i64; 5] {
    [
        count(app, "select count(*) from sessions where ended_at is not null").await,
        count(app, "select count(*) from passkeys where name = 'My phone'").await,
        count(app, "select count(*) from passkey_ceremonies").await,
        count(app, "select count(*) from case_links").await,
        count(app, "select count(*) from recovery_codes where used_at is null").await,
    ]
}

fn alike(theirs: &Answer, none: &Answer, what: &str) {
    let theirs = (theirs.status, theirs.body.as_str());
    assert_eq!(theirs, (none.status, none.body.as_str()), "{what}");
    assert!(!theirs.0.is_server_error(), "{what}: {theirs:?}");
}

#[tokio::test]
async fn what_is_somebody_elses_is_as_absent_as_what_is_not_there() {
    for_each_db(async |db| {
        let app = TestApp::new(db).await;
        feed(&app, &[opening("e1", THEIRS, 1)]).await;
        let hoa = member(&app, "hoa@example.org").await;
        let form = LinkForm { receipt_number: THEIRS.into(), access_code: "HOA-2026".into(), ..LinkForm::default() };
        service::link(&app.ctx, &hoa.actor, parse_link(&form).unwrap()).await.unwrap();
        let mut owner = anew(&app, hoa.actor.person).await;
        assert_eq!(enrol(&mut owner, &mut Authenticator::new("phone"), "My phone").await.status, StatusCode::OK);
        let passkey = list(&mut owner).await.passkeys[0].id.0.to_string();
        let asked = challenge(&owner.call("/api/accounts/passkeys/start-enrolment", &[]).await);
        let (session, person) = (hoa.actor.session.to_string(), hoa.actor.person.0.to_string());

        let lucia = member(&app, "lucia@example.org").await.actor.person;
        let unknown = app.ctx.id().to_string();
        let ids = |argument: &str| -> Vec<(String, String)> {
            match argument {
                "id" => [&session, &passkey, &person].map(|id| (id.clone(), unknown.clone())).into(),
                "receipt" | "receipt_number" => vec![(THEIRS.to_owned(), NONE.to_owned())],
                "ceremony" => vec![(asked.ceremony.clone(), "A".repeat(asked.ceremony.len()))],
                _ => vec![],
            }
        };
        let mut tried = 0;
        // What the public look-up tells, it tells everybody.
        for function in functions().into_iter().filter(|function| function.path != "/api/cases/look-up") {
            for argument in &function.arguments {
                for (theirs, none) in ids(argument) {
                    let before = counts(&app).await;
                    let mut browser = anew(&app, lucia).await;
                    let fill = |id: &str| -> Vec<(String, String)> {
                        let fill = |name: &String| if name == argument { id.to_owned() } else { "Lucia".to_owned() };
                        function.arguments.iter().map(|name| (name.clone(), fill(name))).collect()
                    };
                    let mut answers = Vec::new();
                    for id in [&theirs, &none] {
                        forgive(&app).await;
                        let fields = fill(id);
                        let fields: Vec<_> =
                            fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
                        answers.push(browser.call(&function.path, &fields).await);
                    }
                    alike(&answers[0], &answers[1], &format!("{} with {argument}", function.path));
                    assert!(!answers[0].status.is_success(), "{} with {argument}", function.path);
                    assert_eq!(counts(&app).await, before, "{} with {argument}", function.path);
                    tried += 1;
                }
            }
        }
        assert!(tried >= 15, "only {tried} arguments name something that could be somebody else's");
    })
    .await;
}

#[tokio::test]
async fn a_tab_of_another_site_changes_nothing_for_somebody_signed_in() {
    for_each_db(async |db| {
        let app = TestApp::new(db).await;
        let hoa = member(&app, "hoa@example.org").await.actor.person;
        let mut browser = anew(&app, hoa).await;
        let (before, acts) = (counts(&app).await, count(&app, "select count(*) from audit_log").await);
        for function in functions() {
            for (name, value) in
                [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example"), ("origin", "null")]
            {
                for accept in ["application/json", "text/html"] {
                    let request = Request::post(&function.path)
                        .header(name, value)
                        .header(header::HOST, "localhost:3000")
                        .header(header::ACCEPT, accept)
                        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
                    let answer = browser.send(request.body(Body::from("id=a")).unwrap()).await;
                    assert_eq!(answer.status, StatusCode::FORBIDDEN, "{} with {name}: {value}", function.path);
                }
            }
            let link = browser.get(&format!("{}?id=a", function.path)).await;
            assert!(!link.status.is_success() && !link.status.is_server_error(), "{} {}", function.path, link.status);
        }
        assert_eq!((counts(&app).await, count(&app, "select count(*) from audit_log").await), (before, acts));
        assert_eq!(browser.call("/api/accounts/profile", &[]).await.status, StatusCode::OK, "still signed in");
    })
    .await;
}
