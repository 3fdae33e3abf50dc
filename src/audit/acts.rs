//! The acts there are. Their words are stored and sealed: one may be added, none changed.

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$item:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name {
            $($(#[$item])* $variant,)+
        }

        impl $name {
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// As it is stored, and named in the catalogues.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }

            /// `None` for a word that this version does not know.
            #[must_use]
            pub fn parse(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|known| known.as_str() == word)
            }
        }
    };
}

pub(super) use words;

words! {
    /// What was done, or tried.
    Act {
        RegistrationAsked = "registration_asked",
        /// The mailbox is proved and the person is kept.
        Registered = "registered",
        /// The mailbox of an unfinished account is proved again, and what was set up before is undone.
        MailboxProved = "mailbox_proved",
        /// The account has its first way to sign in.
        AccountCompleted = "account_completed",
        /// The password is right; the second factor is asked for.
        PasswordAccepted = "password_accepted",
        SignedIn = "signed_in",
        SignInFailed = "sign_in_failed",
        SignedOut = "signed_out",
        SessionEnded = "session_ended",
        SessionsEnded = "sessions_ended",
        SteppedUp = "stepped_up",
        /// Too many tries: a way in is closed for a while.
        LimitClosed = "limit_closed",
        PasswordSet = "password_set",
        PasswordChanged = "password_changed",
        ResetAsked = "reset_asked",
        PasswordReset = "password_reset",
        AuthenticatorAdded = "authenticator_added",
        AuthenticatorRenamed = "authenticator_renamed",
        AuthenticatorRemoved = "authenticator_removed",
        /// A code was texted, to a proved phone or to one that is being proved.
        TextCodeSent = "text_code_sent",
        PhoneAdded = "phone_added",
        PhoneRemoved = "phone_removed",
        PasskeyAdded = "passkey_added",
        PasskeyRenamed = "passkey_renamed",
        PasskeyRemoved = "passkey_removed",
        RecoveryCodesMade = "recovery_codes_made",
        RecoveryCodeUsed = "recovery_code_used",
        ActivityExported = "activity_exported",
        ProfileChanged = "profile_changed",
        CaseLinked = "case_linked",
        CaseLinkRefused = "case_link_refused",
        DashboardRead = "dashboard_read",
        CasesRead = "cases_read",
        CaseRead = "case_read",
        HistoryRead = "history_read",
        ProfileRead = "profile_read",
        EventsImported = "events_imported",
    }
}

words! {
    /// Which acts a reader looks at together.
    Topic {
        SignIn = "sign_in",
        Security = "security",
        Profile = "profile",
        Case = "case",
        /// Reading. Shown only when asked for: else it would hide the rest.
        View = "view",
        /// Of the agency's programs; in nobody's activity.
        Agency = "agency",
    }
}

words! {
    /// What was proved, or not.
    Factor {
        Password = "password",
        Passkey = "passkey",
        Authenticator = "authenticator",
        RecoveryCode = "recovery_code",
        TextCode = "text_code",
    }
}

impl Act {
    #[must_use]
    pub fn topic(self) -> Topic {
        match self {
            Self::RegistrationAsked
            | Self::Registered
            | Self::MailboxProved
            | Self::AccountCompleted
            | Self::PasswordAccepted
            | Self::SignedIn
            | Self::SignInFailed
            | Self::SignedOut
            | Self::SessionEnded
            | Self::SessionsEnded
            | Self::SteppedUp
            | Self::LimitClosed => Topic::SignIn,
            Self::PasswordSet
            | Self::PasswordChanged
            | Self::ResetAsked
            | Self::PasswordReset
            | Self::AuthenticatorAdded
            | Self::AuthenticatorRenamed
            | Self::AuthenticatorRemoved
            | Self::TextCodeSent
            | Self::PhoneAdded
            | Self::PhoneRemoved
            | Self::PasskeyAdded
            | Self::PasskeyRenamed
            | Self::PasskeyRemoved
            | Self::RecoveryCodesMade
            | Self::RecoveryCodeUsed => Topic::Security,
            Self::ProfileChanged | Self::ActivityExported => Topic::Profile,
            Self::CaseLinked | Self::CaseLinkRefused => Topic::Case,
            Self::DashboardRead | Self::CasesRead | Self::CaseRead | Self::HistoryRead | Self::ProfileRead => {
                Topic::View
            }
            Self::EventsImported => Topic::Agency,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_act_has_a_word_of_its_own_that_fits() {
        for act in Act::ALL {
            assert_eq!(Act::parse(act.as_str()), Some(*act));
            assert!(act.as_str().len() <= 40);
        }
        assert_eq!(Act::parse("signed-in"), None);
    }
}
