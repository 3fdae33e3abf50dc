//! The languages there are.

use serde::{Deserialize, Serialize};

include!(concat!(env!("OUT_DIR"), "/codes.rs"));

/// One of the languages in `locales/`; the default is the first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Locale(usize);

impl Locale {
    /// Every language, the default first.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..CODES.len()).map(Self)
    }

    /// The language of a BCP 47 code, exactly as its file is named.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        CODES.iter().position(|known| *known == code).map(Self)
    }

    #[must_use]
    pub fn code(self) -> &'static str {
        CODES.get(self.0).copied().unwrap_or("en")
    }

    /// `ltr` or `rtl`, by the language's usual script.
    #[must_use]
    pub fn direction(self) -> &'static str {
        match self.code().split('-').next() {
            Some("ar" | "dv" | "fa" | "he" | "ks" | "ps" | "sd" | "ug" | "ur" | "yi") => "rtl",
            _ => "ltr",
        }
    }

    /// The language's name in itself.
    #[must_use]
    pub fn own_name(self) -> &'static str {
        NAMES.get(self.0).copied().unwrap_or_default()
    }

    /// Place in [`Self::all`].
    #[must_use]
    pub fn index(self) -> usize {
        self.0
    }
}

/// The code is of no language in `locales/`.
#[derive(Debug, thiserror::Error)]
#[error("no such language")]
pub struct UnknownLocale;

impl TryFrom<String> for Locale {
    type Error = UnknownLocale;

    fn try_from(code: String) -> Result<Self, UnknownLocale> {
        Self::parse(&code).ok_or(UnknownLocale)
    }
}

impl From<Locale> for String {
    fn from(locale: Locale) -> Self {
        locale.code().to_owned()
    }
}
