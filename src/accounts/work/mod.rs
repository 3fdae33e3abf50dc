//! Proof of work: who has tried often goes on once their browser has worked for a second or two, or after a short wait.
//! Nobody is asked to read, hear or solve anything (`docs/adr/0013-proof-of-work.md`).
//!
//! What must stay true: it locks nobody out, since without a proof one try a minute is still taken, and passkeys, recovery
//! codes and resets never ask for one but the request of a mail; an address without an account is treated as one with;
//! a proof counts once, on whichever node, and for ten minutes.

mod solver;

#[cfg(feature = "ssr")]
mod rules;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
mod store;

pub use solver::solve;

#[cfg(feature = "ssr")]
pub(in crate::accounts) use service::{Admitted, SIGN_IN};
#[cfg(feature = "ssr")]
pub(in crate::accounts) use store::prune;
