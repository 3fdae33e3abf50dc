//! The last way in stays, whatever it is made of and however many remove at once.

use super::{NUMBER, add_app, add_phone, app_ids};
use crate::accounts::{conflict, count, member};
use crate::passkeys::{browser_with, enrol};
use crate::support::{Authenticator, TestApp, TestDb, for_each_db};
use futures::future::join_all;
use portico::access::Actor;
use portico::accounts::phone::service as phones;
use portico::accounts::{passkeys, service};
use portico::error::AppResult;

/// One thing that a person may want to remove.
#[derive(Clone, Debug)]
enum Factor {
    Passkey(String),
    App(String),
    Phone,
}

async fn remove(app: &TestApp, actor: &Actor, factor: &Factor) -> AppResult<()> {
    match factor {
        Factor::Passkey(id) => passkeys::service::remove(&app.ctx, actor, id).await,
        Factor::App(id) => service::remove_authenticator(&app.ctx, actor, id).await,
        Factor::Phone => phones::remove(&app.ctx, actor).await,
    }
}

/// Everything that the person has beside the password.
async fn factors(app: &TestApp, actor: &Actor) -> Vec<Factor> {
    let keys = passkeys::service::list(&app.ctx, actor).await.unwrap().passkeys;
    let keys = keys.into_iter().map(|key| Factor::Passkey(key.id.0.to_string()));
    let apps = app_ids(app, actor).await.into_iter().map(Factor::App);
    let phone = phones::page(&app.ctx, actor).await.unwrap().phone.map(|_| Factor::Phone);
    keys.chain(apps).chain(phone).collect()
}

#[tokio::test]
async fn whatever_is_removed_first_the_last_way_in_stays() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        // Which of the three is asked to go last.
        for last in 0..3 {
            let me = member(&app, &format!("hoa{last}@example.org")).await;
            add_phone(&app, &me.actor, NUMBER).await;
            let mut browser = browser_with(&app, &me.session);
            let device = ["one", "two", "three"][last];
            assert_eq!(enrol(&mut browser, &mut Authenticator::new(device), "Key").await.status, 200);
            let mut all = factors(&app, &me.actor).await;
            assert_eq!(all.len(), 3, "{all:?}");
            all.rotate_left(last);
            assert_eq!(remove(&app, &me.actor, &all[0]).await, Ok(()));
            assert_eq!(remove(&app, &me.actor, &all[1]).await, Ok(()));
            let kept = remove(&app, &me.actor, &all[2]).await.unwrap_err();
            let of_key = portico::error::AppError::Conflict { key: "passkeys.errors.last".to_owned() };
            assert!(kept == conflict("last_way") || kept == of_key, "{kept}");
            assert_eq!(factors(&app, &me.actor).await.len(), 1);
        }
    })
    .await;
}

#[tokio::test]
async fn of_twenty_removals_at_once_one_way_in_always_stays() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        for round in 0..3 {
            let me = member(&app, &format!("hoa{round}@example.org")).await;
            add_phone(&app, &me.actor, NUMBER).await;
            for _ in 0..2 {
                add_app(&app, &me.actor).await;
            }
            let mut browser = browser_with(&app, &me.session);
            let device = ["one", "two", "three"][round];
            assert_eq!(enrol(&mut browser, &mut Authenticator::new(device), "Key").await.status, 200);
            let mut all = factors(&app, &me.actor).await;
            assert_eq!(all.len(), 5, "{all:?}");
            all.rotate_left(round);
            let twenty: Vec<Factor> = all.iter().cycle().take(20).cloned().collect();
            let outcomes = join_all(twenty.iter().map(|factor| remove(&app, &me.actor, factor))).await;
            assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 4, "{outcomes:?}");
            assert_eq!(factors(&app, &me.actor).await.len(), 1, "{outcomes:?}");
            let ways = "select (select count(*) from passkeys) + (select count(*) from authenticators)
                        + (select count(*) from phones)";
            assert_eq!(count(&app, ways).await, i64::try_from(round).unwrap() + 1);
        }
    })
    .await;
}

#[tokio::test]
async fn who_hangs_on_one_thing_is_advised_on_the_page() {
    let app = TestApp::new(crate::support::sqlite().await).await;
    let me = member(&app, "hoa@example.org").await;
    let mut browser = browser_with(&app, &me.session);
    let page = browser.get("/en/account/security").await;
    assert!(page.body.contains("Add a second way to sign in"), "{}", page.body);
    assert_eq!(enrol(&mut browser, &mut Authenticator::new("phone"), "Key").await.status, 200);
    let page = browser.get("/en/account/security").await;
    assert!(page.body.contains("Add a second passkey") && page.body.contains("stays on one device"), "{}", page.body);
    let mut synced = Authenticator::new("laptop");
    synced.story.backed_up = true;
    assert_eq!(enrol(&mut browser, &mut synced, "Laptop").await.status, 200);
    let page = browser.get("/en/account/security").await;
    assert!(page.body.contains("synced: copied to your other devices"), "{}", page.body);
    assert!(!page.body.contains("Add a second"), "{}", page.body);
}
