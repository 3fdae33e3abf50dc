//! Accounts of staff, as the operator makes, lists and disables them at the command line.

use super::rules::{ENROLMENT, LONGEST_NAME};
use super::store::{self, StaffRow};
use crate::access::Role;
use crate::accounts::EmailAddress;
use crate::audit::{self, Act, Entry, Fact};
use crate::error::{AppError, AppResult};
use crate::i18n::Locale;
use crate::server::Ctx;
use crate::storage::token_hash;
use crate::types::{Millis, StaffId, clean_line};

/// One account, as the operator sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffAccount {
    pub email: String,
    pub name: String,
    pub role: String,
    /// Whether there is a passkey.
    pub enrolled: bool,
    pub disabled_at: Option<Millis>,
}

/// Makes an account, or opens a disabled one again. Answers the address where its owner makes a passkey.
///
/// # Errors
/// [`AppError::Conflict`] when there is one already; [`AppError::Invalid`] for an odd address or name.
pub async fn add(ctx: &Ctx, email: &str, name: &str, role: Role) -> AppResult<String> {
    let email = parsed(email)?;
    let name = clean_line(name, LONGEST_NAME).map_err(|_| AppError::field("name", "desk.errors.name"))?;
    let mut tx = ctx.db.begin().await?;
    let row = StaffRow {
        id: StaffId(ctx.id()),
        email: email.compared().to_owned(),
        name,
        role: role.as_str().to_owned(),
        created_at: ctx.now(),
        disabled_at: None,
        enrolled: false,
    };
    if !store::put(tx.conn(), &row).await? {
        return Err(AppError::conflict("desk.errors.exists"));
    }
    // An account that was opened again keeps its id.
    let row = store::find_by_email(tx.conn(), &row.email).await?.ok_or(AppError::NotFound)?;
    let link = enrolment(&mut tx, ctx, row.id).await?;
    audit::commit(tx, ctx, [Entry::system(Act::StaffAdded, None).about_staff(row.id)]).await?;
    Ok(link)
}

/// A new enrolment link for an account that works: the first one was lost, or the device was. The older link is dead; the
/// passkey of before goes on until the new one is made.
///
/// # Errors
/// [`AppError::NotFound`] when no such account works.
pub async fn renew(ctx: &Ctx, email: &str) -> AppResult<String> {
    let email = parsed(email)?;
    let mut tx = ctx.db.begin().await?;
    let row = store::find_by_email(tx.conn(), email.compared()).await?;
    let row = row.filter(|row| row.disabled_at.is_none()).ok_or(AppError::NotFound)?;
    let link = enrolment(&mut tx, ctx, row.id).await?;
    audit::commit(tx, ctx, [Entry::system(Act::StaffAdded, None).about_staff(row.id)]).await?;
    Ok(link)
}

async fn enrolment(tx: &mut crate::db::Tx, ctx: &Ctx, staff: StaffId) -> AppResult<String> {
    let token = ctx.random.token();
    store::put_enrolment(tx.conn(), staff, &token_hash(&token), ctx.now() + ENROLMENT).await?;
    Ok(ctx.config.absolute(&format!("/{}/desk/enrol/{token}", Locale::default().code())))
}

/// Every account, by address.
///
/// # Errors
/// When the database does not answer.
pub async fn list(ctx: &Ctx) -> AppResult<Vec<StaffAccount>> {
    let rows = store::list(ctx.db.read().await?.conn()).await?;
    let account = |row: StaffRow| StaffAccount {
        email: row.email,
        name: row.name,
        role: row.role,
        enrolled: row.enrolled,
        disabled_at: row.disabled_at,
    };
    Ok(rows.into_iter().map(account).collect())
}

/// Closes an account: its sessions end and its enrolment link dies.
///
/// # Errors
/// [`AppError::NotFound`] when no such account works.
pub async fn disable(ctx: &Ctx, email: &str) -> AppResult<()> {
    let email = parsed(email)?;
    let now = ctx.now();
    let mut tx = ctx.db.begin().await?;
    let row = store::find_by_email(tx.conn(), email.compared()).await?.ok_or(AppError::NotFound)?;
    if !store::disable(tx.conn(), row.id, now).await? {
        return Err(AppError::NotFound);
    }
    store::drop_enrolments(tx.conn(), row.id).await?;
    let ended = store::end_sessions_of(tx.conn(), row.id, now).await?;
    let entry = Entry::system(Act::StaffDisabled, None).about_staff(row.id).number(Fact::Sessions, ended);
    audit::commit(tx, ctx, [entry]).await?;
    Ok(())
}

fn parsed(email: &str) -> AppResult<EmailAddress> {
    email.parse().map_err(|_| AppError::field("email", "accounts.errors.email_odd"))
}
