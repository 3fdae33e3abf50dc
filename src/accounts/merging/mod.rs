//! Joining two accounts of one person: the other one is proved completely from within the session, what would happen is shown,
//! and then everything moves in one transaction. For seven days either side can have it undone.
//!
//! What must stay true: nothing of the other account is shown before it is proved, and proving it is limited as signing in to
//! it is; nobody signs in to an account while it is joined to another, and what led to it leads to that one; both rows of
//! people are locked in the order of their ids before either is looked at, so that joining and parting at the same moment
//! find each other's outcome. See `docs/adr/0018-exports-in-the-database.md`.

pub mod api;
pub mod model;
pub mod pages;

#[cfg(feature = "ssr")]
mod join;
#[cfg(feature = "ssr")]
mod part;
#[cfg(feature = "ssr")]
mod preview;
#[cfg(feature = "ssr")]
pub mod proof;
#[cfg(feature = "ssr")]
mod record;
#[cfg(feature = "ssr")]
mod rules;
#[cfg(feature = "ssr")]
mod store;

#[cfg(feature = "ssr")]
pub use join::join;
#[cfg(feature = "ssr")]
pub use part::{forget_when_over, is_open, part, part_by_link};
#[cfg(feature = "ssr")]
pub use preview::page;
#[cfg(feature = "ssr")]
pub use rules::UNDO;
#[cfg(feature = "ssr")]
pub(in crate::accounts) use store::prune;
#[cfg(feature = "ssr")]
pub use store::{SEALED, survivor};
