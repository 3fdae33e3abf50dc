//! What crosses the wire about cases, and the words both halves share. Nothing here is worked out: the server answers
//! in the reader's language and zone, so that both halves write the same page.

mod agency;
mod link;
mod overview;
mod page;
mod public;

pub use agency::{AgencyWords, Kind, Outcome, RailStage, Stage, StageState, Step, Tone};
pub use link::{
    LinkForm, LinkVia, NewLink, Proof, normal_a_number, normal_code, parse_facts, parse_link, parse_receipt,
};
pub use overview::{
    AppointmentView, CaseCard, Change, DashboardView, Days, FeeView, FormName, NoticeView, StatusLine, Times, Todo,
    TodoKind,
};
pub use page::{CasePage, HistoryEvent, HistoryPage, LinkedPerson, Meaning};
pub use public::{Glossary, GlossaryGroup, LookUp, Term};
