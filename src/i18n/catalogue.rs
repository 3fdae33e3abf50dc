//! A catalogue: sentences by key, with places written `{name}`, and plural forms by CLDR category.

use super::Locale;
use super::plural::category;
use super::read::read;
use std::collections::HashMap;

#[cfg(feature = "ssr")]
include!(concat!(env!("OUT_DIR"), "/catalogues.rs"));

/// The sentences of one language.
#[derive(Debug)]
pub struct Catalogue {
    locale: Locale,
    sentences: HashMap<String, String>,
}

/// The catalogue of a language, parsed once a process.
#[cfg(feature = "ssr")]
#[must_use]
pub fn messages(locale: Locale) -> &'static Catalogue {
    use std::sync::LazyLock;
    static ALL: LazyLock<Vec<Catalogue>> =
        LazyLock::new(|| Locale::all().zip(CATALOGUES).map(|(locale, text)| Catalogue::parse(locale, text)).collect());
    ALL.get(locale.index()).or_else(|| ALL.first()).expect("there is at least the default catalogue")
}

impl Catalogue {
    /// Reads nested objects into dotted keys. A text that is no JSON object gives an empty catalogue, whose sentences
    /// are their keys: ugly, but a page.
    #[must_use]
    pub fn parse(locale: Locale, text: &str) -> Self {
        Self { locale, sentences: read(text) }
    }

    #[must_use]
    pub fn locale(&self) -> Locale {
        self.locale
    }

    /// The sentence, or its key where the catalogue lacks it (a test sees to it that none is lacking).
    #[must_use]
    pub fn t(&self, key: &str) -> String {
        self.find(key).unwrap_or(key).to_owned()
    }

    /// The sentence with its places filled.
    #[must_use]
    pub fn with(&self, key: &str, values: &[(&str, &str)]) -> String {
        fill(self.find(key).unwrap_or(key), values)
    }

    /// The plural form for `count`; `{count}` is filled with it.
    #[must_use]
    pub fn plural(&self, key: &str, count: i64, values: &[(&str, &str)]) -> String {
        let form = self.find(&format!("{key}.{}", category(self.locale, count)));
        let form = form.or_else(|| self.find(&format!("{key}.other"))).unwrap_or(key);
        let count = self.number(count);
        let mut all = vec![("count", count.as_str())];
        all.extend_from_slice(values);
        fill(form, &all)
    }

    /// Whole number with the language's grouping mark.
    #[must_use]
    pub fn number(&self, number: i64) -> String {
        let digits = number.unsigned_abs().to_string();
        let mark = self.find("format.group").unwrap_or(",");
        let mut grouped = String::new();
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && (digits.len() - place).is_multiple_of(3) {
                grouped.push_str(mark);
            }
            grouped.push(digit);
        }
        if number < 0 { format!("\u{2212}{grouped}") } else { grouped }
    }

    #[must_use]
    pub fn find(&self, key: &str) -> Option<&str> {
        self.sentences.get(key).map(String::as_str)
    }

    /// Every key, for the test that compares catalogues.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.sentences.keys().map(String::as_str)
    }
}

/// Fills `{name}`; a filled value is never looked at again, so that a person's `{name}` stays as typed.
fn fill(sentence: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(sentence.len() + 16);
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        match after.split_once('}') {
            Some((name, after)) => {
                match values.iter().find(|(known, _)| *known == name) {
                    Some((_, value)) => filled.push_str(value),
                    None => {
                        filled.push('{');
                        filled.push_str(name);
                        filled.push('}');
                    }
                }
                rest = after;
            }
            None => {
                filled.push('{');
                rest = after;
            }
        }
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filled_value_is_not_filled_again() {
        assert_eq!(fill("{a} and {b}", &[("a", "{b}"), ("b", "x")]), "{b} and x");
        assert_eq!(fill("{missing} {", &[]), "{missing} {");
    }

    #[test]
    fn numbers_are_grouped_as_the_language_does() {
        let catalogue = Catalogue::parse(Locale::default(), r#"{"format":{"group":","}}"#);
        assert_eq!(
            [0, 999, 1_000, 1_234_567, -1_000].map(|n| catalogue.number(n)),
            ["0", "999", "1,000", "1,234,567", "\u{2212}1,000"]
        );
    }
}
