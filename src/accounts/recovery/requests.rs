//! A request to the support desk, from whoever makes it to the end of its waiting time. What the staff do with it is
//! `support.rs`.

use super::claims::page;
use super::model::Reference;
use super::rules::{self, Evidence, OPEN_LIFE, REQUESTS, SET_UP_LIFE};
use super::store::requests as store;
use super::take_over::take_over;
use crate::accounts::email::EmailAddress;
use crate::accounts::questions::{self, Given, read_pair};
use crate::accounts::rules::in_groups;
use crate::accounts::service::{Identity, LINK_LIFE, identity, set_up_link, tell_every_channel};
use crate::accounts::store::links::{self, ProofRow};
use crate::accounts::store::people;
use crate::audit::{self, Act, Entry, Fact};
use crate::cases::model::{LinkForm, Proof, parse_facts};
use crate::cases::service::{match_facts, same_name};
use crate::db::{Conn, DbError, DbResult};
use crate::error::{AppError, AppResult, FieldErrors};
use crate::i18n::Locale;
use crate::live;
use crate::notifications::{MailKind, NewMail, Queued, enqueue, enqueue_for_stranger};
use crate::server::{Ctx, Visitor};
use crate::storage::token_hash;
use crate::types::{CivilDate, PersonId, ReceiptNumber, RequestId};
use uuid::Uuid;

/// People of one case whose accounts are compared: a family has fewer.
const MOST_PEOPLE: usize = 10;

/// Fields of the form, as typed.
#[derive(Clone, Debug, Default)]
pub struct RequestFields {
    pub given_name: String,
    pub family_name: String,
    pub birth_day: String,
    pub birth_month: String,
    pub birth_year: String,
    pub receipt_number: String,
    pub email: String,
    /// Word of a security question, and the answer to it.
    pub question: String,
    pub secret_answer: String,
}

struct Asked {
    receipt: ReceiptNumber,
    born: CivilDate,
    given: String,
    family: String,
    email: EmailAddress,
    answered: Option<Given>,
}

/// `questions`: whether the form has the fields of a security question.
fn parse(fields: RequestFields, questions: bool) -> AppResult<Asked> {
    let mut errors = FieldErrors::default();
    let (question, answer) = (fields.question, fields.secret_answer);
    let form = LinkForm {
        receipt_number: fields.receipt_number,
        birth_year: fields.birth_year,
        birth_month: fields.birth_month,
        birth_day: fields.birth_day,
        given_name: fields.given_name,
        family_name: fields.family_name,
        ..LinkForm::default()
    };
    let facts = parse_facts(&form, ("given_name", "accounts.errors.name_missing"), &mut errors);
    let email = fields.email.parse();
    if email.is_err() {
        errors.add("email", "accounts.errors.email_odd");
    }
    let names = ("question", "secret_answer");
    let answered = if questions { read_pair(&question, &answer, names, &mut errors) } else { None };
    errors.check()?;
    match (facts, email) {
        (Some((receipt, Proof::Name { born, given, family })), Ok(email)) => {
            Ok(Asked { receipt, born, given, family, email, answered })
        }
        (Some(_) | None, _) => Err(AppError::Malformed),
    }
}

/// Compares what was typed, keeps which of it was right, and mails a link that proves the new address. The answer is the
/// same whatever was right.
pub async fn ask_support(ctx: &Ctx, visitor: &Visitor, fields: RequestFields) -> AppResult<Reference> {
    let asked = parse(fields, ctx.config.questions_are_on())?;
    let (now, token) = (ctx.now(), ctx.random.token());
    let reference = rules::reference(&ctx.random);
    let mut tx = ctx.db.begin().await?;
    let budget = REQUESTS.bucket(&ctx.keys, &visitor.network);
    budget.spend(tx.conn(), now, "recovery.errors.requests").await?;
    let (person, mut evidence) = compare(tx.conn(), ctx, &asked).await?;
    if let Some(answered) = &asked.answered {
        let kept = questions::kept_answer(tx.conn(), person, answered).await?;
        // Nobody else waits while it is hashed.
        tx.commit().await?;
        let judged = questions::is_right(ctx, answered, kept).await;
        tx = ctx.db.begin().await?;
        match judged {
            Ok(right) => evidence.extend(right.then_some(Evidence::Question)),
            Err(busy) => {
                budget.give_back(tx.conn(), now).await?;
                tx.commit().await?;
                return Err(busy);
            }
        }
    }
    let kind = MailKind::SupportProof { link: page(ctx, visitor.locale, "confirm", &token) };
    let to = asked.email.written().to_owned();
    let mail = NewMail { person: None, to, locale: visitor.locale, kind };
    if enqueue_for_stranger(tx.conn(), ctx, visitor, mail).await? == Queued::Waiting {
        let id = RequestId(ctx.id());
        let request = store::NewRequest {
            id,
            reference: &reference,
            person,
            sealed_address: ctx.keys.seal(&ctx.random, &place(id), asked.email.written().as_bytes()),
            locale: visitor.locale.code(),
            evidence: &rules::written(&evidence),
            token_hash: token_hash(&token),
            now,
            expires_at: now + LINK_LIFE,
        };
        store::insert(tx.conn(), &request).await?;
    }
    audit::commit(tx, ctx, [Entry::stranger(Act::SupportAsked, person, visitor)]).await?;
    Ok(shown(&reference))
}

fn shown(reference: &str) -> Reference {
    Reference { reference: in_groups(reference, '-') }
}

pub(super) fn place(id: RequestId) -> String {
    format!("recovery_requests.address/{id}")
}

/// Whose account it is about, as far as one can tell, and what was right.
async fn compare(mut conn: Conn<'_>, ctx: &Ctx, asked: &Asked) -> AppResult<(Option<PersonId>, Vec<Evidence>)> {
    let name = (asked.given.as_str(), asked.family.as_str());
    let case = match_facts(conn.again(), &ctx.keys, &asked.receipt, asked.born, name).await?;
    let mut best: Option<(PersonId, bool, bool)> = None;
    // Somebody is looked up in any case, so that a number without an account costs the same.
    let nobody = PersonId(Uuid::nil());
    let people = if case.people.is_empty() { &[nobody][..] } else { &case.people };
    for person in people.iter().take(MOST_PEOPLE) {
        let Ok(Identity { given_name, family_name, date_of_birth }) = identity(conn.again(), ctx, *person).await else {
            continue;
        };
        let born = date_of_birth == asked.born;
        let named = same_name(&ctx.keys, name, (&given_name, &family_name));
        let rank = |born: bool, named: bool| u8::from(born) * 2 + u8::from(named);
        if best.is_none_or(|(_, before, before_named)| rank(born, named) > rank(before, before_named)) {
            best = Some((*person, born, named));
        }
    }
    let person = best.map(|(person, _, _)| person);
    let owner = people::find_account(conn, asked.email.compared()).await?.map(|account| account.person_id);
    let right = [
        (Evidence::Receipt, person.is_some()),
        (Evidence::CaseBirth, case.birth),
        (Evidence::CaseName, case.name),
        (Evidence::AccountBirth, best.is_some_and(|(_, born, _)| born)),
        (Evidence::AccountName, best.is_some_and(|(_, _, named)| named)),
        (Evidence::Address, owner.is_none() || owner == person),
    ];
    Ok((person, right.into_iter().filter_map(|(item, right)| right.then_some(item)).collect()))
}

/// [`AppError::NotFound`] unless the link proves an address. Consumes nothing.
pub async fn confirming(ctx: &Ctx, token: &str) -> AppResult<()> {
    let open = store::can_confirm(ctx.db.read().await?.conn(), &token_hash(token), ctx.now()).await?;
    if open { Ok(()) } else { Err(AppError::NotFound) }
}

/// Consumes the link: the new address is proved, and the staff see the request.
pub async fn confirm(ctx: &Ctx, visitor: &Visitor, token: &str) -> AppResult<Reference> {
    let now = ctx.now();
    let mut tx = ctx.db.begin().await?;
    let proved = store::confirm(tx.conn(), &token_hash(token), now, now + OPEN_LIFE).await?;
    let spent = || AppError::conflict("accounts.errors.link_spent");
    let (id, reference, person) = proved.ok_or_else(spent)?;
    audit::commit(tx, ctx, [Entry::stranger(Act::SupportProved, person, visitor).request(id)]).await?;
    Ok(shown(&reference))
}

/// Mails something to the new address.
pub(super) async fn tell_asker(
    conn: Conn<'_>,
    ctx: &Ctx,
    id: RequestId,
    (sealed, locale): (&[u8], &str),
    kind: MailKind,
) -> AppResult<()> {
    let to = address_of(ctx, id, sealed)?;
    let mail = NewMail { person: None, to, locale: Locale::parse(locale).unwrap_or_default(), kind };
    Ok(enqueue(conn, ctx, mail).await?)
}

/// Tells whoever asked that nothing comes of it. Why is for the log: it would say what was right.
pub(super) async fn tell_closed(
    conn: Conn<'_>,
    ctx: &Ctx,
    id: RequestId,
    sealed: &[u8],
    locale: &str,
) -> AppResult<()> {
    tell_asker(conn, ctx, id, (sealed, locale), MailKind::SupportClosed).await
}

fn address_of(ctx: &Ctx, id: RequestId, sealed: &[u8]) -> AppResult<String> {
    let address = ctx.keys.open(&place(id), sealed)?;
    Ok(String::from_utf8(address).map_err(|_| DbError::Corrupt("recovery_requests.address"))?)
}

/// The waiting time is over: the new address becomes the account's, nothing that opened it before does any more, and a
/// link to set up a way to sign in is mailed there. Done once, however often it is called.
pub async fn finish_request(ctx: &Ctx, id: RequestId) -> AppResult<()> {
    let now = ctx.now();
    let mut tx = ctx.db.begin().await?;
    let Some(row) = store::find(tx.conn(), id, now).await? else { return Ok(()) };
    let Some(person) = row.person_id else { return Ok(()) };
    // Before the request's row, as everywhere.
    people::lock_security(tx.conn(), person).await?;
    if !store::finish(tx.conn(), id, now).await? {
        return Ok(());
    }
    let written = address_of(ctx, id, &row.address)?;
    let address: EmailAddress = written.parse().map_err(|_| DbError::Corrupt("recovery_requests.address"))?;
    tell_every_channel(tx.conn(), ctx, person, &MailKind::Recovered).await?;
    people::delete_emails(tx.conn(), person).await?;
    if !people::insert_primary_email(tx.conn(), person, address.compared(), &written, now).await? {
        drop(tx);
        return fail(ctx, &row, person).await;
    }
    let ended = take_over(tx.conn(), ctx, person).await?;
    mail_set_up(tx.conn(), ctx, person, &address, &row.locale).await?;
    let done = Entry::system(Act::Recovered, Some(person)).request(id).number(Fact::Sessions, ended);
    audit::commit(tx, ctx, [done]).await?;
    ctx.hub.wake();
    Ok(())
}

async fn mail_set_up(
    mut conn: Conn<'_>,
    ctx: &Ctx,
    person: PersonId,
    address: &EmailAddress,
    locale: &str,
) -> DbResult<()> {
    let (token, locale) = (ctx.random.token(), Locale::parse(locale).unwrap_or_default());
    let proof = ProofRow {
        address: address.compared().to_owned(),
        written: address.written().to_owned(),
        person_id: Some(person),
    };
    links::put_proof(conn.again(), &proof, &token_hash(&token), ctx.now() + SET_UP_LIFE).await?;
    let kind = MailKind::SupportDone { link: set_up_link(ctx, locale, &token) };
    enqueue(conn, ctx, NewMail { person: Some(person), to: address.written().to_owned(), locale, kind }).await
}

/// The address became somebody else's while the request waited: the account stays as it is.
async fn fail(ctx: &Ctx, row: &store::RequestRow, person: PersonId) -> AppResult<()> {
    let mut tx = ctx.db.begin().await?;
    if !store::end(tx.conn(), row.id, ("waiting", "failed"), None, ctx.now()).await? {
        return Ok(());
    }
    tell_closed(tx.conn(), ctx, row.id, &row.address, &row.locale).await?;
    live::announce_account(tx.conn(), ctx.now(), person, person.0).await?;
    audit::commit(tx, ctx, [Entry::system(Act::SupportFailed, Some(person)).request(row.id)]).await?;
    ctx.hub.wake();
    Ok(())
}
