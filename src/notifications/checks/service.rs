//! Giving a mail its code, and answering what was sent with one.

use super::CheckedMail;
use super::rules::{self, FROM_NETWORK, KEPT, Misread};
use super::store;
use crate::db::{Conn, DbResult};
use crate::error::{AppError, AppResult};
use crate::i18n::{Locale, messages};
use crate::server::{Ctx, Visitor};
use crate::types::Zone;
use uuid::Uuid;

/// The code of a mail, as it is shown, which is known from the end of the transaction on.
///
/// # Errors
/// When the database refuses.
pub async fn code_for(conn: Conn<'_>, ctx: &Ctx, mail: Uuid, kind: &str, locale: &str) -> DbResult<String> {
    let code = rules::code(&ctx.keys.blind("mail-check-code", &mail.to_string()));
    store::put(conn, &hash(ctx, &code), kind, locale, ctx.now()).await?;
    Ok(rules::shown(&code))
}

/// What was sent with a code.
pub async fn check(ctx: &Ctx, visitor: &Visitor, typed: &str) -> AppResult<Option<CheckedMail>> {
    let code = rules::read(typed).map_err(|why| AppError::field("check", refusal(why)))?;
    let mut tx = ctx.db.begin().await?;
    FROM_NETWORK.bucket(&ctx.keys, &visitor.network).spend(tx.conn(), ctx.now(), "checks.errors.too_often").await?;
    let found = store::find(tx.conn(), &hash(ctx, &code), ctx.now() - KEPT).await?;
    tx.commit().await?;
    Ok(found.map(|row| {
        let locale = Locale::parse(&row.locale).unwrap_or_default();
        let subject = messages(locale).find(&format!("mail.{}.subject", row.kind)).unwrap_or_default().to_owned();
        let sent_on = Zone::find_or_utc(&ctx.config.agency_time_zone).day(row.sent_at);
        CheckedMail { subject, lang: locale.code().to_owned(), sent_on }
    }))
}

fn refusal(why: Misread) -> &'static str {
    match why {
        Misread::Empty => "checks.errors.empty",
        Misread::Shape => "checks.errors.shape",
        Misread::Slip => "checks.errors.slip",
    }
}

fn hash(ctx: &Ctx, code: &str) -> Vec<u8> {
    ctx.keys.blind("mail-check", code)
}

/// Forgets messages that are too old to be asked for.
///
/// # Errors
/// When the database refuses.
pub async fn prune(conn: Conn<'_>, ctx: &Ctx) -> DbResult<()> {
    store::prune(conn, ctx.now() - KEPT).await
}
