//! Mail that something changed in a person's cases. It says no more than that; changes that come together are one mail.

use super::rules;
use super::store;
use crate::accounts::store::people;
use crate::db::{Conn, DbResult};
use crate::error::AppResult;
use crate::i18n::Locale;
use crate::jobs::{self, JobKind};
use crate::notifications::{MailKind, NewMail, enqueue};
use crate::server::Ctx;
use crate::storage::token_hash;
use crate::types::PersonId;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::collections::BTreeMap;

/// Something changed in cases of these people, and for each whether it wants something of them; never of a confidential
/// case. In the transaction of the change, before it is announced.
///
/// # Errors
/// When the database refuses.
pub async fn cases_changed(mut conn: Conn<'_>, ctx: &Ctx, people: &BTreeMap<PersonId, bool>) -> DbResult<()> {
    let ids: Vec<PersonId> = people.keys().copied().collect();
    let chosen = store::case_mail_of(conn.again(), &ids).await?;
    for (person, needed) in people {
        let choice = chosen.get(person).map_or("all", String::as_str);
        if !rules::wanted(choice, *needed) {
            continue;
        }
        if let Some(last) = store::begin_waiting(conn.again(), *person, *needed, ctx.now()).await? {
            let due = rules::told_at(ctx.now(), last);
            jobs::schedule(conn.again(), ctx, JobKind::CaseMail, person.0, due).await?;
        } else if *needed {
            store::note_needed(conn.again(), *person).await?;
        }
    }
    Ok(())
}

/// Tells the person of what waits, if they still want to be told.
///
/// # Errors
/// When the database does not answer.
pub async fn tell_of_cases(ctx: &Ctx, person: PersonId) -> AppResult<()> {
    let token = token(ctx, person);
    let mut tx = ctx.db.begin().await?;
    let Some(needed) = store::take_waiting(tx.conn(), person, &token_hash(&token), ctx.now()).await? else {
        return Ok(());
    };
    let choice = store::case_mail(tx.conn(), person).await?;
    let row = people::find(tx.conn(), person).await?;
    if let Some(row) = row.filter(|_| rules::wanted(choice.as_deref().unwrap_or("all"), needed)) {
        let locale = Locale::parse(&row.locale).unwrap_or_default();
        let good = store::good_addresses(tx.conn(), person).await?.into_iter().next();
        let any = people::emails(tx.conn(), person).await?.into_iter().next();
        if let Some(to) = good.or(any) {
            let kind = MailKind::CaseChanged { stop: ctx.config.absolute(&format!("/stop-mail/{token}")) };
            enqueue(tx.conn(), ctx, NewMail { person: Some(person), to, locale, kind }).await?;
        }
    }
    Ok(tx.commit().await?)
}

/// One a person, so that the link of every mail works, however old it is.
fn token(ctx: &Ctx, person: PersonId) -> String {
    URL_SAFE_NO_PAD.encode(ctx.keys.blind("stop-mail", &person.to_string()))
}
