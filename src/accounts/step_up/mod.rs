//! Step-up: a signed-in person proves again who they are, by passkey or by password and a code, and goes back to the
//! act that asked for it. Acts ask by `Actor::fresh`.
//!
//! What must stay true: the limits of signing in hold here too, in the same counters; only the person's own factors
//! count; the session lives on under a new token and the old one is dead.

pub mod api;

#[cfg(feature = "ssr")]
pub mod service;
