//! A row about to be written. Its details take words of the program, numbers and ids, never text that somebody typed.

use super::{Act, Device, Factor, Origin};
use crate::access::{Actor, StaffActor};
use crate::server::Visitor;
use crate::types::{CaseId, PersonId, RequestId, SessionId, StaffId, words};
use serde_json::Value;
use std::collections::BTreeMap;
use std::net::IpAddr;
use uuid::Uuid;

/// Who did it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    Person(PersonId),
    /// Somebody who has not proved who they are.
    Stranger,
    /// Somebody of the agency, signed in at the desk.
    Staff(StaffId),
    /// A program of the agency, by its API key.
    AgencyKey(Uuid),
    /// The program by itself, or its operator at the command line.
    System,
}

/// What it was done to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    Nothing,
    Person(PersonId),
    Session(SessionId),
    Passkey(Uuid),
    Case(CaseId),
}

words! {
    /// What a row may tell beside its columns.
    Fact {
        Factor = "factor",
        Limit = "limit",
        Fields = "fields",
        Sessions = "sessions",
        Cases = "cases",
        Accepted = "accepted",
        Duplicate = "duplicate",
        Held = "held",
        Rejected = "rejected",
        /// A request to the support desk.
        Request = "request",
        Reason = "reason",
        /// An account of staff, where it is what the act is about.
        Staff = "staff",
    }
}

/// A row about to be written.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub(super) act: Act,
    pub(super) by: By,
    /// In whose activity it stands.
    pub(super) person: Option<PersonId>,
    pub(super) about: About,
    pub(super) refused: bool,
    pub(super) origin: Origin,
    facts: BTreeMap<&'static str, Value>,
}

impl Entry {
    /// Something that a signed-in person does.
    #[must_use]
    pub fn of(act: Act, actor: &Actor) -> Self {
        Self::new(act, By::Person(actor.person), Some(actor.person), actor.origin.clone())
    }

    /// Something that a person does who has just proved who they are.
    #[must_use]
    pub fn proved(act: Act, person: PersonId, visitor: &Visitor) -> Self {
        Self::new(act, By::Person(person), Some(person), Origin::of(visitor))
    }

    /// Something that somebody tries with the account of `person`, or with none.
    #[must_use]
    pub fn stranger(act: Act, person: Option<PersonId>, visitor: &Visitor) -> Self {
        Self::new(act, By::Stranger, person, Origin::of(visitor))
    }

    /// Something that concerns a person and that none does.
    #[must_use]
    pub fn system(act: Act, person: Option<PersonId>) -> Self {
        Self::new(act, By::System, person, Origin::default())
    }

    /// Something that staff do, with the account of `person` or with none.
    #[must_use]
    pub fn staff(act: Act, actor: &StaffActor, person: Option<PersonId>) -> Self {
        Self::new(act, By::Staff(actor.staff), person, actor.origin.clone())
    }

    /// Something that staff do who have just proved who they are.
    #[must_use]
    pub fn staff_proved(act: Act, staff: StaffId, visitor: &Visitor) -> Self {
        Self::new(act, By::Staff(staff), None, Origin::of(visitor))
    }

    /// Something that a program of the agency does; without a key the operator does it.
    #[must_use]
    pub fn agency(act: Act, key: Option<Uuid>) -> Self {
        Self::new(act, key.map_or(By::System, By::AgencyKey), None, Origin::default())
    }

    fn new(act: Act, by: By, person: Option<PersonId>, origin: Origin) -> Self {
        let about = person.map_or(About::Nothing, About::Person);
        Self { act, by, person, about, refused: false, origin, facts: BTreeMap::new() }
    }

    #[must_use]
    pub fn refused(mut self) -> Self {
        self.refused = true;
        self
    }

    #[must_use]
    pub fn about(mut self, about: About) -> Self {
        self.about = about;
        self
    }

    #[must_use]
    pub fn factor(self, factor: Factor) -> Self {
        self.word(Fact::Factor, factor.as_str())
    }

    #[must_use]
    pub fn word(self, fact: Fact, word: &'static str) -> Self {
        self.fact(fact, word.into())
    }

    #[must_use]
    pub fn words(self, fact: Fact, words: &[&'static str]) -> Self {
        self.fact(fact, words.into())
    }

    #[must_use]
    pub fn number(self, fact: Fact, number: u64) -> Self {
        self.fact(fact, number.into())
    }

    #[must_use]
    pub fn cases(self, cases: &[CaseId]) -> Self {
        self.fact(Fact::Cases, cases.iter().map(CaseId::to_string).collect::<Vec<_>>().into())
    }

    #[must_use]
    pub fn request(self, request: RequestId) -> Self {
        self.fact(Fact::Request, request.to_string().into())
    }

    #[must_use]
    pub fn about_staff(self, staff: StaffId) -> Self {
        self.fact(Fact::Staff, staff.to_string().into())
    }

    fn fact(mut self, fact: Fact, value: Value) -> Self {
        self.facts.insert(fact.as_str(), value);
        self
    }

    pub(super) fn details(&self) -> String {
        serde_json::to_string(&self.facts).unwrap_or_default()
    }
}

impl Origin {
    #[must_use]
    pub fn of(visitor: &Visitor) -> Self {
        Self::from_parts(&visitor.network, &visitor.user_agent)
    }

    /// `network` as limits count it.
    #[must_use]
    pub fn from_parts(network: &str, user_agent: &str) -> Self {
        Self { network: coarse(network), agent: Device::of(user_agent).text() }
    }
}

/// A network that tells its owner from where, and nobody else who.
fn coarse(network: &str) -> String {
    let address = network.split('/').next().unwrap_or_default();
    match address.parse() {
        Ok(IpAddr::V4(address)) => {
            let [a, b, c, _] = address.octets();
            format!("{a}.{b}.{c}.0/24")
        }
        Ok(IpAddr::V6(address)) => {
            let [a, b, c, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}::/48")
        }
        Err(_) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_is_kept_so_coarsely_that_it_names_no_machine() {
        for (network, expected) in [
            ("203.0.113.9", "203.0.113.0/24"),
            ("2001:db8:1:2::/64", "2001:db8:1::/48"),
            ("somebody's own words", ""),
            ("", ""),
        ] {
            assert_eq!(coarse(network), expected);
        }
    }
}
