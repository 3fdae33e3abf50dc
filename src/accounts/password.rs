//! Passwords: which are accepted. `hasher.rs` compares and stores them.

use crate::types::ReceiptNumber;
use sha2::{Digest as _, Sha256};
use std::fmt;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization as _;
use xorf::{BinaryFuse16, BinaryFuse16Ref, DmaSerializable as _, Filter as _, FilterRef as _};

const SHORTEST: usize = 12;
const LONGEST: usize = 256;
/// Characters that are looked at for how guessable they are. It takes time by the square of them, a second for 256 that look
/// like letters in disguise; what is hard to guess is so within its first 64.
const ESTIMATED: usize = 64;

/// The file that `cargo xtask passwords` makes; the filter reads it where it lies, in words of two bytes.
#[repr(align(2))]
struct Aligned<T: ?Sized>(T);

static KNOWN_BYTES: &Aligned<[u8]> = &Aligned(*include_bytes!("../../data/known-passwords.bin"));

/// Passwords that attackers have in lists. Refuses each of them, and of 65,000 others one that is in none.
static KNOWN: LazyLock<BinaryFuse16Ref<'static>> = LazyLock::new(|| {
    let (descriptor, fingerprints) = KNOWN_BYTES.0.split_at(BinaryFuse16::DESCRIPTOR_LEN);
    BinaryFuse16Ref::from_dma(descriptor, fingerprints)
});

/// Words that an attacker of this service tries first, the longest first. They may stand in a password that is one without
/// them.
static CONTEXT: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let mut words: Vec<&str> = include_str!("../../data/context-words.txt").lines().skip(1).collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    words
});

/// Letters and digits that a password has besides words of [`CONTEXT`], if it has any of those.
const BESIDE_CONTEXT: usize = 8;

/// A typed password in NFC, so that two keyboards type the same one. Not `Serialize`, shows nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

impl Password {
    pub(super) fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    /// For comparison with a stored one. What no password can be as long as is cut: it is wrong in any case, and must
    /// not cost more than others.
    #[must_use]
    pub fn typed(text: &str) -> Self {
        Self(normalised(text))
    }

    /// A new password, checked against every rule; the error is the key of the sentence for the first it breaks. Takes
    /// milliseconds of a core: [`super::hasher::PasswordHasher::choose`] does it where there is room for that.
    ///
    /// # Errors
    /// See [`RuleBroken::key`].
    pub fn choose(text: &str, about: &OwnWords) -> Result<Self, RuleBroken> {
        let password = normalised(text);
        let length = password.chars().count();
        let small = password.to_lowercase();
        if password.is_empty() {
            Err(RuleBroken::Missing)
        } else if length < SHORTEST {
            Err(RuleBroken::Short)
        } else if length > LONGEST {
            Err(RuleBroken::Long)
        } else if is_known(&small) {
            Err(RuleBroken::Common)
        } else if about.occur_in(&small) || holds_receipt_number(&password) {
            Err(RuleBroken::Own)
        } else if is_of_context(&small) || is_guessable(&password, about) {
            Err(RuleBroken::Guessable)
        } else {
            Ok(Self(password))
        }
    }
}

fn is_known(small: &str) -> bool {
    let hash = Sha256::digest(small);
    KNOWN.contains(&hash.iter().take(8).rev().fold(0, |key, byte| key << 8 | u64::from(*byte)))
}

fn is_of_context(small: &str) -> bool {
    let mut rest = small.to_owned();
    for word in CONTEXT.iter() {
        rest = rest.replace(word, " ");
    }
    rest != small && rest.chars().filter(|c| c.is_alphanumeric()).count() < BESIDE_CONTEXT
}

fn is_guessable(password: &str, about: &OwnWords) -> bool {
    let beginning: String = password.chars().take(ESTIMATED).collect();
    zxcvbn::zxcvbn(&beginning, &about.as_inputs()).score() < zxcvbn::Score::Three
}

/// A letter with its accents is typed as several characters on some keyboards and as one on others.
fn normalised(text: &str) -> String {
    text.chars().take(LONGEST * 4).nfc().collect()
}

/// Why a new password is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuleBroken {
    Missing,
    Short,
    Long,
    Common,
    /// Holds the person's name, e-mail address or a receipt number.
    Own,
    Guessable,
}

impl RuleBroken {
    /// Key of the sentence that says what to do.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Missing => "accounts.errors.password_missing",
            Self::Short => "accounts.errors.password_short",
            Self::Long => "accounts.errors.password_long",
            Self::Common => "accounts.errors.password_common",
            Self::Own => "accounts.errors.password_own",
            Self::Guessable => "accounts.errors.password_guessable",
        }
    }
}

/// Words that a stranger would try first: parts of names and addresses of this person, in small letters.
#[derive(Clone, Debug, Default)]
pub struct OwnWords(Vec<String>);

impl OwnWords {
    /// From names and e-mail addresses as they are stored.
    #[must_use]
    pub fn of<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut words = Vec::new();
        for text in texts {
            let small = text.nfc().collect::<String>().to_lowercase();
            let mailbox = small.split_once('@').map(|(local, _)| local.to_owned());
            words.extend(small.split([' ', '-', '\'', '’', '@', '.', '_']).map(str::to_owned));
            words.extend(mailbox);
            words.push(small);
        }
        // Short Latin words hide in other words; a Chinese name of two letters does not.
        words.retain(|word| word.chars().count() >= if word.is_ascii() { 4 } else { 2 });
        Self(words)
    }

    fn occur_in(&self, password: &str) -> bool {
        self.0.iter().any(|word| password.contains(word.as_str()))
    }

    fn as_inputs(&self) -> Vec<&str> {
        self.0.iter().map(String::as_str).collect()
    }
}

fn holds_receipt_number(password: &str) -> bool {
    let letters: Vec<char> = password.chars().filter(char::is_ascii_alphanumeric).collect();
    letters.windows(13).any(|window| window.iter().collect::<String>().parse::<ReceiptNumber>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken(text: &str) -> Option<RuleBroken> {
        let about = OwnWords::of(["Hoa Thị", "Nguyễn-Trần", "hoa.garden@example.org", "李雷"]);
        Password::choose(text, &about).err()
    }

    #[test]
    fn each_rule_refuses_what_it_is_for() {
        let long = "correct horse battery staple ".repeat(9);
        for (text, rule) in [
            ("", Some(RuleBroken::Missing)),
            ("kitchen-47", Some(RuleBroken::Short)),
            (long.as_str(), Some(RuleBroken::Long)),
            ("1234567890-=", Some(RuleBroken::Common)),
            ("my NGUYỄN lantern 47", Some(RuleBroken::Own)),
            ("seven hoa.garden@example.org lamps", Some(RuleBroken::Own)),
            ("李雷 and the seven lamps", Some(RuleBroken::Own)),
            ("lamp ioe-0912345678 lamp", Some(RuleBroken::Own)),
            ("aaaaaaaaaaaaaaaa", Some(RuleBroken::Common)),
            ("lanternlanternlantern", Some(RuleBroken::Guessable)),
            ("portico-visa-portico", Some(RuleBroken::Guessable)),
            ("pasaporte-asilo-visado", Some(RuleBroken::Guessable)),
            ("violet lantern kitchen river", None),
            ("violet pasaporte lantern river", None),
            ("фиолетовый фонарь на кухне", None),
        ] {
            assert_eq!(broken(text), rule, "{text}");
        }
    }

    #[test]
    fn passwords_of_public_lists_are_refused_and_others_are_not() {
        for text in
            ["1234567890-=", "!Alfonso921!", "passwordpassword", "PasswordPassword", "qwertyuiop[]", "1q2w3e4r5t6y"]
        {
            assert_eq!(broken(text), Some(RuleBroken::Common), "{text}");
        }
        let others = (0..100_000_u32).filter(|number| is_known(&format!("{number:08} lanterns {number:x}"))).count();
        assert!(others < 10, "{others} that are in no list");
    }

    #[test]
    fn composed_and_decomposed_letters_are_the_same_password() {
        assert_eq!(Password::typed("caf\u{e9} au lait 47"), Password::typed("cafe\u{301} au lait 47"));
    }
}
