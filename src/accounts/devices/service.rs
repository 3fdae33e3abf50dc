//! Noticing a browser not seen before, and telling of it. The functions that notice take the transaction of the sign-in.

use super::rules::{HALF, KNOWN, LINK_LIFE, TOLD, WAIT, is_outcome};
use super::store::{self, NewDevice};
use crate::access::{Computer, Standing};
use crate::accounts::service::tell_every_channel;
use crate::accounts::store::people;
use crate::audit::{self, Origin};
use crate::db::{Conn, DbResult};
use crate::error::AppResult;
use crate::i18n::Locale;
use crate::jobs::{self, JobKind};
use crate::limits::Spent;
use crate::notifications::{DeviceStory, MailKind};
use crate::server::{Ctx, Visitor};
use crate::storage::token_hash;
use crate::types::{PersonId, Zone};
use uuid::Uuid;

/// A session begins in this browser, which is known from now on unless others use it too. The one at registration is
/// nobody's surprise.
///
/// # Errors
/// When the database refuses.
pub async fn session_began(
    mut conn: Conn<'_>,
    ctx: &Ctx,
    visitor: &Visitor,
    person: PersonId,
    standing: Standing,
    computer: Computer,
) -> DbResult<()> {
    let new = match hash(ctx, visitor, person).filter(|_| !computer.is_shared()) {
        Some(hash) => store::remember(conn.again(), &hash, person, ctx.now(), ctx.now() + KNOWN).await?,
        None => true,
    };
    match standing {
        Standing::Full if new => note(conn, ctx, visitor, person, true).await,
        Standing::Full | Standing::SettingUp => Ok(()),
    }
}

/// A right password was typed in this browser, and the second step is asked for.
///
/// # Errors
/// When the database refuses.
pub async fn password_was_right(mut conn: Conn<'_>, ctx: &Ctx, visitor: &Visitor, person: PersonId) -> DbResult<()> {
    let known = match hash(ctx, visitor, person) {
        Some(hash) => store::is_known(conn.again(), &hash, ctx.now()).await?,
        None => false,
    };
    if known { Ok(()) } else { note(conn, ctx, visitor, person, false).await }
}

fn hash(ctx: &Ctx, visitor: &Visitor, person: PersonId) -> Option<Vec<u8>> {
    visitor.device.as_ref().map(|device| ctx.keys.blind("device", &format!("{person} {device}")))
}

/// What is begun from one place while a mail about it waits is told by that mail.
async fn note(mut conn: Conn<'_>, ctx: &Ctx, visitor: &Visitor, person: PersonId, signed_in: bool) -> DbResult<()> {
    let origin = Origin::of(visitor);
    if store::join(conn.again(), person, &origin, signed_in).await? {
        return Ok(());
    }
    let id = ctx.id();
    let device = NewDevice { id, person, signed_in, origin: &origin, began_at: ctx.now() };
    store::insert(conn.again(), &device).await?;
    jobs::schedule(conn, ctx, JobKind::NewDevice, id, ctx.now() + WAIT).await
}

/// Tells every address of the person, once, what came of the sign-in.
///
/// # Errors
/// When the database does not answer.
pub async fn tell(ctx: &Ctx, id: Uuid) -> AppResult<()> {
    let now = ctx.now();
    let mut tx = ctx.db.begin().await?;
    let Some(row) = store::find_untold(tx.conn(), id).await? else { return Ok(()) };
    let Some(person) = people::find(tx.conn(), row.person_id).await? else { return Ok(()) };
    let token = ctx.random.token();
    if !store::mark_told(tx.conn(), id, &token_hash(&token), now, now + LINK_LIFE).await? {
        return Ok(());
    }
    let half = HALF.bucket(&ctx.keys, &row.person_id.to_string());
    if !row.signed_in
        && let Spent::Closed { .. } = half.try_spend(tx.conn(), now).await?
    {
        return Ok(tx.commit().await?);
    }
    let happened = audit::activity::since(tx.conn(), row.person_id, row.began_at).await?;
    let mut since: Vec<String> = Vec::new();
    for (act, refused) in happened {
        let word = act.as_str();
        if is_outcome(act, refused) && since.last().is_none_or(|last| last != word) && since.len() < TOLD {
            since.push(word.to_owned());
        }
    }
    let locale = Locale::parse(&person.locale).unwrap_or_default();
    let link = ctx.config.absolute(&format!("/{}/not-me/{token}", locale.code()));
    let story = DeviceStory {
        at: Zone::find_or_utc(&person.time_zone).wall(row.began_at),
        network: row.network,
        agent: row.agent,
        signed_in: row.signed_in,
        since,
    };
    tell_every_channel(tx.conn(), ctx, row.person_id, &MailKind::NewDevice { link, story }).await?;
    Ok(tx.commit().await?)
}
