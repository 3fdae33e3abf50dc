//! What the staff do with requests. They see which facts were right, never a fact nor what was typed; two of them must
//! approve, and everything that they do and look at is recorded.

use super::claims::page;
use super::model::{Item, RequestPage, RequestSummary, Stage};
use super::requests::{tell_asker, tell_closed};
use super::rules::{self, Evidence, Reason, checklist, enough};
use super::store::requests::{self as store, RequestRow, Waiting};
use crate::access::{DeskAct, StaffActor};
use crate::accounts::rules::in_groups;
use crate::accounts::service::{language_of, tell_every_channel};
use crate::audit::{self, Act, Entry, Fact};
use crate::db::Tx;
use crate::error::{AppError, AppResult};
use crate::jobs::{self, JobKind};
use crate::live;
use crate::notifications::MailKind;
use crate::server::Ctx;
use crate::storage::token_hash;
use crate::types::{HOUR, Millis, PersonId, RequestId, Zone};

/// Requests shown at once.
const MOST: i64 = 200;

/// What became of an approval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Somebody else must approve as well.
    Once,
    /// Two have: the waiting time runs.
    Twice,
}

/// Requests that are to be decided or wait, the longest proved first.
pub async fn list(ctx: &Ctx, actor: &StaffActor) -> AppResult<Vec<RequestSummary>> {
    actor.may(DeskAct::ReadRequests)?;
    let rows = store::list(ctx.db.read().await?.conn(), ctx.now(), MOST).await?;
    audit::commit(ctx.db.begin().await?, ctx, [Entry::staff(Act::SupportRead, actor, None)]).await?;
    Ok(rows.iter().map(|row| summary(ctx, actor, row)).collect())
}

/// One request and its checklist.
pub async fn read(ctx: &Ctx, actor: &StaffActor, id: RequestId) -> AppResult<RequestPage> {
    actor.may(DeskAct::ReadRequests)?;
    let mut read = ctx.db.read().await?;
    let row = store::find(read.conn(), id, ctx.now()).await?.ok_or(AppError::NotFound)?;
    let others = match row.person_id {
        Some(person) => store::count_others(read.conn(), id, person, ctx.now()).await?,
        None => 0,
    };
    drop(read);
    let entry = Entry::staff(Act::SupportRead, actor, row.person_id).request(id);
    audit::commit(ctx.db.begin().await?, ctx, [entry]).await?;
    let right = rules::read(&row.evidence);
    let item = |item: Evidence| Item { item: item.as_str().to_owned(), right: right.contains(&item) };
    let (open, summary) = (row.state == "open", summary(ctx, actor, &row));
    Ok(RequestPage {
        may_decide: open && actor.role.may(DeskAct::Decide),
        may_stop: !open && actor.role.may(DeskAct::StopWaiting),
        enough: enough(&right),
        checklist: checklist(ctx.config.questions_are_on()).map(item).collect(),
        others,
        summary,
        reasons: Reason::ALL.iter().map(|reason| reason.as_str().to_owned()).collect(),
    })
}

fn summary(ctx: &Ctx, actor: &StaffActor, row: &RequestRow) -> RequestSummary {
    let zone = Zone::find_or_utc(&ctx.config.agency_time_zone);
    let (right, listed) = (rules::read(&row.evidence), || checklist(ctx.config.questions_are_on()));
    let stage = match (row.ready_at, row.first_by) {
        (Some(ready), _) => Stage::Waiting { ready: zone.wall(ready) },
        (None, Some(first)) => Stage::Once { mine: first == actor.staff },
        (None, None) => Stage::Open,
    };
    RequestSummary {
        id: row.id,
        reference: in_groups(&row.reference, '-'),
        stage,
        since: zone.wall(row.proved_at.unwrap_or_default()),
        right: listed().filter(|item| right.contains(item)).count(),
        of: listed().count(),
    }
}

/// Approves a request. The second approval, by somebody else, begins the waiting time.
pub async fn approve(ctx: &Ctx, actor: &StaffActor, id: RequestId) -> AppResult<Decision> {
    actor.may(DeskAct::Decide)?;
    let now = ctx.now();
    let mut tx = ctx.db.begin().await?;
    let row = store::find(tx.conn(), id, now).await?.ok_or_else(|| conflict("decided"))?;
    let person = row.person_id.filter(|_| enough(&rules::read(&row.evidence)));
    let person = person.ok_or_else(|| conflict("not_enough"))?;
    store::forget_first(tx.conn(), id).await?;
    if store::approve_first(tx.conn(), id, actor.staff, now).await? {
        let entry = Entry::staff(Act::SupportApproved, actor, Some(person)).request(id);
        audit::commit(tx, ctx, [entry]).await?;
        return Ok(Decision::Once);
    }
    let stop = ctx.random.token();
    let ready_at = now + HOUR * Millis::from(ctx.config.limits.support_recovery_hours);
    let waiting = Waiting { stop_hash: &token_hash(&stop), now, ready_at };
    let second = store::approve_second(tx.conn(), id, actor.staff, &waiting).await;
    let second = second.map_err(|error| {
        // Another request about the account waits already.
        if error.is_unique_violation() { conflict("another_waits") } else { error.into() }
    })?;
    if !second {
        let mine = store::find(tx.conn(), id, now).await?.is_some_and(|row| row.first_by == Some(actor.staff));
        return Err(conflict(if mine { "approved_already" } else { "decided" }));
    }
    begin_waiting(&mut tx, ctx, &row, person, &stop, ready_at).await?;
    audit::commit(tx, ctx, [Entry::staff(Act::SupportApproved, actor, Some(person)).request(id)]).await?;
    ctx.hub.wake();
    Ok(Decision::Twice)
}

async fn begin_waiting(
    tx: &mut Tx,
    ctx: &Ctx,
    row: &RequestRow,
    person: PersonId,
    stop: &str,
    ready_at: Millis,
) -> AppResult<()> {
    jobs::schedule(tx.conn(), ctx, JobKind::SupportRecoveryDue, row.id.0, ready_at).await?;
    let link = page(ctx, language_of(tx.conn(), person).await?, "stop", stop);
    tell_every_channel(tx.conn(), ctx, person, &MailKind::SupportWaiting { link }).await?;
    tell_asker(tx.conn(), ctx, row.id, (&row.address, &row.locale), MailKind::SupportApproved).await?;
    Ok(live::announce_account(tx.conn(), ctx.now(), person, person.0).await?)
}

/// Declines a request that is not decided.
pub async fn decline(ctx: &Ctx, actor: &StaffActor, id: RequestId, reason: &str) -> AppResult<()> {
    actor.may(DeskAct::Decide)?;
    let reason = Reason::parse(reason).ok_or_else(|| AppError::field("reason", "recovery.errors.reason"))?;
    close(ctx, actor, id, "open", "declined", reason).await
}

/// Stops a request that two have approved and whose waiting time runs.
pub async fn stop_waiting(ctx: &Ctx, actor: &StaffActor, id: RequestId, reason: &str) -> AppResult<()> {
    actor.may(DeskAct::StopWaiting)?;
    let reason = Reason::parse(reason).ok_or_else(|| AppError::field("reason", "recovery.errors.reason"))?;
    close(ctx, actor, id, "waiting", "stopped", reason).await
}

async fn close(
    ctx: &Ctx,
    actor: &StaffActor,
    id: RequestId,
    from: &'static str,
    to: &'static str,
    reason: Reason,
) -> AppResult<()> {
    let mut tx = ctx.db.begin().await?;
    let row = store::find(tx.conn(), id, ctx.now()).await?.ok_or_else(|| conflict("decided"))?;
    if !store::end(tx.conn(), id, (from, to), Some(reason.as_str()), ctx.now()).await? {
        return Err(conflict("decided"));
    }
    jobs::cancel(tx.conn(), JobKind::SupportRecoveryDue, id.0).await?;
    tell_closed(tx.conn(), ctx, id, &row.address, &row.locale).await?;
    // Those who were told that it waits are told that it does no more.
    if let Some(person) = row.person_id.filter(|_| from == "waiting") {
        tell_every_channel(tx.conn(), ctx, person, &MailKind::SupportStopped).await?;
        live::announce_account(tx.conn(), ctx.now(), person, person.0).await?;
    }
    let entry = Entry::staff(Act::SupportDeclined, actor, row.person_id).request(id);
    audit::commit(tx, ctx, [entry.word(Fact::Reason, reason.as_str())]).await?;
    ctx.hub.wake();
    Ok(())
}

fn conflict(key: &str) -> AppError {
    AppError::conflict(&format!("recovery.errors.{key}"))
}
