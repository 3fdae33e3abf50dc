//! Passwords: which are accepted, and how they are hashed.
//!
//! What must stay true: a password is compared and hashed only inside [`PasswordHasher`], at most as many at once as
//! there are cores; a person who does not exist costs the same as one who does.

use crate::error::{AppError, AppResult};
use crate::server;
use crate::types::ReceiptNumber;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use std::collections::HashSet;
use std::fmt;
use std::sync::{Arc, LazyLock};
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization as _;

const SHORTEST: usize = 12;
const LONGEST: usize = 256;

/// How many may wait for a core. At 15 ms each the last of them waits half a second on two cores.
const QUEUE: usize = 64;

/// Lower-cased, one a line, after one line about the source.
static COMMON: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| include_str!("../../data/common-passwords.txt").lines().skip(1).collect());

/// A typed password in NFC, so that two keyboards type the same one. Not `Serialize`, shows nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

impl Password {
    /// For comparison with a stored one. What no password can be as long as is cut: it is wrong in any case, and must
    /// not cost more than others.
    #[must_use]
    pub fn typed(text: &str) -> Self {
        Self(normalised(text))
    }

    /// A new password, checked against every rule; the error is the key of the sentence for the first it breaks.
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
        } else if COMMON.contains(small.as_str()) {
            Err(RuleBroken::Common)
        } else if about.occur_in(&small) || holds_receipt_number(&password) {
            Err(RuleBroken::Own)
        } else if zxcvbn::zxcvbn(&password, &about.as_inputs()).score() < zxcvbn::Score::Three {
            Err(RuleBroken::Guessable)
        } else {
            Ok(Self(password))
        }
    }
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

/// What hashing costs. Raising it re-hashes each password at its next sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HashCost {
    memory_kib: u32,
    passes: u32,
}

impl HashCost {
    /// OWASP's first choice for argon2id.
    pub const STANDARD: Self = Self { memory_kib: 19_456, passes: 2 };
    /// For tests that are not about hashing.
    pub const CHEAP: Self = Self { memory_kib: 8, passes: 1 };

    fn params(self) -> Params {
        Params::new(self.memory_kib, self.passes, 1, None).expect("both costs are within the bounds of argon2")
    }
}

/// What a comparison found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Wrong,
    Right,
    /// Right, and the stored hash is cheaper than today's: hash again.
    RightButCheap,
}

/// The one place where passwords are hashed. Cheap to clone.
#[derive(Clone)]
pub struct PasswordHasher(Arc<Inner>);

struct Inner {
    params: Params,
    pepper: [u8; 32],
    /// Compared with when there is nobody to compare with.
    nobody: String,
    /// One permit a core.
    running: Arc<Semaphore>,
    /// One permit for each that runs or waits.
    places: Arc<Semaphore>,
}

impl fmt::Debug for PasswordHasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PasswordHasher({:?})", self.0.params)
    }
}

impl PasswordHasher {
    /// `pepper` is [`crate::storage::KeyRing::pepper`].
    #[must_use]
    pub fn new(cost: HashCost, pepper: [u8; 32]) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let mut inner = Inner {
            params: cost.params(),
            pepper,
            nobody: String::new(),
            running: Arc::new(Semaphore::new(cores)),
            places: Arc::new(Semaphore::new(cores + QUEUE)),
        };
        inner.nobody = inner.hash(b"", &[0; 16]);
        Self(Arc::new(inner))
    }

    /// Hash in PHC form.
    pub async fn hash(&self, password: Password, salt: [u8; 16]) -> AppResult<String> {
        self.run(move |inner| inner.hash(password.0.as_bytes(), &salt)).await
    }

    /// Compares with the stored hash; without one it does the same work and answers [`Verdict::Wrong`].
    pub async fn verify(&self, password: Password, stored: Option<String>) -> AppResult<Verdict> {
        self.run(move |inner| inner.verify(&password, stored.as_deref())).await
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce(&Inner) -> T + Send + 'static) -> AppResult<T> {
        let busy = |_| server::unavailable("password hasher");
        let place = Arc::clone(&self.0.places).try_acquire_owned().map_err(busy)?;
        let Ok(turn) = Arc::clone(&self.0.running).acquire_owned().await else {
            return Err(AppError::Unavailable { seconds: 2 });
        };
        let inner = Arc::clone(&self.0);
        // The permits move in: a request that is dropped does not make room before its work has ended.
        let task = tokio::task::spawn_blocking(move || {
            let done = work(&inner);
            drop((turn, place));
            done
        });
        task.await.map_err(|error| server::internal(&error))
    }
}

impl Inner {
    fn argon2(&self) -> Argon2<'_> {
        Argon2::new_with_secret(&self.pepper, Algorithm::Argon2id, Version::V0x13, self.params.clone())
            .expect("a pepper of 32 bytes is not too long")
    }

    fn hash(&self, password: &[u8], salt: &[u8; 16]) -> String {
        let hash: PasswordHash = self
            .argon2()
            .hash_password_with_salt(password, salt)
            .expect("the salt has 16 bytes and a password is far shorter than 4 GiB");
        hash.to_string()
    }

    fn verify(&self, password: &Password, stored: Option<&str>) -> Verdict {
        let known = stored.unwrap_or(&self.nobody);
        let Ok(hash) = PasswordHash::new(known) else { return Verdict::Wrong };
        let right = self.argon2().verify_password(password.0.as_bytes(), &hash).is_ok();
        if !right || stored.is_none() {
            return Verdict::Wrong;
        }
        let cheap = Params::try_from(&hash)
            .is_ok_and(|params| params.m_cost() < self.params.m_cost() || params.t_cost() < self.params.t_cost());
        if cheap { Verdict::RightButCheap } else { Verdict::Right }
    }
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
            ("aaaaaaaaaaaaaaaa", Some(RuleBroken::Guessable)),
            ("violet lantern kitchen river", None),
            ("фиолетовый фонарь на кухне", None),
        ] {
            assert_eq!(broken(text), rule, "{text}");
        }
    }

    #[test]
    fn composed_and_decomposed_letters_are_the_same_password() {
        assert_eq!(Password::typed("caf\u{e9} au lait 47"), Password::typed("cafe\u{301} au lait 47"));
    }

    #[tokio::test]
    async fn only_the_right_password_with_the_right_pepper_verifies() {
        let hasher = PasswordHasher::new(HashCost::CHEAP, [7; 32]);
        let stored = hasher.hash(Password::typed("violet lantern"), [1; 16]).await.unwrap();
        let verify = async |hasher: &PasswordHasher, text: &str, stored: Option<&String>| {
            hasher.verify(Password::typed(text), stored.cloned()).await.unwrap()
        };
        assert_eq!(verify(&hasher, "violet lantern", Some(&stored)).await, Verdict::Right);
        assert_eq!(verify(&hasher, "violet lanterns", Some(&stored)).await, Verdict::Wrong);
        assert_eq!(verify(&hasher, "", None).await, Verdict::Wrong);
        let other_pepper = PasswordHasher::new(HashCost::CHEAP, [8; 32]);
        assert_eq!(verify(&other_pepper, "violet lantern", Some(&stored)).await, Verdict::Wrong);
        let dearer = PasswordHasher::new(HashCost { memory_kib: 16, passes: 1 }, [7; 32]);
        assert_eq!(verify(&dearer, "violet lantern", Some(&stored)).await, Verdict::RightButCheap);
    }

    #[tokio::test]
    async fn a_full_queue_turns_people_away_instead_of_growing() {
        let hasher = PasswordHasher::new(HashCost::CHEAP, [7; 32]);
        let places = Arc::clone(&hasher.0.places);
        let all = u32::try_from(places.available_permits()).unwrap();
        let taken = places.acquire_many_owned(all).await.unwrap();
        let refused = hasher.hash(Password::typed("violet lantern"), [1; 16]).await;
        assert_eq!(refused, Err(AppError::Unavailable { seconds: 2 }));
        drop(taken);
        assert!(hasher.hash(Password::typed("violet lantern"), [1; 16]).await.is_ok());
    }
}
