//! What a stream says.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Which kind of thing changed; the page re-reads what it shows of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Topic {
    /// A linked case, or which cases are linked.
    Cases,
    /// Sessions and ways to sign in.
    Account,
}

impl Topic {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Cases => "cases",
            Self::Account => "account",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "cases" => Some(Self::Cases),
            "account" => Some(Self::Account),
            _ => None,
        }
    }
}

/// One change. Holds no personal data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hint {
    pub topic: Topic,
    pub id: Uuid,
    pub version: i64,
}
