//! The log of what was done: whole, honest about tampering, and without secrets.

use crate::accounts::{PASSWORD, attempt, home, member, prove, token, try_code, try_password, visitor};
use crate::fixtures::{feed, number, opening, person};
use crate::support::{TestApp, TestDb, another_node, for_each_db, portico, said, sqlite, sqlite_in};
use portico::audit::{self, Act, Entry, Finding, glance, verify};
use portico::cases;
use portico::cases::model::{NewLink, Proof, normal_code};
use portico::db::Db;
use portico::error::AppError;
use portico::i18n::Locale;
use portico::on_db;
use portico::types::MINUTE;
use std::collections::BTreeSet;

async fn write(app: &TestApp, rows: usize) {
    let tx = app.ctx.db.begin().await.unwrap();
    audit::commit(tx, &app.ctx, (0..rows).map(|_| Entry::system(Act::SignedOut, None))).await.unwrap();
}

async fn run(app: &TestApp, sql: &'static str) {
    let mut tx = app.ctx.db.begin().await.unwrap();
    let conn = tx.conn();
    on_db!(conn => sqlx::raw_sql(sql).execute(conn).await.map(|_| ())).unwrap();
    tx.commit().await.unwrap();
}

async fn findings(app: &TestApp) -> Vec<Finding> {
    verify(&app.ctx.db, &app.ctx.keys).await.unwrap().findings
}

/// Acts in the order in which they were written, of one person or of nobody.
async fn acts(app: &TestApp, whose: &str) -> Vec<String> {
    let sql = match whose {
        "nobody" => "select act || ' ' || outcome from audit_log where person_id is null order by seq",
        _ => "select act || ' ' || outcome from audit_log where person_id is not null order by seq",
    };
    let mut read = app.ctx.db.read().await.unwrap();
    let conn = read.conn();
    on_db!(conn => sqlx::query_scalar(sql).fetch_all(conn).await).unwrap()
}

#[tokio::test]
async fn every_kind_of_tampering_is_found_and_named() {
    let moved = |seq, written_as| Finding::Moved { seq, written_as };
    let table: Vec<(&'static str, Vec<Finding>, bool)> = vec![
        ("select 1", vec![], false),
        ("update audit_log set act = 'signed_in' where seq = 3", vec![Finding::Changed(3)], false),
        ("update audit_log set at = at + 1 where seq = 6", vec![Finding::Changed(6)], true),
        ("update audit_log set details = '{\"a\":1}' where seq = 1", vec![Finding::Changed(1)], false),
        ("update audit_log set seal = previous where seq = 4", vec![Finding::Changed(4)], false),
        ("delete from audit_log where seq = 3", vec![Finding::Removed { first: 3, last: 3 }], false),
        ("delete from audit_log where seq < 3", vec![Finding::Removed { first: 1, last: 2 }], false),
        (
            "delete from audit_log where seq = 3; update audit_log set seq = 3 where seq = 4;
             update audit_log set seq = 4 where seq = 5; update audit_log set seq = 5 where seq = 6;
             update audit_head set rows = 5",
            vec![moved(3, 4), moved(4, 5), moved(5, 6), Finding::HeadChanged],
            true,
        ),
        (
            "update audit_log set seq = 99 where seq = 2; update audit_log set seq = 2 where seq = 5;
             update audit_log set seq = 5 where seq = 99",
            vec![moved(2, 5), moved(5, 2)],
            false,
        ),
        ("delete from audit_log where seq > 4", vec![Finding::NewestRemoved { first: 5, last: 6 }], true),
        (
            "delete from audit_log where seq > 4;
             update audit_head set rows = 4, newest = (select seal from audit_log where seq = 4)",
            vec![Finding::HeadChanged],
            true,
        ),
        (
            "update audit_head set rows = 7",
            vec![Finding::HeadChanged, Finding::NewestRemoved { first: 7, last: 7 }],
            true,
        ),
        ("update audit_head set rows = 5", vec![Finding::HeadChanged, Finding::Uncounted { first: 6, last: 6 }], true),
        ("delete from audit_head", vec![Finding::NoHead], true),
    ];
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        write(&app, 6).await;
        let keep = "
            create table kept_log as select * from audit_log;
            create table kept_head as select * from audit_head";
        run(&app, keep).await;
        for (tampering, expected, seen_at_a_glance) in &table {
            run(&app, tampering).await;
            assert_eq!(findings(&app).await, *expected, "{tampering}");
            let glanced = glance(&app.ctx.db, &app.ctx.keys).await.unwrap();
            assert_eq!(glanced.is_some(), *seen_at_a_glance, "{tampering}: {glanced:?}");
            let restore = "
                delete from audit_log;
                insert into audit_log select * from kept_log;
                delete from audit_head;
                insert into audit_head select * from kept_head";
            run(&app, restore).await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_log_of_several_thousand_rows_is_followed_to_its_end() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        assert_eq!(findings(&app).await, [], "an empty log is whole");
        write(&app, 2_500).await;
        let report = verify(&app.ctx.db, &app.ctx.keys).await.unwrap();
        assert_eq!((report.rows, report.newest.len(), report.is_whole()), (2_500, 33, true));
        run(&app, "update audit_log set network = 'x' where seq > 2000").await;
        let report = verify(&app.ctx.db, &app.ctx.keys).await.unwrap();
        assert_eq!((report.findings.len(), report.more), (50, 450));
        assert_eq!(report.findings.first(), Some(&Finding::Changed(2_001)));
    })
    .await;
}

#[tokio::test]
async fn writers_of_two_nodes_at_once_make_one_chain_without_gaps() {
    for_each_db(async |db: TestDb| {
        let second = another_node(&db.url).await;
        let nodes = [TestApp::new(db).await, TestApp::new(second).await];
        let writers = (0..40).map(|number: usize| {
            let node = &nodes[number % 2];
            async move {
                for rows in 1..=3 {
                    write(node, rows).await;
                }
            }
        });
        futures::future::join_all(writers).await;
        let report = verify(&nodes[0].ctx.db, &nodes[0].ctx.keys).await.unwrap();
        assert_eq!((report.rows, report.findings), (240, vec![]));
        assert_eq!(number(&nodes[0], "select max(seq) from audit_log").await, 240);
    })
    .await;
}

#[tokio::test]
async fn what_is_undone_leaves_no_row_and_no_gap() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        write(&app, 1).await;
        // The row is refused after its number was taken.
        let mut hoa = person(&app, "Hoa", "hoa@example.org").await;
        hoa.origin.network = "a".repeat(61);
        let tx = app.ctx.db.begin().await.unwrap();
        assert!(audit::commit(tx, &app.ctx, [Entry::of(Act::SignedOut, &hoa)]).await.is_err());
        write(&app, 1).await;
        let report = verify(&app.ctx.db, &app.ctx.keys).await.unwrap();
        assert_eq!((report.rows, report.findings), (2, vec![]));
    })
    .await;
}

#[tokio::test]
async fn the_log_tells_what_was_done_and_tried_and_holds_no_secret() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let hoa = member(&app, "hoa@example.org").await;
        let wrong = "violet lantern kitchen rivers";
        assert!(try_password(&app, &home(), &hoa.email, wrong).await.is_err());
        assert!(try_password(&app, &home(), "nobody@example.org", wrong).await.is_err());
        let waiting = attempt(&app, &hoa.email).await.unwrap();
        let code = hoa.code(&app, 0);
        assert!(try_code(&app, &waiting, portico::accounts::Typed::AuthenticatorCode, "000000").await.is_err());
        let session = try_code(&app, &waiting, portico::accounts::Typed::AuthenticatorCode, &code).await.unwrap();
        let actor = crate::accounts::actor(&app, &session).await.unwrap();
        let fields = portico::accounts::ProfileFields {
            address: "12 Lantern Street".to_owned(),
            phone: "+1 212 555 0100".to_owned(),
            language: "en".to_owned(),
            time_zone: "Asia/Ho_Chi_Minh".to_owned(),
            ..Default::default()
        };
        portico::accounts::service::save_profile(&app.ctx, &actor, fields).await.unwrap();
        portico::accounts::service::regenerate(&app.ctx, &actor).await.unwrap();
        let fresh = portico::accounts::service::overview(&app.ctx, &actor).await.unwrap().fresh_codes;
        let waiting_too = attempt(&app, &hoa.email).await.unwrap();
        let kind = portico::accounts::Typed::RecoveryCode;
        let by_code = try_code(&app, &waiting_too, kind, &fresh[0]).await.unwrap();
        portico::accounts::service::request_reset(&app.ctx, &home(), &hoa.email).await.unwrap();
        let link = token(&app, &hoa.email, "reset-password").await;
        let new = "marble harbour autumn wheel";
        portico::accounts::service::reset(&app.ctx, &home(), &link, new).await.unwrap();

        let told = acts(&app, "hoa").await;
        let expected = [
            "registered done",
            "password_set done",
            "authenticator_added done",
            "recovery_codes_made done",
            "account_completed done",
            "sign_in_failed refused",
            "password_accepted done",
            "sign_in_failed refused",
            "signed_in done",
            "profile_changed done",
            "recovery_codes_made done",
            "password_accepted done",
            "signed_in done",
            "recovery_code_used done",
            "reset_asked done",
            "password_reset done",
        ];
        assert_eq!(told, expected);
        assert_eq!(acts(&app, "nobody").await, ["registration_asked done", "sign_in_failed refused"]);

        let sql = "
            select actor_kind || ' ' || topic || ' ' || act || ' ' || subject_kind || ' ' || network || ' ' || agent || ' ' || details
            from audit_log";
        let mut read = app.ctx.db.read().await.unwrap();
        let conn = read.conn();
        let rows: Vec<String> = on_db!(conn => sqlx::query_scalar(sql).fetch_all(conn).await).unwrap();
        let text = rows.join("\n").to_lowercase();
        assert!(text.contains("203.0.113.0/24") && text.contains("\"fields\":[\"address\",\"phone\"]"), "{text}");
        let plain = |code: &str| code.replace('-', "").to_lowercase();
        let secrets = [PASSWORD, wrong, new, &code, "000000", &link, &session, &by_code, &waiting, &plain(&fresh[0])];
        let personal = ["hoa", "nguy", "example.org", "203.0.113.9", "lantern street", "212 555", "1986"];
        for secret in secrets.into_iter().chain(personal).chain(hoa.codes.iter().map(String::as_str)) {
            assert!(!text.contains(&secret.to_lowercase()), "{secret}: {text}");
        }
        assert_eq!(findings(&app).await, []);
    })
    .await;
}

#[tokio::test]
async fn a_wrong_password_for_an_unknown_address_writes_the_same_rows_in_nobodys_activity() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        member(&app, "hoa@example.org").await;
        let before = acts(&app, "hoa").await.len();
        for number in 0..5 {
            let elsewhere = visitor(&format!("198.51.100.{}", 1 + number / 5));
            assert!(try_password(&app, &elsewhere, "hoa@example.org", "wrong wrong wrong").await.is_err());
            let other = visitor("192.0.2.8");
            assert!(try_password(&app, &other, "nobody@example.org", "wrong wrong wrong").await.is_err());
        }
        let known = acts(&app, "hoa").await.split_off(before);
        let unknown = acts(&app, "nobody").await.split_off(1);
        assert_eq!(known, unknown);
        assert_eq!(known.last().map(String::as_str), Some("limit_closed done"));
        // A closed limit counts nothing and writes nothing.
        assert!(try_password(&app, &visitor("198.51.100.1"), "hoa@example.org", PASSWORD).await.is_err());
        assert_eq!(acts(&app, "hoa").await.len(), before + known.len());
    })
    .await;
}

#[tokio::test]
async fn a_view_is_recorded_once_with_the_cases_it_showed_and_again_after_five_minutes() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        feed(&app, &[opening("e1", "IOE0912345678", 1)]).await;
        let hoa = person(&app, "Hoa", "hoa@example.org").await;
        let wish =
            NewLink { receipt: "IOE0912345678".parse().unwrap(), proof: Proof::AccessCode(normal_code("HOA-2026")) };
        cases::service::link(&app.ctx, &hoa, wish).await.unwrap();
        let reads =
            "select count(*) from audit_log where topic = 'view' and act = 'dashboard_read' and subject_id is not null";
        let look = async || cases::service::dashboard(&app.ctx, &hoa, Locale::default()).await.unwrap();
        for _ in 0..3 {
            look().await;
        }
        assert_eq!(number(&app, reads).await, 1);
        app.ctx.clock.advance(5 * MINUTE);
        look().await;
        assert_eq!(number(&app, reads).await, 2);
        let receipt = "IOE0912345678".parse().unwrap();
        cases::service::case(&app.ctx, &hoa, &receipt, Locale::default()).await.unwrap();
        cases::service::history(&app.ctx, &hoa, &receipt, "", Locale::default()).await.unwrap();
        cases::service::cases(&app.ctx, &hoa, Locale::default()).await.unwrap();
        assert_eq!(number(&app, "select count(*) from audit_log where topic = 'view'").await, 5);
        let stranger = person(&app, "Minh", "minh@example.org").await;
        assert!(cases::service::case(&app.ctx, &stranger, &receipt, Locale::default()).await.is_err());
        assert_eq!(number(&app, "select count(*) from audit_log where topic = 'view'").await, 5, "nothing was shown");
        assert_eq!(number(&app, "select count(*) from audit_log where act = 'events_imported'").await, 1);
        assert_eq!(findings(&app).await, []);
    })
    .await;
}

#[tokio::test]
async fn views_of_the_same_moment_are_all_recorded_and_share_transactions() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let mut people = Vec::new();
        for number in 0..40 {
            people.push(person(&app, "Hoa", &format!("hoa{number}@example.org")).await);
        }
        let look = people.iter().map(|actor| audit::read(&app.ctx, actor, Act::ProfileRead, &[]));
        let outcomes = futures::future::join_all(look).await;
        assert!(outcomes.iter().all(Result::is_ok));
        assert_eq!(number(&app, "select count(distinct person_id) from audit_log").await, 40);
        assert_eq!(findings(&app).await, []);
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_recorded_is_not_shown() {
    let app = TestApp::new(sqlite().await).await;
    let hoa = person(&app, "Hoa", "hoa@example.org").await;
    let Db::Sqlite { writer, .. } = &app.ctx.db else { panic!("another database") };
    writer.close().await;
    let refused = cases::service::dashboard(&app.ctx, &hoa, Locale::default()).await;
    assert!(matches!(refused, Err(AppError::Unavailable { .. })), "{refused:?}");
}

#[tokio::test]
async fn the_command_says_that_the_log_is_whole_or_which_row_is_not_and_fails_then() {
    let folder = tempfile::tempdir().unwrap();
    let test = sqlite_in(folder.path()).await;
    let app = TestApp::beside_a_program(test, folder.path()).await;
    prove(&app, "hoa@example.org").await;
    let whole = portico(folder.path(), &["audit", "verify"], &[], "");
    assert!(whole.status.success(), "{}", said(&whole.stderr));
    assert!(said(&whole.stdout).starts_with("ok       2 rows, each as it was written"), "{}", said(&whole.stdout));
    run(&app, "update audit_log set outcome = 'refused' where seq = 2").await;
    let broken = portico(folder.path(), &["audit", "verify"], &[], "");
    assert_eq!(broken.status.code(), Some(1));
    assert!(said(&broken.stdout).starts_with("problem  row 2 was changed\n"), "{}", said(&broken.stdout));
    let doctor = portico(folder.path(), &["doctor"], &[], "");
    assert!(said(&doctor.stdout).contains("problem  audit log: row 2 was changed"), "{}", said(&doctor.stdout));
}

#[test]
fn without_keys_or_database_the_command_says_so_and_makes_neither() {
    let folder = tempfile::tempdir().unwrap();
    let outcome = portico(folder.path(), &["audit", "verify"], &[], "");
    assert!(!outcome.status.success());
    assert!(said(&outcome.stderr).contains("PORTICO_KEYS_FILE"), "{}", said(&outcome.stderr));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn a_row_sealed_with_a_key_that_is_gone_is_not_believed() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let before = portico::storage::KeyRing::generate(&portico::server::Random::seeded(1));
        write(&app, 1).await;
        app.ctx.keys.add(&app.ctx.random).unwrap();
        write(&app, 1).await;
        assert_eq!(findings(&app).await, [], "older keys stay in the ring");
        let found = verify(&app.ctx.db, &before).await.unwrap().findings;
        let found: BTreeSet<String> = found.iter().map(ToString::to_string).collect();
        assert!(found.contains("row 2 is sealed with a key that is not in the key file"), "{found:?}");
    })
    .await;
}

#[test]
fn nothing_in_the_program_changes_or_removes_a_row_of_the_log() {
    let mut folders = vec![std::path::PathBuf::from("src")];
    let mut writers = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            assert!(!text.contains("update audit_log") && !text.contains("delete from audit"), "{}", path.display());
            if text.contains("into audit_log") {
                writers.push(path);
            }
        }
    }
    assert_eq!(writers, [std::path::Path::new("src/audit/store.rs")]);
}
