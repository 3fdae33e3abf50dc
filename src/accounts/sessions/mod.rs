//! Signed-in browsers: a 256-bit token in a cookie, its hash in a row; and how a page tells that one is about to end.
//!
//! What must stay true: a token is new at every sign-in and at every rise of standing; a session that is idle too long,
//! too old or ended is as good as absent; only the server decides that, by its own clock; what a page does by itself is
//! no use of a session; whoever ends one tells the person's open pages.

pub mod api;
mod components;
mod model;
mod shim;

#[cfg(feature = "ssr")]
mod demo;
#[cfg(feature = "ssr")]
mod devices;
#[cfg(feature = "ssr")]
mod operator;
#[cfg(feature = "ssr")]
mod routes;
#[cfg(feature = "ssr")]
mod rules;
#[cfg(feature = "ssr")]
mod service;
#[cfg(feature = "ssr")]
mod store;

pub use components::{SessionOver, SessionWarnings, SharedComputerField};
pub use model::Remaining;

#[cfg(feature = "ssr")]
pub use demo::demo_away;
#[cfg(feature = "ssr")]
pub use devices::{end_one, end_others, list};
#[cfg(feature = "ssr")]
pub use operator::{end_all_of, end_everybodys};
#[cfg(feature = "ssr")]
pub use routes::session;
#[cfg(feature = "ssr")]
pub use service::{
    end, end_all_except, is_alive, is_alive_now, leaves_nothing, mark, remaining, renew, resolve, resolve_quietly,
    start, stay,
};

#[cfg(feature = "ssr")]
pub(in crate::accounts) use store::prune;
