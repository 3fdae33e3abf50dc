//! Closing an account: asked for, waited for, told three times, and done by a job.
//!
//! What must stay true: until the job has taken the wish its owner can take it back, and of the two exactly one gets it; what
//! goes, goes in one transaction; the rows of the audit log stay and hold ids only.

pub mod api;
pub mod model;
pub mod pages;

#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
mod store;
