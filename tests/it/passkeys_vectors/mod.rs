//! What a relying party must refuse, after the steps of WebAuthn level 3, sections 7.1 and 7.2: tables of lies, each an
//! honest answer of an independent authenticator with one thing changed, sent to the real server. Whatever is refused
//! signs nobody in, keeps nothing, tells the owner what they should know, and leaves the honest answer working.

mod ceremonies;
mod client_data;
mod device;
mod enrolments;
mod honest;
mod lie;
mod proofs;

use crate::accounts::{count, prove};
use crate::passkeys::{browser_with, challenge, finish};
use crate::support::{Answer, Browser, TestApp, TestDb, for_each_db};
use device::Device;
use lie::Lie;
use serde_json::Value;

const SESSIONS: &str = "select count(*) from sessions";
const PASSKEYS: &str = "select count(*) from passkeys";
const TOLD: &str = "select count(*) from audit_log where outcome = 'refused' and person_id is not null";

/// Every test has many tries from one network.
const PATIENT: [(&str, &str); 1] = [("stranger_requests", "100000")];

/// Asks for a passkey of this device; answers the ceremony and what the device made.
async fn make(browser: &mut Browser<'_>, device: &mut Device) -> (String, Value) {
    let asked = challenge(&browser.call("/api/accounts/passkeys/start-enrolment", &[]).await);
    (asked.ceremony, device.create(&asked.options).await)
}

/// Asks for a proof by this device.
async fn answer(browser: &mut Browser<'_>, device: &mut Device) -> (String, Value) {
    let asked = challenge(&browser.call("/api/accounts/passkeys/start-sign-in", &[]).await);
    (asked.ceremony, device.get(&asked.options).await)
}

async fn enrol(browser: &mut Browser<'_>, device: &mut Device) -> Answer {
    let (ceremony, made) = make(browser, device).await;
    finish(browser, "enrolment", &ceremony, &made.to_string()).await
}

async fn sign_in(browser: &mut Browser<'_>, device: &mut Device) -> Answer {
    let (ceremony, proof) = answer(browser, device).await;
    finish(browser, "sign-in", &ceremony, &proof.to_string()).await
}

/// Somebody whose only way in is a passkey on the device.
async fn owner<'a>(app: &'a TestApp, email: &str, device: &mut Device) -> Browser<'a> {
    let mut browser = browser_with(app, &prove(app, email).await);
    let enrolled = enrol(&mut browser, device).await;
    assert_eq!(enrolled.status, 200, "{}", enrolled.body);
    browser
}

/// What changes when somebody is let in, and what is told.
async fn traces(app: &TestApp) -> (i64, i64, i64) {
    (count(app, SESSIONS).await, count(app, PASSKEYS).await, count(app, TOLD).await)
}

fn check(lie: &Lie, answer: &Answer, before: (i64, i64, i64), after: (i64, i64, i64)) {
    let what = lie.what;
    assert_eq!(answer.status, lie.status, "{what} {}", answer.body);
    let told = i64::from(lie.told);
    assert_eq!(after, (before.0, before.1, before.2 + told), "{what} sessions, passkeys, and what its owner is told");
    if lie.status == 422 {
        assert!(answer.body.contains("passkeys.errors.refused"), "{what} {}", answer.body);
    }
}

#[tokio::test]
async fn no_lie_about_a_passkey_signs_anybody_in() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::with(db, &PATIENT).await;
        let mut device = Device::synced();
        owner(&app, "hoa@example.org", &mut device).await;
        for lie in client_data::LIES.iter().chain(proofs::LIES) {
            let mut browser = app.browser();
            let before = traces(&app).await;
            let (ceremony, honest) = answer(&mut browser, &mut device).await;
            let lying = lie::proof(&honest, &device.secret(), lie.change);
            let refused = finish(&mut browser, "sign-in", &ceremony, &lying).await;
            check(lie, &refused, before, traces(&app).await);
            assert!(browser.cookies.is_empty(), "{}", lie.what);
            let mut browser = app.browser();
            assert_eq!(sign_in(&mut browser, &mut device).await.status, 200, "the truth after: {}", lie.what);
            assert!(browser.cookies.contains_key("portico_session"));
        }
    })
    .await;
}

#[tokio::test]
async fn no_lie_about_a_new_passkey_enrols_it() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::with(db, &PATIENT).await;
        let mut browser = browser_with(&app, &prove(&app, "hoa@example.org").await);
        for lie in client_data::LIES.iter().chain(enrolments::LIES) {
            let before = traces(&app).await;
            let (ceremony, honest) = make(&mut browser, &mut Device::synced()).await;
            let refused = finish(&mut browser, "enrolment", &ceremony, &lie::made(&honest, lie.change)).await;
            check(lie, &refused, before, traces(&app).await);
        }
        let mut device = Device::synced();
        assert_eq!(enrol(&mut browser, &mut device).await.status, 200, "the truth after all of it");
        assert_eq!(sign_in(&mut app.browser(), &mut device).await.status, 200);
    })
    .await;
}

#[test]
fn the_tables_are_long_and_no_sentence_stands_for_two_lies() {
    for lies in [proofs::LIES, enrolments::LIES] {
        let all: Vec<&str> = client_data::LIES.iter().chain(lies).map(|lie| lie.what).collect();
        let mut once = all.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), all.len());
        assert!(all.len() > 60, "only {}", all.len());
    }
}
