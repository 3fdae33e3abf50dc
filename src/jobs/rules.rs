//! How long a job may take and when it is tried again.

use crate::types::{HOUR, MINUTE, Millis, SECOND};

/// How long a claimed job is left alone. Longer than any body takes: the longest builds somebody's export.
pub(super) const LEASE: Millis = 15 * MINUTE;

/// After so many attempts a job is left for the operator: by then it has failed for two days.
pub const ATTEMPTS: i64 = 15;

/// Wait after the given number of failed attempts.
pub(super) fn wait_after(attempts: i64) -> Millis {
    match attempts {
        ..=1 => 15 * SECOND,
        2 => MINUTE,
        3 => 5 * MINUTE,
        4 => 30 * MINUTE,
        _ => 4 * HOUR,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::DAY;

    #[test]
    fn waits_grow_and_end_within_two_days() {
        let waits: Vec<Millis> = (1..ATTEMPTS).map(wait_after).collect();
        assert!(waits.is_sorted());
        assert!(waits.iter().sum::<Millis>() <= 2 * DAY);
    }
}
