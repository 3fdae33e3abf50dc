//! Mail that came back for good, as the mail server answered when we handed it over.

use super::store;
use crate::accounts::email::EmailAddress;
use crate::accounts::store::people;
use crate::audit::{Act, Entry};
use crate::db::{Conn, DbResult};
use crate::i18n::Locale;
use crate::live;
use crate::notifications::{MailKind, NewMail, enqueue};
use crate::server::Ctx;
use crate::types::PersonId;

/// A mail about the person arrived there: what is known against the address is forgotten.
///
/// # Errors
/// When the database refuses.
pub async fn mail_arrived(mut conn: Conn<'_>, ctx: &Ctx, person: PersonId, to: &str) -> DbResult<()> {
    let Ok(address) = to.parse::<EmailAddress>() else { return Ok(()) };
    if store::clear_return(conn.again(), address.compared(), person).await? {
        live::announce_account(conn, ctx.now(), person, person.0).await?;
    }
    Ok(())
}

/// There is no such mailbox. If the address is proved to be the person's, it is marked, and the first time the other ways
/// to reach them are told. Answers the rows for the log; the caller commits and wakes the hub.
///
/// # Errors
/// When the database refuses.
pub async fn mail_returned(
    mut conn: Conn<'_>,
    ctx: &Ctx,
    person: PersonId,
    to: &str,
    code: &str,
) -> DbResult<Vec<Entry>> {
    let Ok(address) = to.parse::<EmailAddress>() else { return Ok(Vec::new()) };
    if !store::mark_return(conn.again(), address.compared(), person, code, ctx.now()).await? {
        return Ok(Vec::new());
    }
    let row = people::find(conn.again(), person).await?;
    let locale = row.and_then(|row| Locale::parse(&row.locale)).unwrap_or_default();
    for to in store::good_addresses(conn.again(), person).await? {
        let mail = NewMail { person: Some(person), to, locale, kind: MailKind::AddressReturned };
        enqueue(conn.again(), ctx, mail).await?;
    }
    live::announce_account(conn, ctx.now(), person, person.0).await?;
    Ok(vec![Entry::system(Act::MailReturned, Some(person))])
}
