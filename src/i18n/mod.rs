//! Languages: which there are, their catalogues, and how each writes plurals, dates and money. A language is a file in
//! `locales/` and one in `data/vocabulary/`; nothing else names it. The browser is sent only the catalogue of the page's language.

mod catalogue;
mod dates;
mod handle;
mod locale;

#[cfg(feature = "ssr")]
mod negotiate;
#[cfg(not(feature = "ssr"))]
#[path = "plural_browser.rs"]
mod plural;
#[cfg(feature = "ssr")]
#[path = "plural_server.rs"]
mod plural;
#[cfg(not(feature = "ssr"))]
#[path = "read_browser.rs"]
mod read;
#[cfg(feature = "ssr")]
#[path = "read_server.rs"]
mod read;
#[cfg(feature = "ssr")]
mod vocabulary;

pub use catalogue::Catalogue;
pub use dates::WallTime;
pub use handle::{I18n, use_i18n};
pub use locale::Locale;

#[cfg(feature = "ssr")]
pub use catalogue::messages;
#[cfg(feature = "ssr")]
pub use negotiate::negotiate;
#[cfg(feature = "ssr")]
pub use vocabulary::{in_words, vocabulary};
