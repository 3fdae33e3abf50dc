//! How long sessions and links of staff live. Not settings: what staff can do is worth more than their comfort.

use crate::types::{HOUR, MINUTE, Millis};

/// Without a request.
pub(super) const IDLE: Millis = 15 * MINUTE;

/// In any case.
pub(super) const SESSION: Millis = 12 * HOUR;

/// A link to make a passkey.
pub(super) const ENROLMENT: Millis = 30 * MINUTE;

/// A session's use is written at most this often.
pub(super) const TOUCH_EVERY: Millis = MINUTE;

/// As long as the column.
pub(super) const LONGEST_NAME: usize = 200;
