//! The page around the pages: document, header, footer, route table. It holds no logic of a slice.

mod home;
mod layout;
mod routes;
mod viewer;

#[cfg(feature = "ssr")]
mod document;
#[cfg(feature = "ssr")]
mod refusal;

pub use routes::{App, Audience, audience};
pub use viewer::{Signed, Viewer};

#[cfg(feature = "ssr")]
pub use document::{BundlePaths, document};
#[cfg(feature = "ssr")]
pub use refusal::refusal_page;
