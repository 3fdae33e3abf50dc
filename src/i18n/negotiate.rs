//! Which language a bare path is answered in: the saved choice, then `Accept-Language`, then the default.

use super::Locale;

/// `saved` is the language cookie's value, `accept` the `Accept-Language` header.
#[must_use]
pub fn negotiate(saved: Option<&str>, accept: Option<&str>) -> Locale {
    saved.and_then(Locale::parse).or_else(|| accept.and_then(best)).unwrap_or_default()
}

fn best(accept: &str) -> Option<Locale> {
    let mut ranges: Vec<(f32, Locale)> = accept
        .split(',')
        .take(20)
        .filter_map(|range| {
            let mut parts = range.trim().split(';');
            let tag = parts.next()?.trim();
            let weight = parts.find_map(|p| p.trim().strip_prefix("q=")).map_or(Some(1.0), |q| q.parse().ok())?;
            let locale = Locale::parse(tag).or_else(|| Locale::parse(&tag.split('-').next()?.to_ascii_lowercase()))?;
            (weight > 0.0).then_some((weight, locale))
        })
        .collect();
    // Stable: of equal weights the first named wins.
    ranges.sort_by(|a, b| b.0.total_cmp(&a.0));
    ranges.first().map(|(_, locale)| *locale)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_saved_choice_wins_then_the_browsers_order_then_english() {
        for (saved, accept, expected) in [
            (Some("es"), Some("en"), "es"),
            (Some("xx"), Some("es-MX,en;q=0.8"), "es"),
            (None, Some("fr, en;q=0.5, es;q=0.9"), "es"),
            (None, Some("es;q=0"), "en"),
            (None, Some(";;;,q=,\u{fffd}"), "en"),
            (None, None, "en"),
        ] {
            assert_eq!(negotiate(saved, accept).code(), expected, "{saved:?} {accept:?}");
        }
    }
}
