//! SQL of the change feed.

use super::{Hint, Topic};
use crate::db::{Conn, DbResult, serialise_feed};
use crate::on_db;
use crate::types::{Millis, PersonId};
use uuid::Uuid;

/// Writes one row a person and change. Call it last in the transaction, and [`super::Hub::wake`] after the commit.
///
/// # Errors
/// When the database refuses.
pub async fn announce(mut conn: Conn<'_>, now: Millis, people: &[PersonId], hint: &Hint) -> DbResult<()> {
    if people.is_empty() {
        return Ok(());
    }
    serialise_feed(conn.again()).await?;
    for person in people {
        let sql = "
            insert into change_feed (person_id, topic, entity_id, version, created_at)
            values ($1, $2, $3, $4, $5)";
        let conn = conn.again();
        on_db!(conn => sqlx::query(sql)
            .bind(person)
            .bind(hint.topic.as_str())
            .bind(hint.id)
            .bind(hint.version)
            .bind(now)
            .execute(conn)
            .await
            .map(|_| ()))?;
    }
    Ok(())
}

/// Has the person's open pages read anew what is about the account, or about `id` of it. Called as [`announce`] is.
///
/// # Errors
/// When the database refuses.
pub async fn announce_account(conn: Conn<'_>, now: Millis, person: PersonId, id: Uuid) -> DbResult<()> {
    announce(conn, now, &[person], &Hint { topic: Topic::Account, id, version: now }).await
}

/// Forgets what changed for the person.
///
/// # Errors
/// When the database refuses.
pub async fn forget(conn: Conn<'_>, person: PersonId) -> DbResult<()> {
    let sql = "delete from change_feed where person_id = $1";
    on_db!(conn => sqlx::query(sql).bind(person).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Number of the newest row; 0 when there is none.
///
/// # Errors
/// When the database does not answer.
pub async fn newest(conn: Conn<'_>) -> DbResult<i64> {
    let sql = "select coalesce(max(seq), 0) from change_feed";
    Ok(on_db!(conn => sqlx::query_scalar(sql).fetch_one(conn).await)?)
}

/// Number of the oldest row still kept; `None` when the feed is empty.
pub(super) async fn oldest(conn: Conn<'_>) -> DbResult<Option<i64>> {
    let sql = "select min(seq) from change_feed";
    Ok(on_db!(conn => sqlx::query_scalar(sql).fetch_one(conn).await)?)
}

#[derive(sqlx::FromRow)]
struct FeedRow {
    seq: i64,
    person_id: PersonId,
    topic: String,
    entity_id: Uuid,
    version: i64,
}

impl FeedRow {
    /// A topic that only a newer version knows is read as all that this one knows: the page looks once too often, and
    /// the feed goes on.
    fn read(self) -> (i64, PersonId, Hint) {
        let topic = Topic::parse(&self.topic).unwrap_or(Topic::Account);
        (self.seq, self.person_id, Hint { topic, id: self.entity_id, version: self.version })
    }
}

/// Rows after `seq`, oldest first, at most `limit`.
pub(super) async fn after(conn: Conn<'_>, seq: i64, limit: i64) -> DbResult<Vec<(i64, PersonId, Hint)>> {
    let sql = "
        select seq, person_id, topic, entity_id, version
        from change_feed
        where seq > $1
        order by seq
        limit $2";
    let rows: Vec<FeedRow> = on_db!(conn => sqlx::query_as(sql).bind(seq).bind(limit).fetch_all(conn).await)?;
    Ok(rows.into_iter().map(FeedRow::read).collect())
}

/// Rows of one person after `seq`, oldest first, at most `limit`.
pub(super) async fn after_for(conn: Conn<'_>, person: PersonId, seq: i64, limit: i64) -> DbResult<Vec<(i64, Hint)>> {
    let sql = "
        select seq, person_id, topic, entity_id, version
        from change_feed
        where person_id = $1 and seq > $2
        order by seq
        limit $3";
    let rows: Vec<FeedRow> =
        on_db!(conn => sqlx::query_as(sql).bind(person).bind(seq).bind(limit).fetch_all(conn).await)?;
    Ok(rows.into_iter().map(FeedRow::read).map(|(seq, _, hint)| (seq, hint)).collect())
}

/// Forgets rows older than `before`; a stream that asks for one of them is told to resync.
///
/// # Errors
/// When the database refuses.
pub async fn prune(conn: Conn<'_>, before: Millis) -> DbResult<()> {
    let sql = "delete from change_feed where created_at < $1";
    on_db!(conn => sqlx::query(sql).bind(before).execute(conn).await.map(|_| ()))?;
    Ok(())
}
