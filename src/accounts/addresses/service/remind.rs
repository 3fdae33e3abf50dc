//! Telling somebody which address their account has. Whoever asks is always answered the same and at the same cost: the
//! question is kept, and a job looks for the account and mails its addresses.

use crate::accounts::addresses::rules::{REMINDERS_FROM_NETWORK, REMINDERS_OF_PERSON, identity_index};
use crate::accounts::addresses::store::reminders::{self, ReminderRow};
use crate::accounts::person::{PersonFields, newest_birthday};
use crate::accounts::service::tell_every_channel;
use crate::audit::{self, Act, Entry};
use crate::cases;
use crate::error::{AppError, AppResult, FieldErrors};
use crate::jobs::{self, JobKind};
use crate::limits::Spent;
use crate::notifications::MailKind;
use crate::server::{Ctx, Visitor};
use crate::storage::KeyRing;
use crate::types::ReceiptNumber;
use uuid::Uuid;

/// What somebody says about themselves, as typed.
#[derive(Clone, Debug, Default)]
pub struct ReminderFields {
    pub given_name: String,
    pub family_name: String,
    pub birth_day: String,
    pub birth_month: String,
    pub birth_year: String,
    /// An A-number, a receipt number, or nothing.
    pub number: String,
}

/// Keeps the question.
pub async fn ask_reminder(ctx: &Ctx, visitor: &Visitor, fields: ReminderFields) -> AppResult<()> {
    let reminder = parse(ctx, fields)?;
    let id = ctx.id();
    let mut tx = ctx.db.begin().await?;
    let from_network = REMINDERS_FROM_NETWORK.bucket(&ctx.keys, &visitor.network);
    from_network.spend(tx.conn(), ctx.now(), "errors.too_many").await?;
    reminders::insert(tx.conn(), id, &reminder, ctx.now()).await?;
    jobs::schedule(tx.conn(), ctx, JobKind::RemindOfAddress, id, ctx.now()).await?;
    audit::commit(tx, ctx, [Entry::stranger(Act::EmailReminderAsked, None, visitor)]).await?;
    Ok(())
}

fn parse(ctx: &Ctx, fields: ReminderFields) -> AppResult<ReminderRow> {
    let ReminderFields { given_name, family_name, birth_day, birth_month, birth_year, number } = fields;
    let mut errors = FieldErrors::default();
    let who = PersonFields { given_name, family_name, birth_day, birth_month, birth_year, ..PersonFields::default() };
    let who = who.identity(&mut errors, newest_birthday(ctx));
    let number = number_of(&ctx.keys, &number);
    if number.is_none() {
        errors.add("number", "accounts.forgot_email.number_shape");
    }
    errors.check()?;
    let (Some(who), Some((receipt_number, a_number_index))) = (who, number) else { return Err(AppError::Malformed) };
    let identity_index = identity_index(&ctx.keys, &who.given_name, &who.family_name, who.date_of_birth);
    Ok(ReminderRow { identity_index, a_number_index, receipt_number })
}

type Numbers = (Option<String>, Option<Vec<u8>>);

/// The receipt number, or the A-number's index; `None` for what is neither and not nothing.
fn number_of(keys: &KeyRing, typed: &str) -> Option<Numbers> {
    if typed.trim().is_empty() {
        return Some((None, None));
    }
    if let Ok(receipt) = typed.parse::<ReceiptNumber>() {
        return Some((Some(receipt.as_str().to_owned()), None));
    }
    cases::a_number_index(keys, typed).map(|index| (None, Some(index)))
}

/// Mails every address of the account that the question is about, if there is one.
pub async fn remind(ctx: &Ctx, id: Uuid) -> AppResult<()> {
    let mut tx = ctx.db.begin().await?;
    let Some(asked) = reminders::take(tx.conn(), id).await? else { return Ok(()) };
    let (receipt, a_number) = (asked.receipt_number.as_deref(), asked.a_number_index.as_deref());
    let mut entries = Vec::new();
    for person in reminders::people(tx.conn(), &asked.identity_index).await? {
        let narrowed = receipt.is_some() || a_number.is_some();
        if narrowed && !cases::is_linked_any(tx.conn(), person, receipt, a_number).await? {
            continue;
        }
        let budget = REMINDERS_OF_PERSON.bucket(&ctx.keys, &person.to_string());
        if let Spent::Closed { .. } = budget.try_spend(tx.conn(), ctx.now()).await? {
            continue;
        }
        tell_every_channel(tx.conn(), ctx, person, &MailKind::AddressReminder).await?;
        entries.push(Entry::system(Act::EmailReminded, Some(person)));
    }
    audit::commit(tx, ctx, entries).await?;
    Ok(())
}
