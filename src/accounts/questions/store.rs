//! SQL of security questions.

use crate::db::{Conn, DbResult};
use crate::on_db;
use crate::types::{Millis, PersonId};

/// A question that is set, without its answer.
#[derive(sqlx::FromRow)]
pub struct QuestionRow {
    pub question: String,
    pub set_at: Millis,
}

/// In the order of the form.
pub async fn list(conn: Conn<'_>, person: PersonId) -> DbResult<Vec<QuestionRow>> {
    let sql = "select question, set_at from security_questions where person_id = $1 order by place";
    Ok(on_db!(conn => sqlx::query_as(sql).bind(person).fetch_all(conn).await)?)
}

pub async fn count(conn: Conn<'_>, person: PersonId) -> DbResult<i64> {
    let sql = "select count(*) from security_questions where person_id = $1";
    Ok(on_db!(conn => sqlx::query_scalar(sql).bind(person).fetch_one(conn).await)?)
}

pub async fn find_hash(conn: Conn<'_>, person: PersonId, question: &str) -> DbResult<Option<String>> {
    let sql = "select answer_hash from security_questions where person_id = $1 and question = $2";
    Ok(on_db!(conn => sqlx::query_scalar(sql).bind(person).bind(question).fetch_optional(conn).await)?)
}

/// A question about to be set.
pub struct NewQuestion<'a> {
    pub place: i64,
    pub question: &'static str,
    pub answer_hash: &'a str,
    pub set_at: Millis,
}

pub async fn insert(conn: Conn<'_>, person: PersonId, question: &NewQuestion<'_>) -> DbResult<()> {
    let sql = "
        insert into security_questions (person_id, place, question, answer_hash, set_at)
        values ($1, $2, $3, $4, $5)";
    on_db!(conn => sqlx::query(sql)
        .bind(person)
        .bind(question.place)
        .bind(question.question)
        .bind(question.answer_hash)
        .bind(question.set_at)
        .execute(conn)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Whether there was one.
pub async fn delete_all(conn: Conn<'_>, person: PersonId) -> DbResult<bool> {
    let sql = "delete from security_questions where person_id = $1";
    let gone = on_db!(conn => sqlx::query(sql).bind(person).execute(conn).await.map(|done| done.rows_affected()))?;
    Ok(gone > 0)
}

/// Deletes what was set at `since` or later; whether there was something.
pub async fn delete_since(conn: Conn<'_>, person: PersonId, since: Millis) -> DbResult<bool> {
    let sql = "delete from security_questions where person_id = $1 and set_at >= $2";
    let gone =
        on_db!(conn => sqlx::query(sql).bind(person).bind(since).execute(conn).await.map(|done| done.rows_affected()))?;
    Ok(gone > 0)
}
