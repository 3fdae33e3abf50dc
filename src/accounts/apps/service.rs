//! Adding, naming, using and removing authenticator apps.

use super::model::{AppId, AppSummary, Apps, AuthenticatorSetup};
use super::rules::{MOST, free_name};
use super::secret;
use super::store::{self, AppRow};
use crate::access::{Actor, Standing};
use crate::accounts::limits::{self, Typed};
use crate::accounts::passkeys::parse_name;
use crate::accounts::service::{added, complete_if_ready, lock_ways_of, tell_every_channel};
use crate::accounts::store::people;
use crate::audit::{self, Act, Entry, Factor};
use crate::db::{Conn, DbResult};
use crate::error::{AppError, AppResult};
use crate::i18n::{Locale, messages};
use crate::notifications::MailKind;
use crate::server::Ctx;
use crate::types::{HOUR, Millis, PersonId, Zone};

/// How long a shown secret waits for its first code.
const SETUP_LIFE: Millis = HOUR;

/// What the page shows.
pub async fn apps(ctx: &Ctx, actor: &Actor) -> AppResult<Apps> {
    let mut read = ctx.db.read().await?;
    let rows = store::list(read.conn(), actor.person).await?;
    let emails = people::emails(read.conn(), actor.person).await?;
    let email = emails.into_iter().next().ok_or(AppError::NotFound)?;
    let waiting = waiting(read.conn(), ctx, actor, &email).await?;
    let zone = Zone::find_or_utc(&actor.time_zone);
    Ok(Apps {
        setting_up: actor.standing == Standing::SettingUp,
        fresh: actor.fresh(ctx.now()).is_ok(),
        room: has_room(rows.len()),
        apps: rows.into_iter().map(|row| summary(row, &zone)).collect(),
        waiting,
    })
}

fn has_room(count: usize) -> bool {
    i64::try_from(count).is_ok_and(|count| count < MOST)
}

fn check_room(count: usize) -> AppResult<()> {
    if has_room(count) { Ok(()) } else { Err(AppError::conflict("factors.errors.too_many_apps")) }
}

fn summary(row: AppRow, zone: &Zone) -> AppSummary {
    AppSummary {
        id: row.id,
        name: row.name,
        added: zone.wall(row.added_at),
        last_used: row.last_used_at.map(|at| zone.wall(at)),
    }
}

/// What an app needs, while a secret waits for its first code. A secret is as good as the factor itself: a stale session
/// does not get to see it.
async fn waiting(conn: Conn<'_>, ctx: &Ctx, actor: &Actor, email: &str) -> AppResult<Option<AuthenticatorSetup>> {
    let Some(sealed) = store::find_setup(conn, actor.person, ctx.now()).await? else { return Ok(None) };
    if actor.fresh(ctx.now()).is_err() {
        return Ok(None);
    }
    let secret = secret::open_waiting(ctx, actor.person, &sealed)?;
    secret::shown(ctx, email, secret).map(Some)
}

/// Makes a secret for an app to scan.
pub async fn start_authenticator(ctx: &Ctx, actor: &Actor) -> AppResult<()> {
    let now = ctx.now();
    actor.fresh(now)?;
    let secret: [u8; 20] = ctx.random.bytes();
    let sealed = secret::seal_waiting(ctx, actor.person, &secret);
    let mut tx = ctx.db.begin().await?;
    check_room(store::list(tx.conn(), actor.person).await?.len())?;
    store::put_setup(tx.conn(), actor.person, &sealed, now + SETUP_LIFE).await?;
    tx.commit().await?;
    Ok(())
}

/// Takes the waiting secret into use if `code` is its. Answers a new session token when that completed the account.
pub async fn confirm_authenticator(ctx: &Ctx, actor: &Actor, code: &str) -> AppResult<Option<String>> {
    let now = ctx.now();
    actor.fresh(now)?;
    let mut tx = ctx.db.begin().await?;
    lock_ways_of(tx.conn(), ctx, actor).await?;
    let known = store::list(tx.conn(), actor.person).await?;
    check_room(known.len())?;
    let last_try_of = limits::before_code(tx.conn(), ctx, actor.person, Typed::AuthenticatorCode).await?;
    let sealed = store::find_setup(tx.conn(), actor.person, now).await?;
    let sealed = sealed.ok_or_else(|| AppError::conflict("accounts.errors.setup_over"))?;
    let secret = secret::open_waiting(ctx, actor.person, &sealed)?;
    if !spend_step(tx.conn(), actor.person, secret::step_of(ctx, &secret, code)).await? {
        let wrong = Entry::of(Act::AuthenticatorAdded, actor).refused().factor(Factor::Authenticator);
        let closed = last_try_of.map(|limit| Entry::of(Act::LimitClosed, actor).word(audit::Fact::Limit, limit));
        audit::commit(tx, ctx, [wrong].into_iter().chain(closed)).await?;
        return Err(AppError::field("code", "accounts.errors.code_wrong"));
    }
    limits::right_code(tx.conn(), ctx, actor.person, Typed::AuthenticatorCode).await?;
    if actor.standing == Standing::Full {
        tell_every_channel(tx.conn(), ctx, actor.person, &MailKind::AuthenticatorAdded).await?;
    }
    let id = AppId(ctx.id());
    let name = name_for_next(tx.conn(), actor.person, &known).await?;
    let sealed = secret::seal(ctx, id, &secret);
    store::insert(tx.conn(), id, actor.person, &name, &sealed, now).await?;
    store::delete_setup(tx.conn(), actor.person).await?;
    let token = complete_if_ready(tx.conn(), ctx, actor).await?;
    audit::commit(tx, ctx, added(Act::AuthenticatorAdded, actor, token.is_some())).await?;
    Ok(token)
}

/// In the person's language, like a name they give themselves.
async fn name_for_next(conn: Conn<'_>, person: PersonId, known: &[AppRow]) -> AppResult<String> {
    let row = people::find(conn, person).await?.ok_or(AppError::NotFound)?;
    let messages = messages(Locale::parse(&row.locale).unwrap_or_default());
    let first = messages.t("factors.apps.default_name");
    let taken: Vec<String> =
        known.iter().map(|app| if app.name.is_empty() { first.clone() } else { app.name.clone() }).collect();
    let numbered = |number: usize| messages.with("factors.apps.numbered_name", &[("number", &number.to_string())]);
    Ok(free_name(first, numbered, &taken))
}

/// Forgets the secret that waits for its first code.
pub async fn stop_authenticator(ctx: &Ctx, actor: &Actor) -> AppResult<()> {
    let mut tx = ctx.db.begin().await?;
    store::delete_setup(tx.conn(), actor.person).await?;
    tx.commit().await?;
    Ok(())
}

/// Gives an app another name.
pub async fn rename_authenticator(ctx: &Ctx, actor: &Actor, id: &str, name: &str) -> AppResult<()> {
    let id: AppId = id.parse().map_err(|_| AppError::NotFound)?;
    let name = parse_name(name)?;
    let mut tx = ctx.db.begin().await?;
    if !store::rename(tx.conn(), actor.person, id, &name).await? {
        return Err(AppError::NotFound);
    }
    audit::commit(tx, ctx, [Entry::of(Act::AuthenticatorRenamed, actor)]).await?;
    Ok(())
}

/// Removes an app, unless it is needed for the last way in.
pub async fn remove_authenticator(ctx: &Ctx, actor: &Actor, id: &str) -> AppResult<()> {
    actor.fresh(ctx.now())?;
    let id: AppId = id.parse().map_err(|_| AppError::NotFound)?;
    let mut tx = ctx.db.begin().await?;
    let ways = lock_ways_of(tx.conn(), ctx, actor).await?;
    if !store::delete(tx.conn(), actor.person, id).await? {
        return Err(AppError::NotFound);
    }
    if ways.suffice() && !ways.without_app().suffice() {
        // Dropping the transaction puts it back.
        return Err(AppError::conflict("accounts.errors.last_way"));
    }
    tell_every_channel(tx.conn(), ctx, actor.person, &MailKind::AuthenticatorRemoved).await?;
    audit::commit(tx, ctx, [Entry::of(Act::AuthenticatorRemoved, actor)]).await?;
    Ok(())
}

/// Uses a typed code. Whether it was right, of whichever app, and its step unused.
pub(in crate::accounts) async fn spend(
    mut conn: Conn<'_>,
    ctx: &Ctx,
    person: PersonId,
    typed: &str,
) -> AppResult<bool> {
    for app in store::list(conn.again(), person).await? {
        let secret = secret::open(ctx, app.id, &app.secret)?;
        let step = secret::step_of(ctx, &secret, typed);
        if spend_step(conn.again(), person, step).await? {
            store::note_use(conn, app.id, ctx.now()).await?;
            return Ok(true);
        }
    }
    Ok(false)
}

async fn spend_step(conn: Conn<'_>, person: PersonId, step: Option<i64>) -> DbResult<bool> {
    match step {
        Some(step) => store::spend_step(conn, person, step).await,
        None => Ok(false),
    }
}
