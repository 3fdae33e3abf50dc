//! What crosses the wire.

use crate::accounts::model::Country;
use crate::types::{RequestId, WallTime};
use serde::{Deserialize, Serialize};

/// How long each way back takes, and what is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// Hours that a claim waits.
    pub hours: u32,
    /// Hours that a request waits after two of the staff have approved it.
    pub support_hours: u32,
    /// Whether a security question can be answered to the support desk.
    pub questions: bool,
}

/// A claim that waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    pub ready: WallTime,
    /// It was running before; nothing has changed.
    pub already: bool,
}

/// What is asked after the waiting time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoingOn {
    pub wanted: Wanted,
    /// Tries that are left.
    pub tries: i64,
    pub until: WallTime,
    /// For [`Wanted::Birth`]: by name, in the page's language.
    pub countries: Vec<Country>,
}

/// Which facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Wanted {
    /// Of a linked case.
    Case,
    /// The account has no case: date and country of birth, and another address of the account if it has one.
    Birth { other_address: bool },
}

/// What runs against an account, as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Running {
    pub way: Way,
    /// When its waiting time is over.
    pub ready: WallTime,
}

/// How an account is being recovered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Way {
    Mailbox,
    Support,
}

/// A request to the support desk, as whoever made it is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// `7K2M-9QXD`.
    pub reference: String,
}

/// A request in the list of the support desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestSummary {
    pub id: RequestId,
    pub reference: String,
    pub stage: Stage,
    /// When its new address was proved.
    pub since: WallTime,
    /// Facts that were right, and how many there are.
    pub right: usize,
    pub of: usize,
}

/// Where a request stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stage {
    /// Nobody has approved it yet.
    Open,
    /// One has; `mine` if it was the reader.
    Once { mine: bool },
    /// Two have; it waits until then.
    Waiting { ready: WallTime },
}

/// One request, for whoever decides. Holds which facts were right, and no fact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestPage {
    pub summary: RequestSummary,
    pub checklist: Vec<Item>,
    /// Other requests about the same account that are not decided.
    pub others: i64,
    /// Whether enough facts were right for anybody to approve.
    pub enough: bool,
    pub may_decide: bool,
    pub may_stop: bool,
    /// Words of the reasons to decline.
    pub reasons: Vec<String>,
}

/// One line of the checklist.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Word of the evidence, named in the catalogues.
    pub item: String,
    pub right: bool,
}
