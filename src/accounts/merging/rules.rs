//! Which accounts can be joined, and for how long that can be undone.

use super::model::Fate;
use crate::accounts::passkeys;
use crate::types::{CivilDate, DAY, MINUTE, Millis};

/// How long a joining can be undone.
pub const UNDO: Millis = 7 * DAY;

/// How long a proof of the other account waits for the next step.
pub(super) const PROOF: Millis = 15 * MINUTE;

/// Addresses of one account: as many as are told of what happens to it.
const MOST_EMAILS: usize = 10;

/// What both accounts have, as far as it decides whether they can be one.
pub(super) struct Both {
    pub born: [CivilDate; 2],
    pub emails: usize,
    pub passkeys: i64,
    /// Whether the one that goes has taken in another, and that can still be undone.
    pub undoable: bool,
}

/// Key of the sentence that says why two accounts cannot be joined.
pub(super) fn obstacle(both: &Both) -> Option<&'static str> {
    let [here, other] = both.born;
    if here != other {
        Some("merging.errors.born")
    } else if both.undoable {
        // It would have to be parted from here first, and the owner of what it took in is told nothing of this joining.
        Some("merging.errors.undoable")
    } else if both.passkeys > passkeys::MOST {
        Some("merging.errors.passkeys")
    } else if both.emails > MOST_EMAILS {
        Some("merging.errors.emails")
    } else {
        None
    }
}

/// What becomes of a factor of which an account has one.
pub(super) fn fate(here: bool, other: bool) -> Fate {
    match (here, other) {
        (_, false) => Fate::None,
        (false, true) => Fate::Taken,
        (true, true) => Fate::Idle,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_are_joined_only_when_they_can_be_one_persons() {
        let (born, other) = (CivilDate::new(1990, 1, 2).unwrap(), CivilDate::new(1990, 2, 1).unwrap());
        let both = |other, emails, passkeys| Both { born: [born, other], emails, passkeys, undoable: false };
        for (both, expected) in [
            (both(born, 10, 20), None),
            (both(other, 2, 2), Some("merging.errors.born")),
            (both(born, 2, 21), Some("merging.errors.passkeys")),
            (both(born, 11, 2), Some("merging.errors.emails")),
            (Both { undoable: true, ..both(born, 2, 2) }, Some("merging.errors.undoable")),
        ] {
            assert_eq!(obstacle(&both), expected);
        }
    }

    #[test]
    fn an_account_keeps_its_own_factor_and_takes_one_only_where_it_has_none() {
        for (here, other, expected) in [
            (false, false, Fate::None),
            (true, false, Fate::None),
            (false, true, Fate::Taken),
            (true, true, Fate::Idle),
        ] {
            assert_eq!(fate(here, other), expected);
        }
    }
}
