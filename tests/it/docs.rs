//! The documents say what is: every setting, command, file and test they name exists, and no setting goes unnamed.

use portico::server::config::{Config, Mode, Sources};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

const TREES: &[&str] = &[
    ".cargo/",
    "benches/",
    "data/",
    "docs/",
    "end2end/",
    "locales/",
    "migrations/",
    "public/",
    "src/",
    "style/",
    "tests/",
    "xtask/",
];

/// Every file below `folder` whose name ends so.
fn files(folder: &str, end: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::from(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() && !path.ends_with("node_modules") {
                folders.push(path);
            } else if path.to_string_lossy().ends_with(end) {
                found.push(path);
            }
        }
    }
    assert!(!found.is_empty(), "{folder} has no {end}");
    found
}

fn documents() -> Vec<(PathBuf, String)> {
    let mut paths = files("docs", ".md");
    paths.push(PathBuf::from("README.md"));
    paths.into_iter().map(|path| (path.clone(), fs::read_to_string(path).unwrap())).collect()
}

/// What a document sets as code: the lines of its blocks, and the spans within its text.
fn code(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            inside = !inside;
        } else if inside {
            found.push(line.trim());
        } else {
            found.extend(line.split('`').skip(1).step_by(2));
        }
    }
    found
}

/// Words that follow `command` where it is called: at the beginning of a line of code or after a pipe.
fn called(code: &str, command: &str) -> Vec<String> {
    let calls = code.split(['|', ';', '&']).filter_map(|call| {
        let mut words = call.split_whitespace();
        words.next().filter(|first| first.rsplit('/').next() == Some(command))?;
        words.find(|word| !word.starts_with('-')).map(str::to_owned)
    });
    calls.collect()
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    text.split_once(start).unwrap().1.split_once(end).unwrap().0
}

fn settings() -> BTreeSet<String> {
    let source = fs::read_to_string("src/server/config.rs").unwrap();
    let names = between(&source, "const NAMES: &[&str] = &[", "];");
    names.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn every_setting_is_documented_and_no_other() {
    let table = fs::read_to_string("docs/configuration.md").unwrap();
    let rows = table.lines().filter_map(|line| line.strip_prefix("| `PORTICO_")?.split('`').next());
    assert_eq!(rows.map(str::to_lowercase).collect::<BTreeSet<_>>(), settings());

    for (path, text) in documents() {
        for word in text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_') {
            let Some(name) = word.strip_prefix("PORTICO_").filter(|name| !name.is_empty()) else { continue };
            let known = name.starts_with("TEST_") || settings().contains(&name.to_lowercase());
            assert!(known, "{}: {word} is no setting", path.display());
        }
    }
}

#[test]
fn the_example_file_holds_every_setting_with_its_default() {
    let text = fs::read_to_string("portico.example.toml").unwrap();
    let lines = text.lines().filter_map(|line| line.strip_prefix("# ")).filter(|line| line.contains(" = "));
    let lines: Vec<&str> = lines.collect();
    let names = lines.iter().map(|line| line.split(' ').next().unwrap().to_owned());
    assert_eq!(names.collect::<BTreeSet<_>>(), settings());

    let mut example = Sources::default();
    example.add_toml(&lines.join("\n")).unwrap();
    let read = |sources: &Sources| format!("{:?}", Config::from_sources(sources, Mode::Production).unwrap());
    assert_eq!(read(&example), read(&Sources::default()));
}

#[test]
fn every_command_in_a_document_exists() {
    let makefile = fs::read_to_string("Makefile").unwrap();
    let cli = fs::read_to_string("src/cli/mod.rs").unwrap();
    let commands = between(&cli, "enum Command {", "\n}").to_lowercase();
    let commands: BTreeSet<&str> =
        commands.lines().filter_map(|line| line.trim().split(['(', ',']).next()).filter(|w| !w.contains('/')).collect();
    let mut named = 0;
    for (path, text) in documents() {
        for code in code(&text) {
            for target in called(code, "make") {
                named += 1;
                assert!(makefile.contains(&format!("\n{target}:")), "{}: make {target}", path.display());
            }
            for command in called(code, "portico") {
                named += 1;
                assert!(commands.contains(command.as_str()), "{}: portico {command}", path.display());
            }
        }
    }
    assert!(named > 20, "only {named} commands were found");
}

#[test]
fn every_file_that_a_document_names_exists() {
    for (path, text) in documents() {
        let folder = path.parent().unwrap();
        for link in text.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next()) {
            // The pictures are made by the browser tests, which run after this one.
            if link.is_empty() || link.contains("://") || link.contains("screenshots/") {
                continue;
            }
            assert!(folder.join(link).exists(), "{}: {link}", path.display());
        }
        for name in code(&text).into_iter().filter(|name| TREES.iter().any(|tree| name.starts_with(tree))) {
            let plain = !name.contains(['*', '<', '{', ' ', '…']);
            assert!(!plain || Path::new(name).exists(), "{}: {name}", path.display());
        }
    }
}

#[test]
fn every_document_and_test_file_that_a_comment_names_exists() {
    for path in files("src", ".rs").into_iter().chain(files("tests", ".rs")) {
        let text = fs::read_to_string(&path).unwrap();
        for name in text.split(|c: char| !c.is_ascii_alphanumeric() && !"/._-".contains(c)) {
            let name = name.trim_end_matches('.');
            let file = [".md", ".rs"].iter().any(|end| name.ends_with(end));
            if file && (name.starts_with("docs/") || name.starts_with("tests/")) {
                assert!(Path::new(name).exists(), "{}: {name}", path.display());
            }
        }
    }
}

#[test]
fn every_test_that_a_document_names_exists() {
    let sources = ["src", "tests/it", "xtask/src"].map(|folder| files(folder, ".rs")).concat();
    let sources: String = sources.into_iter().map(|path| fs::read_to_string(path).unwrap()).collect();
    let mut named = 0;
    for (path, text) in documents() {
        for name in code(&text) {
            if let Some((file, title)) = name.split_once(" › ") {
                named += 1;
                let tests = fs::read_to_string(Path::new("end2end/tests").join(file)).unwrap();
                assert!(tests.contains(title), "{}: {file} has no {title:?}", path.display());
            }
            // A sentence has at least four words; metrics have as many.
            let sentence = name.matches('_').count() >= 3 && !name.starts_with("portico_");
            if sentence && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_') {
                named += 1;
                assert!(sources.contains(&format!("fn {name}(")), "{}: no test {name}", path.display());
            }
        }
    }
    assert!(named > 60, "only {named} tests were found");
}

#[test]
fn the_map_has_one_row_for_every_folder_of_the_program() {
    let readme = fs::read_to_string("README.md").unwrap();
    let mut mapped: Vec<String> = readme
        .lines()
        .filter_map(|line| line.strip_prefix("| `src/")?.split_once("/` |"))
        .map(|(folder, _)| folder.to_owned())
        .collect();
    mapped.sort();
    let folders = fs::read_dir("src").unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir());
    let mut folders: Vec<String> =
        folders.map(|path| path.file_name().unwrap().to_string_lossy().into_owned()).collect();
    folders.sort();
    assert_eq!(mapped, folders);
}

#[test]
fn every_row_of_a_table_stands_in_it_and_stands_once() {
    for (path, text) in documents() {
        let lines: Vec<&str> = text.lines().collect();
        for (at, line) in lines.iter().enumerate().skip(1) {
            let here = format!("{}:{}: {line:.60}", path.display(), at + 1);
            if line.starts_with('|') && !lines[at - 1].starts_with('|') {
                assert!(lines[at + 1].starts_with("|---"), "no head above {here}");
            }
            assert!(!line.starts_with('#') || lines[at - 1].is_empty() || !lines[at - 1].starts_with('|'), "{here}");
            let told = line.starts_with("| ") && line.len() > 60 && lines[..at].contains(line);
            assert!(!told, "twice: {here}");
        }
    }
}
