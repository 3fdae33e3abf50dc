//! The kinds of work there are.

use crate::types::words;

words! {
    /// What is to be done. The words are stored: one may be added, none changed.
    JobKind {
    }
}
