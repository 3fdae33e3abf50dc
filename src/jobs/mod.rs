//! Work that is done later: a use case schedules it in its own transaction, and whichever node comes first does it.
//!
//! What must stay true: a job is claimed by a guarded update, so two nodes never do it at once; a node that dies leaves it
//! to another when its claim runs out, so **a body may run twice and must not mind**; a body decides by the state that it
//! finds, not by the one in which it was scheduled. What a job does stands in the slice it belongs to.

mod demo;
mod model;
mod rules;
mod service;
mod store;
mod worker;

pub use demo::demo_hurry;
pub use model::JobKind;
pub use rules::ATTEMPTS;
pub use service::{cancel, given_up, run_due, schedule};
pub use worker::work;
