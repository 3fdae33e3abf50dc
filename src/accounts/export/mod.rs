//! The copy of everything that is kept about a person: asked for, built in the background, fetched, removed.
//!
//! What must stay true: a copy is offered when it is whole and never before; only its owner gets it, after a fresh proof, and
//! each time is on record; it lies sealed in the database in small pieces, so that every node can serve it and neither
//! building nor fetching it takes more memory when it is larger; when its time is over it is removed.
//! See `docs/adr/0018-exports-in-the-database.md`.

pub mod api;
pub mod model;
pub mod pages;

#[cfg(feature = "ssr")]
mod archive;
#[cfg(feature = "ssr")]
mod build;
#[cfg(feature = "ssr")]
mod chunks;
#[cfg(feature = "ssr")]
mod parts;
#[cfg(feature = "ssr")]
mod routes;
#[cfg(feature = "ssr")]
mod rules;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
mod store;

#[cfg(feature = "ssr")]
pub use build::build;
#[cfg(feature = "ssr")]
pub use routes::download;
#[cfg(feature = "ssr")]
pub use rules::{KEPT, Part};
#[cfg(feature = "ssr")]
pub use service::{drop_of_merged, drop_when_over};
#[cfg(feature = "ssr")]
pub use store::SEALED;
