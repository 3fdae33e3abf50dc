//! Getting back into an account whose ways to sign in are lost: by a claim from its mailbox, or by the support desk.
//!
//! What must stay true: never by one factor alone (mailbox, waiting time and facts; or facts, two of the staff and a
//! waiting time); while it waits every address of the account is told and any of them can stop it, for good; nobody
//! learns from an answer whether an account exists; finishing and stopping are guarded statements, and one of them wins;
//! what was typed as a fact is compared and never kept.

pub mod api;
mod components;
pub mod model;
pub mod pages;

#[cfg(feature = "ssr")]
mod claims;
#[cfg(feature = "ssr")]
mod demo;
#[cfg(feature = "ssr")]
mod facts;
#[cfg(feature = "ssr")]
mod requests;
#[cfg(feature = "ssr")]
mod rules;
#[cfg(feature = "ssr")]
mod stopping;
#[cfg(feature = "ssr")]
mod store;
#[cfg(feature = "ssr")]
mod support;
#[cfg(feature = "ssr")]
mod take_over;

pub use components::RecoveryBanner;

#[cfg(feature = "ssr")]
pub use claims::{ask, going_on, link_is_open, open, prove, tell_ready, terms};
#[cfg(feature = "ssr")]
pub use demo::demo_recovery;
#[cfg(feature = "ssr")]
pub use facts::FactFields;
#[cfg(feature = "ssr")]
pub use requests::{RequestFields, ask_support, confirm, confirming, finish_request};
#[cfg(feature = "ssr")]
pub use rules::Evidence;
#[cfg(feature = "ssr")]
pub use stopping::{running, stop, stop_own, stopping};
#[cfg(feature = "ssr")]
pub use store::{SEALED, prune};
#[cfg(feature = "ssr")]
pub use support::{Decision, approve, decline, list, read, stop_waiting};
