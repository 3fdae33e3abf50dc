//! Browsers that a person signs in with: one not seen before is told by mail, and the person can say that it was not them.
//!
//! What must stay true: of a browser only a keyed hash of its cookie and the person is kept; a mail is told once, five
//! minutes after the sign-in began, with what came of it; its link acts by a post alone, once, for ten days; disowning a
//! sign-in never signs anybody in and leaves no password that somebody else may know.

pub mod api;
pub mod model;
pub mod pages;

#[cfg(feature = "ssr")]
mod disown;
#[cfg(feature = "ssr")]
mod rules;
#[cfg(feature = "ssr")]
mod service;
#[cfg(feature = "ssr")]
mod store;

#[cfg(feature = "ssr")]
pub use disown::{by_link, by_row, of_link, of_row};
#[cfg(feature = "ssr")]
pub use service::{password_was_right, session_began, tell};
#[cfg(feature = "ssr")]
pub(in crate::accounts) use store::{forget_all, prune};
