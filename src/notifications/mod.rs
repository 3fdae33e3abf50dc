//! What people are told outside the page, by mail and by text message: a use case puts it into the outbox in its own
//! transaction, so that nothing is told that did not happen and nothing that happened goes untold; a worker sends it.
//!
//! What must stay true: a row is claimed by a guarded update, so two nodes never send the same message at once;
//! address, number, link and code are sealed while they wait and gone once the message is; a subject and a text message say
//! nothing of a case; no message holds a link that signs in.

mod compose;
mod gateway;
mod model;
mod routes;
mod rules;
mod service;
mod store;
mod transport;
mod worker;

pub use gateway::{Gateway, GatewayError};
pub use model::{DemoMail, MailKind, NewMail, NewText, TextKind};
pub use routes::demo_routes;
pub use service::{
    Queued, deliver_due, deliver_texts_due, enqueue, enqueue_for_stranger, enqueue_notice, enqueue_text, prune,
    texts_waiting_since, waiting_since,
};
pub use transport::{Transport, TransportError};
pub use worker::{StartError, start};
