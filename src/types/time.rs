//! Instants and durations as the database keeps them: whole milliseconds, since 1970 in UTC for an instant.

/// Milliseconds: an instant (since 1970-01-01T00:00Z) or a length of time, as the name of the field says.
pub type Millis = i64;

pub const SECOND: Millis = 1_000;
pub const MINUTE: Millis = 60 * SECOND;
pub const HOUR: Millis = 60 * MINUTE;
pub const DAY: Millis = 24 * HOUR;
