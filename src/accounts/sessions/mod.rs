//! Signed-in browsers: a 256-bit token in a cookie, its hash in a row.
//!
//! What must stay true: a token is new at every sign-in and at every rise of standing; a session that is idle too long,
//! too old or ended is as good as absent; whoever ends one tells the person's open pages.

mod devices;
mod service;
mod store;

pub use devices::{end_one, end_others, list};
pub use service::{end, end_all_except, is_alive, is_alive_now, renew, resolve, resolve_quietly, start};

pub(in crate::accounts) use store::prune;
