//! Tells open pages that something of theirs changed. Only hints travel: a topic, an id, a version; the page re-reads
//! through its ordinary authorised function, so a lost hint loses nothing and a stream can leak nothing.
//!
//! What must stay true: the feed row is written in the transaction of the change ([`announce`]), and
//! [`Hub::wake`] is called after its commit.

mod client;
mod components;
mod model;

#[cfg(feature = "ssr")]
mod hub;
#[cfg(feature = "ssr")]
mod routes;
#[cfg(feature = "ssr")]
mod store;

pub use components::{Announcer, Live, LiveState, provide_live, use_live};
pub use model::{Hint, Topic};

#[cfg(feature = "ssr")]
pub use hub::{Hub, run as run_hub};
#[cfg(feature = "ssr")]
pub use routes::events;
#[cfg(feature = "ssr")]
pub use store::{announce, announce_account, forget, newest, prune};
