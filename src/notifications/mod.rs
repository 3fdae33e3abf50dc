//! What people are told outside the page. Today that is mail: a use case puts it into the outbox in its own
//! transaction, so that nothing is told that did not happen and nothing that happened goes untold; a worker sends it.
//!
//! What must stay true: a row is claimed by a guarded update, so two nodes never send the same mail at once; address
//! and link are sealed while they wait and gone once the mail is; a subject says nothing of a case; no mail holds a
//! link that signs in.

mod compose;
mod model;
mod routes;
mod rules;
mod service;
mod store;
mod transport;
mod worker;

pub use model::{DemoMail, MailKind, NewMail};
pub use routes::demo_routes;
pub use service::{Queued, deliver_due, enqueue, enqueue_for_stranger, prune, waiting_since};
pub use store::forget;
pub use transport::{Transport, TransportError};
pub use worker::start;
