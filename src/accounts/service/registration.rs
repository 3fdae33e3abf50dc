//! Registration: the mailbox first, then the person, then a way to sign in (`docs/adr/0002-email-first-registration.md`).
//!
//! What must stay true: nothing about a person is kept before the mailbox is proved, and nobody can tell from the answer
//! whether an address has an account.

use super::LINK_LIFE;
use super::ways::forget_every_way;
use crate::access::Standing;
use crate::accounts::addresses::identity_index;
use crate::accounts::email::EmailAddress;
use crate::accounts::model::{ProofPage, ProofPurpose};
use crate::accounts::person::{NewPerson, PersonFields, newest_birthday};
use crate::accounts::store::links::{self, ProofRow};
use crate::accounts::store::people::{self, AccountRow, NewPersonRow};
use crate::accounts::{countries, sessions};
use crate::audit::{self, Act, Entry};
use crate::db::{Conn, DbResult};
use crate::error::{AppError, AppResult};
use crate::i18n::Locale;
use crate::notifications::{MailKind, NewMail, Queued, enqueue_for_stranger};
use crate::server::{Ctx, Visitor};
use crate::storage::token_hash;
use crate::types::PersonId;

/// Mails a link to an address without a usable account, a warning to one with. Both write and mail the same amount.
pub async fn request(ctx: &Ctx, visitor: &Visitor, email: &str) -> AppResult<()> {
    let email: EmailAddress = email.parse().map_err(|_| AppError::field("email", "accounts.errors.email_odd"))?;
    let mut tx = ctx.db.begin().await?;
    let account = people::find_account(tx.conn(), email.compared()).await?;
    let token = ctx.random.token();
    let has_account = account.as_ref().is_some_and(|account| !account.is_begun());
    let (person_id, written) = AccountRow::addressee(account, email.written());
    let proof = ProofRow { address: email.compared().to_owned(), written, person_id };
    let kind = if has_account {
        MailKind::AlreadyRegistered
    } else {
        MailKind::VerifyEmail { link: link(ctx, visitor.locale, &token) }
    };
    let asked = Entry::stranger(Act::RegistrationAsked, proof.person_id, visitor);
    let mail = NewMail { person: proof.person_id, to: proof.written.clone(), locale: visitor.locale, kind };
    // A link that nobody is mailed must not replace the one that the owner has.
    if enqueue_for_stranger(tx.conn(), ctx, visitor, mail).await? == Queued::Waiting {
        let (hash, until) = (token_hash(&token), ctx.now() + LINK_LIFE);
        if has_account {
            links::pretend_proof(tx.conn(), &proof, &hash, until).await?;
        } else {
            links::put_proof(tx.conn(), &proof, &hash, until).await?;
        }
    }
    audit::commit(tx, ctx, [asked]).await?;
    Ok(())
}

/// Address of the page that goes on with an account, or makes one.
pub fn link(ctx: &Ctx, locale: Locale, token: &str) -> String {
    ctx.config.absolute(&format!("/{}/verify-email/{token}", locale.code()))
}

/// What a link opens. Reading consumes nothing: mail scanners follow links.
pub async fn open_proof(ctx: &Ctx, locale: Locale, token: &str) -> AppResult<ProofPage> {
    let proof = links::find_proof(ctx.db.read().await?.conn(), &token_hash(token), ctx.now()).await?;
    let proof = proof.ok_or(AppError::NotFound)?;
    let email = proof.written;
    Ok(match proof.person_id {
        None => ProofPage { purpose: ProofPurpose::NewAccount { email }, countries: countries::all(locale) },
        Some(_) => ProofPage { purpose: ProofPurpose::Continue { email }, countries: Vec::new() },
    })
}

/// Consumes the link, makes the person if there is none, and answers the token of a session that may set up a way to
/// sign in.
pub async fn finish(ctx: &Ctx, visitor: &Visitor, token: &str, fields: PersonFields) -> AppResult<String> {
    let hash = token_hash(token);
    let computer = fields.computer;
    let proof = links::find_proof(ctx.db.read().await?.conn(), &hash, ctx.now()).await?.ok_or_else(link_is_spent)?;
    let new_person = match proof.person_id {
        None => Some(fields.parse(newest_birthday(ctx), &ctx.config.agency_time_zone)?),
        Some(_) => None,
    };
    let mut tx = ctx.db.begin().await?;
    let proof = links::take_proof(tx.conn(), &hash, ctx.now()).await?.ok_or_else(link_is_spent)?;
    let (person, act) = match (proof.person_id, new_person) {
        (Some(person), _) => (take_account(tx.conn(), ctx, person, &proof).await?, Act::MailboxProved),
        (None, Some(new)) => (make_account(tx.conn(), ctx, visitor.locale, &new, &proof).await?, Act::Registered),
        // Another link of this address was used between the two reads.
        (None, None) => return Err(link_is_spent()),
    };
    let session = sessions::start(tx.conn(), ctx, person, Standing::SettingUp, computer, visitor).await?;
    audit::commit(tx, ctx, [Entry::proved(act, person, visitor)]).await?;
    ctx.hub.wake();
    Ok(session)
}

fn link_is_spent() -> AppError {
    AppError::conflict("accounts.errors.link_spent")
}

async fn make_account(
    mut conn: Conn<'_>,
    ctx: &Ctx,
    locale: Locale,
    new: &NewPerson,
    proof: &ProofRow,
) -> AppResult<PersonId> {
    let (person, now) = (PersonId(ctx.id()), ctx.now());
    let row = NewPersonRow {
        id: person,
        given_name: &new.given_name,
        family_name: &new.family_name,
        sealed_date_of_birth: ctx.keys.seal(
            &ctx.random,
            &super::profile::place("date_of_birth", person),
            new.date_of_birth.to_string().as_bytes(),
        ),
        country_of_birth: &new.country_of_birth,
        identity_index: identity_index(&ctx.keys, &new.given_name, &new.family_name, new.date_of_birth),
        locale: locale.code(),
        time_zone: &new.time_zone,
        now,
    };
    people::insert(conn.again(), &row).await?;
    if people::insert_primary_email(conn, person, &proof.address, &proof.written, now).await? {
        Ok(person)
    } else {
        Err(link_is_spent())
    }
}

/// The account that a renewed proof goes on with. What was set up before this proof of the mailbox is not trusted: it
/// is undone and its sessions end.
async fn take_account(mut conn: Conn<'_>, ctx: &Ctx, person: PersonId, proof: &ProofRow) -> AppResult<PersonId> {
    let account = people::find_account(conn.again(), &proof.address).await?;
    if !account.is_some_and(|account| account.person_id == person && account.completed_at.is_none()) {
        return Err(link_is_spent());
    }
    forget_half_set_up(conn, ctx, person).await?;
    Ok(person)
}

async fn forget_half_set_up(mut conn: Conn<'_>, ctx: &Ctx, person: PersonId) -> DbResult<()> {
    forget_every_way(conn.again(), person).await?;
    sessions::end_all_except(conn, ctx, person, None).await?;
    Ok(())
}
