//! What crosses the wire.

use crate::types::WallTime;
use serde::{Deserialize, Serialize};

/// A sign-in or a change that may be disowned, as far as whoever holds the link needs to recognise it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disownable {
    /// In the person's zone.
    pub at: WallTime,
    pub browser: Option<String>,
    pub system: Option<String>,
    /// As coarse as the log keeps it.
    pub network: String,
    /// Whether it was disowned already.
    pub done: bool,
}
