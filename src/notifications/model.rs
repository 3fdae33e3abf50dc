//! The mails there are.

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
    /// The copy of everything about the person can be fetched.
    ExportReady,
    /// Two accounts of the person were joined; the link leads to where that can be undone.
    AccountsJoined {
        link: String,
    },
    AccountsParted,
    /// The proof of an address that somebody wants to use for their account.
    ConfirmNewAddress {
        link: String,
    },
    /// To an address that the account has: its primary one is to change.
    ConfirmChange {
        link: String,
    },
    /// Somebody wanted to use an address that belongs to another account.
    AddressTaken,
    /// To the address that was the primary one; the link undoes it.
    AddressReplaced {
        link: String,
    },
    /// To every address that the account has after its primary one has changed.
    AddressChanged,
    AddressAdded,
    AddressRemoved,
    /// A change of the primary address was undone.
    AddressRestored,
    /// Somebody asked which address their account has.
    AddressReminder,
    NameChanged,
    /// The account is closed after some days, unless its owner keeps it.
    ClosingAsked,
    /// The account is closed tomorrow.
    ClosingSoon,
    ClosingStopped,
    /// The last mail of an account.
    AccountClosed,
    /// Somebody signed in, or began to, with a browser not seen before. The link disowns it.
    NewDevice {
        link: String,
        story: DeviceStory,
    },
    /// A sign-in was disowned: everything is signed out and the password is closed.
    SignInDisowned,
    /// Mail to another address of the person came back.
    AddressReturned,
    /// Something changed in the person's cases. `stop` is where these mails are switched off.
    CaseChanged {
        stop: String,
    },
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
            Self::ExportReady => "export_ready",
            Self::AccountsJoined { .. } => "accounts_joined",
            Self::AccountsParted => "accounts_parted",
            Self::ConfirmNewAddress { .. } => "confirm_new_address",
            Self::ConfirmChange { .. } => "confirm_address_change",
            Self::AddressTaken => "address_taken",
            Self::AddressReplaced { .. } => "address_replaced",
            Self::AddressChanged => "address_changed",
            Self::AddressAdded => "address_added",
            Self::AddressRemoved => "address_removed",
            Self::AddressRestored => "address_restored",
            Self::AddressReminder => "address_reminder",
            Self::NameChanged => "name_changed",
            Self::ClosingAsked => "closing_asked",
            Self::ClosingSoon => "closing_soon",
            Self::ClosingStopped => "closing_stopped",
            Self::AccountClosed => "account_closed",
            Self::NewDevice { .. } => "new_device",
            Self::SignInDisowned => "sign_in_disowned",
            Self::AddressReturned => "address_returned",
            Self::CaseChanged { .. } => "case_changed",
        }
    }

    /// The one link of the mail, if it has one.
    #[must_use]
    pub fn link(&self) -> Option<&str> {
        match self {
            Self::VerifyEmail { link }
            | Self::ResetPassword { link }
            | Self::AccountsJoined { link }
            | Self::ConfirmNewAddress { link }
            | Self::ConfirmChange { link }
            | Self::AddressReplaced { link }
            | Self::NewDevice { link, .. } => Some(link),
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
            | Self::ExportReady
            | Self::AccountsParted
            | Self::AddressTaken
            | Self::AddressChanged
            | Self::AddressAdded
            | Self::AddressRemoved
            | Self::AddressRestored
            | Self::AddressReminder
            | Self::NameChanged
            | Self::ClosingAsked
            | Self::ClosingSoon
            | Self::ClosingStopped
            | Self::AccountClosed
            | Self::SignInDisowned
            | Self::AddressReturned
            | Self::CaseChanged { .. } => None,
        }
    }

    /// Where such mails are switched off; `None` for what is told whatever the person chose.
    #[must_use]
    pub fn stop(&self) -> Option<&str> {
        if let Self::CaseChanged { stop } = self { Some(stop) } else { None }
    }

    /// What a mail about a new browser tells.
    pub(super) fn story(&self) -> Option<&DeviceStory> {
        if let Self::NewDevice { story, .. } = self { Some(story) } else { None }
    }

    /// The kind of a stored name; `None` for a name this version does not know. `link` is [`Self::link`] or [`Self::stop`].
    #[must_use]
    pub(super) fn read(name: &str, link: Option<String>, story: Option<DeviceStory>) -> Option<Self> {
        if let ("new_device", Some(link), Some(story)) = (name, &link, story) {
            return Some(Self::NewDevice { link: link.clone(), story });
        }
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
            ("export_ready", None) => Self::ExportReady,
            ("accounts_joined", Some(link)) => Self::AccountsJoined { link },
            ("accounts_parted", None) => Self::AccountsParted,
            ("confirm_new_address", Some(link)) => Self::ConfirmNewAddress { link },
            ("confirm_address_change", Some(link)) => Self::ConfirmChange { link },
            ("address_taken", None) => Self::AddressTaken,
            ("address_replaced", Some(link)) => Self::AddressReplaced { link },
            ("address_changed", None) => Self::AddressChanged,
            ("address_added", None) => Self::AddressAdded,
            ("address_removed", None) => Self::AddressRemoved,
            ("address_restored", None) => Self::AddressRestored,
            ("address_reminder", None) => Self::AddressReminder,
            ("name_changed", None) => Self::NameChanged,
            ("closing_asked", None) => Self::ClosingAsked,
            ("closing_soon", None) => Self::ClosingSoon,
            ("closing_stopped", None) => Self::ClosingStopped,
            ("account_closed", None) => Self::AccountClosed,
            ("sign_in_disowned", None) => Self::SignInDisowned,
            ("address_returned", None) => Self::AddressReturned,
            ("case_changed", Some(stop)) => Self::CaseChanged { stop },
            (_, _) => return None,
        })
    }
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
        MailKind::ExportReady,
        MailKind::AccountsJoined { link: link() },
        MailKind::AccountsParted,
        MailKind::ConfirmNewAddress { link: link() },
        MailKind::ConfirmChange { link: link() },
        MailKind::AddressTaken,
        MailKind::AddressReplaced { link: link() },
        MailKind::AddressChanged,
        MailKind::AddressAdded,
        MailKind::AddressRemoved,
        MailKind::AddressRestored,
        MailKind::AddressReminder,
        MailKind::NameChanged,
        MailKind::ClosingAsked,
        MailKind::ClosingSoon,
        MailKind::ClosingStopped,
        MailKind::AccountClosed,
        MailKind::NewDevice { link: link(), story: a_story(true) },
        MailKind::NewDevice { link: link(), story: a_story(false) },
        MailKind::SignInDisowned,
        MailKind::AddressReturned,
        MailKind::CaseChanged { stop: "https://portico.example/stop-mail/token".to_owned() },
    ]
}

#[cfg(test)]
pub(super) fn a_story(signed_in: bool) -> DeviceStory {
    let acts = ["sign_in_failed", "password_changed", "passkey_added", "signed_out"];
    DeviceStory {
        at: crate::types::Zone::find_or_utc("UTC").wall(1_773_154_800_000),
        network: "203.0.113.0/24".to_owned(),
        agent: "firefox/windows".to_owned(),
        signed_in,
        since: acts.map(str::to_owned).to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_read_back_from_its_name() {
        for kind in every_kind() {
            let link = kind.link().or(kind.stop()).map(str::to_owned);
            let read = MailKind::read(kind.name(), link, kind.story().cloned());
            assert!(read == Some(kind.clone()), "{}", kind.name());
        }
    }
}
