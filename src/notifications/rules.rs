//! When a message is tried again, when it is given up, and how many somebody may cause.

use super::{MailKind, TextKind};
use crate::limits::Policy;
use crate::types::{DAY, HOUR, MINUTE, Millis, SECOND};

/// How long a claimed row is left alone. Far longer than [`SEND_TIMEOUT`], so that the claim of a node that died runs
/// out but never that of one that is still sending.
pub(super) const LEASE: Millis = 5 * MINUTE;

/// Longest that one delivery may take, connecting included.
pub(super) const SEND_TIMEOUT: std::time::Duration = std::time::Duration::from_mins(1);

/// How long a sent row is kept, to answer "was I told?".
pub(super) const KEEP: Millis = 30 * DAY;

/// Mails to one address that one network can cause by typing it into a form. Far fewer than [`TO_ADDRESS`], so that
/// nobody uses up what the owner needs.
pub(super) const FROM_NETWORK_TO_ADDRESS: Policy =
    Policy { name: "mail-network-address", hits: 5, window: HOUR, block: HOUR };

/// Mails to one address from all networks together.
pub(super) const TO_ADDRESS: Policy = Policy { name: "mail-address", hits: 20, window: HOUR, block: HOUR };

/// Mails that one network can cause, whatever the addresses: a school or an office in which everyone registers on the
/// same day, and no more.
pub(super) const FROM_NETWORK: Policy = Policy { name: "mail-network", hits: 100, window: HOUR, block: HOUR };

/// Mails that somebody who is signed in can cause by typing addresses: they have an account, and need few.
pub(super) const BY_PERSON: Policy = Policy { name: "mail-person", hits: 10, window: HOUR, block: HOUR };

/// How long a mail is worth sending: what holds a link, as long as the link lives.
pub(super) fn worth_sending(kind: &MailKind) -> Millis {
    if kind.link().is_some() { 30 * MINUTE } else { 3 * DAY }
}

/// Notices by text message to one person: they cost money, and the mail that says more comes whatever their number.
pub(super) const NOTICES: Policy = Policy { name: "text-notice", hits: 10, window: DAY, block: DAY };

/// How long a text message is worth sending: a code, as long as it counts.
pub(super) fn text_worth_sending(kind: &TextKind) -> Millis {
    match kind {
        TextKind::Code { .. } => 10 * MINUTE,
        TextKind::AccountChanged => DAY,
    }
}

/// Wait after the given number of failed attempts.
pub(super) fn wait_after(attempts: i64) -> Millis {
    match attempts {
        ..=1 => 15 * SECOND,
        2 => MINUTE,
        3 => 5 * MINUTE,
        4 => 15 * MINUTE,
        5 => HOUR,
        _ => 4 * HOUR,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow() {
        let waits: Vec<Millis> = (1..=7).map(wait_after).collect();
        assert!(waits.is_sorted());
    }

    #[test]
    fn a_mail_with_a_link_is_tried_several_times_while_its_link_lives() {
        let kind = MailKind::VerifyEmail { link: String::new() };
        let tries_in_time = (1..).scan(0, |at, n| {
            *at += wait_after(n);
            Some(*at)
        });
        assert!(tries_in_time.take_while(|at| *at < worth_sending(&kind)).count() >= 4);
    }
}
