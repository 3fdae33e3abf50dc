//! Use cases about cases. Reading needs a link; only linking, the public look-up and the glossary do not.

mod dashboard;
pub mod export;
mod facts;
pub mod handover;
mod link;
mod page;
mod public;
mod reader;

pub use dashboard::{cases, dashboard};
pub use facts::{Matches, has_linked, match_facts, proves_linked, same_name};
pub use link::a_number_index;
pub use link::link;
pub(super) use link::{birth_index, code_index, name_index};
pub use page::{addressed, case, history};
pub use public::{glossary, look_up};
