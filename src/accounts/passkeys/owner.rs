//! Whose a passkey is. Those of people and of staff stand in tables of their own, and whoever asks says of whom: a
//! passkey of one kind can never be taken for one of the other.

use super::store::Table;
use crate::types::{PersonId, StaffId};
use uuid::Uuid;

/// Somebody who has passkeys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::accounts) enum Owner {
    Person(PersonId),
    Staff(StaffId),
}

impl Owner {
    pub(super) fn table(self) -> Table {
        match self {
            Self::Person(_) => Table::People,
            Self::Staff(_) => Table::Staff,
        }
    }

    /// What an authenticator knows the owner by.
    pub(super) fn id(self) -> Uuid {
        match self {
            Self::Person(person) => person.0,
            Self::Staff(staff) => staff.0,
        }
    }
}

impl From<PersonId> for Owner {
    fn from(person: PersonId) -> Self {
        Self::Person(person)
    }
}

impl From<StaffId> for Owner {
    fn from(staff: StaffId) -> Self {
        Self::Staff(staff)
    }
}
