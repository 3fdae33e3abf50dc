//! How long a session lives, and how its place is told.

use super::model::Remaining;
use crate::access::Computer;
use crate::server::config;
use crate::types::{HOUR, MINUTE, Millis, SECOND};

/// Time to read the warning, come back to the keyboard and answer. A short rest is warned of at its half.
const WARNING: Millis = 150 * SECOND;

/// What was last used at these moments or before has rested too long.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rested {
    pub own: Millis,
    pub shared: Millis,
}

impl Rested {
    pub(super) fn since(limits: &config::Limits, now: Millis) -> Self {
        let since = |computer| now - Limits::of(limits, computer).idle;
        Self { own: since(Computer::Own), shared: since(Computer::Shared) }
    }
}

/// Of one session.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    idle: Millis,
    whole: Millis,
}

impl Limits {
    pub(super) fn of(limits: &config::Limits, computer: Computer) -> Self {
        let minutes = match computer {
            Computer::Own => limits.idle_minutes,
            Computer::Shared => limits.shared_idle_minutes.min(limits.idle_minutes),
        };
        Self { idle: MINUTE * Millis::from(minutes), whole: HOUR * Millis::from(limits.session_hours) }
    }

    /// When a session was last used that has so much time left to rest.
    pub(super) fn rest_that_leaves(self, left: Millis, now: Millis) -> Millis {
        now - (self.idle - left).max(0)
    }

    /// Never more than the limits, also when a clock was set back.
    pub(super) fn remaining(self, last_seen_at: Millis, expires_at: Millis, now: Millis, mark: u32) -> Remaining {
        Remaining {
            idle_ms: (last_seen_at + self.idle - now).clamp(0, self.idle),
            absolute_ms: (expires_at - now).clamp(0, self.whole),
            warn_ms: WARNING.min(self.idle / 2),
            mark,
        }
    }
}

/// A network as far as it helps to know it again: the first three of an IPv4 address's four numbers, the first three
/// groups of an IPv6 network.
pub(super) fn approximate(network: &str) -> String {
    let separator = if network.contains(':') { ":" } else { "." };
    let parts: Vec<&str> = network.split(separator).take(3).collect();
    format!("{}{separator}…", parts.join(separator))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::config::{Config, Mode, Sources};

    fn limits(idle: u32, shared: u32) -> config::Limits {
        let mut limits = Config::from_sources(&Sources::default(), Mode::Production).unwrap().limits;
        limits.idle_minutes = idle;
        limits.shared_idle_minutes = shared;
        limits
    }

    #[test]
    fn a_warning_comes_two_and_a_half_minutes_before_the_end_or_at_the_half_of_a_short_rest() {
        for (idle, shared, computer, expected) in [
            (15, 5, Computer::Own, (15 * MINUTE, 150 * SECOND)),
            (15, 5, Computer::Shared, (5 * MINUTE, 150 * SECOND)),
            (2, 5, Computer::Own, (2 * MINUTE, MINUTE)),
            (3, 5, Computer::Shared, (3 * MINUTE, 90 * SECOND)),
            (60, 1, Computer::Shared, (MINUTE, 30 * SECOND)),
        ] {
            let told = Limits::of(&limits(idle, shared), computer).remaining(1_000, HOUR, 1_000, 7);
            assert_eq!((told.idle_ms, told.warn_ms), expected);
        }
    }

    #[test]
    fn no_clock_promises_more_than_the_limits_or_less_than_nothing() {
        let told = |now| Limits::of(&limits(15, 5), Computer::Own).remaining(100 * HOUR, 112 * HOUR, now, 7);
        for (now, expected) in [
            (100 * HOUR, (15 * MINUTE, 12 * HOUR)),
            (100 * HOUR + 10 * MINUTE, (5 * MINUTE, 12 * HOUR - 10 * MINUTE)),
            (97 * HOUR, (15 * MINUTE, 12 * HOUR)),
            (200 * HOUR, (0, 0)),
        ] {
            assert_eq!((told(now).idle_ms, told(now).absolute_ms), expected);
        }
    }

    #[test]
    fn a_network_is_told_only_so_far_that_its_owner_knows_it_again() {
        for (network, told) in [("203.0.113.9", "203.0.113.…"), ("2001:db8:1:2::/64", "2001:db8:1:…"), ("", ".…")]
        {
            assert_eq!(approximate(network), told);
        }
    }
}
