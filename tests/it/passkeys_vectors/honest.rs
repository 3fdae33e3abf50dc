//! What an independent authenticator does honestly is accepted, and what a browser may add is no lie.

use super::device::Device;
use super::lie::{Change, proof};
use super::{PATIENT, answer, make, owner, sign_in};
use crate::accounts::{count, prove};
use crate::passkeys::{browser_with, finish};
use crate::support::{TestApp, TestDb, for_each_db};
use serde_json::json;

#[tokio::test]
async fn an_independent_authenticator_enrols_and_signs_in_again_and_again() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::with(db, &PATIENT).await;
        for (email, mut device, counted) in
            [("hoa@example.org", Device::synced(), 0), ("minh@example.org", Device::counting(), 3)]
        {
            owner(&app, email, &mut device).await;
            for _ in 0..3 {
                let mut browser = app.browser();
                assert_eq!(sign_in(&mut browser, &mut device).await.status, 200);
                assert!(browser.cookies.contains_key("portico_session"));
            }
            assert_eq!(count(&app, "select max(counter) from passkeys").await, counted, "{email}");
        }
    })
    .await;
}

#[tokio::test]
async fn what_a_browser_may_add_to_an_answer_is_no_lie() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::with(db, &PATIENT).await;
        let mut browser = browser_with(&app, &prove(&app, "hoa@example.org").await);
        let mut device = Device::synced();
        let (ceremony, mut made) = make(&mut browser, &mut device).await;
        made["authenticatorAttachment"] = "platform".into();
        made["response"]["publicKeyAlgorithm"] = (-7).into();
        made["clientExtensionResults"] = json!({ "credProps": { "rk": true }, "of-the-future": [1] });
        let enrolled = finish(&mut browser, "enrolment", &ceremony, &made.to_string()).await;
        assert_eq!(enrolled.status, 200, "{}", enrolled.body);
        let additions = [
            Change::Answer(|answer| answer["authenticatorAttachment"] = "cross-platform".into()),
            Change::Answer(|answer| answer["clientExtensionResults"] = json!({ "of-the-future": {} })),
            Change::Client(|client| drop(client.insert("crossOrigin".to_owned(), false.into()))),
            Change::Client(|client| drop(client.insert("other_keys_can_be_added_here".to_owned(), "…".into()))),
            // Extensions that nobody asked for are signed with the rest and mean nothing.
            Change::Data(|data| {
                data[super::lie::FLAGS] |= 0x80;
                data.push(0xa0);
            }),
        ];
        for addition in additions {
            let mut browser = app.browser();
            let (ceremony, honest) = answer(&mut browser, &mut device).await;
            let added = proof(&honest, &device.secret(), addition);
            let signed_in = finish(&mut browser, "sign-in", &ceremony, &added).await;
            assert_eq!(signed_in.status, 200, "{}", signed_in.body);
        }
    })
    .await;
}
