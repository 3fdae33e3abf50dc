//! Every language says everything.

use portico::i18n::{Locale, in_words, messages};
use std::collections::BTreeSet;
use std::path::PathBuf;

const CATEGORIES: &[&str] = &["zero", "one", "two", "few", "many", "other"];

/// A key without the plural category, which differs by language.
fn sentence(key: &str) -> String {
    match key.rsplit_once('.') {
        Some((sentence, category)) if CATEGORIES.contains(&category) => sentence.to_owned(),
        _ => key.to_owned(),
    }
}

fn sentences(locale: Locale) -> BTreeSet<String> {
    messages(locale).keys().map(sentence).collect()
}

/// Names of the places in a text.
fn places(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name)).collect()
}

/// Every Rust file below a folder.
fn sources(folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::from(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|kind| kind == "rs") {
                found.push(path);
            }
        }
    }
    found
}

#[test]
fn every_catalogue_has_the_same_sentences() {
    let english = sentences(Locale::default());
    assert!(english.len() > 50);
    for locale in Locale::all() {
        let own = sentences(locale);
        let missing: Vec<_> = english.difference(&own).collect();
        let spare: Vec<_> = own.difference(&english).collect();
        assert!(missing.is_empty() && spare.is_empty(), "{}: lacks {missing:?}, has besides {spare:?}", locale.code());
    }
}

#[test]
fn every_sentence_has_the_same_places_in_every_language() {
    let english = messages(Locale::default());
    for locale in Locale::all() {
        for key in messages(locale).keys() {
            let text = messages(locale).t(key);
            assert!(!text.trim().is_empty(), "{key} is empty in {}", locale.code());
            let counterpart =
                english.find(key).map_or_else(|| english.t(&format!("{}.other", sentence(key))), str::to_owned);
            assert_eq!(places(&text), places(&counterpart), "{key} in {}", locale.code());
        }
    }
}

#[test]
fn every_key_that_the_code_names_exists() {
    let english = sentences(Locale::default());
    let tops: BTreeSet<&str> = english.iter().filter_map(|key| key.split('.').next()).collect();
    let mut named = 0;
    for path in sources("src") {
        let text = std::fs::read_to_string(&path).unwrap();
        let code: Vec<&str> = text.lines().filter(|line| !line.contains("Corrupt(")).collect();
        for literal in code.join("\n").split('"').skip(1).step_by(2) {
            let is_key = literal.split_once('.').is_some_and(|(top, rest)| {
                tops.contains(top)
                    && !rest.is_empty()
                    && rest.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '.')
                    && !rest.ends_with('.')
            });
            if is_key {
                named += 1;
                assert!(english.contains(literal), "{}: {literal} is in no catalogue", path.display());
            }
        }
    }
    assert!(named > 30, "only {named} keys were found in the code");
}

#[test]
fn adding_a_language_is_adding_its_files() {
    for locale in Locale::all() {
        for folder in ["locales", "data/vocabulary"] {
            let file = format!("{folder}/{}.json", locale.code());
            assert!(std::path::Path::new(&file).exists(), "{file}");
        }
        // What was written for it is what is told: the file is found by its name alone.
        let file = std::fs::read_to_string(format!("data/vocabulary/{}.json", locale.code())).unwrap();
        let file: serde_json::Value = serde_json::from_str(&file).unwrap();
        assert_eq!(in_words("countries.VN", locale), file["countries"]["VN"].as_str());
    }
    assert_eq!(std::fs::read_dir("data/vocabulary").unwrap().count(), Locale::all().count());
}

#[test]
fn no_code_names_a_language_but_the_default() {
    // The agency of the demonstration writes in two languages.
    let own = |path: &std::path::Path| !path.starts_with("src/cli/demo");
    let mut read = 0;
    for path in sources("src").into_iter().chain(["build.rs".into()]).filter(|path| own(path)) {
        let text = std::fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        read += 1;
        for locale in Locale::all().filter(|locale| *locale != Locale::default()) {
            for named in
                [format!("\"{}\"", locale.code()), format!("_{}\"", locale.code()), format!("_{}:", locale.code())]
            {
                assert!(!code.contains(&named), "{}: {named}", path.display());
            }
        }
    }
    assert!(read > 100, "only {read} files were read");
}

/// Whether a text of the code, with its places, can be this key.
fn can_be(text: &str, key: &str) -> bool {
    let Some((start, rest)) = text.split_once('{') else { return text == key };
    let end = rest.rsplit_once('}').map_or("", |(_, end)| end);
    start.contains('.') && key.len() > start.len() + end.len() && key.starts_with(start) && key.ends_with(end)
}

#[test]
fn every_sentence_is_said_somewhere() {
    let code: Vec<String> = sources("src").iter().map(|path| std::fs::read_to_string(path).unwrap()).collect();
    let texts: BTreeSet<&str> = code.iter().flat_map(|code| code.split('"').skip(1).step_by(2)).collect();
    let named = |key: &str| texts.iter().any(|text| can_be(text, key));
    // `wait_text` makes the name of a sentence about hours from the one about minutes.
    let said = |key: &str| {
        let sentence = sentence(key);
        named(key) || named(&sentence) || sentence.strip_suffix("_hours").is_some_and(named)
    };
    // The names of languages are read while the program is built.
    let unsaid = messages(Locale::default()).keys().filter(|key| *key != "language.name" && !said(key));
    assert_eq!(unsaid.collect::<Vec<_>>(), Vec::<&str>::new());
}
