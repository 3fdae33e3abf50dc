//! Passkeys that must not be believed.

use crate::accounts::{count, prove};
use crate::passkeys::{browser_with, challenge, conflict, enrol, finish, owner, sign_in, who};
use crate::support::{Authenticator, TestApp, TestDb, for_each_db};
use portico::access::Computer;
use portico::accounts::passkeys::{Answer, Asked, proof};
use portico::error::AppError;
use portico::types::SECOND;
use serde_json::json;

const SESSIONS: &str = "select count(*) from sessions";

/// One way to lie.
type Lie = (&'static str, fn(&mut Authenticator));

/// One that has to know something of the test.
type NamedLie = (&'static str, Box<dyn Fn(&mut Authenticator)>);

const LIES: &[Lie] = &[
    ("another origin", |device| device.story.origin = "http://localhost:3001".into()),
    ("a host that ends alike", |device| device.story.origin = "http://evillocalhost:3000".into()),
    ("another site's key", |device| device.story.rp_id = "example.org".into()),
    ("another challenge", |device| device.story.challenge = Some("A".repeat(43))),
    ("nobody verified", |device| device.story.user_verified = false),
    ("nobody present", |device| device.story.user_present = false),
    ("another site's frame", |device| device.story.client_data = json!({ "crossOrigin": true })),
    ("a named top frame", |device| {
        device.story.client_data = json!({ "crossOrigin": false, "topOrigin": "http://localhost:3000" });
    }),
    ("another kind of answer", |device| device.story.client_data = json!({ "type": "payment.get" })),
];

#[tokio::test]
async fn a_lie_signs_nobody_in() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let mut device = Authenticator::new("phone");
        let mut other = Authenticator::new("other");
        owner(&app, "hoa@example.org", &mut device).await;
        let browser = owner(&app, "other@example.org", &mut other).await;
        let other_person = who(&app, &browser).await.person;
        let before = count(&app, SESSIONS).await;
        let honest = device.story.clone();
        let more: Vec<NamedLie> = vec![
            ("a signature of something else", Box::new(|device| device.story.forged = true)),
            ("a credential nobody has", Box::new(|device| device.story.credential_id = Some(vec![7; 32]))),
            ("no credential at all", Box::new(|device| device.story.credential_id = Some(Vec::new()))),
            ("somebody else's credential", {
                let id = other.newest_id();
                Box::new(move |device| device.story.credential_id = Some(id.clone()))
            }),
            ("somebody else's account", {
                let handle = other_person.0.as_bytes().to_vec();
                Box::new(move |device| device.story.user_handle = Some(handle.clone()))
            }),
            ("no account", Box::new(|device| device.story.user_handle = Some(Vec::new()))),
            ("a backup of a key that cannot be", Box::new(|device| device.story.backed_up = true)),
            ("a counter that went back", Box::new(|device| device.counter = Some(0))),
        ];
        assert_eq!(sign_in(&mut app.browser(), &mut device).await.status, 200);
        let lies = LIES.iter().map(|(name, lie)| -> NamedLie { (name, Box::new(lie)) });
        for (name, lie) in lies.chain(more) {
            device.story = honest.clone();
            lie(&mut device);
            let mut browser = app.browser();
            let answer = sign_in(&mut browser, &mut device).await;
            assert_eq!(answer.status, 422, "{name}: {}", answer.body);
            assert!(answer.body.contains("passkeys.errors.refused"), "{name}: {}", answer.body);
            assert!(browser.cookies.is_empty(), "{name}");
        }
        assert_eq!(count(&app, SESSIONS).await, before + 1);
    })
    .await;
}

#[tokio::test]
async fn a_lie_enrols_nothing() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let mut browser = browser_with(&app, &prove(&app, "hoa@example.org").await);
        for (name, lie) in LIES {
            let mut device = Authenticator::new("phone");
            lie(&mut device);
            let answer = enrol(&mut browser, &mut device, "").await;
            assert_eq!(answer.status, 422, "{name}: {}", answer.body);
        }
        assert_eq!(count(&app, "select count(*) from passkeys").await, 0);
    })
    .await;
}

#[tokio::test]
async fn an_answer_counts_once_however_many_send_it() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let mut device = Authenticator::new("cloud");
        device.counter = None;
        owner(&app, "hoa@example.org", &mut device).await;
        let before = count(&app, SESSIONS).await;
        let visitor = crate::accounts::home();
        let asked = proof::start_sign_in(&app.ctx, &visitor, Asked::Button).await.unwrap();
        let answer = Answer { credential: device.get(&asked.options), ceremony: asked.ceremony };
        let send = || Box::pin(proof::finish_sign_in(&app.ctx, &visitor, &answer, Computer::Own, None));
        let (one, two, three) = tokio::join!(send(), send(), send());
        let results = [one, two, three, send().await];
        assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1);
        assert_eq!(results.iter().filter(|result| **result == Err(conflict("expired"))).count(), 3);

        // The same answer to a new challenge is an answer to another question.
        let asked = proof::start_sign_in(&app.ctx, &visitor, Asked::Button).await.unwrap();
        let replayed = Answer { ceremony: asked.ceremony, ..answer };
        let refused = AppError::field("", "passkeys.errors.refused");
        assert_eq!(proof::finish_sign_in(&app.ctx, &visitor, &replayed, Computer::Own, None).await, Err(refused));
        assert_eq!(count(&app, SESSIONS).await, before + 1);
    })
    .await;
}

#[tokio::test]
async fn a_wrong_answer_uses_the_challenge_up() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let mut device = Authenticator::new("phone");
        owner(&app, "hoa@example.org", &mut device).await;
        let mut browser = app.browser();
        let asked = challenge(&browser.call("/api/accounts/passkeys/start-sign-in", &[]).await);
        device.story.forged = true;
        let wrong = device.get(&asked.options);
        device.story.forged = false;
        let right = device.get(&asked.options);
        assert_eq!(finish(&mut browser, "sign-in", &asked.ceremony, &wrong).await.status, 422);
        assert_eq!(finish(&mut browser, "sign-in", &asked.ceremony, &right).await.status, 409);
        assert!(browser.cookies.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_challenge_lives_for_a_minute() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let mut device = Authenticator::new("phone");
        let mut browser = owner(&app, "hoa@example.org", &mut device).await;
        for (wait, status) in [(59, 200), (60, 409)] {
            let asked = challenge(&browser.call("/api/accounts/passkeys/start-sign-in", &[]).await);
            app.ctx.clock.advance(wait * SECOND);
            let answer = finish(&mut browser, "sign-in", &asked.ceremony, &device.get(&asked.options)).await;
            assert_eq!(answer.status, status, "{}", answer.body);
        }
        let asked = challenge(&browser.call("/api/accounts/passkeys/start-enrolment", &[]).await);
        app.ctx.clock.advance(60 * SECOND);
        let made = Authenticator::new("laptop").create(&asked.options);
        assert_eq!(finish(&mut browser, "enrolment", &asked.ceremony, &made).await.status, 409);
    })
    .await;
}

#[tokio::test]
async fn a_challenge_serves_only_whom_and_what_it_was_made_for() {
    for_each_db(async |db: TestDb| {
        // Nobody waits for a connection while they have one: on PostgreSQL there is one.
        let app = TestApp::new(db.narrow().await).await;
        let mut device = Authenticator::new("phone");
        let mut hoa = owner(&app, "hoa@example.org", &mut device).await;
        let mut other = owner(&app, "other@example.org", &mut Authenticator::new("other")).await;
        let asked = challenge(&hoa.call("/api/accounts/passkeys/start-enrolment", &[]).await);
        let made = Authenticator::new("laptop").create(&asked.options);
        assert_eq!(finish(&mut other, "enrolment", &asked.ceremony, &made).await.status, 409);
        let asked = challenge(&hoa.call("/api/accounts/passkeys/start-enrolment", &[]).await);
        let got = device.get(&asked.options);
        assert_eq!(finish(&mut app.browser(), "sign-in", &asked.ceremony, &got).await.status, 409);
        assert_eq!(count(&app, "select count(*) from passkeys").await, 2);
    })
    .await;
}

#[tokio::test]
async fn a_credential_that_somebody_has_is_not_enrolled_again() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let mut device = Authenticator::new("phone");
        owner(&app, "hoa@example.org", &mut device).await;
        let mut thief = Authenticator::new("thief");
        thief.story.credential_id = Some(device.newest_id());
        let mut browser = browser_with(&app, &prove(&app, "thief@example.org").await);
        assert_eq!(enrol(&mut browser, &mut thief, "").await.status, 409);
        assert_eq!(sign_in(&mut app.browser(), &mut device).await.status, 200);
        assert_eq!(sign_in(&mut app.browser(), &mut thief).await.status, 422);
    })
    .await;
}

#[tokio::test]
async fn strangers_enrol_list_rename_and_remove_nothing() {
    let app = TestApp::new(crate::support::sqlite().await).await;
    for function in ["start-enrolment", "finish-enrolment", "list", "rename", "remove"] {
        // Well-formed, so that it is the stranger who is refused.
        let fields =
            [("id", "0198c0de-0000-7000-8000-000000000000"), ("name", "x"), ("ceremony", "x"), ("credential", "{}")];
        let answer = app.browser().call(&format!("/api/accounts/passkeys/{function}"), &fields).await;
        assert_eq!(answer.status, 401, "{function}");
    }
    let mut setting_up = browser_with(&app, &prove(&app, "hoa@example.org").await);
    for function in ["rename", "remove"] {
        let answer = setting_up.call(&format!("/api/accounts/passkeys/{function}"), &[("id", "x")]).await;
        assert_eq!(answer.status, 401, "{function}");
    }
}

#[tokio::test]
async fn nonsense_is_told_as_nonsense() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let mut device = Authenticator::new("phone");
        let mut browser = owner(&app, "hoa@example.org", &mut device).await;
        let huge = format!("\"{}\"", "x".repeat(100_000));
        let deep = "[".repeat(20_000);
        let hollow = r#"{"id":"","rawId":"","type":"public-key","response":{"authenticatorData":"","clientDataJSON":"","signature":"","userHandle":null,"attestationObject":""}}"#;
        for kind in ["sign-in", "enrolment"] {
            for (credential, status) in [
                ("", 400),
                ("{}", 400),
                ("null", 400),
                (r#"{"id":1}"#, 400),
                (deep.as_str(), 400),
                (huge.as_str(), 413),
                ("\u{202e}\0</script>", 400),
                (hollow, 422),
            ] {
                let asked = challenge(&browser.call(&format!("/api/accounts/passkeys/start-{kind}"), &[]).await);
                let answer = finish(&mut browser, kind, &asked.ceremony, credential).await;
                let short: String = credential.chars().take(40).collect();
                assert_eq!(answer.status, status, "{kind} {short}");
            }
            let answer = finish(&mut browser, kind, "no such ceremony", hollow).await;
            assert_eq!(answer.status, 409, "{kind}");
        }
        let long = "x".repeat(10_000);
        let answer = browser.call("/api/accounts/passkeys/start-enrolment", &[("name", &long)]).await;
        assert_eq!(answer.status, 422);
        let answer = browser.call("/api/accounts/passkeys/start-sign-in", &[("conditional", "perhaps")]).await;
        assert_eq!(answer.status, 400);
    })
    .await;
}

#[tokio::test]
async fn autofill_that_asks_too_often_leaves_the_button_working() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::with(db, &[("stranger_requests", "100")]).await;
        let visitor = crate::accounts::home();
        for _ in 0..30 {
            proof::start_sign_in(&app.ctx, &visitor, Asked::Autofill).await.unwrap();
        }
        let refused = proof::start_sign_in(&app.ctx, &visitor, Asked::Autofill).await;
        let Err(AppError::TooMany { key, seconds }) = refused else { panic!("{refused:?}") };
        assert_eq!((key.as_str(), seconds), ("passkeys.errors.too_often", 300));
        assert!(proof::start_sign_in(&app.ctx, &visitor, Asked::Button).await.is_ok());
        let elsewhere = crate::accounts::visitor("198.51.100.7");
        assert!(proof::start_sign_in(&app.ctx, &elsewhere, Asked::Autofill).await.is_ok());
    })
    .await;
}
