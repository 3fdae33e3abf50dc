//! What a case's events add up to. Stored with the case as JSON, so that a dashboard reads no history; every field is
//! optional when read, so that an older row can be read by a newer version.

use crate::cases::event::{Stamp, Words};
use crate::cases::model::{Kind, Outcome, Stage, Step};
use crate::types::{CivilDate, Millis, Money};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The fold of a case's events.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CaseState {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub form: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub office: Option<String>,
    pub confidential: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opened_at: Option<Millis>,
    /// When the newest event happened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_at: Option<Millis>,
    /// Most calendar days between two events that follow each other.
    pub longest_quiet: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    pub step: Step,
    pub closed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    /// First evidence of each stage.
    pub evidence: BTreeMap<Stage, Millis>,
    /// Requests for evidence that wait for an answer, oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub requests: Vec<Request>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fees: Vec<Fee>,
    /// Appointments with a time, past ones included: this fold knows no clock.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub appointments: Vec<Meeting>,
    /// The newest letters, newest last.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<Paper>,
}

/// The newest event that carries a status.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Status {
    pub at: Millis,
    pub kind: Kind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Words>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Words>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_on: Option<CivilDate>,
    /// The appointment that the status announces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meets_at: Option<Millis>,
}

/// An open request for evidence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Request {
    pub at: Millis,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Words>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_on: Option<CivilDate>,
}

/// A fee that the agency asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fee {
    pub at: Millis,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Words>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_on: Option<CivilDate>,
}

/// An appointment with a time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Meeting {
    pub kind: String,
    pub starts_at: Stamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
}

/// A letter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Paper {
    pub at: Millis,
    pub kind: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pages: Option<u32>,
}
