//! What a person reads of the log: what they did, and what somebody tried with their account. Rows stay in the activity that
//! they were written in; whoever joined another account to theirs reads both as one.

use super::model::{ActivityPage, ActivityRow};
use super::rules::Row;
use super::{Act, Device, Entry, Fact, Topic, store};
use crate::access::Actor;
use crate::audit;
use crate::db::{Conn, DbResult};
use crate::error::{AppError, AppResult};
use crate::server::Ctx;
use crate::types::{Millis, PersonId, Zone};
use serde_json::{Map, Value};

/// Rows of a part.
const PART: i64 = 50;
/// Rows of a download, the newest.
const DOWNLOAD: i64 = 10_000;

/// Topics of a person's activity.
const KINDS: [Topic; 5] = [Topic::SignIn, Topic::Security, Topic::Profile, Topic::Case, Topic::View];

/// The part of one topic that begins below `before`. A topic that is none is as none.
///
/// # Errors
/// When `before` is no place, or the database does not answer.
pub async fn part(ctx: &Ctx, actor: &Actor, kind: &str, before: &str) -> AppResult<ActivityPage> {
    let before = match before {
        "" => i64::MAX,
        place => place.parse().map_err(|_| AppError::Malformed)?,
    };
    let kind = KINDS.into_iter().map(Topic::as_str).find(|known| *known == kind).unwrap_or_default();
    let rows = newest(ctx, actor, kind, before, PART + 1).await?;
    let more = i64::try_from(rows.len()).is_ok_and(|count| count > PART);
    let shown = rows.len().saturating_sub(usize::from(more));
    let zone = Zone::find_or_utc(&actor.time_zone);
    let rows: Vec<ActivityRow> = rows.iter().take(shown).map(|row| told(row, &zone, ctx.now())).collect();
    Ok(ActivityPage {
        kind: kind.to_owned(),
        kinds: KINDS.map(|kind| kind.as_str().to_owned()).to_vec(),
        older: rows.last().filter(|_| more).map(|row| row.number),
        rows,
        fresh: actor.fresh(ctx.now()).is_ok(),
    })
}

/// Everything, views too, for a download, which is itself an act.
///
/// # Errors
/// [`AppError::StepUp`] without a fresh proof, or when the database does not answer.
pub async fn all(ctx: &Ctx, actor: &Actor) -> AppResult<Vec<ActivityRow>> {
    actor.fresh(ctx.now())?;
    audit::commit(ctx.db.begin().await?, ctx, [Entry::of(Act::ActivityExported, actor)]).await?;
    let rows = newest(ctx, actor, "all", i64::MAX, DOWNLOAD).await?;
    let zone = Zone::find_or_utc(&actor.time_zone);
    Ok(rows.iter().map(|row| told(row, &zone, ctx.now())).collect())
}

/// Rows below `before`, of the person and of the accounts that were joined to theirs: each account is one walk of its index.
async fn newest(ctx: &Ctx, actor: &Actor, kind: &str, before: i64, most: i64) -> DbResult<Vec<Row>> {
    let mut read = ctx.db.read().await?;
    let mut rows = Vec::new();
    for person in store::people_of(read.conn(), actor.person).await? {
        rows.extend(store::of_person(read.conn(), person, kind, before, most).await?);
    }
    rows.sort_by_key(|row| std::cmp::Reverse(row.seq));
    rows.truncate(usize::try_from(most).unwrap_or(usize::MAX));
    Ok(rows)
}

/// The first rows after `after`, views too, of the person and of the accounts that were joined to theirs: for whoever reads
/// everything from the beginning, a part at a time.
///
/// # Errors
/// When the database does not answer.
pub async fn oldest(ctx: &Ctx, person: PersonId, zone: &Zone, after: i64, most: i64) -> DbResult<Vec<ActivityRow>> {
    let mut read = ctx.db.read().await?;
    let mut rows = Vec::new();
    for person in store::people_of(read.conn(), person).await? {
        rows.extend(store::of_person_after(read.conn(), person, after, most).await?);
    }
    rows.sort_by_key(|row| row.seq);
    rows.truncate(usize::try_from(most).unwrap_or(usize::MAX));
    Ok(rows.iter().map(|row| told(row, zone, ctx.now())).collect())
}

/// An act that its owner may disown: when it was and where from.
#[derive(Clone, Debug)]
pub struct Found {
    pub at: Millis,
    pub network: String,
    pub agent: String,
}

/// A row of the person's activity that may be disowned now; one of somebody else is as absent as none.
///
/// # Errors
/// When the database does not answer.
pub async fn find_disownable(conn: Conn<'_>, person: PersonId, number: i64, now: Millis) -> DbResult<Option<Found>> {
    let row = store::one_of_person(conn, person, number).await?;
    let row = row.filter(|row| disownable(row, now));
    Ok(row.map(|row| Found { at: row.at, network: row.network, agent: row.agent }))
}

/// What was done, lately, and neither by the support desk nor by us.
fn disownable(row: &Row, now: Millis) -> bool {
    row.outcome == "done"
        && matches!(row.actor_kind.as_str(), "person" | "stranger")
        && Act::parse(&row.act).is_some_and(|act| act.may_be_disowned(row.at, now))
}

/// What was done with an account at `at` and later, and whether it was refused, the oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn since(conn: Conn<'_>, person: PersonId, at: Millis) -> DbResult<Vec<(Act, bool)>> {
    let rows = store::acts_since(conn, person, at, PART).await?;
    Ok(rows.into_iter().filter_map(|(act, outcome)| Some((Act::parse(&act)?, outcome == "refused"))).collect())
}

fn told(row: &Row, zone: &Zone, now: Millis) -> ActivityRow {
    let facts: Map<String, Value> = serde_json::from_str(&row.details).unwrap_or_default();
    let word = |fact: Fact| facts.get(fact.as_str()).and_then(Value::as_str).map(str::to_owned);
    let words = |fact: Fact| {
        let list = facts.get(fact.as_str()).and_then(Value::as_array);
        list.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
    };
    // Where the support desk works is its own.
    let here = row.actor_kind != "staff";
    let device = Device::parse(&row.agent).filter(|_| here);
    ActivityRow {
        number: row.seq,
        at: zone.wall(row.at),
        act: row.act.clone(),
        refused: row.outcome == "refused",
        stranger: row.actor_kind == "stranger",
        factor: word(Fact::Factor),
        limit: word(Fact::Limit),
        fields: words(Fact::Fields),
        sessions: facts.get(Fact::Sessions.as_str()).and_then(Value::as_i64).unwrap_or(0),
        browser: device.and_then(|device| device.browser.name()).map(str::to_owned),
        system: device.and_then(|device| device.system.name()).map(str::to_owned),
        network: if here { row.network.clone() } else { String::new() },
        disownable: disownable(row, now),
    }
}
