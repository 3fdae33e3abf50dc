//! The acts there are. Their words are stored and sealed: one may be added, none changed.

use crate::types::words;

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
        AuthenticatorRemoved = "authenticator_removed",
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
        /// Somebody asked to recover an account by its mailbox.
        RecoveryAsked = "recovery_asked",
        /// The mailbox is proved; the waiting time begins.
        RecoveryOpened = "recovery_opened",
        /// The waiting time is over.
        RecoveryReady = "recovery_ready",
        RecoveryStopped = "recovery_stopped",
        /// Too many wrong facts.
        RecoveryClosed = "recovery_closed",
        /// Every way to sign in was removed, so that a new one can be chosen.
        Recovered = "recovered",
        /// Somebody asked the support desk.
        SupportAsked = "support_asked",
        /// The new address is proved; staff see the request.
        SupportProved = "support_proved",
        SupportRead = "support_read",
        SupportApproved = "support_approved",
        SupportDeclined = "support_declined",
        /// The new address could not become the account's.
        SupportFailed = "support_failed",
        StaffAdded = "staff_added",
        StaffDisabled = "staff_disabled",
        StaffEnrolled = "staff_enrolled",
        StaffSignedIn = "staff_signed_in",
        StaffSignInFailed = "staff_sign_in_failed",
        StaffSignedOut = "staff_signed_out",
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
            | Self::AuthenticatorRemoved
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
            Self::RecoveryAsked
            | Self::RecoveryOpened
            | Self::RecoveryReady
            | Self::RecoveryStopped
            | Self::RecoveryClosed
            | Self::Recovered
            | Self::SupportAsked
            | Self::SupportProved
            | Self::SupportApproved
            | Self::SupportDeclined
            | Self::SupportFailed => Topic::Security,
            Self::SupportRead => Topic::View,
            Self::EventsImported
            | Self::StaffAdded
            | Self::StaffDisabled
            | Self::StaffEnrolled
            | Self::StaffSignedIn
            | Self::StaffSignInFailed
            | Self::StaffSignedOut => Topic::Agency,
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
