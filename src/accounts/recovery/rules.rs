//! How long things last, how often they may be tried, and how much evidence is enough. No IO.

use crate::accounts::rules::CODE_LETTERS;
use crate::limits::Policy;
use crate::server::Random;
use crate::types::{DAY, Millis, words};

/// How long a person may go on once the waiting time is over.
pub(super) const READY_LIFE: Millis = 7 * DAY;

/// Wrong facts after which a claim closes.
pub(super) const TRIES: i64 = 5;

/// Claims that one account can have opened: whoever holds only the mailbox cannot keep its owner busy for ever. Beyond
/// them the support desk remains.
pub(super) const CLAIMS: Policy = Policy { name: "recovery-claims", hits: 3, window: 7 * DAY, block: 7 * DAY };

/// Requests to the support desk from one network: a library, or a family.
pub(super) const REQUESTS: Policy = Policy { name: "recovery-requests", hits: 5, window: DAY, block: DAY };

/// How long a request waits for two of the staff.
pub(super) const OPEN_LIFE: Millis = 30 * DAY;

/// How long the link that sets an account up anew lives. Whoever has the mailbox can have another one mailed.
pub(super) const SET_UP_LIFE: Millis = 7 * DAY;

/// How long what has ended is kept; the log keeps that it was.
pub(super) const KEEP: Millis = 30 * DAY;

words! {
    /// What somebody typed and was right about. The words are stored: one may be added, none changed.
    Evidence {
        /// The receipt number is that of a case which an account has linked.
        Receipt = "receipt",
        /// The date of birth is the one that the agency knows.
        CaseBirth = "case_birth",
        CaseName = "case_name",
        /// The date of birth is the one of the account.
        AccountBirth = "account_birth",
        AccountName = "account_name",
        /// The new address is no other account's.
        Address = "address",
        /// A security question of the account was answered as its owner did. Never among what is enough.
        Question = "question",
    }
}

/// As it is stored.
pub(super) fn written(evidence: &[Evidence]) -> String {
    evidence.iter().map(|item| item.as_str()).collect::<Vec<_>>().join(" ")
}

pub(super) fn read(text: &str) -> Vec<Evidence> {
    text.split(' ').filter_map(Evidence::parse).collect()
}

/// What stands on the checklist.
pub(super) fn checklist(questions: bool) -> impl Iterator<Item = Evidence> {
    Evidence::ALL.iter().copied().filter(move |item| questions || *item != Evidence::Question)
}

/// Whether anybody may approve: a linked case, the account's date of birth, a name, and an address that can be given. A
/// family knows each other's cases, so facts of a case alone say nothing of whose the account is, and each other's
/// memories, so a security question is in nobody's place.
pub(super) fn enough(evidence: &[Evidence]) -> bool {
    let has = |item| evidence.contains(&item);
    has(Evidence::Receipt)
        && has(Evidence::Address)
        && has(Evidence::AccountBirth)
        && (has(Evidence::CaseName) || has(Evidence::AccountName))
}

words! {
    /// Why a request is declined.
    Reason {
        Facts = "facts",
        Duplicate = "duplicate",
        Suspicious = "suspicious",
        Withdrawn = "withdrawn",
    }
}

/// Letters of a reference: forty bits, so that none is guessed and it can be read out.
const REFERENCE_LENGTH: usize = 8;

pub(super) fn reference(random: &Random) -> String {
    let bytes: [u8; REFERENCE_LENGTH] = random.bytes();
    // 256 is a multiple of 32: every letter is equally likely.
    bytes.iter().filter_map(|byte| CODE_LETTERS.get(usize::from(byte % 32))).copied().map(char::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_the_account_s_birth_a_name_and_a_free_address_are_enough_and_nothing_less() {
        use Evidence::{AccountBirth, AccountName, Address, CaseBirth, CaseName, Question, Receipt};
        for (evidence, expected) in [
            (vec![Receipt, CaseBirth, CaseName, AccountBirth, AccountName, Address], true),
            (vec![Receipt, AccountBirth, AccountName, Address], true),
            (vec![Receipt, AccountBirth, CaseName, Address], true),
            (vec![Receipt, CaseBirth, CaseName, Address], false),
            (vec![CaseBirth, CaseName, AccountBirth, AccountName, Address], false),
            (vec![Receipt, CaseBirth, AccountBirth, Address], false),
            (vec![Receipt, CaseName, AccountName, Address], false),
            (vec![Receipt, AccountBirth, AccountName], false),
            (vec![Receipt, AccountBirth, Address, Question], false),
            (vec![Receipt, CaseBirth, CaseName, Address, Question], false),
            (vec![Receipt, AccountBirth, AccountName, Question], false),
            (vec![Question], false),
            (vec![], false),
        ] {
            assert_eq!(enough(&evidence), expected, "{evidence:?}");
            assert_eq!(read(&written(&evidence)), evidence);
        }
    }

    #[test]
    fn a_security_question_is_on_the_checklist_only_where_they_are_on() {
        assert_eq!(checklist(true).collect::<Vec<_>>(), Evidence::ALL);
        assert!(!checklist(false).any(|item| item == Evidence::Question));
        assert_eq!(checklist(false).count(), Evidence::ALL.len() - 1);
    }

    #[test]
    fn a_reference_has_eight_letters_that_are_not_misread() {
        let random = Random::seeded(3);
        let (one, other) = (reference(&random), reference(&random));
        assert_ne!(one, other);
        assert!(one.len() == 8 && one.bytes().all(|letter| CODE_LETTERS.contains(&letter)));
    }
}
