//! CLDR plural rules in the browser, which knows those of every language.

use super::Locale;
use js_sys::{Array, Intl::PluralRules, Object};

pub(super) fn category(locale: Locale, count: i64) -> String {
    let rules = PluralRules::new(&Array::of1(&locale.code().into()), &Object::new());
    i32::try_from(count).map_or_else(|_| "other".to_owned(), |count| rules.select(f64::from(count)).into())
}
