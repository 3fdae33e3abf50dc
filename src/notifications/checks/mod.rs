//! "Did this message come from us?": every mail carries a short code, and a page that asks for no account says what was
//! sent with it, and when.
//!
//! What must stay true: a code is a keyed hash of its mail, so that a mail that is sent twice has one; only a keyed hash
//! of the code is kept, with the kind, the language and the time, and nothing of the reader; tries are limited.

pub mod api;
mod model;
pub mod pages;

#[cfg(feature = "ssr")]
mod rules;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
mod store;

pub use model::CheckedMail;
