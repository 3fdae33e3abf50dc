//! What a copy consists of, how long it is kept and how often one may be asked for.

use crate::limits::Policy;
use crate::types::{DAY, HOUR, Millis, words};

words! {
    /// What is counted while a copy is built, in this order. What the account learns to keep is one more of these.
    Part {
        Profile = "profile",
        Addresses = "addresses",
        SignIn = "sign_in",
        Sessions = "sessions",
        Activity = "activity",
        Cases = "cases",
        Calendar = "calendar",
    }
}

impl Part {
    /// The files that a reader finds it in.
    #[must_use]
    pub fn files(self) -> &'static [&'static str] {
        match self {
            Self::Profile => &["profile.json"],
            Self::Addresses => &["addresses.json"],
            Self::SignIn => &["sign-in.json"],
            Self::Sessions => &["sessions.json"],
            Self::Activity => &["activity.json", "activity.csv"],
            Self::Cases => &["cases/"],
            Self::Calendar => &["calendar.ics"],
        }
    }
}

/// How many parts there are.
pub(super) fn parts() -> i64 {
    i64::try_from(Part::ALL.len()).unwrap_or(i64::MAX)
}

/// How long a finished copy is kept.
pub const KEPT: Millis = 7 * DAY;

/// After so long the page says that building takes longer than it should.
pub(super) const LATE: Millis = HOUR;

/// A copy costs a read of everything; nobody needs many in a day.
pub(super) const ASKED: Policy = Policy { name: "export", hits: 10, window: DAY, block: DAY };
