//! Money: whole minor units of a named currency. Never a float.

use serde::{Deserialize, Serialize};

/// `minor` units (cents) of an ISO 4217 currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Money {
    pub minor: i64,
    pub currency: String,
}
