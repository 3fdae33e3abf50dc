//! `portico import` and `portico keys`, as an operator runs them.

use crate::fixtures::{event, opening};
use serde_json::json;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// Runs the program over an installation in `folder`.
fn portico(folder: &Path, arguments: &[&str], input: &str) -> Output {
    std::fs::write(folder.join("manifest.json"), r#"{"build":"none"}"#).unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_portico"))
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .env("PORTICO_DATA_DIR", folder)
        .env("PORTICO_SITE_DIR", folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn said(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

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
    let first = portico(folder.path(), &["import", path], "");
    assert!(first.status.success(), "{}", said(&first.stderr));
    assert_eq!(said(&first.stdout), "accepted 3, duplicate 0, held 1, rejected 0\n");
    let bad = format!("{}\n{{\"event_id\":\"e9\"}}\n", good[0]);
    let second = portico(folder.path(), &["import", "-"], &bad);
    assert!(!second.status.success());
    assert_eq!(said(&second.stdout), "accepted 0, duplicate 1, held 0, rejected 1\n");
    assert!(said(&second.stderr).contains("line 2: receipt_number: This is required."), "{}", said(&second.stderr));
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let outcome = portico(folder.path(), &["import", "absent.ndjson"], "");
    assert!(!outcome.status.success());
    assert!(said(&outcome.stderr).contains("absent.ndjson"), "{}", said(&outcome.stderr));
}

#[test]
fn a_key_is_printed_once_listed_without_its_secret_and_revoked() {
    let folder = tempfile::tempdir().unwrap();
    let made = portico(folder.path(), &["keys", "create", "--name", "case system", "--scope", "intake"], "");
    let secret = said(&made.stdout).trim().to_owned();
    assert!(secret.starts_with("ptc_"), "{}", said(&made.stderr));
    let listed = said(&portico(folder.path(), &["keys", "list"], "").stdout);
    assert!(listed.contains("case system") && listed.contains("intake") && !listed.contains(&secret), "{listed}");
    let id = listed.split_whitespace().next().unwrap();
    assert!(portico(folder.path(), &["keys", "revoke", id], "").status.success());
    assert!(!portico(folder.path(), &["keys", "revoke", id], "").status.success());
}
