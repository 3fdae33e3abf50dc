//! What crosses the wire.

use crate::types::{CivilDate, WallTime};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The page of joining.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergeView {
    /// Whether the last proof of identity of this account is recent enough.
    pub fresh: bool,
    pub step: Step,
    /// Accounts that were joined to this one and can still be parted, the newest first.
    pub joined: Vec<Joined>,
}

/// How far the other account is proved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Step {
    /// Not at all.
    Name,
    /// Its password was right.
    Second { codes: bool },
    /// Completely.
    Proved(Box<Preview>),
}

/// What would happen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// Stays.
    pub here: Side,
    /// Goes.
    pub other: Side,
    /// Receipt numbers of cases that would move.
    pub cases: Vec<String>,
    /// Of cases that both have.
    pub doubles: Vec<String>,
    /// Addresses that would become further ones of this account.
    pub emails: Vec<String>,
    /// Names of passkeys that would sign in to this account.
    pub passkeys: Vec<String>,
    pub password: Fate,
    pub authenticator: Fate,
    /// Sentence of why it is not possible.
    pub blocked: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Side {
    pub name: String,
    pub date_of_birth: CivilDate,
    pub email: String,
}

/// What becomes of a factor of which an account has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fate {
    /// The other account has none.
    None,
    /// This account has none: it gets the other's.
    Taken,
    /// This account keeps its own; the other's opens nothing any more.
    Idle,
}

/// A joining that can be undone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Joined {
    pub id: Uuid,
    pub name: String,
    pub at: WallTime,
    pub until: WallTime,
}
