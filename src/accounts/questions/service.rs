//! Setting and removing the questions, and the one comparison there is.

use super::model::{MOST, Question, QuestionsPage, QuestionsSet};
use super::rules::{self, Given, SAVES};
use super::store::{self, NewQuestion};
use crate::access::Actor;
use crate::accounts::Verdict;
use crate::accounts::service::{lock_ways_of, tell_every_channel};
use crate::audit::{self, Act, Entry};
use crate::db::{Conn, DbResult};
use crate::error::{AppError, AppResult};
use crate::notifications::MailKind;
use crate::server::Ctx;
use crate::types::{PersonId, Zone};
use uuid::Uuid;

fn check_on(ctx: &Ctx) -> AppResult<()> {
    if ctx.config.questions_are_on() { Ok(()) } else { Err(AppError::NotFound) }
}

/// What the page shows.
pub async fn page(ctx: &Ctx, actor: &Actor) -> AppResult<QuestionsPage> {
    check_on(ctx)?;
    let rows = store::list(ctx.db.read().await?.conn(), actor.person).await?;
    let since = rows.first().map(|row| Zone::find_or_utc(&actor.time_zone).wall(row.set_at));
    let known = rows.into_iter().filter(|row| Question::parse(&row.question).is_some());
    let questions: Vec<String> = known.map(|row| row.question).collect();
    Ok(QuestionsPage {
        fresh: actor.fresh(ctx.now()).is_ok(),
        set: since.map(|since| QuestionsSet { questions, since }),
    })
}

/// Sets what was typed in place of all that was set before.
pub async fn save(ctx: &Ctx, actor: &Actor, typed: &[(String, String); MOST]) -> AppResult<()> {
    check_on(ctx)?;
    actor.fresh(ctx.now())?;
    let chosen = rules::chosen(typed)?;
    let mut tx = ctx.db.begin().await?;
    SAVES.bucket(&ctx.keys, &actor.person.to_string()).spend(tx.conn(), ctx.now(), "errors.too_many").await?;
    tx.commit().await?;
    let mut hashed = Vec::with_capacity(chosen.len());
    for given in &chosen {
        hashed.push((given.question, ctx.hasher.hash(given.secret(), ctx.random.bytes()).await?));
    }

    let mut tx = ctx.db.begin().await?;
    lock_ways_of(tx.conn(), ctx, actor).await?;
    store::delete_all(tx.conn(), actor.person).await?;
    for (place, (question, answer_hash)) in (1..).zip(&hashed) {
        let row = NewQuestion { place, question: question.as_str(), answer_hash, set_at: ctx.now() };
        store::insert(tx.conn(), actor.person, &row).await?;
    }
    tell_every_channel(tx.conn(), ctx, actor.person, &MailKind::QuestionsSet).await?;
    audit::commit(tx, ctx, [Entry::of(Act::QuestionsSet, actor)]).await?;
    Ok(())
}

/// Removes all that is set.
pub async fn remove(ctx: &Ctx, actor: &Actor) -> AppResult<()> {
    check_on(ctx)?;
    actor.fresh(ctx.now())?;
    let mut tx = ctx.db.begin().await?;
    lock_ways_of(tx.conn(), ctx, actor).await?;
    if !store::delete_all(tx.conn(), actor.person).await? {
        return Err(AppError::NotFound);
    }
    tell_every_channel(tx.conn(), ctx, actor.person, &MailKind::QuestionsRemoved).await?;
    audit::commit(tx, ctx, [Entry::of(Act::QuestionsRemoved, actor)]).await?;
    Ok(())
}

/// What the person has kept for the question that was answered. Nobody is looked up as well, so that it costs the same.
pub(in crate::accounts) async fn kept_answer(
    conn: Conn<'_>,
    person: Option<PersonId>,
    given: &Given,
) -> DbResult<Option<String>> {
    store::find_hash(conn, person.unwrap_or(PersonId(Uuid::nil())), given.question.as_str()).await
}

/// Whether the answer is the one that was kept; without one it is compared with nobody's and is wrong. Takes as long as a
/// password, so no transaction may be open.
pub(in crate::accounts) async fn is_right(ctx: &Ctx, given: &Given, kept: Option<String>) -> AppResult<bool> {
    Ok(ctx.hasher.verify(given.secret(), kept).await? != Verdict::Wrong)
}
