//! The acts there are. Their words are stored and sealed: one may be added, none changed.

use crate::types::{DAY, Millis, words};

/// As long as the link of the mail about a new browser. What is older is the owner's own history: to undo all since then
/// would take away what they live by.
const DISOWNED_WITHIN: Millis = 10 * DAY;

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
        /// Whoever runs the service ended every session.
        SignedOutByUs = "signed_out_by_us",
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
        /// Security questions were set, in place of those of before.
        QuestionsSet = "questions_set",
        QuestionsRemoved = "questions_removed",
        RecoveryCodeUsed = "recovery_code_used",
        /// The person said that a sign-in or a change was not theirs, and everybody was put out.
        SignInDisowned = "sign_in_disowned",
        /// The password opens nothing until another is chosen.
        PasswordClosed = "password_closed",
        ActivityExported = "activity_exported",
        ExportAsked = "export_asked",
        ExportMade = "export_made",
        ExportDownloaded = "export_downloaded",
        ExportDeleted = "export_deleted",
        /// Another session has proved this account completely, to join it to its own.
        MergeProved = "merge_proved",
        AccountsJoined = "accounts_joined",
        AccountsParted = "accounts_parted",
        CaseMailStopped = "case_mail_stopped",
        /// Mail to one of the person's addresses came back for good.
        MailReturned = "mail_returned",
        ProfileChanged = "profile_changed",
        CaseLinked = "case_linked",
        CaseLinkRefused = "case_link_refused",
        DashboardRead = "dashboard_read",
        CasesRead = "cases_read",
        CaseRead = "case_read",
        HistoryRead = "history_read",
        ProfileRead = "profile_read",
        EventsImported = "events_imported",
        EmailChangeAsked = "email_change_asked",
        EmailAdditionAsked = "email_addition_asked",
        /// One of the two addresses of a change is proved.
        EmailConfirmed = "email_confirmed",
        EmailChanged = "email_changed",
        EmailChangeStopped = "email_change_stopped",
        EmailChangeUndone = "email_change_undone",
        EmailAdded = "email_added",
        EmailMadePrimary = "email_made_primary",
        EmailRemoved = "email_removed",
        EmailReminderAsked = "email_reminder_asked",
        /// The addresses of the account were told that they are.
        EmailReminded = "email_reminded",
        ClosingAsked = "closing_asked",
        ClosingStopped = "closing_stopped",
        AccountClosed = "account_closed",
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
            | Self::SignedOutByUs
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
            | Self::RecoveryCodeUsed
            | Self::QuestionsSet
            | Self::QuestionsRemoved
            | Self::SignInDisowned
            | Self::PasswordClosed
            | Self::MergeProved
            | Self::AccountsJoined
            | Self::AccountsParted
            | Self::EmailChangeAsked
            | Self::EmailAdditionAsked
            | Self::EmailConfirmed
            | Self::EmailChanged
            | Self::EmailChangeStopped
            | Self::EmailChangeUndone
            | Self::EmailAdded
            | Self::EmailMadePrimary
            | Self::EmailRemoved
            | Self::EmailReminderAsked
            | Self::EmailReminded
            | Self::RecoveryAsked
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
            Self::ActivityExported
            | Self::ExportAsked
            | Self::ExportMade
            | Self::ExportDownloaded
            | Self::ExportDeleted
            | Self::CaseMailStopped
            | Self::MailReturned
            | Self::ProfileChanged
            | Self::ClosingAsked
            | Self::ClosingStopped
            | Self::AccountClosed => Topic::Profile,
            Self::CaseLinked | Self::CaseLinkRefused => Topic::Case,
            Self::DashboardRead
            | Self::CasesRead
            | Self::CaseRead
            | Self::HistoryRead
            | Self::ProfileRead
            | Self::SupportRead => Topic::View,
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

impl Act {
    /// Whether a person can still say of such an act of theirs, done at `at`, that it was not them.
    #[must_use]
    pub fn may_be_disowned(self, at: Millis, now: Millis) -> bool {
        now - at <= DISOWNED_WITHIN && self.is_somebodys()
    }

    /// Whether it is of those that only somebody signed in does.
    fn is_somebodys(self) -> bool {
        match self.topic() {
            Topic::Security => !matches!(self, Self::SignInDisowned | Self::PasswordClosed | Self::ResetAsked),
            Topic::SignIn => matches!(
                self,
                Self::PasswordAccepted | Self::SignedIn | Self::SteppedUp | Self::SessionEnded | Self::SessionsEnded
            ),
            Topic::Profile | Topic::Case | Topic::View | Topic::Agency => false,
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

    #[test]
    fn only_what_somebody_signed_in_did_can_be_disowned() {
        for act in [Act::SignedIn, Act::PasswordAccepted, Act::PasswordChanged, Act::PasskeyAdded, Act::SessionsEnded] {
            assert!(act.may_be_disowned(1, 1 + DISOWNED_WITHIN), "{act:?}");
            assert!(!act.may_be_disowned(1, 2 + DISOWNED_WITHIN), "{act:?}");
        }
        for act in [Act::SignInFailed, Act::Registered, Act::SignInDisowned, Act::ProfileChanged, Act::DashboardRead] {
            assert!(!act.may_be_disowned(1, 1), "{act:?}");
        }
    }
}
