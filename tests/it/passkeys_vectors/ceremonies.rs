//! True answers in the wrong place: to a question of another kind, person, session or time, or of another passkey.

use super::device::Device;
use super::lie::{COUNTER, Change, proof, text};
use super::{PATIENT, answer, enrol, enrolments, make, owner, sign_in, traces};
use crate::accounts::{attempt, member};
use crate::passkeys::{challenge, finish, who};
use crate::support::{Browser, TestApp, TestDb, for_each_db};
use portico::types::SECOND;
use serde_json::Value;

/// What a counter does, and how.
type Count = (&'static str, fn(&mut Vec<u8>));

/// A challenge to step up in this session, and the device's answer.
async fn step_up(browser: &mut Browser<'_>, device: &mut Device) -> (String, Value) {
    let asked = challenge(&browser.call("/api/accounts/passkeys/start-step-up", &[]).await);
    (asked.ceremony, device.get(&asked.options).await)
}

#[tokio::test]
async fn a_true_answer_counts_only_for_the_question_it_was_made_for() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::with(db, &PATIENT).await;
        let mut device = Device::synced();
        let mut hoa = owner(&app, "hoa@example.org", &mut device).await;
        let mut other = owner(&app, "other@example.org", &mut Device::synced()).await;
        let mut elsewhere = app.browser();
        assert_eq!(sign_in(&mut elsewhere, &mut device).await.status, 200);
        let person = member(&app, "minh@example.org").await;
        let waiting = attempt(&app, &person.email).await.unwrap();
        let mut second = app.browser();
        second.cookies.insert("portico_sign_in".to_owned(), waiting);
        let before = traces(&app).await;

        for kind in ["step-up", "enrolment", "second-factor"] {
            let (ceremony, proof) = answer(&mut hoa, &mut device).await;
            let status = finish(&mut hoa, kind, &ceremony, &proof.to_string()).await.status;
            // An answer that proves has not the members of one that makes.
            assert_eq!(status, if kind == "enrolment" { 400 } else { 409 }, "a sign-in sent as {kind}");
        }
        for (what, kind, sender) in [
            ("sent as a sign-in", "sign-in", &mut app.browser()),
            ("sent as a second factor", "second-factor", &mut second),
            ("sent by another person", "step-up", &mut other),
            ("sent in another session", "step-up", &mut elsewhere),
        ] {
            let (ceremony, proof) = step_up(&mut hoa, &mut device).await;
            let refused = finish(sender, kind, &ceremony, &proof.to_string()).await;
            assert_eq!(refused.status, 409, "a step-up {what}: {}", refused.body);
        }
        for (what, sender) in [("another person", &mut other), ("another session", &mut elsewhere)] {
            let (ceremony, made) = make(&mut hoa, &mut Device::synced()).await;
            let refused = finish(sender, "enrolment", &ceremony, &made.to_string()).await;
            assert_eq!(refused.status, 409, "a new passkey sent in {what}: {}", refused.body);
        }
        let (_, proof) = answer(&mut hoa, &mut device).await;
        for ceremony in ["", "no such ceremony", &"A".repeat(43)] {
            assert_eq!(finish(&mut app.browser(), "sign-in", ceremony, &proof.to_string()).await.status, 409);
        }
        assert_eq!(traces(&app).await, before, "sessions, passkeys and what is told");
        let (ceremony, proof) = step_up(&mut hoa, &mut device).await;
        assert_eq!(finish(&mut hoa, "step-up", &ceremony, &proof.to_string()).await.status, 200);
        assert_eq!(sign_in(&mut app.browser(), &mut device).await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn a_true_answer_counts_once_and_for_a_minute() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::with(db, &PATIENT).await;
        let mut device = Device::synced();
        let mut hoa = owner(&app, "hoa@example.org", &mut device).await;

        let (ceremony, proof) = answer(&mut app.browser(), &mut device).await;
        let proof = proof.to_string();
        assert_eq!(finish(&mut app.browser(), "sign-in", &ceremony, &proof).await.status, 200);
        let before = traces(&app).await;
        assert_eq!(finish(&mut app.browser(), "sign-in", &ceremony, &proof).await.status, 409, "a second time");
        let (fresh, _) = answer(&mut app.browser(), &mut device).await;
        assert_eq!(finish(&mut app.browser(), "sign-in", &fresh, &proof).await.status, 422, "to a new challenge");
        let (ceremony, proof) = answer(&mut app.browser(), &mut device).await;
        app.ctx.clock.advance(60 * SECOND);
        assert_eq!(finish(&mut app.browser(), "sign-in", &ceremony, &proof.to_string()).await.status, 409, "too late");
        let (ceremony, made) = make(&mut hoa, &mut Device::synced()).await;
        app.ctx.clock.advance(60 * SECOND);
        assert_eq!(finish(&mut hoa, "enrolment", &ceremony, &made.to_string()).await.status, 409, "made too late");
        let (ceremony, made) = make(&mut hoa, &mut Device::synced()).await;
        assert_eq!(finish(&mut hoa, "enrolment", &ceremony, &made.to_string()).await.status, 200);
        assert_eq!(finish(&mut hoa, "enrolment", &ceremony, &made.to_string()).await.status, 409, "made twice");
        let after = traces(&app).await;
        // Of the answer to a new challenge its owner is told.
        assert_eq!(after, (before.0, before.1 + 1, before.2 + 1));
        assert_eq!(sign_in(&mut app.browser(), &mut device).await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn a_passkey_answers_for_its_own_person_only_and_is_enrolled_once() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::with(db, &PATIENT).await;
        let (mut hers, mut his) = (Device::synced(), Device::synced());
        let hoa = owner(&app, "hoa@example.org", &mut hers).await;
        let mut minh = owner(&app, "minh@example.org", &mut his).await;
        let person = text(who(&app, &hoa).await.person.0.as_bytes());
        let before = traces(&app).await;

        let (ceremony, mut stolen) = answer(&mut app.browser(), &mut his).await;
        stolen["response"]["userHandle"] = person;
        let refused = finish(&mut app.browser(), "sign-in", &ceremony, &stolen.to_string()).await;
        assert_eq!(refused.status, 422, "his passkey for her account");
        let (ceremony, mut stolen) = answer(&mut app.browser(), &mut his).await;
        stolen["id"] = text(&hers.id());
        stolen["rawId"] = text(&hers.id());
        let refused = finish(&mut app.browser(), "sign-in", &ceremony, &stolen.to_string()).await;
        assert_eq!(refused.status, 422, "her passkey's id for his account");

        for (whose, taken, status) in [("her", hers.id(), 409), ("his own", his.id(), 422)] {
            let (ceremony, mut made) = make(&mut minh, &mut Device::synced()).await;
            enrolments::with_id(&mut made, &taken);
            let refused = finish(&mut minh, "enrolment", &ceremony, &made.to_string()).await;
            assert_eq!(refused.status, status, "a new passkey under {whose} passkey's id: {}", refused.body);
        }
        let told = 1;
        assert_eq!(traces(&app).await, (before.0, before.1, before.2 + told));
        for device in [&mut hers, &mut his] {
            assert_eq!(sign_in(&mut app.browser(), device).await.status, 200);
        }
    })
    .await;
}

#[tokio::test]
async fn a_counter_never_stands_still_or_goes_back_and_what_never_counted_may_begin_to() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::with(db, &PATIENT).await;
        let mut device = Device::counting();
        let mut browser = owner(&app, "hoa@example.org", &mut device).await;
        for _ in 0..3 {
            assert_eq!(sign_in(&mut app.browser(), &mut device).await.status, 200);
        }
        let before = traces(&app).await;
        let cases: [Count; 3] = [
            ("stands still", |data| data[COUNTER + 3] -= 1),
            ("went back", |data| data[COUNTER + 3] = 1),
            ("counts no longer", |data| data[COUNTER..COUNTER + 4].fill(0)),
        ];
        for (what, change) in cases {
            let (ceremony, honest) = answer(&mut app.browser(), &mut device).await;
            let lying = proof(&honest, &device.secret(), Change::Data(change));
            let refused = finish(&mut app.browser(), "sign-in", &ceremony, &lying).await;
            assert_eq!(refused.status, 422, "{what}: {}", refused.body);
            assert_eq!(sign_in(&mut app.browser(), &mut device).await.status, 200, "after one that {what}");
        }
        let after = traces(&app).await;
        assert_eq!(after, (before.0 + 3, before.1, before.2 + 3));

        let mut synced = Device::synced();
        assert_eq!(enrol(&mut browser, &mut synced).await.status, 200);
        let (ceremony, honest) = answer(&mut app.browser(), &mut synced).await;
        let counted = proof(&honest, &synced.secret(), Change::Data(|data| data[COUNTER + 3] = 1));
        assert_eq!(finish(&mut app.browser(), "sign-in", &ceremony, &counted).await.status, 200);
        assert_eq!(sign_in(&mut app.browser(), &mut synced).await.status, 422, "it has counted once");
    })
    .await;
}
