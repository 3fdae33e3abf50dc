//! What crosses the wire.

use crate::types::WallTime;
use serde::{Deserialize, Serialize};

/// The page that closes an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosingPage {
    /// Whether the last proof of identity still allows it.
    pub fresh: bool,
    /// Days that an account waits.
    pub days: i64,
    /// When this one is closed, if its owner wants that.
    pub closes: Option<WallTime>,
}
