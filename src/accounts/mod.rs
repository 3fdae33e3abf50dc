//! People and how they sign in: registration, passwords, authenticator apps, recovery codes, sessions, profile.
//!
//! What must stay true:
//! - Nobody outside can tell whether an address has an account: not by answer, cost or time.
//! - An account is complete once it has a passkey, or a password with an authenticator app, and never falls back.
//! - Every token is random, stored as a hash and consumed by one guarded statement; no link signs in.
//! - Each limit is counted in the database before the outcome of the try is known.

pub mod api;
pub mod model;
pub mod pages;
pub mod passkeys;
pub mod step_up;
pub mod work;

#[cfg(feature = "ssr")]
mod cookies;
#[cfg(feature = "ssr")]
mod countries;
#[cfg(feature = "ssr")]
mod device;
#[cfg(feature = "ssr")]
mod email;
#[cfg(feature = "ssr")]
mod hasher;
#[cfg(feature = "ssr")]
mod limits;
#[cfg(feature = "ssr")]
mod password;
#[cfg(feature = "ssr")]
mod person;
#[cfg(feature = "ssr")]
mod rules;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
pub mod sessions;
#[cfg(feature = "ssr")]
mod store;

#[cfg(feature = "ssr")]
pub use email::{EmailAddress, EmailError};
#[cfg(feature = "ssr")]
pub use hasher::{HashCost, PasswordHasher, Verdict};
#[cfg(feature = "ssr")]
pub use limits::Typed;
#[cfg(feature = "ssr")]
pub use password::Password;
#[cfg(feature = "ssr")]
pub use person::{PersonFields, ProfileFields};
#[cfg(feature = "ssr")]
pub use rules::{Ways, page_after_sign_in};
#[cfg(feature = "ssr")]
pub use service::{Identity, identity, prune};
#[cfg(feature = "ssr")]
pub use store::SEALED;
