//! How a check code is made and read: nine letters of Crockford's base 32 and a tenth that shows a slip (Luhn's sum in 32s).

use crate::limits::Policy;
use crate::types::{DAY, MINUTE, Millis, crockford};

pub(super) const LENGTH: usize = 10;

/// How long a message is known.
pub(super) const KEPT: Millis = 90 * DAY;

/// Codes that one network can try. 45 random bits: whoever guesses needs longer than the mails are kept.
pub(super) const FROM_NETWORK: Policy =
    Policy { name: "mail-check", hits: 20, window: 10 * MINUTE, block: 10 * MINUTE };

/// Why a text is no code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Misread {
    Empty,
    /// Not ten letters and digits.
    Shape,
    /// The last letter does not belong to the others.
    Slip,
}

/// The code of random bytes.
pub(super) fn code(bytes: &[u8]) -> String {
    let mut code: String = bytes.iter().take(LENGTH - 1).map(|byte| crockford::letter(u32::from(*byte))).collect();
    code.push(crockford::letter(last(&code)));
    code
}

/// As it is shown: two groups of five.
pub(super) fn shown(code: &str) -> String {
    let (first, second) = code.split_at_checked(LENGTH / 2).unwrap_or((code, ""));
    format!("{first}-{second}")
}

pub(super) fn read(typed: &str) -> Result<String, Misread> {
    if typed.trim().is_empty() {
        return Err(Misread::Empty);
    }
    let code = crockford::read(typed).filter(|code| code.len() == LENGTH).ok_or(Misread::Shape)?;
    let (letters, check) = code.split_at_checked(LENGTH - 1).ok_or(Misread::Shape)?;
    if check == crockford::letter(last(letters)).to_string() { Ok(code) } else { Err(Misread::Slip) }
}

/// Value of the letter that follows these.
fn last(letters: &str) -> u32 {
    let values = letters.bytes().rev().filter_map(crockford::value);
    let sum: u32 = values.zip([2, 1].into_iter().cycle()).map(|(value, factor)| digits(value * factor)).sum();
    (32 - sum % 32) % 32
}

/// Sum of the two digits of a number below 64, written in 32s.
fn digits(number: u32) -> u32 {
    number / 32 + number % 32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_however_it_was_copied() {
        let code = code(&[31, 7, 200, 3, 0, 1, 18, 90, 11]);
        let shown = shown(&code);
        assert_eq!((code.len(), shown.len()), (10, 11));
        for typed in [
            shown.clone(),
            shown.to_lowercase(),
            format!("  {} ", shown.replace('-', " ")),
            shown.replace('-', "\u{2013}"),
            code.replace('0', "o").replace('1', "l"),
        ] {
            assert_eq!(read(&typed).as_ref(), Ok(&code), "{typed}");
        }
    }

    #[test]
    fn a_slip_of_one_letter_is_noticed() {
        let code = code(&[31, 7, 200, 3, 0, 1, 18, 90, 11]);
        for place in 0..LENGTH {
            for letter in crockford::LETTERS {
                let mut typed = code.clone().into_bytes();
                let own = std::mem::replace(&mut typed[place], *letter);
                let read = read(std::str::from_utf8(&typed).unwrap());
                assert_eq!(read.is_ok(), own == *letter, "{place} {letter}");
            }
        }
    }

    #[test]
    fn what_is_no_code_says_why() {
        for (typed, why) in [
            ("", Misread::Empty),
            (" \t", Misread::Empty),
            ("ABCDE", Misread::Shape),
            ("ABCDE-FGHJK-M", Misread::Shape),
            ("ABCDE-FGH*K", Misread::Shape),
            ("<script>1</script>", Misread::Shape),
        ] {
            assert_eq!(read(typed), Err(why), "{typed}");
        }
    }
}
