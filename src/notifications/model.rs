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
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
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

/// A text message to be sent. `Debug` shows neither the number nor a code.
pub struct NewText {
    /// Whose account it is about.
    pub person: PersonId,
    /// Number with its country code, already checked for its shape.
    pub to: String,
    pub locale: Locale,
    pub kind: TextKind,
}

impl std::fmt::Debug for NewText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewText").field("kind", &self.kind.name()).finish_non_exhaustive()
    }
}

/// What a text message says. None has a link or a fact of a case: anybody may see it on a locked screen.
#[derive(Clone, PartialEq, Eq)]
pub enum TextKind {
    Code { code: String },
    AccountChanged,
}

impl TextKind {
    /// Name in the database and in the catalogues.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Code { .. } => "code",
            Self::AccountChanged => "account_changed",
        }
    }

    pub(super) fn code(&self) -> Option<&str> {
        match self {
            Self::Code { code } => Some(code),
            Self::AccountChanged => None,
        }
    }

    /// The kind of a stored name; `None` for a name this version does not know.
    pub(super) fn read(name: &str, code: Option<String>) -> Option<Self> {
        match (name, code) {
            ("code", Some(code)) => Some(Self::Code { code }),
            ("account_changed", None) => Some(Self::AccountChanged),
            (_, _) => None,
        }
    }
}

/// Which way a message goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Channel {
    Mail,
    Text,
}

impl Channel {
    /// As it is stored and logged.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Text => "text",
        }
    }
}

/// A text message in the mailbox of a demonstration.
#[derive(Debug, Serialize, sqlx::FromRow)]
pub struct DemoText {
    #[serde(rename = "to")]
    pub recipient: String,
    #[serde(rename = "text")]
    pub body: String,
    pub sent_at: Millis,
}
