//! Parts of pages about cases. They render and wire; what is said where there is a choice is in `say`.

mod card;
mod history;
mod lists;
mod look_up;
mod rail;
mod say;
mod words;

pub use card::CaseCardView;
pub use history::{AgencyText, HistoryList};
pub use lists::{AppointmentList, ChangeList, FeeList, NoticeList, TodoList};
pub use look_up::ReceiptLookUp;
pub use rail::Rail;
pub use say::{Seen, form_title, pulse, stage_name};
pub use words::StatusTitle;
