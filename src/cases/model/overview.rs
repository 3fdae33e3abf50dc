//! The dashboard.

use super::{AgencyWords, Kind, Outcome, RailStage, Tone};
use crate::types::{CivilDate, Money, ReceiptNumber, WallTime};
use serde::{Deserialize, Serialize};

/// Everything the dashboard shows, read in one go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DashboardView {
    /// What the person is called.
    pub name: String,
    /// When this was read, in the reader's zone.
    pub checked: WallTime,
    /// The last visit before this session; `None` on the first visit.
    pub since: Option<WallTime>,
    pub todo: Vec<Todo>,
    /// Newest first; see [`Self::more_changes`].
    pub changes: Vec<Change>,
    /// Changes since the last visit beyond those listed.
    pub more_changes: i64,
    pub cases: Vec<CaseCard>,
    pub appointments: Vec<AppointmentView>,
    pub fees: Vec<FeeView>,
    pub notices: Vec<NoticeView>,
}

/// What a form is called, in the reader's language where we have a name for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormName {
    /// `I-485`.
    pub form: String,
    /// `Green card`; `None` for a form the list does not have.
    pub short: Option<String>,
}

/// One instant for the two who read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Times {
    /// In the agency's zone.
    pub agency: WallTime,
    /// In the reader's zone.
    pub yours: WallTime,
    /// Calendar days from then to today, both in the agency's zone; negative for what is to come.
    pub days_ago: i64,
}

/// Day counters, in calendar days of the agency's zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Days {
    /// The day the case was opened is day 1; `None` while its opening has not been reported.
    pub day: Option<i64>,
    /// Days since the last event.
    pub quiet: i64,
    /// The longest quiet time so far, the present one included.
    pub longest: i64,
}

/// The current status, in the reader's language where somebody has put it so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusLine {
    /// The title; `None` when the event that set the status had none, and then `kind` speaks.
    pub title: Option<AgencyWords>,
    pub kind: Kind,
    /// With a decision.
    pub outcome: Option<Outcome>,
    pub tone: Tone,
}

/// One case on the dashboard and in the list of cases.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseCard {
    /// Grows with every change; tells a live page whether a row is new.
    pub version: i64,
    pub receipt: ReceiptNumber,
    pub form: FormName,
    pub status: Option<StatusLine>,
    pub closed: bool,
    /// Without days: a card says how far, the case's own page since when.
    pub rail: Vec<RailStage>,
    pub days: Days,
}

/// What the person must do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Todo {
    pub receipt: ReceiptNumber,
    pub form: FormName,
    pub what: TodoKind,
    /// The agency's title for it.
    pub title: Option<AgencyWords>,
    /// Our advice, in the reader's language.
    pub advice: Option<String>,
    /// As printed on the notice; a day in the agency's zone.
    pub due_on: Option<CivilDate>,
    /// Days from today to `due_on`; negative when it has passed.
    pub days_left: Option<i64>,
}

/// Why something is to be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TodoKind {
    /// The agency waits for evidence.
    Evidence,
    /// A fee is due.
    Fee(Option<Money>),
    /// The current status asks for something.
    Status,
}

/// One event on one of the person's cases.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Number of the event in the record.
    pub number: i64,
    pub receipt: ReceiptNumber,
    pub form: FormName,
    pub title: Option<AgencyWords>,
    pub kind: Kind,
    pub outcome: Option<Outcome>,
    /// In the agency's zone.
    pub at: WallTime,
    /// Calendar days from then to today, both in the agency's zone.
    pub days_ago: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppointmentView {
    pub receipt: ReceiptNumber,
    pub form: FormName,
    /// The agency's word for it: `biometrics`, `interview` or another.
    pub kind: String,
    /// The clock where the appointment is, as the agency wrote it.
    pub starts: WallTime,
    pub yours: WallTime,
    /// Calendar days from today, in the agency's zone.
    pub days_left: i64,
    pub place: Option<String>,
    pub reference: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeeView {
    pub receipt: ReceiptNumber,
    pub form: FormName,
    pub title: Option<AgencyWords>,
    pub amount: Option<Money>,
    pub due_on: Option<CivilDate>,
    pub days_left: Option<i64>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeView {
    pub receipt: ReceiptNumber,
    pub form: FormName,
    /// `I-797C`.
    pub kind: String,
    pub number: Option<String>,
    pub pages: Option<u32>,
    /// In the agency's zone.
    pub issued: WallTime,
}
