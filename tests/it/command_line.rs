//! `portico import`, `portico keys` and `portico migrate`, as an operator runs them: none needs the browser's files.

use crate::fixtures::{event, opening};
use crate::support::{empty_postgres, portico, postgres_url, said, sqlite_in};
use portico::db::Db;
use serde_json::json;
use std::os::unix::fs::PermissionsExt as _;

#[test]
fn an_import_counts_its_lines_names_the_bad_ones_and_fails_if_there_are_any() {
    let folder = tempfile::tempdir().unwrap();
    let feed = folder.path().join("feed.ndjson");
    let good = [
        opening("e1", "IOE0912345678", 1).to_string(),
        event("e2", "IOE0912345678", "case_closed", 2, json!({})).to_string(),
        event("e3", "IOE0900000000", "case_closed", 2, json!({})).to_string(),
    ];
    std::fs::write(&feed, good.join("\n")).unwrap();
    let path = feed.to_str().unwrap();
    let first = portico(folder.path(), &["import", path], &[], "");
    assert!(first.status.success(), "{}", said(&first.stderr));
    assert_eq!(said(&first.stdout), "accepted 3, duplicate 0, held 1, rejected 0\n");
    let bad = format!("{}\n{{\"event_id\":\"e9\"}}\n", good[0]);
    let second = portico(folder.path(), &["import", "-"], &[], &bad);
    assert!(!second.status.success());
    assert_eq!(said(&second.stdout), "accepted 0, duplicate 1, held 0, rejected 1\n");
    assert!(said(&second.stderr).contains("line 2: receipt_number: This is required."), "{}", said(&second.stderr));
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let outcome = portico(folder.path(), &["import", "absent.ndjson"], &[], "");
    assert!(!outcome.status.success());
    assert!(said(&outcome.stderr).contains("absent.ndjson"), "{}", said(&outcome.stderr));
}

#[test]
fn the_demonstration_does_not_start_on_a_database_that_is_not_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let feed = opening("e1", "IOE0912345678", 1).to_string();
    assert!(portico(folder.path(), &["import", "-"], &[], &feed).status.success());
    std::fs::write(folder.path().join("manifest.json"), r#"{"build":"none"}"#).unwrap();
    let site = folder.path().to_str().unwrap();
    let refused = portico(folder.path(), &["demo"], &[("PORTICO_SITE_DIR", site)], "");
    assert!(!refused.status.success());
    let said = said(&refused.stderr);
    assert!(
        said.contains("not a demonstration's, so nothing was added") && said.contains("PORTICO_DATA_DIR"),
        "{said}"
    );
    assert!(refused.stdout.is_empty(), "no account is printed");
}

#[test]
fn a_key_is_printed_once_listed_without_its_secret_and_revoked() {
    let folder = tempfile::tempdir().unwrap();
    let made = portico(folder.path(), &["keys", "create", "--name", "case system", "--scope", "intake"], &[], "");
    let secret = said(&made.stdout).trim().to_owned();
    assert!(secret.starts_with("ptc_"), "{}", said(&made.stderr));
    let listed = said(&portico(folder.path(), &["keys", "list"], &[], "").stdout);
    assert!(listed.contains("case system") && listed.contains("intake") && !listed.contains(&secret), "{listed}");
    let id = listed.split_whitespace().next().unwrap();
    assert!(portico(folder.path(), &["keys", "revoke", id], &[], "").status.success());
    assert!(!portico(folder.path(), &["keys", "revoke", id], &[], "").status.success());
}

#[tokio::test]
async fn an_import_that_fails_midway_counts_what_was_taken_in_and_says_why_it_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let test = sqlite_in(folder.path()).await;
    let Db::Sqlite { writer, .. } = &test.db else { unreachable!("it was opened as one") };
    let sql = "
        create trigger full before insert on case_events when new.event_id = 'e1200'
        begin select raise(abort, 'the disk is full'); end";
    sqlx::query(sql).execute(&mut *writer.turn().await.unwrap()).await.unwrap();
    let lines =
        (1..=1_300).map(|number| event(&format!("e{number}"), "IOE0912345678", "other", 1, json!({})).to_string());
    let lines = lines.collect::<Vec<_>>().join("\n");
    let outcome = portico(folder.path(), &["import", "-"], &[], &lines);
    assert!(!outcome.status.success());
    let (counted, told) = (said(&outcome.stdout), said(&outcome.stderr));
    let accepted: u32 = counted.strip_prefix("accepted ").unwrap().split(',').next().unwrap().parse().unwrap();
    assert!((500..1_200).contains(&accepted), "{counted}");
    let reference = told.split("under ").nth(1).unwrap().trim();
    assert!(told.lines().any(|line| line.contains("the disk is full") && line.contains(reference)), "{told}");

    sqlx::query("drop trigger full").execute(&mut *writer.turn().await.unwrap()).await.unwrap();
    let again = said(&portico(folder.path(), &["import", "-"], &[], &lines).stdout);
    let rest = 1_300 - accepted;
    assert_eq!(again, format!("accepted {rest}, duplicate {accepted}, held {rest}, rejected 0\n"));
}

#[test]
fn a_key_without_a_name_is_refused_in_words_and_not_made() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["", "  ", "a\nb", &"x".repeat(65)] {
        let outcome = portico(folder.path(), &["keys", "create", "--name", name], &[], "");
        assert!(!outcome.status.success());
        let told = said(&outcome.stderr);
        assert!(told.contains("--name") && told.contains("must have 1 to 64 characters"), "{name:?}: {told}");
    }
    assert_eq!(said(&portico(folder.path(), &["keys", "list"], &[], "").stdout), "");
}

#[test]
fn migrating_makes_a_database_where_there_is_none_and_changes_nothing_the_second_time() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("var/portico");
    let file = folder.path().join("elsewhere/portico.db");
    let url = format!("sqlite://{}?mode=rwc", file.display());
    for settings in [
        vec![("PORTICO_DATA_DIR", data.to_str().unwrap())],
        vec![("PORTICO_DATA_DIR", data.to_str().unwrap()), ("PORTICO_DATABASE_URL", url.as_str())],
    ] {
        let first = portico(folder.path(), &["migrate"], &settings, "");
        assert!(first.status.success(), "{}", said(&first.stderr));
        let told = said(&first.stdout);
        assert!(told.starts_with("applied  foundation\napplied  accounts\n"), "{told}");
        assert!(told.ends_with("\nThe database is up to date.\n"), "{told}");
        let second = portico(folder.path(), &["migrate"], &settings, "");
        assert_eq!((second.status.success(), said(&second.stdout)), (true, "The database is up to date.\n".to_owned()));
    }
    assert!(data.join("portico.db").exists() && file.exists());
    for made in [&data, &folder.path().join("elsewhere")] {
        assert_eq!(std::fs::metadata(made).unwrap().permissions().mode() & 0o777, 0o700, "{}", made.display());
    }
    assert!(!data.join("keys.json").exists());
}

#[tokio::test]
async fn migrating_an_empty_postgresql_makes_no_folder() {
    let Some(server) = postgres_url() else { return eprintln!("skipped: PORTICO_TEST_POSTGRES_URL is not set") };
    let folder = tempfile::tempdir().unwrap();
    let made = empty_postgres(&server).await;
    let settings = [("PORTICO_DATA_DIR", "data"), ("PORTICO_DATABASE_URL", made.url.as_str())];
    for applied in [true, false] {
        let outcome = portico(folder.path(), &["migrate"], &settings, "");
        assert!(outcome.status.success(), "{}", said(&outcome.stderr));
        assert_eq!(said(&outcome.stdout).contains("applied  foundation"), applied);
    }
    assert!(!folder.path().join("data").exists());
}
