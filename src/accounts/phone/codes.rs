//! Codes in text messages.

use super::rules::{DIGITS, LIFE, NUMBER, PAUSE, PERSON, TRIES, code};
use super::store;
use crate::db::{Conn, DbResult};
use crate::error::{AppError, AppResult};
use crate::i18n::Locale;
use crate::notifications::{NewText, TextKind, enqueue_text};
use crate::server::Ctx;
use crate::types::{PersonId, SessionId};
use std::fmt::Write as _;

/// What a code is sent for. It counts there alone: not in another browser, not for another act.
#[derive(Clone, Copy, Debug)]
pub enum SentFor<'a> {
    /// The proof of a new number.
    SetUp(SessionId),
    /// The sign-in whose attempt has this token hash.
    SignIn(&'a [u8]),
    StepUp(SessionId),
}

impl SentFor<'_> {
    fn place(self, ctx: &Ctx) -> Vec<u8> {
        let what = match self {
            Self::SetUp(session) => format!("set-up {session}"),
            Self::StepUp(session) => format!("step-up {session}"),
            Self::SignIn(attempt) => format!("sign-in {}", hex(attempt)),
        };
        ctx.keys.blind("text-code-for", &what)
    }
}

/// Texts a fresh code, in place of one that was sent for the same. The caller has the transaction committed.
///
/// # Errors
/// [`AppError::TooMany`] when the person or the number was sent too many.
pub async fn send(
    mut conn: Conn<'_>,
    ctx: &Ctx,
    person: PersonId,
    number: &str,
    locale: Locale,
    sent_for: SentFor<'_>,
) -> AppResult<()> {
    let (now, by) = (ctx.now(), person.to_string());
    let number_index = index(ctx, number);
    let by_number = hex(&number_index);
    PAUSE.bucket(&ctx.keys, &by).spend(conn.again(), now, "factors.errors.text_pause").await?;
    PERSON.bucket(&ctx.keys, &by).spend(conn.again(), now, "factors.errors.text_day").await?;
    NUMBER.bucket(&ctx.keys, &by_number).spend(conn.again(), now, "factors.errors.text_day").await?;
    let code = format!("{:0width$}", ctx.random.below(1_000_000), width = DIGITS);
    let place = sent_for.place(ctx);
    let row = store::CodeRow { code_hash: hash(ctx, &place, &code), sent_for: place, person, expires_at: now + LIFE };
    store::put_code(conn.again(), &row).await?;
    let text = NewText { person, to: number.to_owned(), locale, kind: TextKind::Code { code } };
    Ok(enqueue_text(conn, ctx, text).await?)
}

/// Whether a code that was sent for this still counts.
pub(super) async fn is_waiting(conn: Conn<'_>, ctx: &Ctx, person: PersonId, sent_for: SentFor<'_>) -> DbResult<bool> {
    store::has_code(conn, &sent_for.place(ctx), person, TRIES, ctx.now()).await
}

/// Uses a typed code. Whether it was right; the caller counts the try and commits whichever it was.
///
/// # Errors
/// [`AppError::Conflict`] when no code was sent for this, or it was used, tried too often or is too old.
pub(in crate::accounts) async fn spend(
    mut conn: Conn<'_>,
    ctx: &Ctx,
    person: PersonId,
    sent_for: SentFor<'_>,
    typed: &str,
) -> AppResult<bool> {
    // What cannot be a code costs none of its tries.
    let Some(code) = code(typed) else { return Ok(false) };
    let place = sent_for.place(ctx);
    if !store::count_try(conn.again(), &place, person, TRIES, ctx.now()).await? {
        return Err(AppError::conflict("factors.errors.text_over"));
    }
    Ok(store::take_code(conn, &place, person, &hash(ctx, &place, &code)).await?)
}

/// By which equal numbers are found.
pub(super) fn index(ctx: &Ctx, number: &str) -> Vec<u8> {
    ctx.keys.blind("phone", number)
}

/// A code has few digits, so only its key and its three tries protect it: whoever reads the table alone learns nothing.
fn hash(ctx: &Ctx, place: &[u8], code: &str) -> Vec<u8> {
    let place = hex(place);
    ctx.keys.blind("text-code", &format!("{place} {code}"))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
