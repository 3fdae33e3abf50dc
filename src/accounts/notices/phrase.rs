//! The person's own words, by which mail of ours is known: who imitates it does not have them.

use super::store;
use crate::accounts::email::EmailAddress;
use crate::accounts::store::people;
use crate::db::{Conn, DbError, DbResult};
use crate::i18n::{Locale, messages};
use crate::server::Ctx;
use crate::types::PersonId;

/// Words of a phrase that we suggest.
const WORDS: usize = 3;

/// What stands in the first line of a mail about `person` to an address; `None` unless the address is proved to be theirs.
///
/// # Errors
/// When the database refuses.
pub async fn phrase_for(
    mut conn: Conn<'_>,
    ctx: &Ctx,
    person: Option<PersonId>,
    to: &str,
    locale: Locale,
) -> DbResult<Option<String>> {
    let (Some(person), Ok(address)) = (person, to.parse::<EmailAddress>()) else { return Ok(None) };
    let owner = people::find_account(conn.again(), address.compared()).await?;
    if owner.is_none_or(|account| account.person_id != person) {
        return Ok(None);
    }
    of(conn, ctx, person, locale).await.map(Some)
}

/// The person's phrase. Who has none yet is given words of `locale`, which stay until they are changed.
pub(super) async fn of(mut conn: Conn<'_>, ctx: &Ctx, person: PersonId, locale: Locale) -> DbResult<String> {
    let sealed = match store::phrase(conn.again(), person).await? {
        Some(sealed) => sealed,
        None => {
            let suggested = suggestion(ctx, locale);
            store::suggest_phrase(conn, person, &seal(ctx, person, &suggested)).await?
        }
    };
    open(ctx, person, &sealed)
}

/// The phrase that the person has and which changes of cases are told, as far as either was chosen or suggested.
///
/// # Errors
/// When the database refuses.
pub async fn choices(mut conn: Conn<'_>, ctx: &Ctx, person: PersonId) -> DbResult<(Option<String>, Option<String>)> {
    let sealed = store::phrase(conn.again(), person).await?;
    let phrase = sealed.map(|sealed| open(ctx, person, &sealed)).transpose()?;
    Ok((phrase, store::case_mail(conn, person).await?))
}

fn open(ctx: &Ctx, person: PersonId, sealed: &[u8]) -> DbResult<String> {
    let opened = ctx.keys.open(&place(person), sealed).map_err(|_| DbError::Corrupt("mail_choices.phrase"))?;
    String::from_utf8(opened).map_err(|_| DbError::Corrupt("mail_choices.phrase"))
}

fn suggestion(ctx: &Ctx, locale: Locale) -> String {
    let words = messages(locale).t("notices.words");
    let mut words: Vec<&str> = words.split_whitespace().collect();
    let mut chosen = Vec::with_capacity(WORDS);
    while chosen.len() < WORDS && !words.is_empty() {
        let place = ctx.random.below(u64::try_from(words.len()).unwrap_or(1));
        chosen.push(words.swap_remove(usize::try_from(place).unwrap_or(0)));
    }
    chosen.join(" ")
}

pub(super) fn seal(ctx: &Ctx, person: PersonId, phrase: &str) -> Vec<u8> {
    ctx.keys.seal(&ctx.random, &place(person), phrase.as_bytes())
}

fn place(person: PersonId) -> String {
    format!("mail_choices.phrase/{person}")
}
