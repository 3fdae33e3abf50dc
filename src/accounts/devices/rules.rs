//! Pure decisions about browsers not seen before.

use crate::audit::{Act, Topic};
use crate::limits::Policy;
use crate::types::{DAY, MINUTE, Millis};

/// How long a browser is known after its last sign-in; as long as its cookie lives.
pub(super) const KNOWN: Millis = 365 * DAY;

/// How long we wait to see what comes of a sign-in before it is told.
pub(super) const WAIT: Millis = 5 * MINUTE;

/// How long the link of a mail disowns its sign-in.
pub(super) const LINK_LIFE: Millis = 10 * DAY;

/// Mails about right passwords without a second step: whoever knows a password must not fill the mailbox. A sign-in that
/// was finished is always told.
pub(super) const HALF: Policy = Policy { name: "new-device-half", hits: 5, window: DAY, block: DAY };

/// Most acts that a mail tells.
pub(super) const TOLD: usize = 20;

/// Whether an act since the sign-in is told in its mail.
pub(super) fn is_outcome(act: Act, refused: bool) -> bool {
    if refused {
        return act == Act::SignInFailed;
    }
    match act.topic() {
        Topic::Security => true,
        Topic::SignIn => matches!(act, Act::SignedOut | Act::SessionEnded | Act::SessionsEnded | Act::SignedOutByUs),
        Topic::Profile | Topic::Case | Topic::View | Topic::Agency => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outcome_is_what_changes_the_ways_in_or_ends_something_and_a_failed_try() {
        for (act, refused, expected) in [
            (Act::PasswordChanged, false, true),
            (Act::PasskeyAdded, false, true),
            (Act::AuthenticatorRemoved, false, true),
            (Act::SignedOut, false, true),
            (Act::SignInFailed, true, true),
            (Act::SignedIn, false, false),
            (Act::PasswordAccepted, false, false),
            (Act::ProfileChanged, false, false),
            (Act::CaseRead, false, false),
            (Act::AuthenticatorAdded, true, false),
        ] {
            assert_eq!(is_outcome(act, refused), expected, "{act:?} {refused}");
        }
    }
}
