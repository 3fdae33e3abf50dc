//! The kinds of work there are.

use crate::types::words;

words! {
    /// What is to be done. The words are stored: one may be added, none changed.
    JobKind {
        /// The waiting time of a recovery by mailbox is over.
        RecoveryReady = "recovery_ready",
        /// The waiting time of a recovery by the support desk is over.
        SupportRecoveryDue = "support_recovery_due",
    }
}
