//! The receipt number: 3 letters and 10 digits, printed on the receipt notice. People type spaces, dashes and small
//! letters; all are accepted. Unknown letter prefixes are not refused: agencies open new centres.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Normalised: `IOE0912345678`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "ssr", derive(sqlx::Type), sqlx(transparent))]
pub struct ReceiptNumber(String);

/// Not 3 letters and 10 digits.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("a receipt number has 3 letters and 10 digits; {typed} characters were given")]
pub struct ReceiptError {
    /// Characters given, spaces and dashes not counted.
    pub typed: usize,
}

impl ReceiptNumber {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ReceiptNumber {
    type Err = ReceiptError;

    fn from_str(text: &str) -> Result<Self, ReceiptError> {
        let separator = |c: char| c.is_whitespace() || matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}');
        let letters: String = text.chars().filter(|c| !separator(*c)).collect();
        let bytes = letters.as_bytes();
        let shaped = bytes.len() == 13
            && bytes.iter().take(3).all(u8::is_ascii_alphabetic)
            && bytes.iter().skip(3).all(u8::is_ascii_digit);
        if shaped {
            Ok(Self(letters.to_ascii_uppercase()))
        } else {
            Err(ReceiptError { typed: letters.chars().count() })
        }
    }
}

impl fmt::Display for ReceiptNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for ReceiptNumber {
    type Error = ReceiptError;

    fn try_from(text: String) -> Result<Self, ReceiptError> {
        text.parse()
    }
}

impl From<ReceiptNumber> for String {
    fn from(number: ReceiptNumber) -> Self {
        number.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_dashes_and_small_letters_are_accepted() {
        for text in ["IOE0912345678", "ioe-09-123-45678", " IOE 0912345678 ", "IOE\u{2013}0912345678"] {
            assert_eq!(text.parse::<ReceiptNumber>().unwrap().as_str(), "IOE0912345678");
        }
    }

    #[test]
    fn other_shapes_are_refused_with_the_count_typed() {
        for (text, typed) in
            [("IOE091234567", 12), ("IO10912345678", 13), ("", 0), ("ＩＯＥ0912345678", 13), ("IOE09123456789", 14)]
        {
            assert_eq!(text.parse::<ReceiptNumber>(), Err(ReceiptError { typed }), "{text}");
        }
    }
}
