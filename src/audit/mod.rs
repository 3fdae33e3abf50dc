//! What was done, by whom and to what: a log that nobody changes unseen, and what its owner reads of it as their activity.
//!
//! What must stay true: a row is written in the transaction of its act, as the last thing before the commit ([`commit`]
//! takes the transaction, so nothing can follow); its words are closed sets, so that no secret and nothing personal can
//! stand in it; rows are numbered without gaps and each is sealed with the one before it under a key that the database
//! does not hold.

pub mod api;
pub mod model;
pub mod pages;
mod words;

#[cfg(feature = "ssr")]
pub mod activity;
#[cfg(feature = "ssr")]
mod acts;
#[cfg(feature = "ssr")]
mod device;
#[cfg(feature = "ssr")]
mod entry;
#[cfg(feature = "ssr")]
mod file;
#[cfg(feature = "ssr")]
mod reads;
#[cfg(feature = "ssr")]
mod routes;
#[cfg(feature = "ssr")]
mod rules;
#[cfg(feature = "ssr")]
mod service;
#[cfg(feature = "ssr")]
mod store;
#[cfg(feature = "ssr")]
mod verify;

pub use model::Origin;

#[cfg(feature = "ssr")]
pub use acts::{Act, Factor, Topic};
#[cfg(feature = "ssr")]
pub use device::{Browser, Device, System};
#[cfg(feature = "ssr")]
pub use entry::{About, By, Entry, Fact};
#[cfg(feature = "ssr")]
pub use file::{csv_head, csv_row, json_row};
#[cfg(feature = "ssr")]
pub use reads::{Reads, read, read_by_key};
#[cfg(feature = "ssr")]
pub use routes::{csv, json};
#[cfg(feature = "ssr")]
pub use rules::Finding;
#[cfg(feature = "ssr")]
pub use service::{KnownEnd, commit};
#[cfg(feature = "ssr")]
pub use verify::{Report, glance, verify};
