//! The kinds of work there are.

use crate::types::words;

words! {
    /// What is to be done. The words are stored: one may be added, none changed.
    JobKind {
        /// Tells a person of a sign-in from a browser not seen before.
        NewDevice = "new_device",
        /// Tells a person by mail that something changed in their cases.
        CaseMail = "case_mail",
    }
}
