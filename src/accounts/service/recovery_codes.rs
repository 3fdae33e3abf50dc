//! Recovery codes: ten, each good once. They stand in for the second factor after a right password.
//!
//! What must stay true: only hashes are kept, but for the fresh codes, which are kept sealed until the session that
//! made them says that it has them; each is used by one guarded statement.

use super::tell::tell_every_channel;
use super::ways::lock_ways_of;
use crate::access::Actor;
use crate::accounts::rules::{self, CODE_LENGTH, CODE_LETTERS};
use crate::accounts::store::recovery_codes as store;
use crate::audit::{self, Act, Entry};
use crate::db::Conn;
use crate::error::AppResult;
use crate::notifications::MailKind;
use crate::server::Ctx;
use crate::types::{HOUR, Millis, PersonId, SessionId};

const HOW_MANY: usize = 10;

/// How long fresh codes wait to be confirmed as kept.
const REVEAL: Millis = HOUR;

/// Fresh codes in place of all others.
pub async fn regenerate(ctx: &Ctx, actor: &Actor) -> AppResult<()> {
    actor.fresh(ctx.now())?;
    let mut tx = ctx.db.begin().await?;
    lock_ways_of(tx.conn(), ctx, actor).await?;
    make(tx.conn(), ctx, actor).await?;
    tell_every_channel(tx.conn(), ctx, actor.person, &MailKind::RecoveryCodesMade).await?;
    audit::commit(tx, ctx, [Entry::of(Act::RecoveryCodesMade, actor)]).await?;
    Ok(())
}

/// The person has kept the fresh codes: they are not shown again.
pub async fn confirm_kept(ctx: &Ctx, actor: &Actor) -> AppResult<()> {
    let mut tx = ctx.db.begin().await?;
    store::delete_reveal(tx.conn(), actor.session).await?;
    tx.commit().await?;
    Ok(())
}

pub(super) async fn make(mut conn: Conn<'_>, ctx: &Ctx, actor: &Actor) -> AppResult<()> {
    let now = ctx.now();
    let codes: Vec<String> = (0..HOW_MANY).map(|_| fresh(ctx)).collect();
    let hashes: Vec<Vec<u8>> = codes.iter().map(|code| hash(ctx, actor.person, code)).collect();
    store::replace(conn.again(), actor.person, &hashes, now).await?;
    let sealed = ctx.keys.seal(&ctx.random, &place(actor.session), codes.join("\n").as_bytes());
    store::put_reveal(conn, actor.session, &sealed, now + REVEAL).await?;
    Ok(())
}

/// Fresh codes not yet confirmed, as they are shown. A stale session does not get to see them: they are as good as the
/// second factor itself.
pub(super) async fn waiting(conn: Conn<'_>, ctx: &Ctx, actor: &Actor) -> AppResult<Vec<String>> {
    if actor.fresh(ctx.now()).is_err() {
        return Ok(Vec::new());
    }
    let Some(sealed) = store::find_reveal(conn, actor.session, ctx.now()).await? else { return Ok(Vec::new()) };
    let codes = ctx.keys.open(&place(actor.session), &sealed)?;
    Ok(String::from_utf8_lossy(&codes).lines().map(|code| rules::in_groups(code, '-')).collect())
}

/// Uses a typed code. Whether it was right and unused.
pub(super) async fn spend(conn: Conn<'_>, ctx: &Ctx, person: PersonId, typed: &str) -> AppResult<bool> {
    let Some(code) = rules::recovery_code(typed) else { return Ok(false) };
    Ok(store::use_one(conn, person, &hash(ctx, person, &code), ctx.now()).await?)
}

fn place(session: SessionId) -> String {
    format!("recovery_code_reveals.codes/{session}")
}

/// A code has 60 random bits and its counter is tight, so a keyed hash protects it as well as a slow one.
fn hash(ctx: &Ctx, person: PersonId, code: &str) -> Vec<u8> {
    ctx.keys.blind("recovery-code", &format!("{person} {code}"))
}

fn fresh(ctx: &Ctx) -> String {
    let bytes: [u8; CODE_LENGTH] = ctx.random.bytes();
    // 256 is a multiple of 32: every letter is equally likely.
    bytes.iter().filter_map(|byte| CODE_LETTERS.get(usize::from(byte % 32))).copied().map(char::from).collect()
}
