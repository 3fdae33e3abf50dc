//! The agency's own programs: taking case events in, from a file or over HTTP, and the keys that let them.
//!
//! What must stay true: a good line is never lost and a bad one never silent; a feed is streamed, whatever its size;
//! sending it again changes nothing.

mod authorise;
mod intake;
mod keeping;
mod keys;
mod lines;
mod parse;
mod problem;
mod routes;
mod service;
mod store;

pub use intake::{Intake, Rejection, Summary};
pub use keeping::{belongs_to, prune};
pub use keys::{ApiKey, Scope, create_key, list_keys, revoke_key};
pub use lines::{Format, Lines, Record};
pub use routes::routes;
pub use store::SEALED;
