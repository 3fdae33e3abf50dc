//! SQL of the index that finds people by name and date of birth, for rows that lack it.

use crate::db::{Conn, DbResult};
use crate::on_db;
use crate::types::PersonId;

#[derive(sqlx::FromRow)]
pub struct UnindexedRow {
    pub id: PersonId,
    pub given_name: String,
    pub family_name: String,
    pub date_of_birth: Vec<u8>,
}

/// People behind `after` that an earlier version has written.
pub async fn list_without(conn: Conn<'_>, after: PersonId, limit: i64) -> DbResult<Vec<UnindexedRow>> {
    let sql = "
        select id, given_name, family_name, date_of_birth
        from people
        where identity_index is null and id > $1
        order by id
        limit $2";
    Ok(on_db!(conn => sqlx::query_as(sql).bind(after).bind(limit).fetch_all(conn).await)?)
}

/// Writes the index, unless the name was changed meanwhile.
pub async fn fill(conn: Conn<'_>, row: &UnindexedRow, index: &[u8]) -> DbResult<()> {
    let sql = "
        update people
        set identity_index = $4
        where id = $1 and given_name = $2 and family_name = $3 and identity_index is null";
    on_db!(conn => sqlx::query(sql)
        .bind(row.id)
        .bind(&row.given_name)
        .bind(&row.family_name)
        .bind(index)
        .execute(conn)
        .await
        .map(|_| ()))?;
    Ok(())
}
