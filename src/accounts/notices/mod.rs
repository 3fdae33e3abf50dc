//! What a person chose about mail: which changes of cases are told, in which language, and the person's own phrase by which
//! mail of ours is known. Also what became of it: addresses whose mail comes back.
//!
//! What must stay true: what concerns the security of an account is told whatever was chosen; mail about cases holds
//! nothing of a case, is at most one in ten minutes, and is never caused by a confidential case; the phrase goes to proved
//! addresses of its person alone.

pub mod api;
pub mod model;
pub mod pages;

#[cfg(feature = "ssr")]
mod case_mail;
#[cfg(feature = "ssr")]
mod phrase;
#[cfg(feature = "ssr")]
mod returns;
#[cfg(feature = "ssr")]
mod routes;
#[cfg(feature = "ssr")]
mod rules;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
mod store;

#[cfg(feature = "ssr")]
pub use case_mail::{cases_changed, tell_of_cases};
#[cfg(feature = "ssr")]
pub use phrase::{choices, phrase_for};
#[cfg(feature = "ssr")]
pub use returns::{mail_arrived, mail_returned};
#[cfg(feature = "ssr")]
pub use routes::stop_with_one_press;
#[cfg(feature = "ssr")]
pub use rules::NoticeFields;
#[cfg(feature = "ssr")]
pub(in crate::accounts) use store::forget_left_returns;
