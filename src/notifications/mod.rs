//! What people are told outside the page, by mail and by text message: a use case puts it into the outbox in its own
//! transaction, so that nothing is told that did not happen and nothing that happened goes untold; a worker sends it.
//!
//! What must stay true: a row is claimed by a guarded update, so two nodes never send the same message at once;
//! address, number, link and code are sealed while they wait and gone once the message is; a subject and a text message say
//! nothing of a case; no message holds a link that signs in; the reader's phrase stands in the first line of a mail if the
//! address is proved to be theirs, and else nowhere.

pub mod checks;

#[cfg(feature = "ssr")]
mod compose;
#[cfg(feature = "ssr")]
mod gateway;
#[cfg(feature = "ssr")]
mod kinds;
#[cfg(feature = "ssr")]
mod model;
#[cfg(feature = "ssr")]
mod routes;
#[cfg(feature = "ssr")]
mod rules;
#[cfg(feature = "ssr")]
mod service;
#[cfg(feature = "ssr")]
mod store;
#[cfg(feature = "ssr")]
mod story;
#[cfg(feature = "ssr")]
mod transport;
#[cfg(feature = "ssr")]
mod worker;

#[cfg(feature = "ssr")]
pub use gateway::{Gateway, GatewayError};
#[cfg(feature = "ssr")]
pub use kinds::MailKind;
#[cfg(feature = "ssr")]
pub use model::{DemoMail, DeviceStory, NewMail, NewText, TextKind};
#[cfg(feature = "ssr")]
pub use routes::demo_routes;
#[cfg(feature = "ssr")]
pub use service::{
    Queued, deliver_due, deliver_texts_due, enqueue, enqueue_for_stranger, enqueue_notice, enqueue_text, prune,
    texts_waiting_since, waiting_since,
};
#[cfg(feature = "ssr")]
pub use store::forget;
#[cfg(feature = "ssr")]
pub use transport::{Transport, TransportError};
#[cfg(feature = "ssr")]
pub use worker::{StartError, start};
