//! What the people of a case are called and where they are written to. Reads the accounts' tables.

use crate::db::{Conn, DbResult};
use crate::on_db;
use crate::types::PersonId;

/// A person's mail address and language.
#[derive(sqlx::FromRow)]
pub struct Contact {
    pub person_id: PersonId,
    pub written: String,
    pub locale: String,
}

/// What a person is called: the given name, or the only one there is.
pub async fn name_of(conn: Conn<'_>, person: PersonId) -> DbResult<Option<String>> {
    let sql = "select case when given_name <> '' then given_name else family_name end from people where id = $1";
    Ok(on_db!(conn => sqlx::query_scalar(sql).bind(person).fetch_optional(conn).await)?)
}

pub async fn contacts(conn: Conn<'_>, people: &[PersonId]) -> DbResult<Vec<Contact>> {
    if people.is_empty() {
        return Ok(vec![]);
    }
    Ok(on_db!(conn => {
        let mut query = sqlx::QueryBuilder::new(
            "select person_id, written, locale
            from person_emails
            join people on people.id = person_emails.person_id
            where is_primary = ",
        );
        query.push_bind(true).push(" and person_id in (");
        let mut list = query.separated(", ");
        for person in people {
            list.push_bind(*person);
        }
        query.push(")");
        query.build_query_as().persistent(false).fetch_all(conn).await
    })?)
}
