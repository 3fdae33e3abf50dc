//! CLDR plural rules on the server; the browser has its own (`Intl.PluralRules`), of the same data.

use super::Locale;
use icu_plurals::{PluralCategory, PluralRules};
use std::sync::LazyLock;

static RULES: LazyLock<Vec<Option<PluralRules>>> = LazyLock::new(|| {
    let rules = |locale: Locale| {
        let code: icu_locale_core::Locale = locale.code().parse().ok()?;
        PluralRules::try_new_cardinal(code.into()).ok()
    };
    Locale::all().map(rules).collect()
});

pub(super) fn category(locale: Locale, count: i64) -> &'static str {
    let rules = RULES.get(locale.index()).and_then(Option::as_ref);
    match rules.map(|rules| rules.category_for(count)) {
        Some(PluralCategory::Zero) => "zero",
        Some(PluralCategory::One) => "one",
        Some(PluralCategory::Two) => "two",
        Some(PluralCategory::Few) => "few",
        Some(PluralCategory::Many) => "many",
        Some(PluralCategory::Other) | None => "other",
    }
}
