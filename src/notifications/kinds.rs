//! The mails there are, a line each: what is told, whether it holds a link, the word it is stored under and the catalogues
//! know it by, and how long it is worth sending.

use super::model::DeviceStory;
use crate::types::{DAY, MINUTE, Millis};

macro_rules! mails {
    ($(
        $(#[$doc:meta])*
        $kind:ident $({ $link:ident: $text:ty $(, $more:ident: $told:ty)? })? = $word:literal $(, for $life:expr)?;
    )*) => {
        /// What a mail says. Links are absolute; none of them signs in.
        #[derive(Clone, PartialEq, Eq)]
        pub enum MailKind {
            $($(#[$doc])* $kind $({ $link: $text $(, $more: $told)? })?,)*
        }

        impl MailKind {
            /// Every name, for the tests of all kinds.
            #[cfg(test)]
            pub(super) const NAMES: &[&str] = &[$($word,)*];

            /// Name in the database and in the catalogues.
            #[must_use]
            pub fn name(&self) -> &'static str {
                match self {
                    $(Self::$kind { .. } => $word,)*
                }
            }

            /// The one address that the mail holds beside ours, if it has one.
            pub(super) fn address(&self) -> Option<&str> {
                match self {
                    $(Self::$kind $({ $link, .. })? => held!($($link)?),)*
                }
            }

            /// How long the mail is worth sending: what holds a link that somebody waits for, as long as the link lives.
            pub(super) fn worth_sending(&self) -> Millis {
                match self {
                    $(Self::$kind { .. } => worth!([$($life)?] $($link)?),)*
                }
            }

            /// The kind of a stored name; `None` for a name this version does not know. `address` is [`Self::address`].
            #[must_use]
            pub(super) fn read(name: &str, address: Option<String>, story: Option<DeviceStory>) -> Option<Self> {
                match name {
                    $($word => made!(address story $kind $($link $($more)?)?),)*
                    _ => None,
                }
            }
        }
    };
}

macro_rules! held {
    () => {
        None
    };
    ($link:ident) => {
        Some($link)
    };
}

macro_rules! worth {
    ([$life:expr] $($link:ident)?) => {
        $life
    };
    ([] $link:ident) => {
        30 * MINUTE
    };
    ([]) => {
        3 * DAY
    };
}

macro_rules! made {
    ($address:ident $story:ident $kind:ident) => {
        $address.is_none().then_some(Self::$kind)
    };
    ($address:ident $story:ident $kind:ident $link:ident) => {
        $address.map(|$link| Self::$kind { $link })
    };
    ($address:ident $story:ident $kind:ident $link:ident $more:ident) => {
        $address.zip($story).map(|($link, $more)| Self::$kind { $link, $more })
    };
}

mails! {
    VerifyEmail { link: String } = "verify_email";
    /// Somebody tried to register an address that has an account.
    AlreadyRegistered = "already_registered";
    /// Somebody asked for a new password for an address that has no account.
    NoAccount = "no_account";
    ResetPassword { link: String } = "reset_password";
    PasswordChanged = "password_changed";
    PasskeyAdded = "passkey_added";
    PasskeyRemoved = "passkey_removed";
    RecoveryCodeUsed = "recovery_code_used";
    RecoveryCodesMade = "recovery_codes_made";
    AuthenticatorAdded = "authenticator_added";
    AuthenticatorRemoved = "authenticator_removed";
    PhoneAdded = "phone_added";
    PhoneRemoved = "phone_removed";
    QuestionsSet = "questions_set";
    QuestionsRemoved = "questions_removed";

    /// Somebody signed in, or began to, with a browser not seen before. The link disowns it.
    NewDevice { link: String, story: DeviceStory } = "new_device", for 3 * DAY;
    /// A sign-in was disowned: everything is signed out and the password is closed.
    SignInDisowned = "sign_in_disowned";

    /// The proof of an address that somebody wants to use for their account.
    ConfirmNewAddress { link: String } = "confirm_new_address";
    /// To an address that the account has: its primary one is to change.
    ConfirmChange { link: String } = "confirm_address_change";
    /// Somebody wanted to use an address that belongs to another account.
    AddressTaken = "address_taken";
    /// To the address that was the primary one; the link undoes it.
    AddressReplaced { link: String } = "address_replaced", for 7 * DAY;
    /// To every address that the account has after its primary one has changed.
    AddressChanged = "address_changed";
    AddressAdded = "address_added";
    AddressRemoved = "address_removed";
    /// A change of the primary address was undone.
    AddressRestored = "address_restored";
    /// Somebody asked which address their account has.
    AddressReminder = "address_reminder";
    /// Mail to another address of the person came back.
    AddressReturned = "address_returned";
    NameChanged = "name_changed";

    /// The link starts a recovery by mailbox.
    RecoveryAsked { link: String } = "recovery_asked";
    /// Somebody asked to recover an account with an address that has none.
    RecoveryNoAccount = "recovery_no_account";
    /// A recovery by mailbox waits; the link stops it.
    RecoveryStarted { link: String } = "recovery_started", for DAY;
    /// The waiting time is over; the link asks for the facts.
    RecoveryReady { link: String } = "recovery_ready", for 7 * DAY;
    RecoveryStopped = "recovery_stopped";
    /// Too many wrong facts ended a recovery.
    RecoveryClosed = "recovery_closed";
    Recovered = "recovered";
    /// The link proves the new address of a request to the support desk.
    SupportProof { link: String } = "support_proof";
    /// To the new address: the waiting time runs.
    SupportApproved = "support_approved";
    /// To the account: the support desk is about to give it another address; the link stops it.
    SupportWaiting { link: String } = "support_waiting", for 3 * DAY;
    /// To the account: the support desk has stopped it.
    SupportStopped = "support_stopped";
    /// To the new address: nothing comes of the request.
    SupportClosed = "support_closed";
    /// To the new address: the link sets up a way to sign in.
    SupportDone { link: String } = "support_done", for 7 * DAY;

    /// The copy of everything about the person can be fetched.
    ExportReady = "export_ready";
    /// Two accounts of the person were joined; the link leads to where that can be undone.
    AccountsJoined { link: String } = "accounts_joined", for 3 * DAY;
    AccountsParted = "accounts_parted";
    /// The account is closed after some days, unless its owner keeps it.
    ClosingAsked = "closing_asked";
    /// The account is closed tomorrow.
    ClosingSoon = "closing_soon";
    ClosingStopped = "closing_stopped";
    /// The last mail of an account.
    AccountClosed = "account_closed";

    CaseLinked = "case_linked";
    /// Several wrong tries to link a case that is the person's, or by the person.
    CaseLinkTries = "case_link_tries";
    /// Something changed in the person's cases. `stop` is where these mails are switched off.
    CaseChanged { stop: String } = "case_changed", for 3 * DAY;
}

impl MailKind {
    /// The one link that the mail asks to follow, if it has one.
    #[must_use]
    pub fn link(&self) -> Option<&str> {
        if self.stop().is_some() { None } else { self.address() }
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
}

#[cfg(test)]
pub(super) fn every_kind() -> Vec<MailKind> {
    let kinds = MailKind::NAMES.iter().flat_map(|name| {
        let page = if *name == "case_changed" { "stop-mail" } else { "verify-email" };
        let link = || Some(format!("https://portico.example/en/{page}/token"));
        let told = [true, false].map(|signed_in| MailKind::read(name, link(), Some(a_story(signed_in))));
        let kind = MailKind::read(name, None, None).or_else(|| MailKind::read(name, link(), None));
        if kind.is_some() { vec![kind] } else { told.to_vec() }
    });
    kinds.map(|kind| kind.expect("each kind is made of one of these")).collect()
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
            let read = MailKind::read(kind.name(), kind.address().map(str::to_owned), kind.story().cloned());
            assert!(read == Some(kind.clone()), "{}", kind.name());
        }
    }

    #[test]
    fn a_name_with_what_it_does_not_hold_is_not_read() {
        let link = || Some("https://portico.example/x".to_owned());
        assert!(MailKind::read("verify_email", None, None).is_none());
        assert!(MailKind::read("password_changed", link(), None).is_none());
        assert!(MailKind::read("new_device", link(), None).is_none());
        assert!(MailKind::read("no_such_mail", None, None).is_none());
    }
}
