//! People and how they sign in: registration, passwords, authenticator apps, recovery codes, sessions, profile.
//!
//! What must stay true:
//! - Nobody outside can tell whether an address has an account: not by answer, cost or time.
//! - An account is complete once it has a passkey, or a password with an authenticator app or a proved phone, and falls
//!   back by nothing but a recovery ([`recovery`]), which leaves it no way to sign in at all.
//! - Every token is random, stored as a hash and consumed by one guarded statement; no link signs in.
//! - An account has one primary address; it is closed only by its owner's wish that was not taken back.
//! - Each limit is counted in the database before the outcome of the try is known.

pub mod addresses;
pub mod api;
pub mod apps;
pub mod closing;
pub mod devices;
pub mod export;
pub mod merging;
pub mod model;
pub mod notices;
pub mod pages;
pub mod passkeys;
pub mod phone;
pub mod questions;
pub mod recovery;
pub mod sessions;
pub mod step_up;
pub mod work;

#[cfg(feature = "ssr")]
mod cookies;
#[cfg(feature = "ssr")]
mod countries;
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
pub mod personal;
#[cfg(feature = "ssr")]
mod routes;
#[cfg(feature = "ssr")]
mod rules;
#[cfg(feature = "ssr")]
pub mod service;
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
pub use person::{NameFields, PersonFields, ProfileFields};
#[cfg(feature = "ssr")]
pub use routes::recovery_codes_file;
#[cfg(feature = "ssr")]
pub use rules::{Ways, page_after_sign_in};
#[cfg(feature = "ssr")]
pub use service::{Identity, identity, prune};
#[cfg(feature = "ssr")]
pub use store::SEALED;
