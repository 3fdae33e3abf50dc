//! Passkeys: enrolling, naming and removing them, and proving who one is with them.
//!
//! What must stay true, none of which the library sees to: a challenge lives on the server for 60 seconds and is taken
//! once, so no answer counts twice, on any node; user verification is always required; an answer made inside another
//! site's frame, or of another form than the standard's, is refused; what a passkey may be never changes; a person has at
//! most 20 passkeys; the last way to sign in cannot be removed. Passkeys of staff ([`staff`]) go through the same ceremonies
//! and stand in a table of their own.

pub mod api;
mod components;
mod model;
mod shim;

#[cfg(feature = "ssr")]
mod cbor;
#[cfg(feature = "ssr")]
mod ceremony;
#[cfg(feature = "ssr")]
pub mod enrolment;
#[cfg(feature = "ssr")]
mod handover;
#[cfg(feature = "ssr")]
pub mod joining;
#[cfg(feature = "ssr")]
mod judged;
#[cfg(feature = "ssr")]
mod owner;
#[cfg(feature = "ssr")]
pub mod proof;
#[cfg(feature = "ssr")]
mod relying_party;
#[cfg(feature = "ssr")]
mod rules;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
pub mod staff;
#[cfg(feature = "ssr")]
pub mod step_up;
#[cfg(feature = "ssr")]
mod store;
#[cfg(feature = "ssr")]
mod structure;

pub use components::{PasskeyList, PasskeyMaker, PasskeyProof, PasskeySecondFactor, PasskeySignIn, PasskeyStepUp};
pub use model::{Advice, Answer, Asked, Challenge, PasskeyId, PasskeySummary, Passkeys};

#[cfg(feature = "ssr")]
pub use handover::HandedPasskey;
#[cfg(feature = "ssr")]
pub(in crate::accounts) use handover::{hand_back, hand_over};
#[cfg(feature = "ssr")]
pub use relying_party::relying_party;
#[cfg(feature = "ssr")]
pub use rules::MOST;
#[cfg(feature = "ssr")]
pub(in crate::accounts) use rules::parse_name;

#[cfg(feature = "ssr")]
pub(in crate::accounts) use store::{count, forget_expired_ceremonies, remove_all, remove_since};
