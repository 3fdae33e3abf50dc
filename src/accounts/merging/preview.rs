//! What the page shows: how far the proof is, and what would happen.

use super::model::{Joined, MergeView, Preview, Side, Step};
use super::rules::{Both, fate, obstacle};
use super::store::{self, Stage};
use crate::access::Actor;
use crate::accounts::apps::store as apps;
use crate::accounts::service::identity;
use crate::accounts::store::{passwords, people, recovery_codes};
use crate::cases::service::export::receipts;
use crate::db::{Conn, Read};
use crate::error::AppResult;
use crate::server::Ctx;
use crate::types::{PersonId, ReceiptNumber, Zone};
use std::collections::HashSet;

/// Cases that the page names.
const MOST: i64 = 1_000;

pub async fn page(ctx: &Ctx, actor: &Actor) -> AppResult<MergeView> {
    let now = ctx.now();
    let mut read = ctx.db.read().await?;
    let fresh = actor.fresh(now).is_ok();
    // What is proved is worth no more than the session's own proof.
    let proof = store::find_proof(read.conn(), actor.session, now).await?.filter(|_| fresh);
    let step = match proof {
        None => Step::Name,
        Some(proof) => match proof.stage {
            Stage::Password => Step::Second { codes: has_codes(&mut read, proof.other).await? },
            Stage::Proved => Step::Proved(Box::new(preview(ctx, &mut read, actor.person, proof.other).await?)),
        },
    };
    let zone = Zone::find_or_utc(&actor.time_zone);
    let joined = store::open_merges(read.conn(), actor.person, now).await?.into_iter().map(|row| Joined {
        id: row.id,
        name: format!("{} {}", row.given_name, row.family_name).trim().to_owned(),
        at: zone.wall(row.merged_at),
        until: zone.wall(row.undo_until),
    });
    Ok(MergeView { fresh, step, joined: joined.collect() })
}

async fn has_codes(read: &mut Read, other: PersonId) -> AppResult<bool> {
    let app = apps::count(read.conn(), other).await? > 0;
    Ok(app || recovery_codes::count_unused(read.conn(), other).await? > 0)
}

async fn preview(ctx: &Ctx, read: &mut Read, here: PersonId, other: PersonId) -> AppResult<Preview> {
    let own: HashSet<ReceiptNumber> = receipts(read.conn(), here, "", MOST).await?.into_iter().collect();
    let theirs = receipts(read.conn(), other, "", MOST).await?;
    let (doubles, cases): (Vec<_>, Vec<_>) = theirs.into_iter().partition(|receipt| own.contains(receipt));
    let text = |receipts: Vec<ReceiptNumber>| receipts.iter().map(ToString::to_string).collect();
    let both = both(read.conn(), ctx, here, other).await?;
    Ok(Preview {
        here: side(read, ctx, here).await?,
        other: side(read, ctx, other).await?,
        cases: text(cases),
        doubles: text(doubles),
        emails: people::emails(read.conn(), other).await?,
        passkeys: store::passkey_names(read.conn(), other).await?,
        password: fate(
            passwords::find(read.conn(), here).await?.is_some(),
            passwords::find(read.conn(), other).await?.is_some(),
        ),
        authenticator: fate(apps::count(read.conn(), here).await? > 0, apps::count(read.conn(), other).await? > 0),
        blocked: obstacle(&both).map(str::to_owned),
    })
}

async fn side(read: &mut Read, ctx: &Ctx, person: PersonId) -> AppResult<Side> {
    let known = identity(read.conn(), ctx, person).await?;
    let email = people::emails(read.conn(), person).await?.into_iter().next().unwrap_or_default();
    let name = format!("{} {}", known.given_name, known.family_name).trim().to_owned();
    Ok(Side { name, date_of_birth: known.date_of_birth, email })
}

/// What decides whether the two can be one.
pub(super) async fn both(mut conn: Conn<'_>, ctx: &Ctx, here: PersonId, other: PersonId) -> AppResult<Both> {
    Ok(Both {
        born: [
            identity(conn.again(), ctx, here).await?.date_of_birth,
            identity(conn.again(), ctx, other).await?.date_of_birth,
        ],
        emails: store::emails(conn.again(), here).await?.len() + store::emails(conn.again(), other).await?.len(),
        passkeys: crate::accounts::passkeys::count(conn.again(), here).await?
            + crate::accounts::passkeys::count(conn.again(), other).await?,
        undoable: !store::open_merges(conn, other, ctx.now()).await?.is_empty(),
    })
}
