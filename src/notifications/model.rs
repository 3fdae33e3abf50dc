//! The mails and the text messages there are.

use crate::i18n::Locale;
use crate::types::{Millis, PersonId};
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

/// What a mail says. Links are absolute; none of them signs in.
#[derive(Clone, PartialEq, Eq)]
pub enum MailKind {
    VerifyEmail {
        link: String,
    },
    /// Somebody tried to register an address that has an account.
    AlreadyRegistered,
    /// Somebody asked for a new password for an address that has no account.
    NoAccount,
    ResetPassword {
        link: String,
    },
    PasswordChanged,
    PasskeyAdded,
    PasskeyRemoved,
    RecoveryCodeUsed,
    RecoveryCodesMade,
    AuthenticatorAdded,
    AuthenticatorRemoved,
    PhoneAdded,
    PhoneRemoved,
    CaseLinked,
    /// Several wrong tries to link a case that is the person's, or by the person.
    CaseLinkTries,
}

impl MailKind {
    /// Name in the database and in the catalogues.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::VerifyEmail { .. } => "verify_email",
            Self::AlreadyRegistered => "already_registered",
            Self::NoAccount => "no_account",
            Self::ResetPassword { .. } => "reset_password",
            Self::PasswordChanged => "password_changed",
            Self::PasskeyAdded => "passkey_added",
            Self::PasskeyRemoved => "passkey_removed",
            Self::RecoveryCodeUsed => "recovery_code_used",
            Self::RecoveryCodesMade => "recovery_codes_made",
            Self::AuthenticatorAdded => "authenticator_added",
            Self::AuthenticatorRemoved => "authenticator_removed",
            Self::PhoneAdded => "phone_added",
            Self::PhoneRemoved => "phone_removed",
            Self::CaseLinked => "case_linked",
            Self::CaseLinkTries => "case_link_tries",
        }
    }

    /// The one link of the mail, if it has one.
    #[must_use]
    pub fn link(&self) -> Option<&str> {
        match self {
            Self::VerifyEmail { link } | Self::ResetPassword { link } => Some(link),
            Self::AlreadyRegistered
            | Self::NoAccount
            | Self::PasswordChanged
            | Self::PasskeyAdded
            | Self::PasskeyRemoved
            | Self::RecoveryCodeUsed
            | Self::RecoveryCodesMade
            | Self::AuthenticatorAdded
            | Self::AuthenticatorRemoved
            | Self::PhoneAdded
            | Self::PhoneRemoved
            | Self::CaseLinked
            | Self::CaseLinkTries => None,
        }
    }

    /// The kind of a stored name; `None` for a name this version does not know.
    #[must_use]
    pub(super) fn read(name: &str, link: Option<String>) -> Option<Self> {
        Some(match (name, link) {
            ("verify_email", Some(link)) => Self::VerifyEmail { link },
            ("reset_password", Some(link)) => Self::ResetPassword { link },
            ("already_registered", None) => Self::AlreadyRegistered,
            ("no_account", None) => Self::NoAccount,
            ("password_changed", None) => Self::PasswordChanged,
            ("passkey_added", None) => Self::PasskeyAdded,
            ("passkey_removed", None) => Self::PasskeyRemoved,
            ("recovery_code_used", None) => Self::RecoveryCodeUsed,
            ("recovery_codes_made", None) => Self::RecoveryCodesMade,
            ("authenticator_added", None) => Self::AuthenticatorAdded,
            ("authenticator_removed", None) => Self::AuthenticatorRemoved,
            ("phone_added", None) => Self::PhoneAdded,
            ("phone_removed", None) => Self::PhoneRemoved,
            ("case_linked", None) => Self::CaseLinked,
            ("case_link_tries", None) => Self::CaseLinkTries,
            (_, _) => return None,
        })
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

/// The part of a waiting message that is sealed.
#[derive(Serialize, Deserialize)]
pub(super) struct Sealed {
    pub to: String,
    pub link: Option<String>,
    #[serde(default)]
    pub code: Option<String>,
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

#[cfg(test)]
pub(super) fn every_kind() -> Vec<MailKind> {
    let link = || "https://portico.example/en/verify-email/token".to_owned();
    vec![
        MailKind::VerifyEmail { link: link() },
        MailKind::AlreadyRegistered,
        MailKind::NoAccount,
        MailKind::ResetPassword { link: link() },
        MailKind::PasswordChanged,
        MailKind::PasskeyAdded,
        MailKind::PasskeyRemoved,
        MailKind::RecoveryCodeUsed,
        MailKind::RecoveryCodesMade,
        MailKind::AuthenticatorAdded,
        MailKind::AuthenticatorRemoved,
        MailKind::PhoneAdded,
        MailKind::PhoneRemoved,
        MailKind::CaseLinked,
        MailKind::CaseLinkTries,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_is_read_back_from_its_name() {
        for kind in [TextKind::Code { code: "123456".to_owned() }, TextKind::AccountChanged] {
            assert!(
                TextKind::read(kind.name(), kind.code().map(str::to_owned)) == Some(kind.clone()),
                "{}",
                kind.name()
            );
        }
    }

    #[test]
    fn every_kind_is_read_back_from_its_name() {
        for kind in every_kind() {
            assert!(
                MailKind::read(kind.name(), kind.link().map(str::to_owned)) == Some(kind.clone()),
                "{}",
                kind.name()
            );
        }
    }
}
