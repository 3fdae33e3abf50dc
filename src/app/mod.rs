//! The page around the pages: document, header, footer, route table. It holds no logic of a slice.

mod home;
mod layout;
mod routes;
mod viewer;

#[cfg(feature = "ssr")]
mod document;

pub use routes::{App, Audience, audience};
pub use viewer::{Signed, Viewer};

#[cfg(feature = "ssr")]
pub use document::{BundlePaths, document};
