//! Adding, proving and removing a phone, and asking for a code.

use super::codes::{self, SentFor, index};
use super::model::{PhonePage, PhoneShown, TextOffer};
use super::rules::{ACCOUNTS, LIFE, ending, number};
use super::store::{self, PhoneRow, SetupRow};
use crate::access::{Actor, Standing};
use crate::accounts::limits::{self, Typed};
use crate::accounts::service::{added, complete_if_ready, lock_ways_of, tell_every_channel, ways};
use crate::accounts::store::{attempts, people};
use crate::audit::{self, Act, Entry, Factor};
use crate::db::{Conn, DbError, DbResult};
use crate::error::{AppError, AppResult};
use crate::i18n::Locale;
use crate::notifications::MailKind;
use crate::server::{Ctx, Visitor};
use crate::storage::token_hash;
use crate::types::{Millis, PersonId, Zone};
use uuid::Uuid;

/// What the page shows.
pub async fn page(ctx: &Ctx, actor: &Actor) -> AppResult<PhonePage> {
    let mut read = ctx.db.read().await?;
    let fresh = actor.fresh(ctx.now()).is_ok();
    let waiting = match store::find_setup(read.conn(), actor.person, ctx.now()).await? {
        Some(setup) if fresh => Some(open_setup(ctx, actor.person, &setup)?),
        Some(_) | None => None,
    };
    Ok(PhonePage {
        on: ctx.config.texts_are_on(),
        setting_up: actor.standing == Standing::SettingUp,
        fresh,
        phone: shown(read.conn(), ctx, actor).await?,
        waiting,
    })
}

/// The person's proved phone, also while text messages are off.
pub(in crate::accounts) async fn shown(conn: Conn<'_>, ctx: &Ctx, actor: &Actor) -> AppResult<Option<PhoneShown>> {
    let Some(row) = store::find(conn, actor.person).await? else { return Ok(None) };
    let zone = Zone::find_or_utc(&actor.time_zone);
    Ok(Some(PhoneShown {
        ending: ending(&open(ctx, &row)?),
        added: zone.wall(row.added_at),
        last_used: row.last_used_at.map(|at| zone.wall(at)),
    }))
}

/// Whether the person can be texted a code.
pub(in crate::accounts) async fn is_usable(conn: Conn<'_>, ctx: &Ctx, person: PersonId) -> DbResult<bool> {
    Ok(ctx.config.texts_are_on() && store::exists(conn, person).await?)
}

/// That a code can be texted for this, if it can.
pub(in crate::accounts) async fn offer(
    mut conn: Conn<'_>,
    ctx: &Ctx,
    person: PersonId,
    sent_for: SentFor<'_>,
) -> AppResult<Option<TextOffer>> {
    let Some(number) = number_to_tell(conn.again(), ctx, person).await? else { return Ok(None) };
    let sent = codes::is_waiting(conn, ctx, person, sent_for).await?;
    Ok(Some(TextOffer { ending: ending(&number), sent }))
}

/// The proved number of the person, if text messages are on.
pub(in crate::accounts) async fn number_to_tell(
    conn: Conn<'_>,
    ctx: &Ctx,
    person: PersonId,
) -> AppResult<Option<String>> {
    if !ctx.config.texts_are_on() {
        return Ok(None);
    }
    store::find(conn, person).await?.map(|row| open(ctx, &row)).transpose()
}

/// Takes a number and texts a code to it. One already in use stays so until the new one is proved.
pub async fn start(ctx: &Ctx, actor: &Actor, typed: &str) -> AppResult<()> {
    actor.fresh(ctx.now())?;
    let number = number(typed).ok_or_else(|| AppError::field("phone", "factors.errors.phone_odd"))?;
    send_first(ctx, actor, &number).await
}

/// Texts another code to the number that waits.
pub async fn resend(ctx: &Ctx, actor: &Actor) -> AppResult<()> {
    actor.fresh(ctx.now())?;
    let setup = store::find_setup(ctx.db.read().await?.conn(), actor.person, ctx.now()).await?;
    let number = open_setup(ctx, actor.person, &setup.ok_or_else(over)?)?;
    send_first(ctx, actor, &number).await
}

async fn send_first(ctx: &Ctx, actor: &Actor, number: &str) -> AppResult<()> {
    check_on(ctx)?;
    let setup = SetupRow {
        number: ctx.keys.seal(&ctx.random, &setup_place(actor.person), number.as_bytes()),
        number_index: index(ctx, number),
    };
    let mut tx = ctx.db.begin().await?;
    let locale = locale_of(tx.conn(), actor.person).await?;
    codes::send(tx.conn(), ctx, actor.person, number, locale, SentFor::SetUp(actor.session)).await?;
    store::put_setup(tx.conn(), actor.person, &setup, ctx.now() + LIFE).await?;
    audit::commit(tx, ctx, [Entry::of(Act::TextCodeSent, actor)]).await?;
    Ok(())
}

/// Takes the waiting number into use if `code` was sent to it. Answers a new session token when that completed the
/// account.
pub async fn confirm(ctx: &Ctx, actor: &Actor, code: &str) -> AppResult<Option<String>> {
    let now = ctx.now();
    actor.fresh(now)?;
    check_on(ctx)?;
    let mut tx = ctx.db.begin().await?;
    lock_ways_of(tx.conn(), ctx, actor).await?;
    let setup = store::find_setup(tx.conn(), actor.person, now).await?.ok_or_else(over)?;
    let last_try_of = limits::before_code(tx.conn(), ctx, actor.person, Typed::TextCode).await?;
    let sent_for = SentFor::SetUp(actor.session);
    if !codes::spend(tx.conn(), ctx, actor.person, sent_for, code).await? {
        let wrong = Entry::of(Act::PhoneAdded, actor).refused().factor(Factor::TextCode);
        let closed = last_try_of.map(|limit| Entry::of(Act::LimitClosed, actor).word(audit::Fact::Limit, limit));
        audit::commit(tx, ctx, [wrong].into_iter().chain(closed)).await?;
        return Err(AppError::field("text_code", "factors.errors.text_wrong"));
    }
    limits::right_code(tx.conn(), ctx, actor.person, Typed::TextCode).await?;
    if store::count_others(tx.conn(), &setup.number_index, actor.person).await? >= ACCOUNTS {
        return Err(AppError::conflict("factors.errors.phone_shared"));
    }
    // Told first, so that a number that is replaced learns of it, too.
    if actor.standing == Standing::Full {
        tell_every_channel(tx.conn(), ctx, actor.person, &MailKind::PhoneAdded).await?;
    }
    store::delete(tx.conn(), actor.person).await?;
    let row = row(ctx, actor.person, &setup)?;
    store::insert(tx.conn(), actor.person, &row).await?;
    store::delete_setup(tx.conn(), actor.person).await?;
    store::drop_codes(tx.conn(), actor.person).await?;
    let token = complete_if_ready(tx.conn(), ctx, actor).await?;
    audit::commit(tx, ctx, added(Act::PhoneAdded, actor, token.is_some())).await?;
    Ok(token)
}

fn row(ctx: &Ctx, person: PersonId, setup: &SetupRow) -> AppResult<PhoneRow> {
    let (id, number) = (ctx.id(), open_setup(ctx, person, setup)?);
    Ok(PhoneRow {
        id,
        number: ctx.keys.seal(&ctx.random, &place(id), number.as_bytes()),
        number_index: setup.number_index.clone(),
        added_at: ctx.now(),
        last_used_at: None,
    })
}

/// Forgets the number that waits for its code.
pub async fn stop(ctx: &Ctx, actor: &Actor) -> AppResult<()> {
    let mut tx = ctx.db.begin().await?;
    store::delete_setup(tx.conn(), actor.person).await?;
    tx.commit().await?;
    Ok(())
}

/// Removes the phone, unless it is needed for the last way in.
pub async fn remove(ctx: &Ctx, actor: &Actor) -> AppResult<()> {
    actor.fresh(ctx.now())?;
    let mut tx = ctx.db.begin().await?;
    let ways = lock_ways_of(tx.conn(), ctx, actor).await?;
    if ways.suffice() && !ways.without_phone().suffice() {
        return Err(AppError::conflict("accounts.errors.last_way"));
    }
    tell_every_channel(tx.conn(), ctx, actor.person, &MailKind::PhoneRemoved).await?;
    if !store::delete(tx.conn(), actor.person).await? {
        return Err(AppError::NotFound);
    }
    store::delete_setup(tx.conn(), actor.person).await?;
    store::drop_codes(tx.conn(), actor.person).await?;
    audit::commit(tx, ctx, [Entry::of(Act::PhoneRemoved, actor)]).await?;
    Ok(())
}

/// Texts a code for the sign-in that waits in this browser.
pub async fn send_for_sign_in(ctx: &Ctx, visitor: &Visitor, attempt: Option<&str>) -> AppResult<()> {
    let hash = token_hash(attempt.unwrap_or_default());
    let mut tx = ctx.db.begin().await?;
    let attempt_over = || AppError::conflict("accounts.errors.attempt_over");
    let person = attempts::find(tx.conn(), &hash, ctx.now()).await?.ok_or_else(attempt_over)?.person_id;
    send_to_phone(tx.conn(), ctx, person, SentFor::SignIn(&hash)).await?;
    audit::commit(tx, ctx, [Entry::stranger(Act::TextCodeSent, Some(person), visitor)]).await?;
    Ok(())
}

/// Texts a code to prove again with.
pub async fn send_for_step_up(ctx: &Ctx, actor: &Actor) -> AppResult<()> {
    let mut tx = ctx.db.begin().await?;
    if !ways(tx.conn(), ctx, actor.person).await?.only_second_factor_is_phone() {
        return Err(no_phone());
    }
    send_to_phone(tx.conn(), ctx, actor.person, SentFor::StepUp(actor.session)).await?;
    audit::commit(tx, ctx, [Entry::of(Act::TextCodeSent, actor)]).await?;
    Ok(())
}

async fn send_to_phone(mut conn: Conn<'_>, ctx: &Ctx, person: PersonId, sent_for: SentFor<'_>) -> AppResult<()> {
    let number = number_to_tell(conn.again(), ctx, person).await?.ok_or_else(no_phone)?;
    let locale = locale_of(conn.again(), person).await?;
    codes::send(conn, ctx, person, &number, locale, sent_for).await
}

async fn locale_of(conn: Conn<'_>, person: PersonId) -> AppResult<Locale> {
    let row = people::find(conn, person).await?.ok_or(AppError::NotFound)?;
    Ok(Locale::parse(&row.locale).unwrap_or_default())
}

fn check_on(ctx: &Ctx) -> AppResult<()> {
    if ctx.config.texts_are_on() { Ok(()) } else { Err(AppError::conflict("factors.errors.texts_off")) }
}

fn over() -> AppError {
    AppError::conflict("factors.errors.text_over")
}

fn no_phone() -> AppError {
    AppError::conflict("factors.errors.no_phone")
}

fn place(phone: Uuid) -> String {
    format!("phones.number/{phone}")
}

fn setup_place(person: PersonId) -> String {
    format!("phone_setups.number/{person}")
}

/// The proved number and when it was proved, whether or not texts are on.
pub(in crate::accounts) async fn proved(
    conn: Conn<'_>,
    ctx: &Ctx,
    person: PersonId,
) -> AppResult<Option<(String, Millis)>> {
    let row = store::find(conn, person).await?;
    row.map(|row| Ok((open(ctx, &row)?, row.added_at))).transpose()
}

fn open(ctx: &Ctx, row: &PhoneRow) -> AppResult<String> {
    let text = ctx.keys.open(&place(row.id), &row.number)?;
    Ok(String::from_utf8(text).map_err(|_| DbError::Corrupt("phones.number"))?)
}

fn open_setup(ctx: &Ctx, person: PersonId, setup: &SetupRow) -> AppResult<String> {
    let text = ctx.keys.open(&setup_place(person), &setup.number)?;
    Ok(String::from_utf8(text).map_err(|_| DbError::Corrupt("phone_setups.number"))?)
}
