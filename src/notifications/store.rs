//! SQL of the outbox, one table for every channel, and of the demonstration's mailbox.

use super::DemoMail;
use super::model::{Channel, DemoText};
use crate::db::{Conn, DbResult};
use crate::on_db;
use crate::types::{Millis, PersonId};
use uuid::Uuid;

/// A message about to wait.
pub(super) struct NewRow {
    pub id: Uuid,
    pub channel: Channel,
    pub person: Option<PersonId>,
    pub kind: &'static str,
    pub locale: &'static str,
    pub sealed: Vec<u8>,
    pub created_at: Millis,
    pub expires_at: Millis,
}

pub(super) async fn insert(conn: Conn<'_>, row: &NewRow) -> DbResult<()> {
    let sql = "
        insert into outbox (id, person_id, kind, locale, sealed, created_at, expires_at, attempts, next_try_at, channel)
        values ($1, $2, $3, $4, $5, $6, $7, 0, $6, $8)";
    on_db!(conn => sqlx::query(sql)
        .bind(row.id)
        .bind(row.person)
        .bind(row.kind)
        .bind(row.locale)
        .bind(&row.sealed)
        .bind(row.created_at)
        .bind(row.expires_at)
        .bind(row.channel.name())
        .execute(conn)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// A message that waits.
#[derive(sqlx::FromRow)]
pub(super) struct WaitingRow {
    pub id: Uuid,
    pub person_id: Option<PersonId>,
    pub kind: String,
    pub locale: String,
    pub sealed: Vec<u8>,
    pub created_at: Millis,
    pub expires_at: Millis,
    pub attempts: i64,
}

/// Messages of a channel whose time has come, longest due first.
pub(super) async fn list_due(conn: Conn<'_>, channel: Channel, now: Millis, limit: i64) -> DbResult<Vec<WaitingRow>> {
    let sql = "
        select id, person_id, kind, locale, sealed, created_at, expires_at, attempts
        from outbox
        where channel = $3
          and sent_at is null
          and given_up_at is null
          and sealed is not null
          and next_try_at <= $1
        order by next_try_at
        limit $2";
    Ok(on_db!(conn => sqlx::query_as(sql).bind(now).bind(limit).bind(channel.name()).fetch_all(conn).await)?)
}

/// Takes the message for one attempt until `lease_ends`; `false` when another node took it first.
pub(super) async fn claim(conn: Conn<'_>, id: Uuid, attempts: i64, lease_ends: Millis) -> DbResult<bool> {
    let sql = "
        update outbox
        set attempts = attempts + 1, next_try_at = $3
        where id = $1
          and attempts = $2
          and sent_at is null
          and given_up_at is null";
    let taken = on_db!(conn => sqlx::query(sql)
        .bind(id)
        .bind(attempts)
        .bind(lease_ends)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(taken == 1)
}

pub(super) async fn mark_sent(conn: Conn<'_>, id: Uuid, now: Millis) -> DbResult<()> {
    let sql = "update outbox set sent_at = $2, sealed = null, last_error = null where id = $1";
    on_db!(conn => sqlx::query(sql).bind(id).bind(now).execute(conn).await.map(|_| ()))?;
    Ok(())
}

pub(super) async fn mark_given_up(conn: Conn<'_>, id: Uuid, now: Millis, error: &str) -> DbResult<()> {
    let sql = "update outbox set given_up_at = $2, sealed = null, last_error = $3 where id = $1";
    on_db!(conn => sqlx::query(sql).bind(id).bind(now).bind(error).execute(conn).await.map(|_| ()))?;
    Ok(())
}

pub(super) async fn mark_failed(conn: Conn<'_>, id: Uuid, next_try_at: Millis, error: &str) -> DbResult<()> {
    let sql = "update outbox set next_try_at = $2, last_error = $3 where id = $1 and sent_at is null";
    on_db!(conn => sqlx::query(sql).bind(id).bind(next_try_at).bind(error).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// When the message of a channel that waits longest for its try should have been tried.
pub(super) async fn waiting_since(conn: Conn<'_>, channel: Channel) -> DbResult<Option<Millis>> {
    let sql = "
        select min(next_try_at) from outbox where channel = $1 and sent_at is null and given_up_at is null";
    Ok(on_db!(conn => sqlx::query_scalar(sql).bind(channel.name()).fetch_one(conn).await)?)
}

/// Forgets what was sent or given up before `before`.
pub(super) async fn prune(conn: Conn<'_>, before: Millis) -> DbResult<()> {
    let sql = "delete from outbox where created_at < $1 and (sent_at is not null or given_up_at is not null)";
    on_db!(conn => sqlx::query(sql).bind(before).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Forgets every mail about the person, those that wait too.
///
/// # Errors
/// When the database refuses.
pub async fn forget(conn: Conn<'_>, person: PersonId) -> DbResult<()> {
    let sql = "delete from outbox where person_id = $1";
    on_db!(conn => sqlx::query(sql).bind(person).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Forgets what the demonstration's mailbox got before `before`.
pub(super) async fn prune_demo(mut conn: Conn<'_>, before: Millis) -> DbResult<()> {
    for sql in ["delete from demo_mailbox where sent_at < $1", "delete from demo_texts where sent_at < $1"] {
        let conn = conn.again();
        on_db!(conn => sqlx::query(sql).bind(before).execute(conn).await.map(|_| ()))?;
    }
    Ok(())
}

/// Puts a text message into the demonstration's mailbox, once.
pub(super) async fn insert_demo_text(conn: Conn<'_>, id: Uuid, text: &DemoText) -> DbResult<()> {
    let sql = "
        insert into demo_texts (id, recipient, body, sent_at)
        values ($1, $2, $3, $4)
        on conflict (id) do nothing";
    on_db!(conn => sqlx::query(sql)
        .bind(id)
        .bind(&text.recipient)
        .bind(&text.body)
        .bind(text.sent_at)
        .execute(conn)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Newest first; `to` empty means every number.
pub(super) async fn list_demo_texts(conn: Conn<'_>, to: &str, limit: i64) -> DbResult<Vec<DemoText>> {
    let sql = "
        select recipient, body, sent_at
        from demo_texts
        where $1 = '' or recipient = $1
        order by id desc
        limit $2";
    Ok(on_db!(conn => sqlx::query_as(sql).bind(to).bind(limit).fetch_all(conn).await)?)
}

/// Puts a mail into the demonstration's mailbox, once.
pub(super) async fn insert_demo(conn: Conn<'_>, id: Uuid, mail: &DemoMail) -> DbResult<()> {
    let sql = "
        insert into demo_mailbox (id, recipient, subject, body_text, body_html, sent_at)
        values ($1, $2, $3, $4, $5, $6)
        on conflict (id) do nothing";
    on_db!(conn => sqlx::query(sql)
        .bind(id)
        .bind(&mail.recipient)
        .bind(&mail.subject)
        .bind(&mail.body_text)
        .bind(&mail.body_html)
        .bind(mail.sent_at)
        .execute(conn)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Newest first; `to` empty means every address.
pub(super) async fn list_demo(conn: Conn<'_>, to: &str, limit: i64) -> DbResult<Vec<DemoMail>> {
    let sql = "
        select recipient, subject, body_text, body_html, sent_at
        from demo_mailbox
        where $1 = '' or recipient = $1
        order by id desc
        limit $2";
    Ok(on_db!(conn => sqlx::query_as(sql).bind(to).bind(limit).fetch_all(conn).await)?)
}
