//! The kinds of work there are.

use crate::types::words;

words! {
    /// What is to be done. The words are stored: one may be added, none changed.
    JobKind {
        /// Builds the copy that a person asked for; the subject is the export.
        BuildExport = "build_export",
        /// Removes a copy whose time is over; the subject is the export.
        DropExport = "drop_export",
        /// Forgets how two joined accounts could be parted again; the subject is the merge.
        ForgetMerge = "forget_merge",
        /// Tells somebody which address their account has.
        RemindOfAddress = "remind_of_address",
        /// Tells that an account is closed tomorrow.
        RemindOfClosing = "remind_of_closing",
        CloseAccount = "close_account",
        /// Tells a person of a sign-in from a browser not seen before.
        NewDevice = "new_device",
        /// Tells a person by mail that something changed in their cases.
        CaseMail = "case_mail",
        /// The waiting time of a recovery by mailbox is over.
        RecoveryReady = "recovery_ready",
        /// The waiting time of a recovery by the support desk is over.
        SupportRecoveryDue = "support_recovery_due",
    }
}
