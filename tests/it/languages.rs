//! Every language says everything.

use portico::i18n::{Locale, messages};
use std::collections::BTreeSet;

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
    let mut folders = vec![std::path::PathBuf::from("src")];
    let mut named = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap_or_default();
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
    }
    assert!(named > 30, "only {named} keys were found in the code");
}
