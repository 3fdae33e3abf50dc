//! A person's e-mail addresses: proving a new one, changing the primary one, undoing that, removing; and telling somebody
//! which address their account has.
//!
//! What must stay true: an account has one primary address and at most four others, each proved; the primary one changes
//! only when the new one and one that the account had are both proved, each by a POST; whoever owned the one before can
//! undo it for seven days; nobody can tell by answer, cost or page whether an address or a person has an account.

pub mod api;
pub mod model;
pub mod pages;

#[cfg(feature = "ssr")]
mod rules;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
mod store;

#[cfg(feature = "ssr")]
pub(in crate::accounts) use rules::identity_index;
#[cfg(feature = "ssr")]
pub use service::fill_identities;
#[cfg(feature = "ssr")]
pub(in crate::accounts) use store::{prune, settle, stop_waiting};
