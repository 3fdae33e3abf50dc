//! When a message is tried again, when it is given up, and how many somebody may cause.

use super::TextKind;
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

/// Whether a refusal says that there is no such mailbox, and not that the mail, its sender or the moment was wrong.
/// `said` is what the server answered, its enhanced code (RFC 3463) first if it has one.
pub(super) fn refuses_mailbox(status: u16, said: &str) -> bool {
    let enhanced = said.split(|c: char| c.is_whitespace() || c == '-').find(|word| word.starts_with("5."));
    match enhanced {
        Some(code) => matches!(code, "5.1.0" | "5.1.1" | "5.1.2" | "5.1.3" | "5.1.6" | "5.1.10" | "5.2.0" | "5.2.1"),
        None => matches!(status, 550 | 551 | 553),
    }
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
    use crate::notifications::MailKind;

    #[test]
    fn waits_grow() {
        let waits: Vec<Millis> = (1..=7).map(wait_after).collect();
        assert!(waits.is_sorted());
    }

    #[test]
    fn only_a_refusal_of_the_mailbox_counts_as_one() {
        for (status, said, expected) in [
            (550, "5.1.1 no such user here", true),
            (550, "<a@b.example>: does not live here", true),
            (550, "5.7.1 we do not like your network", false),
            (550, "5.1.8 bad sender", false),
            (553, "mailbox name not allowed", true),
            (552, "5.2.2 over quota", false),
            (552, "too much mail", false),
            (554, "5.7.1 spam", false),
        ] {
            assert_eq!(refuses_mailbox(status, said), expected, "{status} {said}");
        }
    }

    #[test]
    fn a_mail_with_a_link_is_tried_several_times_while_its_link_lives() {
        let kind = MailKind::VerifyEmail { link: String::new() };
        let tries_in_time = (1..).scan(0, |at, n| {
            *at += wait_after(n);
            Some(*at)
        });
        assert!(tries_in_time.take_while(|at| *at < kind.worth_sending()).count() >= 4);
    }
}
