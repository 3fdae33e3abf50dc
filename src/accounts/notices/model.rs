//! What crosses the wire.

use crate::types::CivilDate;
use serde::{Deserialize, Serialize};

/// The page of notices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notices {
    pub phrase: String,
    /// Which changes of cases are told by mail: a word of [`CASE_MAIL`].
    pub case_mail: String,
    /// Language of mails.
    pub language: String,
    /// Whether the last proof of identity is recent enough to change the phrase.
    pub fresh: bool,
}

/// All changes, those that want something of the person, none. As stored, and named in the catalogues.
pub const CASE_MAIL: [&str; 3] = ["all", "needed", "none"];

/// An address of the person whose mail comes back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Returned {
    /// As far as its owner needs to recognise it.
    pub address: String,
    /// In the person's zone.
    pub since: CivilDate,
}
