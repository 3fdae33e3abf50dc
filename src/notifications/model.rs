//! The mails there are.

use crate::i18n::Locale;
use crate::types::{DAY, MINUTE, Millis, PersonId};
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
    CaseLinked,
    /// Several wrong tries to link a case that is the person's, or by the person.
    CaseLinkTries,
    /// The link starts a recovery by mailbox.
    RecoveryAsked {
        link: String,
    },
    /// Somebody asked to recover an account with an address that has none.
    RecoveryNoAccount,
    /// A recovery by mailbox waits; the link stops it.
    RecoveryStarted {
        link: String,
    },
    /// The waiting time is over; the link asks for the facts.
    RecoveryReady {
        link: String,
    },
    RecoveryStopped,
    /// Too many wrong facts ended a recovery.
    RecoveryClosed,
    Recovered,
    /// The link proves the new address of a request to the support desk.
    SupportProof {
        link: String,
    },
    /// To the new address: the waiting time runs.
    SupportApproved,
    /// To the account: the support desk is about to give it another address; the link stops it.
    SupportWaiting {
        link: String,
    },
    /// To the account: the support desk has stopped it.
    SupportStopped,
    /// To the new address: nothing comes of the request.
    SupportClosed,
    /// To the new address: the link sets up a way to sign in.
    SupportDone {
        link: String,
    },
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
            Self::CaseLinked => "case_linked",
            Self::CaseLinkTries => "case_link_tries",
            Self::RecoveryAsked { .. } => "recovery_asked",
            Self::RecoveryNoAccount => "recovery_no_account",
            Self::RecoveryStarted { .. } => "recovery_started",
            Self::RecoveryReady { .. } => "recovery_ready",
            Self::RecoveryStopped => "recovery_stopped",
            Self::RecoveryClosed => "recovery_closed",
            Self::Recovered => "recovered",
            Self::SupportProof { .. } => "support_proof",
            Self::SupportApproved => "support_approved",
            Self::SupportWaiting { .. } => "support_waiting",
            Self::SupportStopped => "support_stopped",
            Self::SupportClosed => "support_closed",
            Self::SupportDone { .. } => "support_done",
        }
    }

    /// The one link of the mail, if it has one.
    #[must_use]
    pub fn link(&self) -> Option<&str> {
        match self {
            Self::VerifyEmail { link }
            | Self::ResetPassword { link }
            | Self::RecoveryAsked { link }
            | Self::RecoveryStarted { link }
            | Self::RecoveryReady { link }
            | Self::SupportProof { link }
            | Self::SupportWaiting { link }
            | Self::SupportDone { link } => Some(link),
            Self::AlreadyRegistered
            | Self::NoAccount
            | Self::PasswordChanged
            | Self::PasskeyAdded
            | Self::PasskeyRemoved
            | Self::RecoveryCodeUsed
            | Self::RecoveryCodesMade
            | Self::AuthenticatorAdded
            | Self::AuthenticatorRemoved
            | Self::CaseLinked
            | Self::CaseLinkTries
            | Self::RecoveryNoAccount
            | Self::RecoveryStopped
            | Self::RecoveryClosed
            | Self::Recovered
            | Self::SupportApproved
            | Self::SupportStopped
            | Self::SupportClosed => None,
        }
    }

    /// How long the link lives, if the mail has one.
    #[must_use]
    pub(super) fn link_life(&self) -> Option<Millis> {
        match self {
            Self::VerifyEmail { .. }
            | Self::ResetPassword { .. }
            | Self::RecoveryAsked { .. }
            | Self::SupportProof { .. } => Some(30 * MINUTE),
            // At least: the waiting time of a claim.
            Self::RecoveryStarted { .. } => Some(DAY),
            Self::SupportWaiting { .. } => Some(3 * DAY),
            Self::RecoveryReady { .. } | Self::SupportDone { .. } => Some(7 * DAY),
            Self::AlreadyRegistered
            | Self::NoAccount
            | Self::PasswordChanged
            | Self::PasskeyAdded
            | Self::PasskeyRemoved
            | Self::RecoveryCodeUsed
            | Self::RecoveryCodesMade
            | Self::AuthenticatorAdded
            | Self::AuthenticatorRemoved
            | Self::CaseLinked
            | Self::CaseLinkTries
            | Self::RecoveryNoAccount
            | Self::RecoveryStopped
            | Self::RecoveryClosed
            | Self::Recovered
            | Self::SupportApproved
            | Self::SupportStopped
            | Self::SupportClosed => None,
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
            ("case_linked", None) => Self::CaseLinked,
            ("case_link_tries", None) => Self::CaseLinkTries,
            ("recovery_asked", Some(link)) => Self::RecoveryAsked { link },
            ("recovery_no_account", None) => Self::RecoveryNoAccount,
            ("recovery_started", Some(link)) => Self::RecoveryStarted { link },
            ("recovery_ready", Some(link)) => Self::RecoveryReady { link },
            ("recovery_stopped", None) => Self::RecoveryStopped,
            ("recovery_closed", None) => Self::RecoveryClosed,
            ("recovered", None) => Self::Recovered,
            ("support_proof", Some(link)) => Self::SupportProof { link },
            ("support_approved", None) => Self::SupportApproved,
            ("support_waiting", Some(link)) => Self::SupportWaiting { link },
            ("support_stopped", None) => Self::SupportStopped,
            ("support_closed", None) => Self::SupportClosed,
            ("support_done", Some(link)) => Self::SupportDone { link },
            (_, _) => return None,
        })
    }
}

/// The part of a waiting mail that is sealed.
#[derive(Serialize, Deserialize)]
pub(super) struct Sealed {
    pub to: String,
    pub link: Option<String>,
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
        MailKind::CaseLinked,
        MailKind::CaseLinkTries,
        MailKind::RecoveryAsked { link: link() },
        MailKind::RecoveryNoAccount,
        MailKind::RecoveryStarted { link: link() },
        MailKind::RecoveryReady { link: link() },
        MailKind::RecoveryStopped,
        MailKind::RecoveryClosed,
        MailKind::Recovered,
        MailKind::SupportProof { link: link() },
        MailKind::SupportApproved,
        MailKind::SupportWaiting { link: link() },
        MailKind::SupportStopped,
        MailKind::SupportClosed,
        MailKind::SupportDone { link: link() },
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

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
