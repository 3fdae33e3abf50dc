//! What crosses the wire.

use crate::types::WallTime;
use serde::{Deserialize, Serialize};

/// What a new address is wanted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Purpose {
    /// In place of the primary one.
    Change,
    /// Beside it.
    Add,
}

impl Purpose {
    /// As it is stored and posted.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Change => "change",
            Self::Add => "add",
        }
    }

    /// `None` for a word that is none.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "change" => Some(Self::Change),
            "add" => Some(Self::Add),
            _ => None,
        }
    }
}

/// The page of a person's addresses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddressesPage {
    /// Whether the last proof of identity still allows changes.
    pub fresh: bool,
    /// The primary one first.
    pub addresses: Vec<OwnAddress>,
    pub waiting: Vec<Waiting>,
    /// Whether another one fits.
    pub room: bool,
}

/// A proved address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnAddress {
    /// As it is compared; names it in forms.
    pub compared: String,
    pub written: String,
    pub primary: bool,
    pub since: WallTime,
    /// From when on it may confirm a change and become the primary one; `None` if it may already.
    pub settled_from: Option<WallTime>,
}

/// A new address that is not proved yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    pub purpose: Purpose,
    pub written: String,
    pub proved: bool,
    /// For a change: the address that confirms it, and whether it has.
    pub prover: Option<(String, bool)>,
    pub until: WallTime,
}

/// What the link of a mail confirms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddressLink {
    pub side: Side,
    /// The new address.
    pub written: String,
}

/// Whose mailbox a link was mailed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Side {
    /// The new address of a change.
    New,
    /// The one that the account has.
    Own,
    /// The new address of an addition.
    Addition,
}

/// What a confirmation has done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Confirmed {
    /// The new address is proved; the account's own one is waited for.
    NewProved,
    /// The account's own address has confirmed; the new one is waited for.
    OwnProved,
    Changed,
    Added,
}

/// What the link of an undo offers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UndoLink {
    /// Becomes the primary one again.
    pub old: String,
}
