//! What crosses the wire.

use serde::{Deserialize, Serialize};

/// How long a session lives on if nobody does anything, in milliseconds: a browser counts them down against a clock of
/// its own that nobody sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remaining {
    /// Until it has rested too long; an act of the person begins this anew.
    pub idle_ms: i64,
    /// Until it is too old, whatever the person does.
    pub absolute_ms: i64,
    /// How long before either end the person is warned.
    pub warn_ms: i64,
    /// Whose it is, as the page knows them.
    pub mark: u32,
}
