//! Pure decisions about numbers and codes.

use crate::limits::Policy;
use crate::types::{DAY, MINUTE, Millis, SECOND};

/// Digits of a code.
pub(super) const DIGITS: usize = 6;

/// How long a code counts.
pub(super) const LIFE: Millis = 10 * MINUTE;

/// How often a code may be typed.
pub(super) const TRIES: i64 = 3;

/// Accounts that one number may serve: a family shares a phone, a trade in accounts does not.
pub(super) const ACCOUNTS: i64 = 5;

/// Between two codes for one person.
pub(super) const PAUSE: Policy = Policy { name: "text-send-pause", hits: 1, window: 30 * SECOND, block: 30 * SECOND };

/// Codes for one person.
pub(super) const PERSON: Policy = Policy { name: "text-send", hits: 5, window: DAY, block: DAY };

/// Codes for one number, whoever asks: what a family needs on one phone, and no more.
pub(super) const NUMBER: Policy = Policy { name: "text-send-number", hits: 20, window: DAY, block: DAY };

/// A telephone number as gateways take it (E.164). `None` if it is none, or lacks its country code.
pub(super) fn number(typed: &str) -> Option<String> {
    let kept = |c: &char| !c.is_whitespace() && !matches!(c, '-' | '(' | ')' | '.' | '/' | '\u{2010}'..='\u{2015}');
    let number: String = typed.chars().filter(kept).collect();
    let digits = number.strip_prefix('+')?;
    let usual = (8..=15).contains(&digits.len()) && !digits.starts_with('0');
    (usual && digits.chars().all(|c| c.is_ascii_digit())).then_some(number)
}

/// What an owner knows a number by.
pub(super) fn ending(number: &str) -> String {
    number.get(number.len().saturating_sub(2)..).unwrap_or_default().to_owned()
}

/// The digits of a typed code.
pub(super) fn code(typed: &str) -> Option<String> {
    let digits: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    (digits.len() == DIGITS && digits.chars().all(|c| c.is_ascii_digit())).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_taken_with_its_country_code_however_it_is_written() {
        for typed in ["+12125550100", " +1 (212) 555-0100", "+1.212.555.0100", "+1\u{a0}212\u{2011}555\u{2013}0100"] {
            assert_eq!(number(typed).as_deref(), Some("+12125550100"), "{typed}");
        }
        for typed in [
            "",
            "2125550100",
            "+1212",
            "+0012125550100",
            "+1212555010012345",
            "+1212555o100",
            "+１２１２５５５０１００",
        ] {
            assert_eq!(number(typed), None, "{typed}");
        }
        assert_eq!(ending("+12125550167"), "67");
    }

    #[test]
    fn a_code_is_six_digits_however_they_are_grouped() {
        for typed in ["123456", " 123 456 ", "123-456"] {
            assert_eq!(code(typed).as_deref(), Some("123456"));
        }
        for typed in ["", "12345", "1234567", "12345a", "１２３４５６"] {
            assert_eq!(code(typed), None, "{typed}");
        }
    }
}
