//! SQL of cases. A read or write of one case demands the [`crate::access::CaseAccess`] that [`access`] makes; the
//! functions named `_any` are for intake and the public look-up, which reveal nothing to a person.

mod cases;
mod events;
mod handover;
mod intake;
mod links;
mod people;
mod sealed;

pub(super) use cases::{CaseRow, Facts, access, find_any, get, list_for, list_receipts, revealing_any};
pub(super) use events::{ChangeRow, EventRow, changes_since, history};
pub(super) use handover::{LinkRow, UsedCodeRow, drop_doubles, move_code, move_codes, move_link, move_links, put_link};
pub(crate) use intake::{
    EventToStore, Identity, StateToSave, StoredCase, applicants_any, attach_held_any, find_cases_any, find_known_any,
    history_any, insert_cases_any, insert_events_any, save_states_any,
};
pub(super) use links::{LinkedRow, has_any as has_linked, insert as insert_link, linked_names, people_of, use_code};
pub(crate) use links::{is_linked_any, links_of_any, unlink_all};
pub(super) use people::{contacts, name_of};
pub use sealed::SEALED;
