//! Use cases of addresses, one file a flow. Whoever writes takes the person's row first, then anything else, so that two
//! acts on one account wait for each other and never in a circle.

mod ask;
mod confirm;
mod identities;
mod owned;
mod remind;
mod undo;

pub use ask::{ask_addition, ask_change, send_again, stop};
pub use confirm::{confirm, open};
pub use identities::fill_identities;
pub use owned::{make_primary, page, remove};
pub use remind::{ReminderFields, ask_reminder, remind};
pub use undo::{open_undo, take_back_since, undo};

use crate::access::Actor;
use crate::accounts::sessions;
use crate::accounts::store::people;
use crate::db::{Conn, DbResult, Tx};
use crate::error::{AppError, AppResult};
use crate::i18n::Locale;
use crate::notifications::{MailKind, NewMail, enqueue};
use crate::server::Ctx;
use crate::types::PersonId;

/// Begins an act of a signed-in person: whoever was put out meanwhile changes nothing any more.
async fn begin(ctx: &Ctx, actor: &Actor) -> AppResult<Tx> {
    let mut tx = ctx.db.begin().await?;
    let there = people::lock(tx.conn(), actor.person).await?;
    if there && sessions::is_alive_now(tx.conn(), ctx, actor.session).await? {
        Ok(tx)
    } else {
        Err(AppError::Unauthenticated)
    }
}

/// The language in which a person is written to.
async fn language(conn: Conn<'_>, person: PersonId) -> DbResult<Locale> {
    let row = people::find(conn, person).await?;
    Ok(row.and_then(|row| Locale::parse(&row.locale)).unwrap_or_default())
}

/// Mails one address of the person.
async fn tell(conn: Conn<'_>, ctx: &Ctx, person: PersonId, locale: Locale, to: &str, kind: MailKind) -> DbResult<()> {
    enqueue(conn, ctx, NewMail { person: Some(person), to: to.to_owned(), locale, kind }).await
}

fn link_is_spent() -> AppError {
    AppError::conflict("accounts.errors.link_spent")
}
