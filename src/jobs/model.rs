//! The kinds of work there are.

use crate::types::words;

words! {
    /// What is to be done. The words are stored: one may be added, none changed.
    JobKind {
        /// Tells somebody which address their account has.
        RemindOfAddress = "remind_of_address",
        /// Tells that an account is closed tomorrow.
        RemindOfClosing = "remind_of_closing",
        CloseAccount = "close_account",
    }
}
