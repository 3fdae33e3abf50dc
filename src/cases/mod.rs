//! Cases: linking, timeline, status glossary, stages, dashboard.
//!
//! What must stay true: a case's state is a fold of its events in the order in which they happened, so the order in
//! which they arrive changes nothing; nobody reads a case without a [`crate::access::CaseAccess`]; what is not known is
//! said to be not known.

pub mod api;
pub mod components;
pub mod model;
pub mod pages;

#[cfg(feature = "ssr")]
pub mod event;
#[cfg(feature = "ssr")]
mod glossary;
#[cfg(feature = "ssr")]
mod intake;
#[cfg(feature = "ssr")]
pub mod rules;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
mod store;

#[cfg(feature = "ssr")]
pub use glossary::form_spelling;
#[cfg(feature = "ssr")]
pub use intake::{Absorbed, Incoming, absorb};
#[cfg(feature = "ssr")]
pub use service::a_number_index;
#[cfg(feature = "ssr")]
pub use store::SEALED;
#[cfg(feature = "ssr")]
pub(crate) use store::{is_linked_any, unlink_all};
