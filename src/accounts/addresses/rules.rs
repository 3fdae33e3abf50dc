//! How many, how long, how often; and which names are the same name.

use crate::limits::Policy;
use crate::storage::KeyRing;
use crate::types::{CivilDate, DAY, HOUR, MINUTE, Millis};
use unicode_normalization::UnicodeNormalization as _;

/// Addresses of an account: the primary one and four others.
pub(super) const MOST: usize = 5;

/// How long links that prove an address live.
pub(super) const LINK_LIFE: Millis = 30 * MINUTE;

/// How long the owner of an address that was replaced can undo it. Longer than a week-end away from one's mail.
pub(super) const UNDO_LIFE: Millis = 7 * DAY;

/// How long an address must have been the account's before it confirms a change, becomes the primary one or undoes one. As
/// long as the owner has to undo: whoever sits at somebody else's open session can add a mailbox of their own, of which every
/// address is told, and gains nothing by it until then.
const SETTLED_AFTER: Millis = UNDO_LIFE;

/// When an address that was proved at `verified_at` counts as one that the account has always had.
pub(super) fn settled_at(verified_at: Millis) -> Millis {
    verified_at + SETTLED_AFTER
}

/// How long a question for one's address waits for its answer at most.
pub(super) const REMINDER_LIFE: Millis = 2 * DAY;

/// Changes and additions that a person asks for, sendings anew included: each mails up to five addresses.
pub(super) const ASKED: Policy = Policy { name: "address-asked", hits: 5, window: HOUR, block: HOUR };

/// Questions for a forgotten address from one network.
pub(super) const REMINDERS_FROM_NETWORK: Policy =
    Policy { name: "address-reminder-network", hits: 5, window: HOUR, block: HOUR };

/// Answers that one account is mailed, whoever asks.
pub(super) const REMINDERS_OF_PERSON: Policy =
    Policy { name: "address-reminder-person", hits: 3, window: DAY, block: DAY };

/// Finds people by name and date of birth. Both in one value, so that the database groups nobody by either.
pub fn identity_index(keys: &KeyRing, given: &str, family: &str, born: CivilDate) -> Vec<u8> {
    keys.blind("people.identity", &format!("{born}\u{0}{}", folded_name(given, family)))
}

/// The words of a whole name without case, accents and order: people remember neither how they typed them nor into which
/// of two fields.
fn folded_name(given: &str, family: &str) -> String {
    let whole = format!("{given} {family}");
    let bare: String = whole.nfkd().flat_map(char::to_lowercase).filter(|c| !is_accent(*c)).collect();
    let mut folded = String::with_capacity(bare.len());
    for c in bare.nfc() {
        match plain(c) {
            Some(letters) => folded.push_str(letters),
            None => folded.push(if c.is_alphanumeric() { c } else { ' ' }),
        }
    }
    let mut words: Vec<&str> = folded.split_whitespace().collect();
    words.sort_unstable();
    words.join(" ")
}

/// Combining marks of Latin, Greek and Cyrillic. Those of other scripts are letters' own sounds and stay.
fn is_accent(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

/// Letters whose stroke or shape does not decompose, as people write them without it.
fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        'đ' | 'ð' => "d",
        'ħ' => "h",
        'ı' => "i",
        'ł' => "l",
        'ø' => "o",
        'ŧ' => "t",
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        '\'' | '\u{2019}' | '\u{2bc}' => "",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::Random;

    #[test]
    fn a_name_is_the_same_without_case_accents_and_order() {
        let same = folded_name("Hoa", "Nguyễn Đặng");
        for (given, family) in [
            ("hoa", "NGUYEN DANG"),
            ("Nguye\u{302}\u{303}n", "Đặng Hoa"),
            ("", " Hoa   Nguyễn-Đặng "),
            ("Hoa Dang Nguyen", ""),
        ] {
            assert_eq!(folded_name(given, family), same, "{given} {family}");
        }
        assert_eq!(folded_name("Łukasz", "O’Brien-Größe"), folded_name("lukasz", "O'BRIEN GROSSE"));
        assert_eq!(folded_name("İnci", "Øst"), folded_name("inci", "ost"));
    }

    #[test]
    fn other_names_are_other_names() {
        for (given, family) in [("Hoang", "Nguyen"), ("", "Hoa"), ("Hoa", "Nguyen Nguyen")] {
            assert_ne!(folded_name(given, family), folded_name("Hoa", "Nguyễn"));
        }
        // Vowel signs are no accents.
        assert_ne!(folded_name("ราม", ""), folded_name("รมา", ""));
        assert_ne!(folded_name("कि", ""), folded_name("की", ""));
    }

    #[test]
    fn the_day_of_birth_is_part_of_it() {
        let keys = KeyRing::generate(&Random::seeded(1));
        let day = |day| CivilDate::new(1986, 4, day).unwrap();
        let of = |born| identity_index(&keys, "Hoa", "Nguyễn", born);
        assert_eq!(of(day(28)), identity_index(&keys, "NGUYEN", "hoa", day(28)));
        assert_ne!(of(day(28)), of(day(27)));
    }
}
