//! Secrets at rest: the key ring, field encryption and blind indexes. Files will join them here.

mod keys;

pub use keys::{KeyError, KeyRing, token_hash};
