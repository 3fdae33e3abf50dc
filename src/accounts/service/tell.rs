//! Messages to a person about their own account.

use crate::accounts::phone;
use crate::accounts::store::people;
use crate::db::{Conn, DbResult};
use crate::error::AppResult;
use crate::i18n::Locale;
use crate::notifications::{MailKind, NewMail, NewText, TextKind, enqueue, enqueue_notice};
use crate::server::Ctx;
use crate::types::PersonId;

/// The language that a person is written to in; the default for nobody.
pub async fn language_of(conn: Conn<'_>, person: PersonId) -> DbResult<Locale> {
    let row = people::find(conn, person).await?;
    Ok(row.and_then(|row| Locale::parse(&row.locale)).unwrap_or_default())
}

/// Tells every proved address of the person by mail, and a proved phone by a text that says only that something changed,
/// in the person's language: whoever reads one of them must learn of a change that somebody else made.
pub async fn tell_every_channel(mut conn: Conn<'_>, ctx: &Ctx, person: PersonId, kind: &MailKind) -> AppResult<()> {
    let Some(row) = people::find(conn.again(), person).await? else { return Ok(()) };
    let locale = Locale::parse(&row.locale).unwrap_or_default();
    for email in people::emails(conn.again(), person).await? {
        let mail = NewMail { person: Some(person), to: email, locale, kind: kind.clone() };
        enqueue(conn.again(), ctx, mail).await?;
    }
    if let Some(number) = phone::number_to_tell(conn.again(), ctx, person).await? {
        let text = NewText { person, to: number, locale, kind: TextKind::AccountChanged };
        enqueue_notice(conn, ctx, text).await?;
    }
    Ok(())
}
