//! One case.

use super::{
    AgencyWords, AppointmentView, Days, FeeView, FormName, Kind, NoticeView, Outcome, RailStage, Stage, StatusLine,
    Step, Times, Todo,
};
use crate::types::{CaseId, CivilDate, ReceiptNumber};
use serde::{Deserialize, Serialize};

/// Everything the case page shows, in its order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CasePage {
    pub id: CaseId,
    pub version: i64,
    pub receipt: ReceiptNumber,
    pub form: FormName,
    /// What the agency calls the form, where we know it.
    pub official_name: Option<String>,
    pub status: Option<StatusLine>,
    /// `None` when the glossary does not know the status.
    pub meaning: Option<Meaning>,
    /// The agency's sentence that came with the status.
    pub agency_text: Option<AgencyWords>,
    pub step: Step,
    pub closed: bool,
    pub outcome: Option<Outcome>,
    pub todo: Vec<Todo>,
    pub rail: Vec<RailStage>,
    /// What cases of this form usually go through after this, and whether it is often left out.
    pub usually_next: Vec<(Stage, bool)>,
    pub days: Days,
    pub opened: Option<Times>,
    pub office: Option<String>,
    pub history: HistoryPage,
    pub appointments: Vec<AppointmentView>,
    pub fees: Vec<FeeView>,
    pub notices: Vec<NoticeView>,
    pub people: Vec<LinkedPerson>,
}

/// A status in plain words of ours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meaning {
    pub is: String,
    pub is_not: Option<String>,
    /// What can still be done after a decision that closes the case. Not something the agency waits for.
    pub after_decision: Option<String>,
}

/// A part of the history, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryPage {
    pub events: Vec<HistoryEvent>,
    /// Events in the whole record.
    pub total: i64,
    /// Pass it on to read the older part; `None` at the end.
    pub older: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryEvent {
    pub number: i64,
    pub kind: Kind,
    pub outcome: Option<Outcome>,
    /// In the language the agency wrote; the reader's if it wrote that too.
    pub title: Option<AgencyWords>,
    pub text: Option<AgencyWords>,
    /// Our translation of a title that the glossary knows, when it differs from `title`.
    pub translated: Option<String>,
    /// Whether the glossary explains the title; `None` when there is no title to explain.
    pub explained: Option<bool>,
    pub code: Option<String>,
    pub due_on: Option<CivilDate>,
    pub source: String,
    pub at: Times,
    pub received: Times,
    /// Arrived since the last visit.
    pub new: bool,
}

/// Somebody who can see the case here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkedPerson {
    pub name: String,
    pub you: bool,
    pub since: Times,
}
