//! How often something may be tried. Every counter is a row, so a limit holds on all nodes and across restarts. Callers
//! own their policies; this slice only counts.
//!
//! What must stay true: a try is counted by one guarded statement before it is judged, so that of any number at the same
//! moment only as many as are allowed get through; a closed bucket is not written to.

mod leases;
mod service;
mod store;

pub use leases::Leases;
pub use service::{Bucket, Policy, Spent};
pub use store::prune;
