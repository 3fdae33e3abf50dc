//! The rotation of the key that seals stored data.

use crate::accounts::{Member, attempt, count, member, try_code};
use crate::fixtures::{event, feed, feed_text, opening};
use crate::support::{TestApp, TestDb, for_each_db};
use portico::accounts::{ProfileFields, Typed, notices, service};
use portico::i18n::Locale;
use portico::on_db;
use portico::storage::{Resealed, SealedColumn, reseal};
use portico::{accounts, cases, integration};
use serde_json::json;

fn columns() -> Vec<&'static SealedColumn> {
    let others = [&accounts::export::SEALED, &accounts::merging::SEALED, &cases::SEALED, &integration::SEALED];
    accounts::SEALED.iter().chain(others).collect()
}

async fn reseal_all(app: &TestApp) -> Resealed {
    let mut all = Resealed::default();
    for column in columns() {
        let done = reseal(&app.ctx, column, |_| ()).await.unwrap();
        all.sealed += done.sealed;
        all.lost += done.lost;
    }
    all
}

/// Somebody of whom every sealed column holds something.
async fn known(app: &TestApp) -> Member {
    let hoa = member(app, "hoa@example.org").await;
    let profile = ProfileFields {
        address: "12 Garden Street".to_owned(),
        phone: "+1 555 0100".to_owned(),
        document_number: "C1234567".to_owned(),
        language: "en".to_owned(),
        time_zone: "America/Chicago".to_owned(),
    };
    service::save_profile(&app.ctx, &hoa.actor, profile).await.unwrap();
    notices::service::notices(&app.ctx, &hoa.actor, Locale::default()).await.unwrap();
    crate::factors::add_phone(app, &hoa.actor, crate::factors::NUMBER).await;
    feed(
        app,
        &[
            opening("e1", "IOE0912345678", 1),
            event("e2", "IOE0912345678", "applicant_updated", 2, json!({ "applicant": { "given_name": "Hòa" } })),
        ],
    )
    .await;
    feed_text(app, "no event").await;
    hoa
}

#[tokio::test]
async fn after_a_rotation_everything_stored_is_sealed_with_the_new_key_and_reads_as_before() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let hoa = known(&app).await;
        assert_eq!(reseal_all(&app).await, Resealed::default(), "there is but one key");
        let before = service::profile(&app.ctx, &hoa.actor, Locale::default()).await.unwrap();

        assert_eq!(app.ctx.keys.add(&app.ctx.random).unwrap(), 2);
        let done = reseal_all(&app).await;
        assert_eq!((done.sealed, done.lost), (10, 0), "four of the person, the phrase, app, phone, two events, a line");
        assert_eq!(reseal_all(&app).await, Resealed::default(), "nothing is left to do");

        assert_eq!(service::profile(&app.ctx, &hoa.actor, Locale::default()).await.unwrap(), before);
        assert_eq!(before.address, "12 Garden Street");
        let half = attempt(&app, &hoa.email).await.unwrap();
        assert!(try_code(&app, &half, Typed::AuthenticatorCode, &hoa.code(&app, 0)).await.is_ok());
    })
    .await;
}

#[tokio::test]
async fn what_no_key_opens_is_counted_and_left_as_it_is() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        known(&app).await;
        let broken = "update people set phone = address";
        let mut tx = app.ctx.db.begin().await.unwrap();
        let conn = tx.conn();
        on_db!(conn => sqlx::query(broken).execute(conn).await.map(|_| ())).unwrap();
        tx.commit().await.unwrap();
        app.ctx.keys.add(&app.ctx.random).unwrap();
        let done = reseal_all(&app).await;
        assert_eq!((done.sealed, done.lost), (9, 1), "a number in the place of an address does not open");
        assert_eq!(reseal_all(&app).await, Resealed { sealed: 0, lost: 1 });
        assert_eq!(count(&app, "select count(*) from people where phone is not null").await, 1);
    })
    .await;
}
