//! A phone as a second factor: a number proved by a code, and the codes that are texted to it. Off unless the operator
//! has configured a gateway.
//!
//! What must stay true: a code is random, stored as a keyed hash, good for ten minutes and three tries, counts only for
//! the act and the browser it was sent for, and is consumed by one guarded statement; sends are limited for the person
//! and for the number; with the gateway off no phone is a way in; a number is read only to write to it.

pub mod api;
mod model;
pub mod pages;

#[cfg(feature = "ssr")]
mod codes;
#[cfg(feature = "ssr")]
mod rules;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
pub(in crate::accounts) mod store;

pub use model::{PhonePage, PhoneShown, TextOffer};

#[cfg(feature = "ssr")]
pub(in crate::accounts) use codes::spend;
#[cfg(feature = "ssr")]
pub use codes::{SentFor, send};
#[cfg(feature = "ssr")]
pub(in crate::accounts) use service::{is_usable, number_to_tell, offer, proved, shown};
