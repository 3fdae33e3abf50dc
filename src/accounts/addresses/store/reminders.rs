//! SQL of questions for a forgotten address.

use crate::db::{Conn, DbResult};
use crate::on_db;
use crate::types::{Millis, PersonId};
use uuid::Uuid;

/// What somebody says about themselves; nothing of it can be read but the receipt number.
#[derive(sqlx::FromRow)]
pub struct ReminderRow {
    pub identity_index: Vec<u8>,
    pub a_number_index: Option<Vec<u8>>,
    pub receipt_number: Option<String>,
}

pub async fn insert(conn: Conn<'_>, id: Uuid, reminder: &ReminderRow, now: Millis) -> DbResult<()> {
    let sql = "
        insert into address_reminders (id, identity_index, a_number_index, receipt_number, asked_at)
        values ($1, $2, $3, $4, $5)";
    on_db!(conn => sqlx::query(sql)
        .bind(id)
        .bind(&reminder.identity_index)
        .bind(&reminder.a_number_index)
        .bind(&reminder.receipt_number)
        .bind(now)
        .execute(conn)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Takes the question; it is answered once.
pub async fn take(conn: Conn<'_>, id: Uuid) -> DbResult<Option<ReminderRow>> {
    let sql = "
        delete from address_reminders
        where id = $1
        returning identity_index, a_number_index, receipt_number";
    Ok(on_db!(conn => sqlx::query_as(sql).bind(id).fetch_optional(conn).await)?)
}

/// Forgets what nobody answered.
pub async fn prune(conn: Conn<'_>, before: Millis) -> DbResult<()> {
    let sql = "delete from address_reminders where asked_at < $1";
    on_db!(conn => sqlx::query(sql).bind(before).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// People with a complete account whom the index names: seldom more than one.
pub async fn people(conn: Conn<'_>, index: &[u8]) -> DbResult<Vec<PersonId>> {
    let sql = "
        select id
        from people
        where identity_index = $1 and completed_at is not null
        order by id
        limit 5";
    Ok(on_db!(conn => sqlx::query_scalar(sql).bind(index).fetch_all(conn).await)?)
}
