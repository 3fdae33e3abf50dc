//! The copy of everything about a person.

use crate::accounts::{Member, PASSWORD, attempt, count, member, subjects, try_code};
use crate::fixtures::{event, feed, opening};
use crate::jobs::until;
use crate::passkeys::browser_with;
use crate::support::{TestApp, TestDb, for_each_db, postgres, postgres_url, sqlite};
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use portico::accounts::export::model::ExportState;
use portico::accounts::export::service::{ask, delete, state};
use portico::accounts::export::{KEPT, Part};
use portico::accounts::personal::{InExport, TABLES};
use portico::accounts::{ProfileFields, Typed, service};
use portico::cases::model::{NewLink, Proof, normal_code};
use portico::cases::service::link;
use portico::db::Db;
use portico::error::AppError;
use portico::i18n::Locale;
use portico::jobs::run_due;
use portico::on_db;
use portico::types::{DAY, MINUTE};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read as _};
use tower::ServiceExt as _;
use zip::ZipArchive;

const RECEIPT: &str = "IOE0912345678";
const CHUNKS: &str = "select count(*) from export_chunks";

/// What fetching answers; `None` in place of a body that broke off.
async fn fetch(app: &TestApp, session: Option<&str>) -> (StatusCode, HeaderMap, Option<Vec<u8>>) {
    let mut request = Request::get("/account/export.zip");
    if let Some(session) = session {
        request = request.header("cookie", format!("portico_session={session}"));
    }
    let response = app.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    let (head, body) = response.into_parts();
    (head.status, head.headers, to_bytes(body, 64 << 20).await.ok().map(|bytes| bytes.to_vec()))
}

pub async fn files(app: &TestApp, session: &str) -> BTreeMap<String, Vec<u8>> {
    let (status, headers, body) = fetch(app, Some(session)).await;
    let body = body.unwrap();
    assert_eq!(
        (status, headers["content-length"].to_str().unwrap()),
        (StatusCode::OK, body.len().to_string().as_str())
    );
    let mut archive = ZipArchive::new(Cursor::new(body)).unwrap();
    let mut files = BTreeMap::new();
    for place in 0..archive.len() {
        let mut file = archive.by_index(place).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        files.insert(file.name().unwrap().into_owned(), bytes);
    }
    files
}

fn json_of(files: &BTreeMap<String, Vec<u8>>, name: &str) -> Value {
    serde_json::from_slice(&files[name]).unwrap()
}

fn text_of(files: &BTreeMap<String, Vec<u8>>, name: &str) -> String {
    String::from_utf8(files[name].clone()).unwrap()
}

/// A new session of the member, with a proof of now.
async fn again(app: &TestApp, me: &Member) -> String {
    let half = attempt(app, &me.email).await.unwrap();
    try_code(app, &half, Typed::AuthenticatorCode, &me.code(app, 0)).await.unwrap()
}

/// Links the case that [`opening`] opens.
pub async fn link_case(app: &TestApp, me: &Member, receipt: &str) {
    let wish = NewLink { receipt: receipt.parse().unwrap(), proof: Proof::AccessCode(normal_code("HOA-2026")) };
    link(&app.ctx, &me.actor, wish).await.unwrap();
}

/// Text that no compression makes small.
fn noise(seed: u32) -> String {
    let mut state = seed.wrapping_mul(2_654_435_761) | 1;
    let letter = |_| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        char::from(
            b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_"[usize::try_from(state >> 26).unwrap()],
        )
    };
    (0..1_000).map(letter).collect()
}

/// Somebody with a case whose history alone fills several pieces.
async fn with_much(app: &TestApp) -> Member {
    let me = member(app, "hoa@example.org").await;
    feed(app, &[opening("open", RECEIPT, 1)]).await;
    let more = |n: u32| event(&format!("n{n}"), RECEIPT, "other", 2, json!({ "text": noise(n) }));
    for batch in 0..4 {
        feed(app, &(0..200).map(|n| more(batch * 200 + n)).collect::<Vec<_>>()).await;
    }
    link_case(app, &me, RECEIPT).await;
    me
}

#[tokio::test]
async fn the_copy_holds_everything_about_its_owner_and_each_file_can_be_checked() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let me = member(&app, "hoa@example.org").await;
        let profile = ProfileFields {
            address: "12 Garden Street".to_owned(),
            phone: "+1 555 0100".to_owned(),
            document_number: "C1234567".to_owned(),
            language: "es".to_owned(),
            time_zone: "America/Chicago".to_owned(),
        };
        service::save_profile(&app.ctx, &me.actor, profile).await.unwrap();
        let asked = json!({ "due_on": "2026-04-14", "title": { "en": "Request for Evidence Was Sent" } });
        let met = json!({ "appointment": { "kind": "interview", "starts_at": "2026-05-04T09:00:00-04:00", "place": "Room 3" } });
        feed(
            &app,
            &[
                opening("a1", RECEIPT, 1),
                event("a2", RECEIPT, "evidence_requested", 2, asked),
                event("a3", RECEIPT, "appointment_scheduled", 3, met),
                opening("b1", "IOE0912345679", 1),
                event("b2", "IOE0912345679", "other", 2, json!({ "confidential": true, "text": "Only for you." })),
            ],
        )
        .await;
        link_case(&app, &me, RECEIPT).await;
        link_case(&app, &me, "IOE0912345679").await;
        ask(&app.ctx, &me.actor, Locale::parse("es").unwrap()).await.unwrap();
        assert_eq!(run_due(&app.ctx).await.unwrap(), 1);
        let files = files(&app, &me.session).await;

        let manifest = json_of(&files, "manifest.json");
        let listed = manifest["files"].as_array().unwrap();
        assert_eq!(listed.len() + 1, files.len(), "all but the list itself");
        for entry in listed {
            let bytes = &files[entry["name"].as_str().unwrap()];
            let sum = Sha256::digest(bytes).iter().fold(String::new(), |sum, byte| sum + &format!("{byte:02x}"));
            assert_eq!((&entry["size"], &entry["sha256"]), (&bytes.len().into(), &sum.into()), "{entry}");
        }
        for named in Part::ALL.iter().flat_map(|part| part.files()) {
            assert!(files.keys().any(|name| name.starts_with(named)), "{named}");
        }
        let profile = json_of(&files, "profile.json");
        assert_eq!((&profile["given_name"], &profile["date_of_birth"]), (&"Hoa".into(), &"1986-04-28".into()));
        assert_eq!((&profile["address"], &profile["document_number"]), (&"12 Garden Street".into(), &"C1234567".into()));
        let addresses = json_of(&files, "addresses.json");
        assert_eq!((&addresses["emails"][0]["email"], &addresses["phones"][0]["phone"]), (&"hoa@example.org".into(), &"+1 555 0100".into()));
        let sign_in = json_of(&files, "sign-in.json");
        assert!(sign_in["password"]["changed_at"].is_string() && sign_in["authenticator_apps"][0]["added_at"].is_string());
        assert_eq!(sign_in["recovery_codes"].as_array().unwrap().len(), 10);
        assert!(!json_of(&files, "sessions.json").as_array().unwrap().is_empty());
        let activity = json_of(&files, "activity.json");
        assert!(activity.as_array().unwrap().iter().any(|row| row["act"] == "export_asked"));
        assert!(text_of(&files, "activity.csv").contains("Usted pidió una copia de todo lo que se guarda sobre usted."));
        let case = json_of(&files, "cases/IOE0912345678.json");
        let newest = &case["events"][0];
        assert_eq!(case["events"].as_array().unwrap().len(), 3);
        assert_eq!((&newest["source"], &newest["occurred_at"]), (&"agency".into(), &"2026-02-03T12:00:00-05:00".into()));
        assert!(newest["received_at"].as_str().unwrap().starts_with("2026-03-10T15:"));
        assert_eq!(newest["as_sent"]["appointment"]["place"], "Room 3");
        assert_eq!(case["case"]["state"]["requests"][0]["due_on"], "2026-04-14");
        let secret = json_of(&files, "cases/IOE0912345679.json");
        assert_eq!((&secret["case"]["confidential"], &secret["events"][0]["as_sent"]["text"]), (&true.into(), &"Only for you.".into()));
        let calendar = text_of(&files, "calendar.ics");
        assert!(calendar.contains("DTSTART;VALUE=DATE:20260414\r\n") && calendar.contains("DTSTART:20260504T130000Z\r\n"), "{calendar}");
        assert!(text_of(&files, "README.txt").contains("Todo lo que Portico guarda sobre usted"));
        for (name, bytes) in &files {
            let text = String::from_utf8_lossy(bytes);
            for secret in ["argon2", "HOA-2026", "A012345678", PASSWORD, me.codes[0].as_str()] {
                assert!(!text.contains(secret), "{name} holds {secret}");
            }
        }
        assert!(subjects(&app, &me.email).await.contains(&"La copia de sus datos está lista".to_owned()));
    })
    .await;
}

#[tokio::test]
async fn only_its_owner_fetches_the_copy_and_only_with_a_fresh_proof() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let bao = member(&app, "bao@example.org").await;
        let me = member(&app, "hoa@example.org").await;
        ask(&app.ctx, &me.actor, Locale::default()).await.unwrap();
        assert_eq!(fetch(&app, Some(&me.session)).await.0, StatusCode::NOT_FOUND, "it is not built yet");
        run_due(&app.ctx).await.unwrap();
        let (status, headers, body) = fetch(&app, Some(&me.session)).await;
        assert_eq!((status, headers["content-type"].to_str().unwrap()), (StatusCode::OK, "application/zip"));
        assert_eq!(headers["content-disposition"], "attachment; filename=\"portico-2026-03-10.zip\"");
        assert_eq!(
            (&headers["cache-control"], &headers["x-content-type-options"]),
            (&"no-store".parse().unwrap(), &"nosniff".parse().unwrap())
        );
        assert!(!headers.contains_key("content-encoding") && body.is_some());
        let fetched = "select count(*) from audit_log where act = 'export_downloaded'";
        assert_eq!(count(&app, fetched).await, 1);
        assert_eq!(fetch(&app, Some(&bao.session)).await.0, StatusCode::NOT_FOUND);
        assert_eq!(fetch(&app, None).await.0, StatusCode::UNAUTHORIZED);
        for _ in 0..2 {
            app.ctx.clock.advance(8 * MINUTE);
            assert_eq!(browser_with(&app, &me.session).get("/en/account").await.status, StatusCode::OK);
        }
        assert_eq!(fetch(&app, Some(&me.session)).await.0, StatusCode::FORBIDDEN);
        let page = browser_with(&app, &me.session).get("/en/account/data").await.body;
        assert!(page.contains("/en/account/prove?next=") && !page.contains("/account/export.zip"), "{page}");
        assert_eq!(count(&app, fetched).await, 1, "what is refused is not a download");
    })
    .await;
}

#[tokio::test]
async fn one_copy_is_made_at_a_time_and_a_new_one_takes_the_place_of_a_finished_one() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let me = member(&app, "hoa@example.org").await;
        let en = Locale::default();
        let (one, two) = tokio::join!(ask(&app.ctx, &me.actor, en), ask(&app.ctx, &me.actor, en));
        let refused = AppError::Conflict { key: "exports.errors.one_at_a_time".to_owned() };
        assert!(matches!((&one, &two), (Ok(()), Err(e)) | (Err(e), Ok(())) if *e == refused), "{one:?} {two:?}");
        run_due(&app.ctx).await.unwrap();
        assert!(matches!(state(&app.ctx, &me.actor).await.unwrap().export, ExportState::Ready { .. }));
        ask(&app.ctx, &me.actor, en).await.unwrap();
        assert!(matches!(state(&app.ctx, &me.actor).await.unwrap().export, ExportState::Building { .. }));
        assert_eq!(count(&app, CHUNKS).await, 0, "the one before is gone");
        assert_eq!(count(&app, "select count(*) from jobs").await, 1, "and so is what would have removed it");
        run_due(&app.ctx).await.unwrap();
        assert!(files(&app, &me.session).await.contains_key("manifest.json"));
    })
    .await;
}

#[tokio::test]
async fn while_it_is_built_the_page_says_how_far_it_is_without_any_program() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let me = member(&app, "hoa@example.org").await;
        let mut browser = browser_with(&app, &me.session);
        let page = browser.submit("/en/account/data", "/api/accounts/ask-export", &[]).await.body;
        assert!(page.contains("0 of 7 parts"), "{page}");
        let mut node = Box::pin(run_due(&app.ctx));
        until(&app, &mut node, "select parts_done from exports", 3).await;
        let page = browser.get("/en/account/data").await.body;
        assert!(page.contains("3 of 7 parts") && !page.contains("/account/export.zip"), "{page}");
        node.await.unwrap();
        let page = browser.get("/en/account/data").await.body;
        assert!(page.contains("Your copy is ready") && page.contains("/account/export.zip"), "{page}");
        let hints =
            "select count(*) from change_feed where topic = 'account' and entity_id in (select id from exports)";
        assert_eq!(count(&app, hints).await, 9, "asked for, seven parts, ready");
        assert!(subjects(&app, &me.email).await.contains(&"The copy of your data is ready".to_owned()));
        let page = browser.submit("/en/account/data", "/api/accounts/delete-export", &[]).await.body;
        assert!(page.contains("Make the copy"), "{page}");
    })
    .await;
}

#[tokio::test]
async fn a_copy_whose_building_was_cut_short_is_not_offered_and_is_built_anew() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let me = with_much(&app).await;
        ask(&app.ctx, &me.actor, Locale::default()).await.unwrap();
        let mut node = Box::pin(run_due(&app.ctx));
        until(&app, &mut node, CHUNKS, 2).await;
        drop(node);
        assert_eq!(fetch(&app, Some(&me.session)).await.0, StatusCode::NOT_FOUND);
        app.ctx.clock.advance(15 * MINUTE);
        assert_eq!(run_due(&app.ctx).await.unwrap(), 1);
        let files = files(&app, &again(&app, &me).await).await;
        assert_eq!(json_of(&files, "cases/IOE0912345678.json")["events"].as_array().unwrap().len(), 801);
        assert_eq!(count(&app, "select count(*) from export_chunks where length(sealed) > 262144").await, 0);
    })
    .await;
}

#[tokio::test]
async fn an_attempt_that_was_thought_dead_writes_nothing_into_the_next_one() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let me = with_much(&app).await;
        ask(&app.ctx, &me.actor, Locale::default()).await.unwrap();
        let mut slow = Box::pin(run_due(&app.ctx));
        until(&app, &mut slow, CHUNKS, 1).await;
        app.ctx.clock.advance(15 * MINUTE);
        // Whichever is first at the end, the other one's pieces are nowhere in the copy.
        let (quick, slow) = tokio::join!(run_due(&app.ctx), slow);
        assert!(slow.unwrap() + quick.unwrap() >= 1, "one of them made it");
        let files = files(&app, &again(&app, &me).await).await;
        assert_eq!(json_of(&files, "cases/IOE0912345678.json")["events"].as_array().unwrap().len(), 801);
        assert_eq!(count(&app, "select count(*) from audit_log where act = 'export_made'").await, 1);
    })
    .await;
}

#[tokio::test]
async fn pieces_that_were_exchanged_or_left_out_break_the_download_off() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let me = with_much(&app).await;
        ask(&app.ctx, &me.actor, Locale::default()).await.unwrap();
        run_due(&app.ctx).await.unwrap();
        assert!(count(&app, CHUNKS).await > 2);
        assert!(fetch(&app, Some(&me.session)).await.2.is_some());
        let change = async |sql: &'static str| {
            let mut tx = app.ctx.db.begin().await.unwrap();
            let conn = tx.conn();
            on_db!(conn => sqlx::query(sql).execute(conn).await.map(|_| ())).unwrap();
            tx.commit().await.unwrap();
        };
        change("update export_chunks set number = -1 where number = 0").await;
        change("update export_chunks set number = 0 where number = 1").await;
        change("update export_chunks set number = 1 where number = -1").await;
        assert!(fetch(&app, Some(&me.session)).await.2.is_none(), "exchanged");
        change("update export_chunks set number = -1 where number = 0").await;
        change("update export_chunks set number = 0 where number = 1").await;
        change("update export_chunks set number = 1 where number = -1").await;
        assert!(fetch(&app, Some(&me.session)).await.2.is_some(), "as it was");
        change("update exports set chunks = chunks - 1").await;
        assert!(fetch(&app, Some(&me.session)).await.2.is_none(), "the last one left out");
    })
    .await;
}

#[tokio::test]
async fn a_copy_is_sealed_with_the_newest_key_after_a_rotation_and_reads_as_before() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let me = with_much(&app).await;
        ask(&app.ctx, &me.actor, Locale::default()).await.unwrap();
        run_due(&app.ctx).await.unwrap();
        let before = files(&app, &me.session).await;
        app.ctx.keys.add(&app.ctx.random).unwrap();
        let done = portico::storage::reseal(&app.ctx, &portico::accounts::export::SEALED, |_| ()).await.unwrap();
        assert_eq!((i64::try_from(done.sealed).unwrap(), done.lost), (count(&app, CHUNKS).await, 0));
        assert!(files(&app, &me.session).await == before);
    })
    .await;
}

#[tokio::test]
async fn a_copy_is_gone_after_a_week_also_where_nobody_has_come_to_remove_it() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let me = member(&app, "hoa@example.org").await;
        ask(&app.ctx, &me.actor, Locale::default()).await.unwrap();
        run_due(&app.ctx).await.unwrap();
        app.ctx.clock.advance(KEPT - DAY);
        run_due(&app.ctx).await.unwrap();
        assert_eq!(fetch(&app, Some(&again(&app, &me).await)).await.0, StatusCode::OK);
        app.ctx.clock.advance(DAY);
        assert_eq!(fetch(&app, Some(&again(&app, &me).await)).await.0, StatusCode::NOT_FOUND);
        assert_eq!(state(&app.ctx, &me.actor).await.unwrap().export, ExportState::None);
        assert_eq!(run_due(&app.ctx).await.unwrap(), 1);
        assert_eq!(count(&app, CHUNKS).await + count(&app, "select count(*) from exports").await, 0);
    })
    .await;
}

#[tokio::test]
async fn its_owner_removes_the_copy_at_any_time() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let me = with_much(&app).await;
        ask(&app.ctx, &me.actor, Locale::default()).await.unwrap();
        let mut node = Box::pin(run_due(&app.ctx));
        until(&app, &mut node, CHUNKS, 1).await;
        let (removed, built) = tokio::join!(delete(&app.ctx, &me.actor), node);
        removed.unwrap();
        built.unwrap();
        assert_eq!(count(&app, CHUNKS).await + count(&app, "select count(*) from jobs").await, 0);
        assert_eq!(count(&app, "select count(*) from audit_log where act = 'export_made'").await, 0);
        ask(&app.ctx, &me.actor, Locale::default()).await.unwrap();
        run_due(&app.ctx).await.unwrap();
        delete(&app.ctx, &me.actor).await.unwrap();
        assert_eq!(fetch(&app, Some(&me.session)).await.0, StatusCode::NOT_FOUND);
        assert_eq!(count(&app, CHUNKS).await + count(&app, "select count(*) from jobs").await, 0);
        delete(&app.ctx, &me.actor).await.unwrap();
        assert_eq!(count(&app, "select count(*) from audit_log where act = 'export_deleted'").await, 2);
    })
    .await;
}

async fn personal_tables(db: &Db) -> BTreeSet<String> {
    let names: Vec<String> = match db {
        Db::Sqlite { readers, .. } => {
            let sql = "
                select m.name
                from sqlite_master m
                join pragma_table_info(m.name) c
                where m.type = 'table' and c.name = 'person_id'";
            sqlx::query_scalar(sql).fetch_all(readers).await.unwrap()
        }
        Db::Postgres(pool) => {
            let sql = "
                select table_name::text
                from information_schema.columns
                where table_schema = 'public' and column_name = 'person_id'";
            sqlx::query_scalar(sql).fetch_all(pool).await.unwrap()
        }
    };
    names.into_iter().collect()
}

#[tokio::test]
async fn every_table_with_rows_of_a_person_is_told_in_the_copy_or_named_with_a_reason() {
    let listed: BTreeSet<String> = TABLES.iter().map(|table| table.name.to_owned()).collect();
    assert_eq!(listed.len(), TABLES.len(), "each once");
    let why = "a table that src/accounts/personal.rs does not know, or one that is gone";
    assert_eq!(personal_tables(&sqlite().await.db).await, listed, "{why}");
    let parts: Vec<&str> = Part::ALL.iter().flat_map(|part| part.files()).copied().collect();
    for table in TABLES {
        match table.export {
            InExport::Told(file) => assert!(parts.contains(&file), "{} is told in no file {file}", table.name),
            InExport::LeftOut { because } => assert!(because.len() > 10, "{}", table.name),
        }
    }
    let Some(server) = postgres_url() else { return eprintln!("skipped: PORTICO_TEST_POSTGRES_URL is not set") };
    assert_eq!(personal_tables(&postgres(&server).await.db).await, listed, "{why}");
}
