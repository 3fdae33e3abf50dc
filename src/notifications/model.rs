//! What waits to be sent, and what the mailbox of a demonstration shows.

use super::MailKind;
use crate::i18n::Locale;
use crate::types::{Millis, PersonId, WallTime};
use serde::{Deserialize, Serialize};

/// A mail to be sent. `Debug` shows neither the address nor a link.
pub struct NewMail {
    /// Whose account it is about, if there is one.
    pub person: Option<PersonId>,
    /// Address, already checked for its shape.
    pub to: String,
    pub locale: Locale,
    pub kind: MailKind,
}

impl std::fmt::Debug for NewMail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewMail").field("kind", &self.kind.name()).finish_non_exhaustive()
    }
}

/// What a mail tells of a sign-in from a browser not seen before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceStory {
    /// In the person's zone.
    pub at: WallTime,
    /// As coarse as the audit log keeps it; empty when unknown.
    pub network: String,
    /// As [`crate::audit::Device`] writes it.
    pub agent: String,
    /// Whether the second step was done.
    pub signed_in: bool,
    /// Words of the acts that happened since, the oldest first.
    pub since: Vec<String>,
}

/// The part of a waiting mail that is sealed.
#[derive(Serialize, Deserialize)]
pub(super) struct Sealed {
    pub to: String,
    pub link: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub story: Option<DeviceStory>,
}

/// A mail in the mailbox of a demonstration.
#[derive(Debug, Serialize, sqlx::FromRow)]
pub struct DemoMail {
    #[serde(rename = "to")]
    pub recipient: String,
    pub subject: String,
    #[serde(rename = "text")]
    pub body_text: String,
    #[serde(rename = "html")]
    pub body_html: String,
    pub sent_at: Millis,
}
