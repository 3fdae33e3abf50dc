//! The token that lets a case be read.

use crate::types::{CaseId, PersonId};

/// Proof that a case may be read by the person it was made for. Made only by `cases::store::access` for a linked person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CaseAccess {
    case: CaseId,
    person: PersonId,
}

impl CaseAccess {
    /// Called where the database has just shown the link, nowhere else (`tests/it/layering.rs` looks).
    pub(crate) fn granted(case: CaseId, person: PersonId) -> Self {
        Self { case, person }
    }

    #[must_use]
    pub fn case(self) -> CaseId {
        self.case
    }

    #[must_use]
    pub fn person(self) -> PersonId {
        self.person
    }
}
