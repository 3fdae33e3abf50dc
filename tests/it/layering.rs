//! The walls between modules, which one crate does not build by itself.

use std::fs;
use std::path::{Path, PathBuf};

pub fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::from(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|kind| kind == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    assert!(!found.is_empty(), "{folder} has no sources");
    found
}

/// Lines of code in `folder` that hold `needle`, except in files named in `allowed`.
fn uses(folder: &str, needle: &str, allowed: &[&str]) -> Vec<String> {
    let allowed = |path: &Path| allowed.iter().any(|end| path.ends_with(end));
    let hits = |(path, text): (PathBuf, String)| {
        let lines = text.lines().filter(|line| !line.trim_start().starts_with("//") && line.contains(needle));
        lines.map(|line| format!("{}: {}", path.display(), line.trim())).collect::<Vec<_>>()
    };
    sources(folder).into_iter().filter(|(path, _)| !allowed(path)).flat_map(hits).collect()
}

#[test]
fn the_design_system_and_the_database_know_no_slice() {
    for slice in ["accounts", "app", "audit", "cases", "desk", "integration", "jobs", "live", "notifications"] {
        for folder in ["src/ui", "src/db", "src/types", "src/i18n"] {
            assert_eq!(uses(folder, &format!("crate::{slice}"), &[]), Vec::<String>::new());
        }
    }
}

#[test]
fn sql_stands_only_in_stores_and_in_the_data_layer() {
    let outside: Vec<String> = uses("src", "sqlx::query", &[])
        .into_iter()
        .filter(|line| {
            let path = line.split(':').next().unwrap();
            !(path.starts_with("src/db/") || path.ends_with("store.rs") || path.contains("/store/"))
        })
        // The flash is a table of the server's own, with two statements.
        .filter(|line| !line.starts_with("src/server/flash.rs"))
        .collect();
    assert_eq!(outside, Vec::<String>::new());
}

/// The head of `match` and of `if let` lives as long as their body: a connection that was taken in it would be held while the
/// body waits for another, and a pool of people who do so waits for itself.
#[test]
fn no_connection_is_taken_in_the_head_of_a_choice() {
    let taken: Vec<String> = ["match ", "if let ", "while let "]
        .into_iter()
        // Their bodies ask for nothing.
        .flat_map(|head| uses("src", head, &["cli/doctor.rs", "export/parts/cases.rs"]))
        .filter(|line| ["db.read().await", "db.begin().await"].iter().any(|taking| line.contains(taking)))
        .collect();
    assert_eq!(taken, Vec::<String>::new());
}

#[test]
fn user_text_reaches_no_unescaped_place() {
    assert_eq!(uses("src", "<textarea", &["ui/text_area.rs"]), Vec::<String>::new());
    assert_eq!(uses("src", "inner_html", &[]), Vec::<String>::new());
    // Leptos 0.8 does not escape the title: only sentences of the catalogue may stand there.
    assert_eq!(uses("src", "<Title", &["ui/title.rs"]), Vec::<String>::new());
}

#[test]
fn time_and_randomness_come_from_the_context() {
    assert_eq!(uses("src", "SystemTime::now", &["server/clock.rs"]), Vec::<String>::new());
    assert_eq!(uses("src", "rand::", &["server/random.rs"]), Vec::<String>::new());
}

#[test]
fn case_access_is_granted_only_where_the_link_was_read() {
    let elsewhere: Vec<String> = uses("src", "CaseAccess::granted", &[])
        .into_iter()
        .filter(|line| !line.starts_with("src/cases/store"))
        .collect();
    assert_eq!(elsewhere, Vec::<String>::new());
}

#[test]
fn the_log_knows_the_first_part_of_every_pages_address() {
    let log = fs::read_to_string("src/server/telemetry.rs").unwrap();
    let routes = fs::read_to_string("src/app/routes.rs").unwrap();
    let mut parts: Vec<&str> =
        routes.split("path!(\"/:locale/").skip(1).map(|rest| rest.split(['/', '"']).next().unwrap()).collect();
    parts.sort_unstable();
    parts.dedup();
    let listed = log.split("const PAGES: &[&str] = &[").nth(1).unwrap().split("];").next().unwrap();
    let listed: Vec<&str> = listed.split('"').skip(1).step_by(2).collect();
    assert_eq!(listed, parts);
}
