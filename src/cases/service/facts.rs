//! Facts of a case as evidence of who somebody is: for recovering an account, which links nothing. Compared as linking
//! compares them. A confidential case proves nothing here: its facts are known to those whom it is kept from.

use super::link::{Claim, birth_index, name_index, same};
use crate::cases::model::Proof;
use crate::cases::store;
use crate::db::{Conn, DbResult};
use crate::storage::KeyRing;
use crate::types::{CivilDate, PersonId, ReceiptNumber};
use uuid::Uuid;

/// Whether the person has linked any case, confidential ones included.
///
/// # Errors
/// When the database does not answer.
pub async fn has_linked(conn: Conn<'_>, person: PersonId) -> DbResult<bool> {
    store::has_linked(conn, person).await
}

/// Whether `proof` is true of the case with this number and the person has linked it. All else is one answer at one cost.
///
/// # Errors
/// When the database does not answer.
pub async fn proves_linked(
    mut conn: Conn<'_>,
    keys: &KeyRing,
    person: PersonId,
    receipt: &ReceiptNumber,
    proof: &Proof,
) -> DbResult<bool> {
    let claim = Claim::new(keys, proof);
    let facts = store::find_any(conn.again(), receipt, person).await?;
    let linked = store::access(conn, person, receipt).await?.is_some();
    let proved = claim.proves(facts.as_ref()).is_some();
    Ok(linked && proved)
}

/// What of somebody's words about a case is true.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matches {
    /// Who has linked the case, the longest first; nobody for an absent or confidential one.
    pub people: Vec<PersonId>,
    pub birth: bool,
    pub name: bool,
}

/// Compares a date of birth and a name with the case of this number.
///
/// # Errors
/// When the database does not answer.
pub async fn match_facts(
    mut conn: Conn<'_>,
    keys: &KeyRing,
    receipt: &ReceiptNumber,
    born: CivilDate,
    (given, family): (&str, &str),
) -> DbResult<Matches> {
    let (birth, name) = (birth_index(keys, born), name_index(keys, given, family));
    let nobody = PersonId(Uuid::nil());
    let facts = store::find_any(conn.again(), receipt, nobody).await?.filter(|facts| !facts.confidential);
    // Looked for in any case, so that an absent one costs the same.
    let case = facts.as_ref().map_or(crate::types::CaseId(Uuid::nil()), |facts| facts.id);
    let people = store::people_of(conn, case).await?;
    let known = facts.as_ref();
    Ok(Matches {
        people,
        birth: same(Some(&birth), known.and_then(|facts| facts.birth_index.as_ref())),
        name: same(Some(&name), known.and_then(|facts| facts.name_index.as_ref())),
    })
}

/// Whether two people are called the same, as cases compare names.
#[must_use]
pub fn same_name(keys: &KeyRing, one: (&str, &str), other: (&str, &str)) -> bool {
    same(Some(&name_index(keys, one.0, one.1)), Some(&name_index(keys, other.0, other.1)))
}
