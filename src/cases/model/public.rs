//! What needs no account: the receipt look-up and the glossary.

use super::Step;
use crate::types::{CivilDate, ReceiptNumber};
use serde::{Deserialize, Serialize};

/// All that a receipt number alone reveals.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LookUp {
    pub receipt: ReceiptNumber,
    /// `None`: no such case here, or one that is nobody's business.
    pub step: Option<Step>,
}

/// Every status we can explain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Glossary {
    /// Day of the collection.
    pub as_of: CivilDate,
    pub groups: Vec<GlossaryGroup>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GlossaryGroup {
    pub id: String,
    pub name: String,
    pub terms: Vec<Term>,
}

/// One status of the glossary.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    /// Anchor within the page.
    pub anchor: String,
    /// The agency's title, in English.
    pub title: String,
    /// Our translation of it, where the reader's language is another.
    pub translated: Option<String>,
    pub meaning: String,
    pub is_not: Option<String>,
    pub todo: Option<String>,
}
