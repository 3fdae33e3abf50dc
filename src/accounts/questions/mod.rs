//! Security questions: one item of the support desk's checklist, for agencies whose rules ask for one. Off unless the
//! operator turns them on.
//!
//! What must stay true: an answer is kept as a hash alone and never shown again; nothing reads it but a request to the
//! support desk, so it neither signs in nor resets, and there it is never what an approval rests on; an answer to nobody
//! costs as much as one to somebody; who sets or removes them has just proved who they are, and every channel is told.

pub mod api;
pub mod model;
pub mod pages;

#[cfg(feature = "ssr")]
mod rules;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
pub(in crate::accounts) mod store;

#[cfg(feature = "ssr")]
pub(in crate::accounts) use rules::{Given, read_pair};
#[cfg(feature = "ssr")]
pub(in crate::accounts) use service::{is_right, kept_answer};
