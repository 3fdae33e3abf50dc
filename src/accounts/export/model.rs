//! What crosses the wire.

use crate::types::WallTime;
use serde::{Deserialize, Serialize};

/// The page of a person's data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataView {
    /// Whether the last proof of identity is recent enough to ask for the copy and to fetch it.
    pub fresh: bool,
    pub export: ExportState,
}

/// How far the copy is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ExportState {
    None,
    Building {
        asked: WallTime,
        /// Parts that are done, of how many.
        done: i64,
        parts: i64,
        /// It takes longer than it should.
        late: bool,
    },
    Ready {
        asked: WallTime,
        /// When it is removed.
        until: WallTime,
        bytes: i64,
    },
}
