//! Countries of birth: the codes of ISO 3166-1 in `data/countries.json`, named in `data/vocabulary/`.

use super::model::Country;
use crate::i18n::{Locale, in_words};
use serde::Deserialize;
use std::sync::LazyLock;

#[derive(Deserialize)]
struct File {
    countries: Vec<String>,
}

static CODES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let file: File = serde_json::from_str(include_str!("../../data/countries.json"))
        .expect("a test reads this file, which is part of the program");
    file.countries
});

/// Every country by its name in that language.
pub fn all(locale: Locale) -> Vec<Country> {
    let mut countries: Vec<Country> =
        CODES.iter().map(|code| Country { code: code.clone(), name: name(code, locale) }).collect();
    countries.sort_by_cached_key(|country| sort_key(&country.name));
    countries
}

pub fn exists(code: &str) -> bool {
    CODES.iter().any(|known| known == code)
}

/// The country's name, or its code if a later list dropped it.
pub fn name(code: &str, locale: Locale) -> String {
    in_words(&format!("countries.{code}"), locale).unwrap_or(code).to_owned()
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
    use crate::i18n::vocabulary;

    #[test]
    fn every_country_has_a_name_in_every_language_and_accents_do_not_sort_last() {
        for locale in Locale::all() {
            let named = |code: &String| vocabulary(locale).find(&format!("countries.{code}")).is_some();
            assert!(CODES.iter().all(named), "{}", locale.code());
            assert_eq!(vocabulary(locale).keys().filter(|key| key.starts_with("countries.")).count(), CODES.len());
            let countries = all(locale);
            assert!(countries.len() > 240 && countries.iter().all(|c| c.code.len() == 2 && !c.name.is_empty()));
            assert_ne!(countries.last().map(|c| c.code.as_str()), Some("AX"));
        }
        assert!(exists("VN") && !exists("XX") && !exists("vn"));
    }
}
