//! Joining two accounts of one person, and parting them again.

use crate::accounts::{
    Member, PASSWORD, actor, attempt, conflict as account_conflict, count, home, member, subjects, token, try_code,
    try_password, visitor,
};
use crate::exports::link_case;
use crate::fixtures::{feed, opening};
use crate::passkeys::{browser_with, challenge, finish, owner, sign_in, who};
use crate::support::{Answer, Authenticator, Browser, TestApp, TestDb, for_each_db};
use axum::http::StatusCode;
use portico::access::Actor;
use portico::accounts::merging::model::{Fate, Step};
use portico::accounts::merging::{UNDO, join, page, part, part_by_link, proof};
use portico::accounts::{Typed, passkeys};
use portico::audit::activity;
use portico::cases::service::export::receipts;
use portico::error::{AppError, AppResult};
use portico::i18n::Locale;
use portico::jobs::run_due;
use portico::on_db;
use portico::server::Visitor;
use portico::types::{MINUTE, PersonId};

fn conflict(key: &str) -> AppError {
    AppError::Conflict { key: format!("merging.errors.{key}") }
}

async fn change(app: &TestApp, sql: &'static str) {
    let mut tx = app.ctx.db.begin().await.unwrap();
    let conn = tx.conn();
    on_db!(conn => sqlx::query(sql).execute(conn).await.map(|_| ())).unwrap();
    tx.commit().await.unwrap();
}

/// Addresses of the person, the first one first.
async fn emails(app: &TestApp, person: PersonId) -> Vec<String> {
    let mut read = app.ctx.db.read().await.unwrap();
    let conn = read.conn();
    let sql = "select address from person_emails where person_id = $1 order by is_primary desc, address";
    on_db!(conn => sqlx::query_scalar(sql).bind(person).fetch_all(conn).await).unwrap()
}

async fn cases(app: &TestApp, person: PersonId) -> Vec<String> {
    let found = receipts(app.ctx.db.read().await.unwrap().conn(), person, "", 10).await.unwrap();
    found.iter().map(ToString::to_string).collect()
}

async fn joinings(app: &TestApp, actor: &Actor) -> Vec<String> {
    page(&app.ctx, actor).await.unwrap().joined.iter().map(|joined| joined.id.to_string()).collect()
}

/// Proves `other` by password and code in the session of `actor`.
async fn prove(app: &TestApp, actor: &Actor, other: &Member) -> AppResult<()> {
    proof::with_password(&app.ctx, &home(), actor, &other.email, PASSWORD).await?;
    proof::with_code(&app.ctx, &home(), actor, &other.code(app, 0)).await
}

async fn joined(app: &TestApp, here: &Member, other: &Member) {
    prove(app, &here.actor, other).await.unwrap();
    join(&app.ctx, &home(), &here.actor).await.unwrap();
}

async fn signs_in(app: &TestApp, email: &str, with: &Member) -> Option<PersonId> {
    app.ctx.clock.advance(MINUTE);
    let half = attempt(app, email).await.ok()?;
    let session = try_code(app, &half, Typed::AuthenticatorCode, &with.code(app, 0)).await.ok()?;
    Some(actor(app, &session).await?.person)
}

/// Two accounts of one person, with a case each and one that both have.
async fn two(app: &TestApp) -> (Member, Member) {
    let (a, b) = (member(app, "hoa@example.org").await, member(app, "hoa.nguyen@example.org").await);
    feed(app, &["IOE0900000001", "IOE0900000002", "IOE0900000003"].map(|receipt| opening(receipt, receipt, 1))).await;
    link_case(app, &a, "IOE0900000001").await;
    link_case(app, &b, "IOE0900000002").await;
    link_case(app, &b, "IOE0900000003").await;
    // A code links one person; both have the third by the facts of its applicant.
    change(
        app,
        "insert into case_links (person_id, case_id, via, linked_at)
         select (select person_id from case_links join cases on cases.id = case_id
                 where receipt_number = 'IOE0900000001'), id, 'identity', 7
         from cases
         where receipt_number = 'IOE0900000003'",
    )
    .await;
    (a, b)
}

#[tokio::test]
async fn everything_of_the_other_account_moves_and_its_address_leads_to_the_one_that_stays() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let (a, b) = two(&app).await;
        prove(&app, &a.actor, &b).await.unwrap();
        let Step::Proved(shown) = page(&app.ctx, &a.actor).await.unwrap().step else { panic!("it is proved") };
        assert_eq!(
            (shown.cases.as_slice(), shown.doubles.as_slice()),
            (&["IOE0900000002".to_owned()][..], &["IOE0900000003".to_owned()][..])
        );
        assert_eq!((shown.password, shown.authenticator, shown.blocked), (Fate::Idle, Fate::Idle, None));
        join(&app.ctx, &home(), &a.actor).await.unwrap();

        assert_eq!(cases(&app, a.actor.person).await, ["IOE0900000001", "IOE0900000002", "IOE0900000003"]);
        assert_eq!(cases(&app, b.actor.person).await, Vec::<String>::new());
        assert_eq!(emails(&app, a.actor.person).await, ["hoa@example.org", "hoa.nguyen@example.org"]);
        assert!(actor(&app, &a.session).await.is_some(), "the session in which it was done goes on");
        assert_eq!(actor(&app, &b.session).await, None, "the other's sessions end");
        assert_eq!(signs_in(&app, &b.email, &a).await, Some(a.actor.person));
        assert_eq!(signs_in(&app, &b.email, &b).await, None, "the other's app is no second factor here");

        for person in [a.actor.person, b.actor.person] {
            let mut read = app.ctx.db.read().await.unwrap();
            let conn = read.conn();
            let sql = "select count(*) from audit_log where act = 'accounts_joined' and person_id = $1";
            let rows: i64 = on_db!(conn => sqlx::query_scalar(sql).bind(person).fetch_one(conn).await).unwrap();
            assert_eq!(rows, 1, "in the activity of both");
        }
        let read = activity::part(&app.ctx, &a.actor, "sign_in", "").await.unwrap();
        assert_eq!(read.rows.iter().filter(|row| row.act == "registered").count(), 2, "both histories are read");
        assert!(read.rows.is_sorted_by_key(|row| -row.number));
        for email in [&a.email, &b.email] {
            assert!(subjects(&app, email).await.contains(&"Two accounts were joined".to_owned()));
        }
    })
    .await;
}

#[tokio::test]
async fn undoing_puts_everything_back_as_it_was() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let (a, b) = two(&app).await;
        let codes = "select count(*) from used_access_codes u join case_links l on l.case_id = u.case_id and l.person_id = u.person_id";
        let before = count(&app, codes).await;
        joined(&app, &a, &b).await;
        assert_eq!(count(&app, codes).await, before, "used codes go with their cases");
        let [id] = joinings(&app, &a.actor).await.try_into().unwrap();
        part(&app.ctx, &a.actor, &id).await.unwrap();
        assert_eq!(cases(&app, a.actor.person).await, ["IOE0900000001", "IOE0900000003"]);
        assert_eq!(cases(&app, b.actor.person).await, ["IOE0900000002", "IOE0900000003"]);
        assert_eq!(count(&app, codes).await, before);
        assert_eq!(emails(&app, a.actor.person).await, ["hoa@example.org"]);
        assert_eq!(emails(&app, b.actor.person).await, ["hoa.nguyen@example.org"]);
        assert_eq!(count(&app, "select count(*) from person_emails where is_primary").await, 2);
        assert_eq!(actor(&app, &b.session).await, None, "an ended session stays ended");
        assert_eq!(signs_in(&app, &b.email, &b).await, Some(b.actor.person));
        assert_eq!(signs_in(&app, &a.email, &a).await, Some(a.actor.person));
        let own = activity::part(&app.ctx, &b.actor, "", "").await.unwrap();
        assert_eq!(own.rows.iter().filter(|row| row.act == "registered").count(), 1);
        assert!(own.rows.iter().any(|row| row.act == "accounts_parted"));
        assert_eq!(part(&app.ctx, &a.actor, &id).await, Err(conflict("undo_over")));
        assert_eq!(count(&app, "select count(*) from account_merges where record is not null").await, 0);
        for email in [&a.email, &b.email] {
            assert!(subjects(&app, email).await.contains(&"Two accounts were parted again".to_owned()));
        }
    })
    .await;
}

#[tokio::test]
async fn the_mailed_link_undoes_it_without_a_session_once_and_not_by_being_opened() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let (a, b) = two(&app).await;
        joined(&app, &a, &b).await;
        let link = token(&app, &b.email, "undo-merge").await;
        let mut browser = app.browser();
        let address = format!("/en/undo-merge/{link}");
        let page = browser.get(&address).await;
        assert!(page.status == StatusCode::OK && page.body.contains("Part the accounts again"), "{}", page.body);
        assert_eq!(emails(&app, b.actor.person).await, Vec::<String>::new(), "a look changes nothing");
        let page = browser.submit(&address, "/api/accounts/merge/undo-by-link", &[("token", &link)]).await;
        assert!(page.body.contains("The accounts are two again."), "{}", page.body);
        assert!(!browser.cookies.contains_key("portico_session"), "it signs nobody in");
        assert_eq!(signs_in(&app, &b.email, &b).await, Some(b.actor.person));
        assert_eq!(browser.get(&address).await.status, StatusCode::NOT_FOUND);
        assert_eq!(part_by_link(&app.ctx, &home(), &link).await, Err(conflict("undo_over")));
        assert_eq!(part_by_link(&app.ctx, &home(), "").await, Err(conflict("undo_over")));
    })
    .await;
}

#[tokio::test]
async fn after_seven_days_it_stays_and_how_to_undo_it_is_forgotten() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let (a, b) = two(&app).await;
        joined(&app, &a, &b).await;
        let link = token(&app, &a.email, "undo-merge").await;
        let [id] = joinings(&app, &a.actor).await.try_into().unwrap();
        app.ctx.clock.advance(UNDO);
        let fresh = Actor { proved_at: app.ctx.now(), ..a.actor.clone() };
        assert_eq!(part_by_link(&app.ctx, &home(), &link).await, Err(conflict("undo_over")));
        assert_eq!(joinings(&app, &fresh).await, Vec::<String>::new());
        assert_eq!(run_due(&app.ctx).await.unwrap(), 1);
        assert_eq!(count(&app, "select count(*) from account_merges where record is null").await, 1);
        assert!(part(&app.ctx, &fresh, &id).await.is_err());
        assert_eq!(emails(&app, a.actor.person).await.len(), 2);
    })
    .await;
}

/// Posts to one of the functions of joining.
async fn merge(browser: &mut Browser<'_>, what: &str, fields: &[(&str, &str)]) -> Answer {
    browser.call(&format!("/api/accounts/merge/{what}"), fields).await
}

async fn prove_by_passkey(browser: &mut Browser<'_>, device: &mut Authenticator) -> Answer {
    let asked = challenge(&merge(browser, "start-passkey", &[]).await);
    let credential = device.get(&asked.options);
    merge(browser, "finish-passkey", &[("ceremony", &asked.ceremony), ("credential", &credential)]).await
}

#[tokio::test]
async fn a_passkey_proves_the_other_account_and_signs_in_to_the_one_that_stays_until_they_are_parted() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let (mut mine, mut theirs) = (Authenticator::new("phone"), Authenticator::new("laptop"));
        let mut browser = owner(&app, "hoa@example.org", &mut mine).await;
        app.ctx.clock.advance(MINUTE);
        let other = owner(&app, "hoa.nguyen@example.org", &mut theirs).await;
        let (here, there) = (who(&app, &browser).await, who(&app, &other).await.person);
        let own = prove_by_passkey(&mut browser, &mut mine).await;
        assert_eq!((own.status, own.body.contains("merging.errors.same")), (StatusCode::CONFLICT, true));
        assert_eq!(merge(&mut browser, "confirm", &[]).await.status, StatusCode::CONFLICT, "nothing is proved");
        assert_eq!(prove_by_passkey(&mut browser, &mut theirs).await.status, StatusCode::OK);
        assert_eq!(merge(&mut browser, "confirm", &[]).await.status, StatusCode::OK);

        let mut elsewhere = app.browser();
        assert_eq!(sign_in(&mut elsewhere, &mut theirs).await.status, StatusCode::OK);
        assert_eq!(who(&app, &elsewhere).await.person, here.person);
        let asked = challenge(&elsewhere.call("/api/accounts/passkeys/start-step-up", &[]).await);
        let proved = finish(&mut elsewhere, "step-up", &asked.ceremony, &theirs.get(&asked.options)).await;
        assert_eq!(proved.status, StatusCode::OK, "{}", proved.body);

        let [id] = joinings(&app, &here).await.try_into().unwrap();
        // Even one that was removed meanwhile comes back to its owner.
        let keys = passkey_ids(&app, &here).await;
        passkeys::service::remove(&app.ctx, &here, &keys[1]).await.unwrap();
        assert_eq!(merge(&mut browser, "undo", &[("id", &id)]).await.status, StatusCode::OK);
        let mut again = app.browser();
        assert_eq!(sign_in(&mut again, &mut theirs).await.status, StatusCode::OK);
        assert_eq!(who(&app, &again).await.person, there);
        assert_eq!(sign_in(&mut again, &mut mine).await.status, StatusCode::OK);
        assert_eq!(who(&app, &again).await.person, here.person);
    })
    .await;
}

/// The actor's passkeys, oldest first.
async fn passkey_ids(app: &TestApp, actor: &Actor) -> Vec<String> {
    let listed = passkeys::service::list(&app.ctx, actor).await.unwrap().passkeys;
    listed.iter().map(|passkey| passkey.id.0.to_string()).collect()
}

#[tokio::test]
async fn who_would_be_left_without_a_way_in_is_told_and_does_not_hold_the_other_side_up() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let (mut mine, mut theirs) = (Authenticator::new("phone"), Authenticator::new("laptop"));
        let mut browser = owner(&app, "hoa@example.org", &mut mine).await;
        app.ctx.clock.advance(MINUTE);
        let there = who(&app, &owner(&app, "hoa.nguyen@example.org", &mut theirs).await).await.person;
        assert_eq!(prove_by_passkey(&mut browser, &mut theirs).await.status, StatusCode::OK);
        assert_eq!(merge(&mut browser, "confirm", &[]).await.status, StatusCode::OK);
        let here = who(&app, &browser).await;
        let keys = passkey_ids(&app, &here).await;
        passkeys::service::remove(&app.ctx, &here, &keys[0]).await.unwrap();
        let [id] = joinings(&app, &here).await.try_into().unwrap();
        assert_eq!(part(&app.ctx, &here, &id).await, Err(conflict("no_way_in")));
        let mut elsewhere = app.browser();
        assert_eq!(sign_in(&mut elsewhere, &mut theirs).await.status, StatusCode::OK);
        assert_eq!(who(&app, &elsewhere).await.person, here.person, "nothing was parted");
        let link = token(&app, "hoa.nguyen@example.org", "undo-merge").await;
        part_by_link(&app.ctx, &home(), &link).await.unwrap();
        assert_eq!(sign_in(&mut elsewhere, &mut theirs).await.status, StatusCode::OK);
        assert_eq!(who(&app, &elsewhere).await.person, there);
    })
    .await;
}

#[tokio::test]
async fn what_an_account_has_not_it_takes_over_and_gives_back() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let mut device = Authenticator::new("phone");
        let browser = owner(&app, "hoa@example.org", &mut device).await;
        let here = who(&app, &browser).await;
        let b = member(&app, "hoa.nguyen@example.org").await;
        prove(&app, &here, &b).await.unwrap();
        join(&app.ctx, &home(), &here).await.unwrap();
        assert_eq!(signs_in(&app, "hoa@example.org", &b).await, Some(here.person), "with the other's password and app");
        let spent = b.code(&app, 0);
        let [id] = joinings(&app, &here).await.try_into().unwrap();
        part(&app.ctx, &here, &id).await.unwrap();
        let half = attempt(&app, &b.email).await.unwrap();
        let twice = try_code(&app, &half, Typed::AuthenticatorCode, &spent).await;
        assert!(twice.is_err(), "a code that was used there is used here");
        assert_eq!(signs_in(&app, &b.email, &b).await, Some(b.actor.person));
        assert_eq!(signs_in(&app, "hoa@example.org", &b).await, None);
        assert_eq!(count(&app, "select count(*) from passwords").await, 1);
        assert_eq!(count(&app, "select count(*) from authenticators").await, 1);
    })
    .await;
}

#[tokio::test]
async fn who_cannot_be_one_person_is_not_joined() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let (a, b) = two(&app).await;
        let same = proof::with_password(&app.ctx, &home(), &a.actor, &a.email, PASSWORD).await;
        assert_eq!(same, Err(AppError::field("email", "merging.errors.same")));
        assert_eq!(join(&app.ctx, &home(), &a.actor).await, Err(conflict("proof_over")), "nothing is proved");
        proof::with_password(&app.ctx, &home(), &a.actor, &b.email, PASSWORD).await.unwrap();
        assert_eq!(join(&app.ctx, &home(), &a.actor).await, Err(conflict("proof_over")), "half a proof is none");

        prove(&app, &a.actor, &b).await.unwrap();
        let place = format!("people.date_of_birth/{}", b.actor.person);
        let sealed = app.ctx.keys.seal(&app.ctx.random, &place, b"1986-04-29");
        let mut tx = app.ctx.db.begin().await.unwrap();
        let conn = tx.conn();
        let sql = "update people set date_of_birth = $1 where id = $2";
        on_db!(conn => sqlx::query(sql).bind(sealed).bind(b.actor.person).execute(conn).await.map(|_| ())).unwrap();
        tx.commit().await.unwrap();
        let shown = browser_with(&app, &a.session).get("/en/account/merge").await.body;
        assert!(
            shown.contains("different dates of birth") && !shown.contains("/api/accounts/merge/confirm"),
            "{shown}"
        );
        assert_eq!(join(&app.ctx, &home(), &a.actor).await, Err(conflict("born")));
        assert_eq!(emails(&app, b.actor.person).await.len(), 1, "nothing has moved");
        assert_eq!(count(&app, "select count(*) from account_merges").await, 0);
    })
    .await;
}

#[tokio::test]
async fn proving_the_other_account_is_limited_as_signing_in_to_it_is() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let (a, b) = two(&app).await;
        let wrong = |email: &str| {
            let email = email.to_owned();
            let (ctx, actor) = (app.ctx.clone(), a.actor.clone());
            async move { proof::with_password(&ctx, &home(), &actor, &email, "not the password").await }
        };
        assert_eq!(wrong(&b.email).await, wrong("nobody@example.org").await, "an unknown address is answered alike");
        for _ in 0..4 {
            assert_eq!(wrong(&b.email).await, Err(AppError::field("", "accounts.errors.no_match")));
        }
        assert!(matches!(prove(&app, &a.actor, &b).await, Err(AppError::TooMany { .. })));
        assert!(matches!(attempt(&app, &b.email).await, Err(AppError::TooMany { .. })));
        let elsewhere = visitor("198.51.100.7");
        assert!(
            try_password(&app, &elsewhere, &b.email, PASSWORD).await.is_ok(),
            "its owner elsewhere is not kept out"
        );
        let tried = "select count(*) from audit_log where act = 'sign_in_failed' and person_id is not null";
        assert_eq!(count(&app, tried).await, 5, "the owner reads of it");

        proof::with_password(&app.ctx, &elsewhere, &a.actor, &b.email, PASSWORD).await.unwrap();
        for _ in 0..10 {
            let code = proof::with_code(&app.ctx, &elsewhere, &a.actor, "000000").await;
            assert_eq!(code, Err(AppError::field("code", "accounts.errors.code_wrong")));
        }
        let closed = proof::with_code(&app.ctx, &elsewhere, &a.actor, &b.code(&app, 0)).await;
        assert!(matches!(closed, Err(AppError::TooMany { .. })), "{closed:?}");
    })
    .await;
}

#[tokio::test]
async fn a_proof_serves_the_session_that_made_it_and_for_a_quarter_of_an_hour() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let (a, b) = two(&app).await;
        prove(&app, &a.actor, &b).await.unwrap();
        app.ctx.clock.advance(MINUTE);
        let half = attempt(&app, &a.email).await.unwrap();
        let session = try_code(&app, &half, Typed::AuthenticatorCode, &a.code(&app, 0)).await.unwrap();
        let second = actor(&app, &session).await.unwrap();
        assert_eq!(join(&app.ctx, &home(), &second).await, Err(conflict("proof_over")));
        app.ctx.clock.advance(13 * MINUTE);
        proof::stop(&app.ctx, &second).await.unwrap();
        assert!(matches!(
            page(&app.ctx, &Actor { proved_at: app.ctx.now(), ..a.actor.clone() }).await.unwrap().step,
            Step::Proved(_)
        ));
        app.ctx.clock.advance(2 * MINUTE);
        let later = Actor { proved_at: app.ctx.now(), ..a.actor.clone() };
        assert_eq!(join(&app.ctx, &home(), &later).await, Err(conflict("proof_over")));
        assert_eq!(page(&app.ctx, &later).await.unwrap().step, Step::Name);
    })
    .await;
}

#[tokio::test]
async fn of_two_joinings_at_once_that_exclude_each_other_one_is_done() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let (a, b) = two(&app).await;
        prove(&app, &a.actor, &b).await.unwrap();
        app.ctx.clock.advance(MINUTE);
        prove(&app, &b.actor, &a).await.unwrap();
        let at = home();
        let done = tokio::join!(join(&app.ctx, &at, &a.actor), join(&app.ctx, &at, &b.actor));
        assert!(matches!(done, (Ok(()), Err(_)) | (Err(_), Ok(()))), "{done:?}");
        assert_eq!(count(&app, "select count(*) from people where merged_into is not null").await, 1);
        assert_eq!(count(&app, "select count(*) from account_merges").await, 1);
        let stays = if done.0.is_ok() { a.actor.person } else { b.actor.person };
        assert_eq!(emails(&app, stays).await.len(), 2);
        assert_eq!(cases(&app, stays).await.len(), 3);
        let once = tokio::join!(join(&app.ctx, &at, &a.actor), join(&app.ctx, &at, &b.actor));
        assert!(once.0.is_err() && once.1.is_err(), "a proof counts once");
    })
    .await;
}

#[tokio::test]
async fn joining_and_parting_at_once_leave_nobody_in_between() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let (a, b) = two(&app).await;
        let c = member(&app, "nguyen.hoa@example.org").await;
        joined(&app, &a, &b).await;
        let [id] = joinings(&app, &a.actor).await.try_into().unwrap();
        prove(&app, &c.actor, &a).await.unwrap();
        let at = home();
        let (parted, again) = tokio::join!(part(&app.ctx, &a.actor, &id), join(&app.ctx, &at, &c.actor));
        parted.unwrap();
        if again == Err(conflict("undoable")) {
            assert_eq!(emails(&app, a.actor.person).await, ["hoa@example.org"], "it came too early, and did nothing");
            join(&app.ctx, &at, &c.actor).await.unwrap();
        } else {
            again.unwrap();
        }
        assert_eq!(emails(&app, b.actor.person).await, ["hoa.nguyen@example.org"]);
        assert_eq!(emails(&app, c.actor.person).await, ["nguyen.hoa@example.org", "hoa@example.org"]);
        let id = joinings(&app, &c.actor).await.remove(0);
        let twice = tokio::join!(part(&app.ctx, &c.actor, &id), part(&app.ctx, &c.actor, &id));
        assert!(twice.0.is_ok() ^ twice.1.is_ok(), "{twice:?}");
        assert_eq!(emails(&app, c.actor.person).await, ["nguyen.hoa@example.org"]);
    })
    .await;
}

#[tokio::test]
async fn what_has_taken_in_another_goes_into_no_third_while_that_can_be_undone() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let (a, b) = two(&app).await;
        let c = member(&app, "nguyen.hoa@example.org").await;
        joined(&app, &a, &b).await;
        let undo = token(&app, &b.email, "undo-merge").await;
        prove(&app, &c.actor, &a).await.unwrap();
        let Step::Proved(shown) = page(&app.ctx, &c.actor).await.unwrap().step else { panic!("it is proved") };
        assert_eq!(shown.blocked.as_deref(), Some("merging.errors.undoable"));
        assert_eq!(join(&app.ctx, &home(), &c.actor).await, Err(conflict("undoable")));
        part_by_link(&app.ctx, &home(), &undo).await.unwrap();
        assert_eq!(cases(&app, b.actor.person).await, ["IOE0900000002", "IOE0900000003"], "its owner could undo it");
        assert_eq!(count(&app, "select count(*) from people where merged_into is not null").await, 0);
        assert_eq!(signs_in(&app, &b.email, &b).await, Some(b.actor.person));

        app.ctx.clock.advance(MINUTE);
        joined(&app, &c, &a).await;
        assert_eq!(emails(&app, c.actor.person).await, ["nguyen.hoa@example.org", "hoa@example.org"]);
    })
    .await;
}

#[tokio::test]
async fn a_proof_of_the_other_account_dies_with_its_password_and_its_owner_is_told_of_it() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let (a, b) = two(&app).await;
        let before = count(&app, "select count(*) from new_devices").await;
        let elsewhere = Visitor { device: None, ..visitor("198.51.100.77") };
        proof::with_password(&app.ctx, &elsewhere, &a.actor, &b.email, PASSWORD).await.unwrap();
        proof::with_code(&app.ctx, &elsewhere, &a.actor, &b.code(&app, 0)).await.unwrap();
        let told = count(&app, "select count(*) from new_devices").await;
        assert_eq!(told, before + 1, "in five minutes, as of a sign-in");
        portico::accounts::service::request_reset(&app.ctx, &home(), &b.email).await.unwrap();
        let reset = token(&app, &b.email, "reset-password").await;
        portico::accounts::service::reset(&app.ctx, &home(), &reset, "violet lantern kitchen ocean").await.unwrap();
        assert_eq!(join(&app.ctx, &home(), &a.actor).await, Err(conflict("proof_over")));
        assert_eq!(emails(&app, b.actor.person).await.len(), 1, "nothing has moved");
    })
    .await;
}

#[tokio::test]
async fn what_was_begun_with_the_other_account_is_not_gone_on_with() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let (a, b) = two(&app).await;
        portico::accounts::service::request_reset(&app.ctx, &home(), &b.email).await.unwrap();
        let reset = token(&app, &b.email, "reset-password").await;
        let half = attempt(&app, &b.email).await.unwrap();
        portico::accounts::export::service::ask(&app.ctx, &b.actor, Locale::default()).await.unwrap();
        joined(&app, &a, &b).await;
        let late = portico::accounts::service::reset(&app.ctx, &home(), &reset, "violet lantern kitchen ocean").await;
        assert_eq!(late, Err(account_conflict("link_spent")));
        app.ctx.clock.advance(MINUTE);
        let late = try_code(&app, &half, Typed::AuthenticatorCode, &b.code(&app, 0)).await;
        assert_eq!(late, Err(account_conflict("attempt_over")));
        assert_eq!(count(&app, "select count(*) from exports").await, 0);
        // Where a session slips in beside the joining, it is as good as ended.
        change(&app, "update sessions set ended_at = null").await;
        assert_eq!(actor(&app, &b.session).await, None);
    })
    .await;
}

#[tokio::test]
async fn two_accounts_are_joined_and_parted_by_forms_alone() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let (a, b) = two(&app).await;
        let mut browser = browser_with(&app, &a.session);
        assert!(browser.get("/en/account/data").await.body.contains("/en/account/merge"));
        let at = "/en/account/merge";
        let typed = [("email", b.email.as_str()), ("password", "not the password")];
        let page = browser.submit(at, "/api/accounts/merge/prove-with-password", &typed).await.body;
        assert!(
            page.contains("do not match") && page.contains(&b.email) && !page.contains("not the password"),
            "{page}"
        );
        let typed = [("email", b.email.as_str()), ("password", PASSWORD)];
        let page = browser.submit(at, "/api/accounts/merge/prove-with-password", &typed).await.body;
        assert!(page.contains("Code of the other account") && !page.contains("IOE0900000002"), "{page}");
        let code = b.code(&app, 0);
        let page = browser.submit(at, "/api/accounts/merge/prove-with-code", &[("code", &code)]).await.body;
        assert!(page.contains("IOE0900000002") && page.contains("Join the accounts"), "{page}");
        let page = browser.submit(at, "/api/accounts/merge/confirm", &[]).await.body;
        assert!(page.contains("Joined to this account") && page.contains("Part the accounts again"), "{page}");
        let id = joinings(&app, &a.actor).await.remove(0);
        let page = browser.submit(at, "/api/accounts/merge/undo", &[("id", &id)]).await.body;
        assert!(!page.contains("Joined to this account"), "{page}");
        assert_eq!(emails(&app, b.actor.person).await.len(), 1);
        let other =
            browser_with(&app, &signed_in_again(&app, &b).await).call("/api/accounts/merge/undo", &[("id", &id)]).await;
        assert_eq!(other.status, StatusCode::NOT_FOUND, "a joining of others is as absent as none");
    })
    .await;
}

async fn signed_in_again(app: &TestApp, me: &Member) -> String {
    app.ctx.clock.advance(MINUTE);
    let half = attempt(app, &me.email).await.unwrap();
    try_code(app, &half, Typed::AuthenticatorCode, &me.code(app, 0)).await.unwrap()
}
