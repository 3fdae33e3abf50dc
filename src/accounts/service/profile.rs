//! Who a person is: for their own page, and for linking cases.

use super::tell::tell_every_channel;
use super::ways::lock_ways_of;
use crate::access::Actor;
use crate::accounts::addresses::identity_index;
use crate::accounts::countries;
use crate::accounts::model::Profile;
use crate::accounts::person::{NameFields, ProfileFields, postal_address};
use crate::accounts::store::people::{self, PersonRow, ProfileRow};
use crate::audit::{self, Act, Entry, Fact};
use crate::db::{Conn, DbError};
use crate::error::{AppError, AppResult, FieldErrors};
use crate::i18n::Locale;
use crate::limits::Policy;
use crate::notifications::MailKind;
use crate::server::Ctx;
use crate::types::{CivilDate, DAY, PersonId};

/// Corrections of a name: each mails every address.
const NAMES: Policy = Policy { name: "name-corrections", hits: 5, window: DAY, block: DAY };

/// What a case is matched against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    pub given_name: String,
    pub family_name: String,
    pub date_of_birth: CivilDate,
}

/// The person's identity as they gave it at registration.
pub async fn identity(conn: Conn<'_>, ctx: &Ctx, person: PersonId) -> AppResult<Identity> {
    let row = people::find(conn, person).await?.ok_or(AppError::NotFound)?;
    let date_of_birth = born(ctx, person, &row)?;
    Ok(Identity { given_name: row.given_name, family_name: row.family_name, date_of_birth })
}

pub async fn profile(ctx: &Ctx, actor: &Actor, locale: Locale) -> AppResult<Profile> {
    let mut read = ctx.db.read().await?;
    let row = people::find(read.conn(), actor.person).await?.ok_or(AppError::NotFound)?;
    let emails = people::emails(read.conn(), actor.person).await?;
    drop(read);
    audit::read(ctx, actor, Act::ProfileRead, &[]).await?;
    let open = |column, sealed: &Option<Vec<u8>>| open(ctx, column, actor.person, sealed.as_deref());
    Ok(Profile {
        date_of_birth: born(ctx, actor.person, &row)?,
        country_of_birth: countries::name(&row.country_of_birth, locale),
        address: open("address", &row.address)?,
        phone: open("phone", &row.phone)?,
        document_number: open("document_number", &row.document_number)?,
        given_name: row.given_name,
        family_name: row.family_name,
        email: emails.into_iter().next().unwrap_or_default(),
        language: row.locale,
        time_zone: row.time_zone,
        time_zones: time_zones(),
        fresh: actor.fresh(ctx.now()).is_ok(),
    })
}

/// Zones that people live in, by the city they are named after.
fn time_zones() -> Vec<String> {
    const REGIONS: [&str; 10] =
        ["Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"];
    let lived_in = |name: &str| name.split_once('/').is_some_and(|(region, _)| REGIONS.contains(&region));
    let names = jiff::tz::db().available().map(|zone| zone.as_str().to_owned());
    names.filter(|name| lived_in(name) || name == "UTC").collect()
}

/// Writes the profile. The address and the document are identity: they want a fresh proof when they change.
pub async fn save_profile(ctx: &Ctx, actor: &Actor, fields: ProfileFields) -> AppResult<()> {
    let new = fields.parse()?;
    let mut tx = ctx.db.begin().await?;
    lock_ways_of(tx.conn(), ctx, actor).await?;
    let row = people::find(tx.conn(), actor.person).await?.ok_or(AppError::NotFound)?;
    let kept = |column, sealed: &Option<Vec<u8>>| open(ctx, column, actor.person, sealed.as_deref());
    let changed: Vec<&'static str> = [
        ("address", kept("address", &row.address)? != new.address),
        ("document_number", kept("document_number", &row.document_number)? != new.document_number),
        ("phone", kept("phone", &row.phone)? != new.phone),
        ("language", row.locale != new.locale.code()),
        ("time_zone", row.time_zone != new.time_zone),
    ]
    .into_iter()
    .filter_map(|(field, changed)| changed.then_some(field))
    .collect();
    if changed.iter().any(|field| ["address", "document_number"].contains(field)) {
        actor.fresh(ctx.now())?;
    }
    let seal = |column, text: &str| {
        let seal = || ctx.keys.seal(&ctx.random, &place(column, actor.person), text.as_bytes());
        (!text.is_empty()).then(seal)
    };
    let profile = ProfileRow {
        address: seal("address", &new.address),
        phone: seal("phone", &new.phone),
        document_number: seal("document_number", &new.document_number),
        locale: new.locale.code(),
        time_zone: &new.time_zone,
    };
    people::update_profile(tx.conn(), actor.person, &profile).await?;
    let entry = Entry::of(Act::ProfileChanged, actor).words(Fact::Fields, &changed);
    audit::commit(tx, ctx, (!changed.is_empty()).then_some(entry)).await?;
    Ok(())
}

/// Corrects the name. Who it was and is, every address is told: a name is what cases are found by.
pub async fn save_name(ctx: &Ctx, actor: &Actor, fields: NameFields) -> AppResult<()> {
    let (given_name, family_name) = fields.parse()?;
    let mut tx = ctx.db.begin().await?;
    lock_ways_of(tx.conn(), ctx, actor).await?;
    let row = people::find(tx.conn(), actor.person).await?.ok_or(AppError::NotFound)?;
    let changed: Vec<&'static str> =
        [("given_name", row.given_name != given_name), ("family_name", row.family_name != family_name)]
            .into_iter()
            .filter_map(|(field, changed)| changed.then_some(field))
            .collect();
    if changed.is_empty() {
        return Ok(());
    }
    actor.fresh(ctx.now())?;
    NAMES.bucket(&ctx.keys, &actor.person.to_string()).spend(tx.conn(), ctx.now(), "errors.too_many").await?;
    let index = identity_index(&ctx.keys, &given_name, &family_name, born(ctx, actor.person, &row)?);
    people::update_name(tx.conn(), actor.person, &given_name, &family_name, &index).await?;
    tell_every_channel(tx.conn(), ctx, actor.person, &MailKind::NameChanged).await?;
    let entry = Entry::of(Act::ProfileChanged, actor).words(Fact::Fields, &changed);
    audit::commit(tx, ctx, [entry]).await?;
    Ok(())
}

/// Writes the postal address alone.
pub async fn save_address(ctx: &Ctx, actor: &Actor, address: &str) -> AppResult<()> {
    let mut errors = FieldErrors::default();
    let new = postal_address(&mut errors, address);
    errors.check()?;
    let mut tx = ctx.db.begin().await?;
    lock_ways_of(tx.conn(), ctx, actor).await?;
    let row = people::find(tx.conn(), actor.person).await?.ok_or(AppError::NotFound)?;
    if open(ctx, "address", actor.person, row.address.as_deref())? == new {
        return Ok(());
    }
    actor.fresh(ctx.now())?;
    let seal = || ctx.keys.seal(&ctx.random, &place("address", actor.person), new.as_bytes());
    people::update_address(tx.conn(), actor.person, (!new.is_empty()).then(seal)).await?;
    let entry = Entry::of(Act::ProfileChanged, actor).words(Fact::Fields, &["address"]);
    audit::commit(tx, ctx, [entry]).await?;
    Ok(())
}

/// What a sealed field of a person is bound to.
pub(super) fn place(column: &str, person: PersonId) -> String {
    format!("people.{column}/{person}")
}

/// What a sealed field of a person holds.
pub(in crate::accounts) fn open(ctx: &Ctx, column: &str, person: PersonId, sealed: Option<&[u8]>) -> AppResult<String> {
    let Some(sealed) = sealed else { return Ok(String::new()) };
    let text = ctx.keys.open(&place(column, person), sealed)?;
    Ok(String::from_utf8(text).map_err(|_| DbError::Corrupt("people"))?)
}

fn born(ctx: &Ctx, person: PersonId, row: &PersonRow) -> AppResult<CivilDate> {
    date_of_birth(ctx, person, &row.date_of_birth)
}

/// Opens a sealed date of birth.
pub fn date_of_birth(ctx: &Ctx, person: PersonId, sealed: &[u8]) -> AppResult<CivilDate> {
    let text = open(ctx, "date_of_birth", person, Some(sealed))?;
    Ok(text.parse().map_err(|_| DbError::Corrupt("people.date_of_birth"))?)
}
