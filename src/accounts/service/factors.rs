//! The page of ways to sign in, and the password on it.

use super::recovery_codes;
use super::reset::{not_the_closed_one, own_words};
use super::set_up::{added, complete_if_ready};
use super::sign_in::drop_attempts;
use super::tell::tell_every_channel;
use super::ways::{lock_ways_of, ways};
use crate::access::{Actor, Standing};
use crate::accounts::model::{PhoneState, SecurityOverview};
use crate::accounts::store::{passwords, people, recovery_codes as codes};
use crate::accounts::{addresses, limits, phone, questions, sessions};
use crate::audit::{self, Act, Fact};
use crate::error::{AppError, AppResult};
use crate::notifications::MailKind;
use crate::server::Ctx;
use crate::types::Zone;

/// What the page shows.
pub async fn overview(ctx: &Ctx, actor: &Actor) -> AppResult<SecurityOverview> {
    let mut read = ctx.db.read().await?;
    let ways = ways(read.conn(), ctx, actor.person).await?;
    let emails = people::emails(read.conn(), actor.person).await?;
    let email = emails.into_iter().next().ok_or(AppError::NotFound)?;
    let phone = phone::shown(read.conn(), ctx, actor).await?.map(|phone| phone.ending);
    let phone = match (phone, ctx.config.texts_are_on()) {
        (Some(ending), true) => PhoneState::Proved(ending),
        (Some(ending), false) => PhoneState::Unusable(ending),
        (None, true) => PhoneState::Absent,
        (None, false) => PhoneState::NotOffered,
    };
    let fresh_codes = recovery_codes::waiting(read.conn(), ctx, actor).await?;
    let fresh_codes_made = match codes::made_at(read.conn(), actor.person).await? {
        Some(at) if !fresh_codes.is_empty() => Some(Zone::find_or_utc(&actor.time_zone).day(at)),
        Some(_) | None => None,
    };
    let questions = match actor.standing {
        Standing::Full if ctx.config.questions_are_on() => {
            Some(questions::store::count(read.conn(), actor.person).await?)
        }
        Standing::Full | Standing::SettingUp => None,
    };
    Ok(SecurityOverview {
        setting_up: actor.standing == Standing::SettingUp,
        fresh: actor.fresh(ctx.now()).is_ok(),
        email,
        password: ways.password,
        apps: ways.apps,
        phone,
        questions,
        recovery_codes_left: codes::count_unused(read.conn(), actor.person).await?,
        fresh_codes,
        fresh_codes_made,
    })
}

/// Sets or changes the password; every other session and every half sign-in ends. Answers a new session token when
/// that completed the account.
pub async fn set_password(ctx: &Ctx, actor: &Actor, new_password: &str) -> AppResult<Option<String>> {
    actor.fresh(ctx.now())?;
    let words = own_words(ctx.db.read().await?.conn(), actor.person).await?;
    let chosen = ctx.hasher.choose(new_password, words).await?;
    let password = chosen.map_err(|broken| AppError::field("new_password", broken.key()))?;
    not_the_closed_one(ctx, actor.person, &password).await?;
    let mut tx = ctx.db.begin().await?;
    limits::password_is_set(tx.conn(), ctx, actor.person).await?;
    tx.commit().await?;
    let hash = ctx.hasher.hash(password, ctx.random.bytes()).await?;

    let mut tx = ctx.db.begin().await?;
    let before = lock_ways_of(tx.conn(), ctx, actor).await?;
    passwords::put(tx.conn(), actor.person, &hash, ctx.now()).await?;
    drop_attempts(tx.conn(), actor.person).await?;
    addresses::stop_waiting(tx.conn(), actor.person).await?;
    if actor.standing == Standing::Full {
        tell_every_channel(tx.conn(), ctx, actor.person, &MailKind::PasswordChanged).await?;
    }
    let token = complete_if_ready(tx.conn(), ctx, actor).await?;
    let ended = sessions::end_all_except(tx.conn(), ctx, actor.person, Some(actor.session)).await?;
    let act = if before.password { Act::PasswordChanged } else { Act::PasswordSet };
    let entries = added(act, actor, token.is_some()).into_iter().map(|entry| entry.number(Fact::Sessions, ended));
    audit::commit(tx, ctx, entries).await?;
    ctx.hub.wake();
    Ok(token)
}
