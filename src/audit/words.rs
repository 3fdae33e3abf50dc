//! An act in plain words, the same on the page and in a download.

use super::model::ActivityRow;
use crate::i18n::I18n;

/// What was done.
pub(super) fn sentence(i: &I18n, row: &ActivityRow) -> String {
    let part = if row.refused { "refused" } else { "acts" };
    let factor = row.factor.as_deref().map(|factor| i.t(&format!("audit.factors.{factor}"))).unwrap_or_default();
    let limit =
        row.limit.as_deref().map(|limit| i.t(&format!("audit.limits.{}", limit.replace('-', "_")))).unwrap_or_default();
    let fields: Vec<String> = row.fields.iter().map(|field| i.t(&format!("audit.fields.{field}"))).collect();
    let places = [("factor", factor.as_str()), ("limit", limit.as_str()), ("fields", &fields.join(", "))];
    let key = format!("audit.{part}.{}", row.act);
    let mut said = if i.knows(&key) { i.with(&key, &places) } else { i.t("audit.unknown_act") };
    if row.sessions > 0 {
        said = format!("{said} {}", i.plural("audit.sessions", row.sessions, &[]));
    }
    said
}

/// With what.
pub(super) fn device(i: &I18n, row: &ActivityRow) -> String {
    match (&row.browser, &row.system) {
        (Some(browser), Some(system)) => i.with("audit.device", &[("browser", browser), ("system", system)]),
        (Some(one), None) | (None, Some(one)) => one.clone(),
        (None, None) => i.t("audit.device_unknown"),
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use crate::audit::{Act, Factor, Topic};
    use crate::i18n::{I18n, Locale};

    #[test]
    fn every_act_and_factor_has_words_in_every_language() {
        for locale in Locale::all() {
            let i = I18n::of(locale);
            let own = Act::ALL.iter().filter(|act| act.topic() != Topic::Agency);
            let acts = own.map(|act| format!("audit.acts.{}", act.as_str()));
            let factors = Factor::ALL.iter().map(|factor| format!("audit.factors.{}", factor.as_str()));
            for key in acts.chain(factors) {
                assert!(i.knows(&key), "{key} in {}", locale.code());
            }
        }
    }
}
