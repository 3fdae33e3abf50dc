//! Cases: linking, timeline, status glossary, stages, dashboard.
//!
//! What must stay true: a case's state is a fold of its events in the order in which they happened, so the order in
//! which they arrive changes nothing; nobody reads a case without a [`crate::access::CaseAccess`]; what is not known is
//! said to be not known.

pub mod model;
