//! New addresses: proving them, changing the primary one, adding and removing others.

use crate::accounts::{
    Member, PASSWORD, actor, attempt, conflict, count, home, member, subjects, token, try_code, try_password, visitor,
};
use crate::passkeys::browser_with;
use crate::recovery::execute;
use crate::support::{TestApp, TestDb, for_each_db, sqlite};
use portico::accounts::addresses::model::{Confirmed, Purpose, Side};
use portico::accounts::addresses::service;
use portico::accounts::{Typed, service as accounts, sessions};
use portico::error::{AppError, AppResult};
use portico::types::{HOUR, MINUTE};

const CONFIRM: &str = "confirm-address";

/// A moment after what was mailed before, so that the newest mail is the newest.
async fn ask(app: &TestApp, me: &Member, email: &str) -> AppResult<()> {
    app.ctx.clock.advance(1);
    service::ask_change(&app.ctx, &home(), &me.actor, email, "").await
}

async fn confirm(app: &TestApp, to: &str) -> AppResult<Confirmed> {
    let link = token(app, to, CONFIRM).await;
    app.ctx.clock.advance(1);
    service::confirm(&app.ctx, &home(), &link).await
}

/// The person's addresses, the primary one first.
pub async fn addresses(app: &TestApp, me: &Member) -> Vec<String> {
    let page = service::page(&app.ctx, &me.actor).await.unwrap();
    assert_eq!(page.addresses.iter().filter(|own| own.primary).count(), 1);
    page.addresses.into_iter().map(|own| own.written).collect()
}

/// Adds and proves an address.
pub async fn add(app: &TestApp, me: &Member, email: &str) {
    app.ctx.clock.advance(1);
    service::ask_addition(&app.ctx, &home(), &me.actor, email).await.unwrap();
    assert_eq!(confirm(app, email).await, Ok(Confirmed::Added));
}

/// As if every address had been the account's for seven days.
pub async fn settle(app: &TestApp) {
    execute(app, "update person_emails set verified_at = verified_at - 604800000").await;
}

/// Changes the primary address by both proofs.
pub async fn change(app: &TestApp, me: &Member, from: &str, to: &str) {
    ask(app, me, to).await.unwrap();
    assert_eq!(confirm(app, to).await, Ok(Confirmed::NewProved));
    assert_eq!(confirm(app, from).await, Ok(Confirmed::Changed));
    app.ctx.clock.advance(1);
}

fn refused(outcome: &AppResult<()>, field: &str, key: &str) -> bool {
    matches!(outcome, Err(AppError::Invalid(errors)) if errors.of(field).is_some_and(|error| error.key == key))
}

#[tokio::test]
async fn the_primary_address_changes_only_when_both_are_proved_in_either_order() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let me = member(&app, "hoa@example.org").await;
        ask(&app, &me, "new@example.org").await.unwrap();
        assert_eq!(addresses(&app, &me).await, ["hoa@example.org"]);
        let waiting = service::page(&app.ctx, &me.actor).await.unwrap().waiting;
        assert_eq!((waiting.len(), waiting[0].purpose, waiting[0].proved), (1, Purpose::Change, false));
        assert_eq!(waiting[0].prover, Some(("hoa@example.org".to_owned(), false)));
        assert_eq!(waiting[0].until.at, app.ctx.now() + 30 * MINUTE);

        assert_eq!(confirm(&app, "hoa@example.org").await, Ok(Confirmed::OwnProved));
        assert_eq!(addresses(&app, &me).await, ["hoa@example.org"], "one proof is not enough");
        assert_eq!(confirm(&app, "new@example.org").await, Ok(Confirmed::Changed));
        assert_eq!(addresses(&app, &me).await, ["new@example.org"]);
        assert!(service::page(&app.ctx, &me.actor).await.unwrap().waiting.is_empty());
        assert!(actor(&app, &me.session).await.is_some(), "who changed it stays signed in");

        change(&app, &me, "new@example.org", "third@example.org").await;
        assert_eq!(addresses(&app, &me).await, ["third@example.org"]);
        assert!(attempt(&app, "third@example.org").await.is_ok());
        assert!(attempt(&app, "hoa@example.org").await.is_err() && attempt(&app, "new@example.org").await.is_err());
        assert_eq!(subjects(&app, "third@example.org").await.last().unwrap(), "Your email address was changed");
        let acts = "select count(*) from audit_log where act = 'email_changed'";
        assert_eq!(count(&app, acts).await, 2);
    })
    .await;
}

#[tokio::test]
async fn looking_at_a_link_consumes_nothing_and_posting_it_works_once() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let me = member(&app, "hoa@example.org").await;
        ask(&app, &me, "new@example.org").await.unwrap();
        let (own, new) = (token(&app, "hoa@example.org", CONFIRM).await, token(&app, "new@example.org", CONFIRM).await);
        assert_eq!(service::open(&app.ctx, &own).await.unwrap().side, Side::Own);
        assert_eq!(service::open(&app.ctx, &new).await.unwrap().side, Side::New);
        let mut scanner = app.browser();
        for _ in 0..2 {
            let page = scanner.get(&format!("/en/confirm-address/{new}")).await;
            assert!(page.status == 200 && page.body.contains("new@example.org"), "{}", page.body);
            assert!(!page.body.contains("hoa@example.org"), "the new mailbox is told nothing of the account");
        }
        assert!(service::confirm(&app.ctx, &home(), &new).await.is_ok());
        assert_eq!(service::confirm(&app.ctx, &home(), &new).await, Err(conflict("link_spent")));
        assert_eq!(scanner.get(&format!("/en/confirm-address/{new}")).await.status, 404);
        let hashes = "select count(*) from address_changes where length(new_hash) = 32 and length(prover_hash) = 32";
        assert_eq!(count(&app, hashes).await, 1);
    })
    .await;
}

#[tokio::test]
async fn address_links_die_after_half_an_hour_and_a_newer_one_kills_the_older() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let me = member(&app, "hoa@example.org").await;
        ask(&app, &me, "slip@example.org").await.unwrap();
        let older = token(&app, "slip@example.org", CONFIRM).await;
        let older_own = token(&app, "hoa@example.org", CONFIRM).await;
        app.ctx.clock.advance(1);
        ask(&app, &me, "new@example.org").await.unwrap();
        for link in [&older, &older_own] {
            assert_eq!(service::confirm(&app.ctx, &home(), link).await, Err(conflict("link_spent")));
        }
        let newer = token(&app, "new@example.org", CONFIRM).await;
        app.ctx.clock.advance(30 * MINUTE);
        assert_eq!(service::confirm(&app.ctx, &home(), &newer).await, Err(conflict("link_spent")));
        assert_eq!(count(&app, "select count(*) from address_changes").await, 1);
        app.ctx.clock.advance(1);
        accounts_prune(&app).await;
        assert_eq!(count(&app, "select count(*) from address_changes").await, 0);
    })
    .await;
}

async fn accounts_prune(app: &TestApp) {
    portico::accounts::prune(&app.ctx).await.unwrap();
}

#[tokio::test]
async fn of_twenty_confirmations_at_once_one_counts() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let me = member(&app, "hoa@example.org").await;
        ask(&app, &me, "new@example.org").await.unwrap();
        for (to, done) in [("new@example.org", Confirmed::NewProved), ("hoa@example.org", Confirmed::Changed)] {
            let link = token(&app, to, CONFIRM).await;
            let all = (0..20).map(|_| async { service::confirm(&app.ctx, &home(), &link).await });
            let all = futures::future::join_all(all).await;
            assert_eq!(all.iter().filter(|outcome| **outcome == Ok(done)).count(), 1);
            assert_eq!(all.iter().filter(|outcome| **outcome == Err(conflict("link_spent"))).count(), 19);
        }
        assert_eq!(addresses(&app, &me).await, ["new@example.org"]);
        assert_eq!(count(&app, "select count(*) from address_undos").await, 1);
    })
    .await;
}

#[tokio::test]
async fn an_address_of_somebody_else_is_answered_alike_and_nothing_changes() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let me = member(&app, "hoa@example.org").await;
        let other = member(&app, "minh@example.org").await;
        let mut shown = Vec::new();
        for email in ["free@example.org", "minh@example.org"] {
            assert_eq!(ask(&app, &me, email).await, Ok(()));
            assert_eq!(service::ask_addition(&app.ctx, &home(), &me.actor, email).await, Ok(()));
            let mut page = service::page(&app.ctx, &me.actor).await.unwrap();
            page.waiting.iter_mut().for_each(|waiting| waiting.until.at = 0);
            shown.push(serde_json::to_string(&page).unwrap().replace(email, "…"));
        }
        assert_eq!(shown[0], shown[1]);
        let told = subjects(&app, "minh@example.org").await;
        assert_eq!(told.iter().filter(|subject| *subject == "This address already has an account").count(), 2);
        assert!(!told.last().unwrap().starts_with("Confirm"), "no link came");
        assert_eq!(confirm(&app, "hoa@example.org").await, Ok(Confirmed::OwnProved));
        assert_eq!(addresses(&app, &me).await, ["hoa@example.org"]);
        assert_eq!(addresses(&app, &other).await, ["minh@example.org"]);
        let seen = "select count(*) from audit_log where act like 'email%' and person_id is null";
        assert_eq!(count(&app, seen).await, 0);
    })
    .await;
}

#[tokio::test]
async fn an_address_that_was_taken_while_its_proof_waited_changes_nothing() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let me = member(&app, "hoa@example.org").await;
        ask(&app, &me, "new@example.org").await.unwrap();
        let link = token(&app, "new@example.org", CONFIRM).await;
        confirm(&app, "hoa@example.org").await.unwrap();
        let other = member(&app, "new@example.org").await;
        assert_eq!(service::confirm(&app.ctx, &home(), &link).await, Err(conflict("link_spent")));
        assert_eq!(addresses(&app, &me).await, ["hoa@example.org"]);
        assert_eq!(addresses(&app, &other).await, ["new@example.org"]);
    })
    .await;
}

#[tokio::test]
async fn spellings_of_an_own_address_are_refused_beside_the_field() {
    let app = TestApp::new(sqlite().await).await;
    let me = member(&app, "Zoé.Tran@Example.org").await;
    for email in ["zoé.tran@example.org", " ZOE\u{301}.TRAN@EXAMPLE.ORG "] {
        assert!(refused(&ask(&app, &me, email).await, "email", "accounts.addresses.errors.own"), "{email}");
        let added = service::ask_addition(&app.ctx, &home(), &me.actor, email).await;
        assert!(refused(&added, "email", "accounts.addresses.errors.own"), "{email}");
    }
    for email in ["", "nobody", "a b@example.org", "a@localhost"] {
        assert!(refused(&ask(&app, &me, email).await, "email", "accounts.errors.email_odd"), "{email}");
    }
    for email in ["\"hoa tran\"@example.org", "hoa@bücher.example", "\"hoa\"@example.org"] {
        let expected = email.parse::<portico::accounts::EmailAddress>().is_ok();
        let taken = service::ask_addition(&app.ctx, &home(), &me.actor, email).await;
        assert_eq!(taken.is_ok(), expected, "{email}");
    }
    let with = service::ask_change(&app.ctx, &home(), &me.actor, "n@example.org", "minh@example.org").await;
    assert!(refused(&with, "confirm_with", "accounts.addresses.errors.confirm_with"));
}

#[tokio::test]
async fn four_other_addresses_fit_and_each_signs_in_and_resets() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let me = member(&app, "hoa@example.org").await;
        for n in 0..4 {
            add(&app, &me, &format!("other{n}@example.org")).await;
        }
        assert_eq!(addresses(&app, &me).await.len(), 5);
        let full = service::ask_addition(&app.ctx, &home(), &me.actor, "fifth@example.org").await;
        assert_eq!(full, Err(AppError::Conflict { key: "accounts.addresses.errors.full".to_owned() }));
        assert!(!service::page(&app.ctx, &me.actor).await.unwrap().room);

        let half = try_password(&app, &home(), " OTHER2@example.org", PASSWORD).await.unwrap();
        assert!(try_code(&app, &half, Typed::AuthenticatorCode, &me.code(&app, 0)).await.is_ok());
        accounts::request_reset(&app.ctx, &home(), "other3@example.org").await.unwrap();
        let link = token(&app, "other3@example.org", "reset-password").await;
        accounts::reset(&app.ctx, &home(), &link, "copper window melon seven").await.unwrap();
        assert!(try_password(&app, &home(), "hoa@example.org", "copper window melon seven").await.is_ok());
        assert!(subjects(&app, "other0@example.org").await.contains(&"Your password was changed".to_owned()));
    })
    .await;
}

#[tokio::test]
async fn a_removed_address_is_told_and_opens_nothing_any_more_and_the_primary_one_stays() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let me = member(&app, "hoa@example.org").await;
        add(&app, &me, "other@example.org").await;
        settle(&app).await;
        let primary = service::remove(&app.ctx, &me.actor, "hoa@example.org").await;
        assert_eq!(primary, Err(AppError::Conflict { key: "accounts.addresses.errors.primary".to_owned() }));
        accounts::request_reset(&app.ctx, &home(), "other@example.org").await.unwrap();
        let reset = token(&app, "other@example.org", "reset-password").await;
        app.ctx.clock.advance(1);
        service::ask_change(&app.ctx, &home(), &me.actor, "new@example.org", "other@example.org").await.unwrap();
        let proof = token(&app, "other@example.org", CONFIRM).await;
        app.ctx.clock.advance(1);

        service::remove(&app.ctx, &me.actor, "other@example.org").await.unwrap();
        for to in ["hoa@example.org", "other@example.org"] {
            assert_eq!(subjects(&app, to).await.last().unwrap(), "An email address was removed");
        }
        assert_eq!(addresses(&app, &me).await, ["hoa@example.org"]);
        assert!(attempt(&app, "other@example.org").await.is_err());
        assert_eq!(accounts::reset_is_open(&app.ctx, &reset).await, Err(AppError::NotFound));
        assert_eq!(service::confirm(&app.ctx, &home(), &proof).await, Err(conflict("link_spent")));
        let again = service::remove(&app.ctx, &me.actor, "other@example.org").await;
        assert_eq!(again, Err(AppError::NotFound));
    })
    .await;
}

#[tokio::test]
async fn another_address_proves_in_place_of_a_lost_mailbox() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let me = member(&app, "lost@example.org").await;
        add(&app, &me, "other@example.org").await;
        settle(&app).await;
        app.ctx.clock.advance(1);
        service::ask_change(&app.ctx, &home(), &me.actor, "new@example.org", "other@example.org").await.unwrap();
        assert!(
            !subjects(&app, "lost@example.org").await.iter().any(|subject| subject.starts_with("Confirm a change"))
        );
        assert_eq!(confirm(&app, "other@example.org").await, Ok(Confirmed::OwnProved));
        assert_eq!(confirm(&app, "new@example.org").await, Ok(Confirmed::Changed));
        assert_eq!(addresses(&app, &me).await, ["new@example.org", "other@example.org"]);
        assert!(!token(&app, "lost@example.org", "undo-address").await.is_empty(), "it still can undo it");
    })
    .await;
}

#[tokio::test]
async fn a_mailbox_that_was_just_added_neither_confirms_a_change_nor_becomes_the_primary_one() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let me = member(&app, "hoa@example.org").await;
        add(&app, &me, "new@example.org").await;
        let primary = async || service::make_primary(&app.ctx, &me.actor, "new@example.org").await;
        let young = AppError::Conflict { key: "accounts.addresses.errors.young".to_owned() };
        assert_eq!(primary().await, Err(young));
        let change =
            async || service::ask_change(&app.ctx, &home(), &me.actor, "third@example.org", "new@example.org").await;
        assert!(refused(&change().await, "confirm_with", "accounts.addresses.errors.confirm_young"));
        assert_eq!(addresses(&app, &me).await, ["hoa@example.org", "new@example.org"]);
        assert_eq!(count(&app, "select count(*) from address_changes").await, 0);
        assert_eq!(count(&app, "select count(*) from address_undos").await, 0);

        settle(&app).await;
        assert_eq!(change().await, Ok(()));
        assert_eq!(primary().await, Ok(()));
        assert_eq!(addresses(&app, &me).await, ["new@example.org", "hoa@example.org"]);
    })
    .await;
}

#[tokio::test]
async fn whoever_puts_others_out_stops_the_addresses_that_they_began_to_add() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let me = member(&app, "hoa@example.org").await;
        let begin = async |email: &str| {
            app.ctx.clock.advance(1);
            service::ask_addition(&app.ctx, &home(), &me.actor, email).await.unwrap();
            token(&app, email, CONFIRM).await
        };
        let first = begin("one@example.org").await;
        sessions::end_others(&app.ctx, &me.actor).await.unwrap();
        let second = begin("two@example.org").await;
        assert_eq!(accounts::set_password(&app.ctx, &me.actor, "quiet harbours under 9 moons").await, Ok(None));
        let third = begin("three@example.org").await;
        accounts::request_reset(&app.ctx, &home(), "hoa@example.org").await.unwrap();
        let reset = token(&app, "hoa@example.org", "reset-password").await;
        accounts::reset(&app.ctx, &home(), &reset, "quiet harbours under 8 moons").await.unwrap();
        for link in [first, second, third] {
            assert_eq!(service::confirm(&app.ctx, &home(), &link).await, Err(conflict("link_spent")));
        }
        assert_eq!(count(&app, "select count(*) from person_emails").await, 1);
    })
    .await;
}

#[tokio::test]
async fn links_are_sent_again_only_for_what_is_not_proved_and_what_waits_is_stopped() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let me = member(&app, "hoa@example.org").await;
        let nothing = service::send_again(&app.ctx, &home(), &me.actor, "change").await;
        let waits = AppError::Conflict { key: "accounts.addresses.errors.nothing_waits".to_owned() };
        assert_eq!(nothing, Err(waits));
        ask(&app, &me, "new@example.org").await.unwrap();
        confirm(&app, "new@example.org").await.unwrap();
        let older = token(&app, "hoa@example.org", CONFIRM).await;
        let before = subjects(&app, "new@example.org").await.len();
        app.ctx.clock.advance(10 * MINUTE);
        service::send_again(&app.ctx, &home(), &me.actor, "change").await.unwrap();
        assert_eq!(subjects(&app, "new@example.org").await.len(), before, "it is proved");
        assert_eq!(service::confirm(&app.ctx, &home(), &older).await, Err(conflict("link_spent")));
        let until = service::page(&app.ctx, &me.actor).await.unwrap().waiting[0].until.at;
        assert_eq!(until, app.ctx.now() + 30 * MINUTE);
        service::stop(&app.ctx, &me.actor, "change").await.unwrap();
        let stopped = confirm(&app, "hoa@example.org").await;
        assert_eq!(stopped, Err(conflict("link_spent")));
        assert_eq!(addresses(&app, &me).await, ["hoa@example.org"]);
    })
    .await;
}

#[tokio::test]
async fn new_addresses_are_asked_for_five_times_an_hour() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let me = member(&app, "hoa@example.org").await;
        for n in 0..5 {
            ask(&app, &me, &format!("new{n}@example.org")).await.unwrap();
        }
        let closed = AppError::TooMany { key: "errors.too_many".to_owned(), seconds: 3600 };
        assert_eq!(ask(&app, &me, "new5@example.org").await, Err(closed.clone()));
        let added = service::ask_addition(&app.ctx, &visitor("198.51.100.1"), &me.actor, "new6@example.org").await;
        assert_eq!(added, Err(closed));
        assert!(subjects(&app, "new5@example.org").await.is_empty());
        let other = member(&app, "minh@example.org").await;
        assert!(ask(&app, &other, "minh2@example.org").await.is_ok());
        app.ctx.clock.advance(HOUR);
        let half = attempt(&app, &me.email).await.unwrap();
        let session = try_code(&app, &half, Typed::AuthenticatorCode, &me.code(&app, 0)).await.unwrap();
        let later = actor(&app, &session).await.unwrap();
        assert!(service::ask_change(&app.ctx, &home(), &later, "new7@example.org", "").await.is_ok());
    })
    .await;
}

#[tokio::test]
async fn whoever_was_put_out_asks_for_nothing_any_more() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let me = member(&app, "hoa@example.org").await;
        add(&app, &me, "other@example.org").await;
        accounts::sign_out(&app.ctx, &me.actor).await.unwrap();
        assert_eq!(ask(&app, &me, "new@example.org").await, Err(AppError::Unauthenticated));
        assert_eq!(
            service::make_primary(&app.ctx, &me.actor, "other@example.org").await,
            Err(AppError::Unauthenticated)
        );
        assert_eq!(service::remove(&app.ctx, &me.actor, "other@example.org").await, Err(AppError::Unauthenticated));
        assert_eq!(count(&app, "select count(*) from person_emails").await, 2);
    })
    .await;
}

#[tokio::test]
async fn addresses_are_managed_without_javascript_and_errors_stand_beside_their_fields() {
    let app = TestApp::new(sqlite().await).await;
    let me = member(&app, "hoa@example.org").await;
    let mut browser = browser_with(&app, &me.session);
    let page = "/en/account/emails";
    let shown = browser.submit(page, "/api/accounts/change-email", &[("email", "no address")]).await;
    assert!(shown.body.contains("id=\"change-email-error\"") && shown.body.contains("value=\"no address\""));
    assert_eq!(shown.body.matches("id=\"add-email-error\"").count(), 0, "the other form is not meant");
    let shown = browser.submit(page, "/api/accounts/change-email", &[("email", "new@example.org")]).await;
    assert!(shown.body.contains("New primary address: new@example.org"), "{}", shown.body);
    assert!(shown.body.contains("hoa@example.org is not confirmed yet."), "{}", shown.body);
    let shown = browser.submit(page, "/api/accounts/stop-address-change", &[("purpose", "change")]).await;
    assert!(shown.body.contains("It is stopped.") && !shown.body.contains("New primary address:"));
    let shown = browser.submit(page, "/api/accounts/add-email", &[("email", "other@example.org")]).await;
    assert!(shown.body.contains("Additional address: other@example.org"), "{}", shown.body);
    let link = token(&app, "other@example.org", CONFIRM).await;
    let mut elsewhere = app.browser();
    let address = format!("/en/confirm-address/{link}");
    let done = elsewhere.submit(&address, "/api/accounts/confirm-address", &[("token", &link)]).await;
    assert!(done.status == 200 && done.body.contains("belongs to your account now"), "{}", done.body);
    assert!(!browser.get(page).await.body.contains("Make other@example.org primary"), "it is new");
    let fields = [("email", "new@example.org"), ("confirm_with", "other@example.org")];
    let shown = browser.submit(page, "/api/accounts/change-email", &fields).await;
    assert!(shown.body.contains("so it cannot confirm a change yet"), "{}", shown.body);
    settle(&app).await;
    assert!(browser.get(page).await.body.contains("Make other@example.org primary"));
    let shown = browser.submit(page, "/api/accounts/make-email-primary", &[("address", "other@example.org")]).await;
    assert!(shown.body.contains("Your primary address is changed."), "{}", shown.body);
    let shown = browser.submit(page, "/api/accounts/remove-email", &[("address", "hoa@example.org")]).await;
    assert!(shown.body.contains("The address is removed."), "{}", shown.body);
    assert_eq!(addresses(&app, &me).await, ["other@example.org"]);
    let account = browser.get("/en/account").await.body;
    for path in ["/en/account/emails", "/en/account/address", "/en/account/close"] {
        assert!(account.contains(path), "{path}");
        for locale in ["en", "es"] {
            let page = browser.get(&path.replace("/en/", &format!("/{locale}/"))).await;
            assert_eq!((page.status.as_u16(), page.body.matches("<h1").count()), (200, 1), "{path} in {locale}");
            assert!(!page.body.contains("accounts."), "{path} in {locale}: {}", page.body);
        }
    }
}

#[tokio::test]
async fn a_name_is_corrected_by_its_owner_and_told_and_the_postal_address_stands_alone() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let me = member(&app, "hoa@example.org").await;
        let mut browser = browser_with(&app, &me.session);
        let page = "/en/account/profile";
        let save = "/api/accounts/save-name";
        let shown = browser.submit(page, save, &[("given_name", " "), ("family_name", "")]).await;
        assert!(shown.body.contains("id=\"name-given_name-error\""), "{}", shown.body);
        let shown = browser.submit(page, save, &[("given_name", "Hòa"), ("family_name", "Nguyễn")]).await;
        assert!(shown.body.contains("Your name is saved.") && shown.body.contains("Hòa"), "{}", shown.body);
        assert_eq!(subjects(&app, &me.email).await.last().unwrap(), "Your name was changed");
        let fields = [("address", "12 Garden Street\nHanoi")];
        let shown = browser.submit("/en/account/address", "/api/accounts/save-address", &fields).await;
        assert!(shown.body.contains("Your address is saved.") && shown.body.contains("12 Garden Street\nHanoi"));
        let activity = browser.get("/en/account/activity").await.body;
        assert!(activity.contains("You changed your details: given name."), "{activity}");
        let before = subjects(&app, &me.email).await.len();
        assert_eq!(browser.call(save, &[("given_name", "Hòa"), ("family_name", "Nguyễn")]).await.status, 200);
        assert_eq!(subjects(&app, &me.email).await.len(), before, "nothing changed, nothing told");
    })
    .await;
}
