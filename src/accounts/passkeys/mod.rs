//! Passkeys: enrolling, naming and removing them, and proving who one is with them.

#[cfg(feature = "ssr")]
mod relying_party;

#[cfg(feature = "ssr")]
pub use relying_party::{count, relying_party};
