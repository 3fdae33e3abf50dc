//! Countries of birth: ISO 3166-1, names by language from `data/countries.json`.

use super::model::Country;
use crate::i18n::Locale;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

#[derive(Deserialize)]
struct File {
    countries: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    code: String,
    #[serde(flatten)]
    names: BTreeMap<String, String>,
}

static ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| {
    let file: File = serde_json::from_str(include_str!("../../data/countries.json"))
        .expect("a test reads this file, which is part of the program");
    file.countries
});

/// Every country by its name in that language; a language without names gets the English ones.
pub fn all(locale: Locale) -> Vec<Country> {
    let mut countries: Vec<Country> =
        ROWS.iter().map(|row| Country { code: row.code.clone(), name: name_of(row, locale) }).collect();
    countries.sort_by_cached_key(|country| sort_key(&country.name));
    countries
}

pub fn exists(code: &str) -> bool {
    ROWS.iter().any(|row| row.code == code)
}

/// The country's name, or its code if a later list dropped it.
pub fn name(code: &str, locale: Locale) -> String {
    ROWS.iter().find(|row| row.code == code).map_or_else(|| code.to_owned(), |row| name_of(row, locale))
}

fn name_of(row: &Row, locale: Locale) -> String {
    row.names.get(locale.code()).or_else(|| row.names.get("en")).cloned().unwrap_or_default()
}

/// Without accents: "Åland" stands among the As, where people look for it.
fn sort_key(name: &str) -> String {
    use unicode_normalization::UnicodeNormalization as _;
    use unicode_normalization::char::is_combining_mark;
    name.nfd().filter(|c| !is_combining_mark(*c)).collect::<String>().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_country_has_a_name_in_every_language_and_accents_do_not_sort_last() {
        for locale in Locale::all() {
            let countries = all(locale);
            assert!(countries.len() > 240 && countries.iter().all(|c| c.code.len() == 2 && !c.name.is_empty()));
            assert_ne!(countries.last().map(|c| c.code.as_str()), Some("AX"));
        }
        assert!(exists("VN") && !exists("XX") && !exists("vn"));
    }
}
