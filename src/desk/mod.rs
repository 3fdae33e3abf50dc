//! The agency's desk: accounts of staff, and the screens they work at. What is decided there is decided by the services of
//! the slices it is about.
//!
//! What must stay true: staff sign in with a passkey and nothing else; their accounts, passkeys, sessions and cookie are
//! apart from people's, and neither kind of session is anything to the other (`docs/adr/0014-staff-apart-from-people.md`);
//! accounts of staff are made at the command line only; every act and every look is recorded.

pub mod api;
pub mod model;
pub mod pages;

#[cfg(feature = "ssr")]
mod rules;
#[cfg(feature = "ssr")]
pub mod sessions;
#[cfg(feature = "ssr")]
pub mod sign_in;
#[cfg(feature = "ssr")]
pub mod staff;
#[cfg(feature = "ssr")]
mod store;

#[cfg(feature = "ssr")]
pub use store::prune;
