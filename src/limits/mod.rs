//! How often something may be tried. Every counter is a row, so a limit holds on all nodes and across restarts. Callers
//! own their policies; this slice only counts.

mod service;
mod store;

pub use service::{Policy, blocked_until, check, clear, hit};
pub use store::prune;
