//! Authenticator apps: time-based codes after RFC 6238, 30 seconds, one step either side. A person may have several,
//! each with a name.
//!
//! What must stay true: a secret counts only after a code has proved that an app holds it; a step is used once a person,
//! whichever app shows it; there are at most five; the last way to sign in cannot be removed.

pub mod api;
mod model;
pub mod pages;

#[cfg(feature = "ssr")]
mod handover;
#[cfg(feature = "ssr")]
mod rules;
#[cfg(feature = "ssr")]
mod secret;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
pub(in crate::accounts) mod store;

pub use model::{AppId, AppSummary, Apps, AuthenticatorSetup, QrCode};

#[cfg(feature = "ssr")]
pub(in crate::accounts) use handover::{copy_apps, take_back_apps};
#[cfg(feature = "ssr")]
pub(in crate::accounts) use secret::{code_now, seal};
