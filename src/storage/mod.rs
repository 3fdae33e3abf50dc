//! Secrets at rest: the key ring, field encryption, blind indexes, and sealing anew after a rotation.

mod keys;
mod store;

pub use keys::{KeyError, KeyRing, token_hash};
pub use store::{Resealed, Rows, SealedColumn, reseal};
