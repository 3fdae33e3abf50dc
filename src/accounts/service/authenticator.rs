//! Authenticator apps: time-based codes after RFC 6238, 30 seconds, one step either side.
//!
//! What must stay true: a secret counts only after a code has proved that an app holds it; a step is used once.

use super::set_up::{added, complete_if_ready};
use super::tell::tell_every_address;
use super::ways::lock_ways_of;
use crate::access::{Actor, Standing};
use crate::accounts::limits::{self, Typed};
use crate::accounts::model::{AuthenticatorSetup, QrCode};
use crate::accounts::rules;
use crate::accounts::store::authenticators as store;
use crate::audit::{self, Act, Entry, Factor};
use crate::db::Conn;
use crate::error::{AppError, AppResult};
use crate::notifications::MailKind;
use crate::server::{self, Ctx};
use crate::types::{HOUR, Millis, PersonId};
use totp_rs::{Builder, Secret, Totp};

/// How long a shown secret waits for its first code.
const SETUP_LIFE: Millis = HOUR;

/// Blank modules around a QR code that readers need.
const QUIET: usize = 4;

/// Makes a secret for an app to scan. An app already in use stays so until the new one is proved.
pub async fn start_authenticator(ctx: &Ctx, actor: &Actor) -> AppResult<()> {
    let now = ctx.now();
    actor.fresh(now)?;
    let secret: [u8; 20] = ctx.random.bytes();
    let sealed = ctx.keys.seal(&ctx.random, &setup_place(actor.person), &secret);
    let mut tx = ctx.db.begin().await?;
    store::put_setup(tx.conn(), actor.person, &sealed, now + SETUP_LIFE).await?;
    tx.commit().await?;
    Ok(())
}

/// What the app needs, while a secret waits for its first code.
pub(super) async fn waiting(
    conn: Conn<'_>,
    ctx: &Ctx,
    actor: &Actor,
    email: &str,
) -> AppResult<Option<AuthenticatorSetup>> {
    let Some(sealed) = store::find_setup(conn, actor.person, ctx.now()).await? else { return Ok(None) };
    // A secret is as good as the factor itself: a stale session does not get to see it.
    if actor.fresh(ctx.now()).is_err() {
        return Ok(None);
    }
    let secret = ctx.keys.open(&setup_place(actor.person), &sealed)?;
    let key = Secret::new(secret.into_boxed_slice()).to_base32();
    let address = otpauth(ctx, email, &key);
    let qr = qr_code(&address)?;
    Ok(Some(AuthenticatorSetup { key: rules::in_groups(&key, ' '), address, qr }))
}

fn otpauth(ctx: &Ctx, email: &str, key: &str) -> String {
    let issuer = format!("Portico ({})", ctx.config.relying_party());
    let mut address = url::Url::parse("otpauth://totp/").expect("a constant address");
    address.set_path(&format!("/{issuer}:{email}"));
    // Form encoding would write spaces as `+`, which apps show as they are.
    let issuer = issuer.replace(' ', "%20");
    address.set_query(Some(&format!("secret={key}&issuer={issuer}")));
    address.to_string()
}

fn qr_code(text: &str) -> AppResult<QrCode> {
    use std::fmt::Write as _;
    let code = qrcode::QrCode::with_error_correction_level(text, qrcode::EcLevel::M)
        .map_err(|error| server::internal(&error))?;
    let width = code.width();
    let mut path = String::new();
    for (place, colour) in code.to_colors().into_iter().enumerate() {
        if colour == qrcode::Color::Dark {
            let _ = write!(path, "M{} {}h1v1h-1z", place % width + QUIET, place / width + QUIET);
        }
    }
    Ok(QrCode { size: u32::try_from(width + 2 * QUIET).unwrap_or(0), path })
}

/// Takes the waiting secret into use if `code` is its. Answers a new session token when that completed the account.
pub async fn confirm_authenticator(ctx: &Ctx, actor: &Actor, code: &str) -> AppResult<Option<String>> {
    let now = ctx.now();
    actor.fresh(now)?;
    let mut tx = ctx.db.begin().await?;
    let last_try_of = limits::before_code(tx.conn(), ctx, actor.person, Typed::AuthenticatorCode).await?;
    let sealed = store::find_setup(tx.conn(), actor.person, now).await?;
    let sealed = sealed.ok_or_else(|| AppError::Conflict { key: "accounts.errors.setup_over".to_owned() })?;
    let secret = ctx.keys.open(&setup_place(actor.person), &sealed)?;
    let Some(step) = step_of(ctx, &secret, code) else {
        let wrong = Entry::of(Act::AuthenticatorAdded, actor).refused().factor(Factor::Authenticator);
        let closed = last_try_of.map(|limit| Entry::of(Act::LimitClosed, actor).word(audit::Fact::Limit, limit));
        audit::commit(tx, ctx, [wrong].into_iter().chain(closed)).await?;
        return Err(AppError::field("code", "accounts.errors.code_wrong"));
    };
    limits::right_code(tx.conn(), ctx, actor.person, Typed::AuthenticatorCode).await?;
    lock_ways_of(tx.conn(), ctx, actor).await?;
    let sealed = seal(ctx, actor.person, &secret);
    store::put(tx.conn(), actor.person, &sealed, step, now).await?;
    store::delete_setup(tx.conn(), actor.person).await?;
    if actor.standing == Standing::Full {
        tell_every_address(tx.conn(), ctx, actor.person, &MailKind::AuthenticatorAdded).await?;
    }
    let token = complete_if_ready(tx.conn(), ctx, actor).await?;
    audit::commit(tx, ctx, added(Act::AuthenticatorAdded, actor, token.is_some())).await?;
    Ok(token)
}

/// Forgets the secret that waits for its first code.
pub async fn stop_authenticator(ctx: &Ctx, actor: &Actor) -> AppResult<()> {
    let mut tx = ctx.db.begin().await?;
    store::delete_setup(tx.conn(), actor.person).await?;
    tx.commit().await?;
    Ok(())
}

/// Removes the app and any secret that waits, unless it is needed for the last way in.
pub async fn remove_authenticator(ctx: &Ctx, actor: &Actor) -> AppResult<()> {
    actor.fresh(ctx.now())?;
    let mut tx = ctx.db.begin().await?;
    let ways = lock_ways_of(tx.conn(), ctx, actor).await?;
    if ways.suffice() && !ways.without_authenticator().suffice() {
        return Err(AppError::Conflict { key: "accounts.errors.last_way".to_owned() });
    }
    store::delete_setup(tx.conn(), actor.person).await?;
    if store::delete(tx.conn(), actor.person).await? {
        tell_every_address(tx.conn(), ctx, actor.person, &MailKind::AuthenticatorRemoved).await?;
        audit::commit(tx, ctx, [Entry::of(Act::AuthenticatorRemoved, actor)]).await?;
    } else {
        tx.commit().await?;
    }
    Ok(())
}

/// Gives `to` the app of `from`, if that has one and `to` has none. The codes that were used stay used.
pub async fn copy_authenticator(mut conn: Conn<'_>, ctx: &Ctx, from: PersonId, to: PersonId) -> AppResult<()> {
    if store::find(conn.again(), to).await?.is_some() {
        return Ok(());
    }
    let Some((sealed, step)) = store::find_with_step(conn.again(), from).await? else { return Ok(()) };
    let secret = ctx.keys.open(&place(from), &sealed)?;
    store::put(conn, to, &seal(ctx, to, &secret), step, ctx.now()).await?;
    Ok(())
}

/// Whether both have an app and it is the same one.
pub async fn same_authenticator(mut conn: Conn<'_>, ctx: &Ctx, one: PersonId, two: PersonId) -> AppResult<bool> {
    let (Some(first), Some(second)) = (store::find(conn.again(), one).await?, store::find(conn, two).await?) else {
        return Ok(false);
    };
    Ok(ctx.keys.open(&place(one), &first)? == ctx.keys.open(&place(two), &second)?)
}

/// Uses a typed code. Whether it was right and its step unused.
pub(super) async fn spend(mut conn: Conn<'_>, ctx: &Ctx, person: PersonId, typed: &str) -> AppResult<bool> {
    let Some(sealed) = store::find(conn.again(), person).await? else { return Ok(false) };
    let secret = ctx.keys.open(&place(person), &sealed)?;
    match step_of(ctx, &secret, typed) {
        Some(step) => Ok(store::spend_step(conn, person, step).await?),
        None => Ok(false),
    }
}

/// The time step whose code was typed, if it is this one or a neighbour.
fn step_of(ctx: &Ctx, secret: &[u8], typed: &str) -> Option<i64> {
    let digits: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    let seconds = u64::try_from(ctx.now() / 1_000).ok()?;
    let step = totp(secret)?.check(&digits, seconds)?;
    i64::try_from(step).ok()
}

/// The secret as its row holds it.
pub(super) fn seal(ctx: &Ctx, person: PersonId, secret: &[u8]) -> Vec<u8> {
    ctx.keys.seal(&ctx.random, &place(person), secret)
}

/// The code that an app with this secret shows now.
pub(super) fn code_now(ctx: &Ctx, secret: &[u8]) -> Option<String> {
    let seconds = u64::try_from(ctx.now() / 1_000).ok()?;
    Some(totp(secret)?.generate(seconds).to_string())
}

fn totp(secret: &[u8]) -> Option<Totp> {
    let secret = Secret::new(secret.to_vec().into_boxed_slice());
    Builder::new().with_secret(secret).with_digits(6).with_skew(1).with_step_duration(30).build().ok()
}

fn place(person: PersonId) -> String {
    format!("authenticators.secret/{person}")
}

fn setup_place(person: PersonId) -> String {
    format!("authenticator_setups.secret/{person}")
}
