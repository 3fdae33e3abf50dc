//! What the statuses, forms and countries of `data/` are called and mean, in each language: `data/vocabulary/`, a file a
//! language. Too much to send to a browser, so pages are given the words they show.

use super::{Catalogue, Locale};
use std::sync::LazyLock;

include!(concat!(env!("OUT_DIR"), "/vocabularies.rs"));

/// The words of one language alone, by dotted key such as `countries.VN`; parsed once a process.
#[must_use]
pub fn vocabulary(locale: Locale) -> &'static Catalogue {
    static ALL: LazyLock<Vec<Catalogue>> = LazyLock::new(|| {
        Locale::all().zip(VOCABULARIES).map(|(locale, text)| Catalogue::parse(locale, text)).collect()
    });
    ALL.get(locale.index()).or_else(|| ALL.first()).expect("there is at least the default vocabulary")
}

/// The words of a key; those of the default language where this one has none.
#[must_use]
pub fn in_words(key: &str, locale: Locale) -> Option<&'static str> {
    vocabulary(locale).find(key).or_else(|| vocabulary(Locale::default()).find(key))
}
