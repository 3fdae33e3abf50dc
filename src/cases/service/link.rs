//! Linking a case to a person. Wrong facts, an absent case and a confidential case without its code get one answer at
//! one cost: the facts are blinded before the case is looked for, and every comparison is always made. An access code
//! links one person; whoever comes with it later is told what a wrong one is told.

use crate::access::Actor;
use crate::audit::{self, About, Act, Entry, Fact};
use crate::cases::model::{LinkVia, NewLink, Proof, normal_a_number, normal_code};
use crate::cases::store::{self, Facts};
use crate::db::{Conn, DbResult};
use crate::error::{AppError, AppResult};
use crate::i18n::Locale;
use crate::limits::Policy;
use crate::live::{self, Hint, Topic};
use crate::notifications::{self, MailKind, NewMail};
use crate::server::Ctx;
use crate::storage::KeyRing;
use crate::types::{CaseId, CivilDate, DAY, Millis, PersonId, ReceiptNumber};
use subtle::ConstantTimeEq as _;
use unicode_normalization::UnicodeNormalization as _;

/// Five wrong tries, then a day, for the person who tries and for the receipt number that is tried.
const BY_PERSON: Policy = Policy { name: "link-person", hits: 5, window: DAY, block: DAY };
const BY_RECEIPT: Policy = Policy { name: "link-receipt", hits: 5, window: DAY, block: DAY };

const TOO_MANY: &str = "cases.errors.link_limit";

/// Links the case, tells everyone who could see it before and the person themselves, and answers with its number.
pub async fn link(ctx: &Ctx, actor: &Actor, wish: NewLink) -> AppResult<ReceiptNumber> {
    let now = ctx.now();
    let claim = Claim::new(&ctx.keys, &wish.proof);
    let mut tx = ctx.db.begin().await?;
    // Counted before the facts are compared, so that tries at the same moment wait for each other. A right one rolls
    // its count back.
    let tries = count(tx.conn(), ctx, now, actor, &wish).await?;
    let facts = store::find_any(tx.conn(), &wish.receipt, actor.person).await?;
    if let Some(case) = claim.proves(facts.as_ref()) {
        drop(tx);
        connect(ctx, actor, case, &claim, wish.proof.via()).await?;
        return Ok(wish.receipt);
    }
    let mut entries = vec![Entry::of(Act::CaseLinkRefused, actor).refused()];
    if tries == BY_PERSON.hits {
        let mut told = match &facts {
            Some(facts) => store::people_of(tx.conn(), facts.id).await?,
            None => vec![],
        };
        if !told.contains(&actor.person) {
            told.push(actor.person);
        }
        tell(tx.conn(), ctx, &told, &MailKind::CaseLinkTries).await?;
        // Of what case is told to nobody: there may be none.
        let closed = told.iter().map(|person| Entry::system(Act::LimitClosed, Some(*person)));
        entries.extend(closed.map(|entry| entry.word(Fact::Limit, "case-link")));
    }
    audit::commit(tx, ctx, entries).await?;
    Err(no_match())
}

fn no_match() -> AppError {
    AppError::field("receipt_number", "cases.errors.no_match")
}

/// The larger of the two counts, this try included.
async fn count(mut conn: Conn<'_>, ctx: &Ctx, now: Millis, actor: &Actor, wish: &NewLink) -> AppResult<i64> {
    let by_person = BY_PERSON.bucket(&ctx.keys, &actor.person.to_string());
    let by_receipt = BY_RECEIPT.bucket(&ctx.keys, wish.receipt.as_str());
    let tries = by_person.spend(conn.again(), now, TOO_MANY).await?;
    Ok(tries.max(by_receipt.spend(conn, now, TOO_MANY).await?))
}

async fn connect(ctx: &Ctx, actor: &Actor, case: CaseId, claim: &Claim, via: LinkVia) -> AppResult<()> {
    let now = ctx.now();
    let mut tx = ctx.db.begin().await?;
    let others = store::people_of(tx.conn(), case).await?;
    if !store::insert_link(tx.conn(), actor.person, case, via, now).await? {
        return Err(AppError::conflict("cases.errors.already_linked"));
    }
    if let Some(code) = &claim.code
        && !store::use_code(tx.conn(), actor.person, case, code, now).await?
    {
        return Err(no_match());
    }
    let mut everyone = others;
    everyone.push(actor.person);
    tell(tx.conn(), ctx, &everyone, &MailKind::CaseLinked).await?;
    live::announce(tx.conn(), now, &everyone, &Hint { topic: Topic::Cases, id: case.0, version: 0 }).await?;
    audit::commit(tx, ctx, [Entry::of(Act::CaseLinked, actor).about(About::Case(case))]).await?;
    ctx.hub.wake();
    Ok(())
}

async fn tell(mut conn: Conn<'_>, ctx: &Ctx, people: &[PersonId], kind: &MailKind) -> DbResult<()> {
    for contact in store::contacts(conn.again(), people).await? {
        let locale = Locale::parse(&contact.locale).unwrap_or_default();
        let mail = NewMail { person: Some(contact.person_id), to: contact.written, locale, kind: kind.clone() };
        notifications::enqueue(conn.again(), ctx, mail).await?;
    }
    Ok(())
}

/// What the person claims, blinded.
pub(super) struct Claim {
    code: Option<Vec<u8>>,
    born: Option<Vec<u8>>,
    a_number: Option<Vec<u8>>,
    name: Option<Vec<u8>>,
}

impl Claim {
    pub(super) fn new(keys: &KeyRing, proof: &Proof) -> Self {
        match proof {
            Proof::AccessCode(code) => {
                Self { code: Some(code_index(keys, code)), born: None, a_number: None, name: None }
            }
            Proof::Number { born, a_number } => Self {
                code: None,
                born: Some(birth_index(keys, *born)),
                a_number: a_number_index(keys, a_number),
                name: None,
            },
            Proof::Name { born, given, family } => Self {
                code: None,
                born: Some(birth_index(keys, *born)),
                a_number: None,
                name: Some(name_index(keys, given, family)),
            },
        }
    }

    /// The case, if the claim is true of it. Takes as long for a case that is not there.
    pub(super) fn proves(&self, facts: Option<&Facts>) -> Option<CaseId> {
        let code = same(self.code.as_ref(), facts.and_then(|facts| facts.code_index.as_ref()));
        let code = code && facts.is_some_and(|facts| !facts.code_used);
        let born = same(self.born.as_ref(), facts.and_then(|facts| facts.birth_index.as_ref()));
        let number = same(self.a_number.as_ref(), facts.and_then(|facts| facts.a_number_index.as_ref()));
        let name = same(self.name.as_ref(), facts.and_then(|facts| facts.name_index.as_ref()));
        let secret = facts.is_none_or(|facts| facts.confidential);
        let proved = code || (born && (number || name) && !secret);
        facts.filter(|_| proved).map(|facts| facts.id)
    }
}

pub(super) fn same(claimed: Option<&Vec<u8>>, known: Option<&Vec<u8>>) -> bool {
    let nothing: Vec<u8> = vec![0; 32];
    let equal: bool = claimed.unwrap_or(&nothing).ct_eq(known.unwrap_or(&nothing)).into();
    equal && claimed.is_some() && known.is_some()
}

pub fn code_index(keys: &KeyRing, code: &str) -> Vec<u8> {
    keys.blind("case.access_code", &normal_code(code))
}

pub fn birth_index(keys: &KeyRing, born: CivilDate) -> Vec<u8> {
    keys.blind("case.born", &born.to_string())
}

/// `None` for something that is no A-number.
pub fn a_number_index(keys: &KeyRing, a_number: &str) -> Option<Vec<u8>> {
    let shaped = normal_a_number(a_number);
    shaped.map(|digits| keys.blind("case.a_number", &digits))
}

pub fn name_index(keys: &KeyRing, given: &str, family: &str) -> Vec<u8> {
    keys.blind("case.name", &format!("{}\u{0}{}", normal_name(given), normal_name(family)))
}

/// Names are equal when they read the same: composed letters, one case, single spaces.
fn normal_name(name: &str) -> String {
    let folded: String = name.nfc().flat_map(char::to_lowercase).nfc().collect();
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::Random;

    #[test]
    fn names_that_read_the_same_are_the_same() {
        assert_eq!(normal_name("  NGUYỄN   Hoa "), normal_name("Nguye\u{302}\u{303}n hoa"));
        assert_ne!(normal_name("Nguyen Hoa"), normal_name("Nguyễn Hoa"));
    }

    #[test]
    fn only_the_right_facts_prove_and_a_confidential_case_wants_its_code() {
        let keys = KeyRing::generate(&Random::seeded(1));
        let born = CivilDate::new(1990, 1, 2).unwrap();
        let other = CivilDate::new(1990, 2, 1).unwrap();
        let facts = |confidential| Facts {
            id: CaseId(uuid::Uuid::nil()),
            confidential,
            birth_index: Some(birth_index(&keys, born)),
            name_index: Some(name_index(&keys, "Hoa", "Nguyễn")),
            a_number_index: a_number_index(&keys, "A012345678"),
            code_index: Some(code_index(&keys, "AB12-CD34")),
            code_used: false,
        };
        let proves =
            |proof: Proof, confidential| Claim::new(&keys, &proof).proves(Some(&facts(confidential))).is_some();
        let code = |code: &str| Proof::AccessCode(normal_code(code));
        let number = |born, number: &str| Proof::Number { born, a_number: normal_a_number(number).unwrap() };
        let name = |born, given: &str, family: &str| Proof::Name { born, given: given.into(), family: family.into() };
        for (expected, proof) in [
            (true, code("ab12cd34")),
            (false, code("ab12cd35")),
            (true, number(born, "12345678")),
            (false, number(other, "12345678")),
            (false, number(born, "12345679")),
            (true, name(born, "HOA", "NGUYỄN")),
            (false, name(born, "Nguyễn", "Hoa")),
            (false, name(other, "Hoa", "Nguyễn")),
            (false, name(born, "", "")),
        ] {
            assert_eq!(proves(proof, false), expected);
        }
        assert!(proves(code("AB12CD34"), true));
        assert!(!proves(number(born, "12345678"), true));
        assert!(!proves(name(born, "Hoa", "Nguyễn"), true));
        assert!(Claim::new(&keys, &code("AB12CD34")).proves(None).is_none());
    }

    #[test]
    fn facts_that_the_agency_never_sent_prove_nothing() {
        let keys = KeyRing::generate(&Random::seeded(1));
        let facts = Facts {
            id: CaseId(uuid::Uuid::nil()),
            confidential: false,
            birth_index: None,
            name_index: None,
            a_number_index: None,
            code_index: None,
            code_used: false,
        };
        let empty = Proof::AccessCode(String::new());
        assert!(Claim::new(&keys, &empty).proves(Some(&facts)).is_none());
    }
}
