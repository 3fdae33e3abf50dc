//! Randomness as a dependency: the operating system's in production, a seeded generator in tests. Of the program's
//! own code nothing else makes random values; the challenges of passkeys and the salts of proofs of work are made by their
//! libraries, from the operating system too.

use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use std::sync::{Arc, Mutex, PoisonError};
use uuid::Uuid;

/// A shared source of random bytes.
#[derive(Clone)]
pub struct Random(Arc<Mutex<StdRng>>);

impl std::fmt::Debug for Random {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Random")
    }
}

impl Random {
    /// Seeded by the operating system; a cryptographically secure generator (ChaCha12).
    #[must_use]
    pub fn system() -> Self {
        Self(Arc::new(Mutex::new(rand::make_rng())))
    }

    /// The same values every time: tests and demonstration data only.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        Self(Arc::new(Mutex::new(StdRng::seed_from_u64(seed))))
    }

    #[must_use]
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.0.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(&mut bytes);
        bytes
    }

    /// A 256-bit token for cookies and links: 43 characters of base64url.
    #[must_use]
    pub fn token(&self) -> String {
        use base64::Engine as _;
        base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(self.bytes::<32>())
    }

    /// A UUID version 7 of the given instant.
    #[must_use]
    pub fn uuid(&self, now: crate::types::Millis) -> Uuid {
        let millis = u64::try_from(now).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &self.bytes()).into_uuid()
    }

    /// A whole number from 0 to `below - 1`; `below` must not be 0.
    #[must_use]
    pub fn below(&self, below: u64) -> u64 {
        // The bias of the remainder is under 2^-32 for every bound in use.
        u64::from_le_bytes(self.bytes()) % below
    }
}
