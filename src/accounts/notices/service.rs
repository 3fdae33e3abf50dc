//! The page of notices, and the link that switches mail about cases off.

use super::model::{Notices, Returned};
use super::rules::{NoticeFields, masked};
use super::{phrase, store};
use crate::access::Actor;
use crate::accounts::store::people;
use crate::audit::{self, Act, Entry, Fact};
use crate::error::{AppError, AppResult};
use crate::i18n::Locale;
use crate::server::{Ctx, Visitor};
use crate::storage::token_hash;
use crate::types::{PersonId, Zone};

pub async fn notices(ctx: &Ctx, actor: &Actor, locale: Locale) -> AppResult<Notices> {
    let mut tx = ctx.db.begin().await?;
    let row = people::find(tx.conn(), actor.person).await?.ok_or(AppError::NotFound)?;
    let phrase = phrase::of(tx.conn(), ctx, actor.person, locale).await?;
    let case_mail = store::case_mail(tx.conn(), actor.person).await?;
    tx.commit().await?;
    Ok(Notices {
        phrase,
        case_mail: case_mail.unwrap_or_else(|| "all".to_owned()),
        language: row.locale,
        fresh: actor.fresh(ctx.now()).is_ok(),
    })
}

/// Writes the choices. The phrase wants a fresh proof when it changes: whoever can set it can imitate us.
pub async fn save(ctx: &Ctx, actor: &Actor, fields: NoticeFields) -> AppResult<()> {
    let new = fields.parse()?;
    let mut tx = ctx.db.begin().await?;
    let row = people::find(tx.conn(), actor.person).await?.ok_or(AppError::NotFound)?;
    let phrase = phrase::of(tx.conn(), ctx, actor.person, new.locale).await?;
    let case_mail = store::case_mail(tx.conn(), actor.person).await?;
    let changed: Vec<&'static str> = [
        ("phrase", phrase != new.phrase),
        ("case_mail", case_mail.as_deref().unwrap_or("all") != new.case_mail),
        ("language", row.locale != new.locale.code()),
    ]
    .into_iter()
    .filter_map(|(field, changed)| changed.then_some(field))
    .collect();
    if changed.contains(&"phrase") {
        actor.fresh(ctx.now())?;
    }
    let sealed = phrase::seal(ctx, actor.person, &new.phrase);
    store::put_choices(tx.conn(), actor.person, &sealed, new.case_mail).await?;
    store::put_locale(tx.conn(), actor.person, new.locale.code()).await?;
    let entry = Entry::of(Act::ProfileChanged, actor).words(Fact::Fields, &changed);
    audit::commit(tx, ctx, (!changed.is_empty()).then_some(entry)).await?;
    Ok(())
}

pub async fn returned(ctx: &Ctx, actor: &Actor) -> AppResult<Vec<Returned>> {
    let zone = Zone::find_or_utc(&actor.time_zone);
    let rows = store::returns(ctx.db.read().await?.conn(), actor.person).await?;
    let told = |row: store::ReturnRow| Returned { address: masked(&row.written), since: zone.day(row.since) };
    Ok(rows.into_iter().map(told).collect())
}

/// Whether mail about cases is on for the person of a link.
pub async fn case_mail_is_on(ctx: &Ctx, token: &str) -> AppResult<bool> {
    let mut read = ctx.db.read().await?;
    let person = store::find_stop(read.conn(), &token_hash(token)).await?.ok_or(AppError::NotFound)?;
    Ok(store::case_mail(read.conn(), person).await?.is_none_or(|chosen| chosen != "none"))
}

/// Switches mail about cases off for the person of a link. Twice is as good as once.
pub async fn stop_case_mail(ctx: &Ctx, visitor: &Visitor, token: &str) -> AppResult<()> {
    stop(ctx, token, |person| Entry::stranger(Act::CaseMailStopped, Some(person), visitor)).await
}

/// As [`stop_case_mail`], asked by the program that the person reads mail with.
pub(super) async fn stop(ctx: &Ctx, token: &str, entry: impl Fn(PersonId) -> Entry) -> AppResult<()> {
    let mut tx = ctx.db.begin().await?;
    let person = store::find_stop(tx.conn(), &token_hash(token)).await?.ok_or(AppError::NotFound)?;
    let stopped = store::stop_case_mail(tx.conn(), person).await?;
    audit::commit(tx, ctx, stopped.then(|| entry(person))).await?;
    Ok(())
}
