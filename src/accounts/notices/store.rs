//! SQL of notices.

use crate::db::{Conn, DbResult};
use crate::on_db;
use crate::types::{Millis, PersonId};
use std::collections::HashMap;

/// The sealed phrase.
pub(super) async fn phrase(conn: Conn<'_>, person: PersonId) -> DbResult<Option<Vec<u8>>> {
    let sql = "select phrase from mail_choices where person_id = $1 and phrase is not null";
    Ok(on_db!(conn => sqlx::query_scalar(sql).bind(person).fetch_optional(conn).await)?)
}

/// Gives a phrase to who has none; answers the one that they have now.
pub(super) async fn suggest_phrase(conn: Conn<'_>, person: PersonId, phrase: &[u8]) -> DbResult<Vec<u8>> {
    let sql = "
        insert into mail_choices (person_id, phrase, case_mail)
        values ($1, $2, 'all')
        on conflict (person_id) do update set phrase = coalesce(mail_choices.phrase, excluded.phrase)
        returning phrase";
    Ok(on_db!(conn => sqlx::query_scalar(sql).bind(person).bind(phrase).fetch_one(conn).await)?)
}

/// Which changes are told; `None` while nothing was chosen.
pub(super) async fn case_mail(conn: Conn<'_>, person: PersonId) -> DbResult<Option<String>> {
    let sql = "select case_mail from mail_choices where person_id = $1";
    Ok(on_db!(conn => sqlx::query_scalar(sql).bind(person).fetch_optional(conn).await)?)
}

/// The same for many people; who chose nothing is left out.
pub(super) async fn case_mail_of(conn: Conn<'_>, people: &[PersonId]) -> DbResult<HashMap<PersonId, String>> {
    if people.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(PersonId, String)> = on_db!(conn => {
        let mut query = sqlx::QueryBuilder::new("select person_id, case_mail from mail_choices where person_id in (");
        let mut list = query.separated(", ");
        for person in people {
            list.push_bind(*person);
        }
        query.push(")");
        query.build_query_as().persistent(false).fetch_all(conn).await
    })?;
    Ok(rows.into_iter().collect())
}

pub(super) async fn put_choices(conn: Conn<'_>, person: PersonId, phrase: &[u8], case_mail: &str) -> DbResult<()> {
    let sql = "
        insert into mail_choices (person_id, phrase, case_mail)
        values ($1, $2, $3)
        on conflict (person_id) do update set phrase = $2, case_mail = $3";
    on_db!(conn => sqlx::query(sql).bind(person).bind(phrase).bind(case_mail).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Whether mail about cases was on.
pub(super) async fn stop_case_mail(conn: Conn<'_>, person: PersonId) -> DbResult<bool> {
    let sql = "
        insert into mail_choices (person_id, case_mail)
        values ($1, 'none')
        on conflict (person_id) do update set case_mail = 'none' where mail_choices.case_mail <> 'none'";
    let stopped = on_db!(conn => sqlx::query(sql).bind(person).execute(conn).await.map(|done| done.rows_affected()))?;
    Ok(stopped == 1)
}

pub(super) async fn put_locale(conn: Conn<'_>, person: PersonId, locale: &str) -> DbResult<()> {
    let sql = "update people set locale = $2 where id = $1";
    on_db!(conn => sqlx::query(sql).bind(person).bind(locale).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Begins to wait with a change; when the last ones were told, or `None` when something waits already.
pub(super) async fn begin_waiting(
    conn: Conn<'_>,
    person: PersonId,
    needed: bool,
    now: Millis,
) -> DbResult<Option<Option<Millis>>> {
    let sql = "
        insert into case_mails (person_id, waiting_since, needed)
        values ($1, $3, $2)
        on conflict (person_id) do update set waiting_since = $3, needed = $2 where case_mails.waiting_since is null
        returning told_at";
    Ok(on_db!(conn => sqlx::query_scalar(sql).bind(person).bind(needed).bind(now).fetch_optional(conn).await)?)
}

pub(super) async fn note_needed(conn: Conn<'_>, person: PersonId) -> DbResult<()> {
    let sql = "update case_mails set needed = $2 where person_id = $1";
    on_db!(conn => sqlx::query(sql).bind(person).bind(true).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Takes what waits, to be told now; whether it wants something of the person. Of two takers one gets it.
pub(super) async fn take_waiting(
    conn: Conn<'_>,
    person: PersonId,
    stop_hash: &[u8],
    now: Millis,
) -> DbResult<Option<bool>> {
    let sql = "
        update case_mails
        set waiting_since = null, told_at = $3, stop_hash = $2
        where person_id = $1 and waiting_since is not null
        returning needed";
    Ok(on_db!(conn => sqlx::query_scalar(sql).bind(person).bind(stop_hash).bind(now).fetch_optional(conn).await)?)
}

/// Whose mail a link switches off.
pub(super) async fn find_stop(conn: Conn<'_>, stop_hash: &[u8]) -> DbResult<Option<PersonId>> {
    let sql = "select person_id from case_mails where stop_hash = $1";
    Ok(on_db!(conn => sqlx::query_scalar(sql).bind(stop_hash).fetch_optional(conn).await)?)
}

/// Marks a proved address of the person; `false` when it was marked before, or is not theirs.
pub(super) async fn mark_return(
    conn: Conn<'_>,
    address: &str,
    person: PersonId,
    code: &str,
    now: Millis,
) -> DbResult<bool> {
    let sql = "
        insert into mail_returns (address, person_id, since, code)
        select address, person_id, $3, $4
        from person_emails
        where address = $1 and person_id = $2
        on conflict (address) do update set person_id = excluded.person_id, since = excluded.since, code = excluded.code
        where mail_returns.person_id <> excluded.person_id";
    let marked = on_db!(conn => sqlx::query(sql)
        .bind(address)
        .bind(person)
        .bind(now)
        .bind(code)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(marked == 1)
}

/// Whether the address was marked.
pub(super) async fn clear_return(conn: Conn<'_>, address: &str, person: PersonId) -> DbResult<bool> {
    let sql = "delete from mail_returns where address = $1 and person_id = $2";
    let cleared = on_db!(conn => sqlx::query(sql)
        .bind(address)
        .bind(person)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(cleared == 1)
}

#[derive(sqlx::FromRow)]
pub(super) struct ReturnRow {
    pub written: String,
    pub since: Millis,
}

/// Marked addresses that are the person's.
pub(super) async fn returns(conn: Conn<'_>, person: PersonId) -> DbResult<Vec<ReturnRow>> {
    let sql = "
        select e.written, r.since
        from mail_returns r
        join person_emails e on e.address = r.address and e.person_id = r.person_id
        where r.person_id = $1
        order by r.since, e.address";
    Ok(on_db!(conn => sqlx::query_as(sql).bind(person).fetch_all(conn).await)?)
}

/// Proved addresses as written whose mail does not come back, the primary one first.
pub(super) async fn good_addresses(conn: Conn<'_>, person: PersonId) -> DbResult<Vec<String>> {
    let sql = "
        select e.written
        from person_emails e
        where e.person_id = $1
          and not exists (select 1 from mail_returns r where r.address = e.address and r.person_id = e.person_id)
        order by e.is_primary desc, e.verified_at
        limit 10";
    Ok(on_db!(conn => sqlx::query_scalar(sql).bind(person).fetch_all(conn).await)?)
}

/// Forgets marks of addresses that are nobody's any more.
pub(in crate::accounts) async fn forget_left_returns(conn: Conn<'_>) -> DbResult<()> {
    let sql = "
        delete from mail_returns
        where not exists (
          select 1 from person_emails e where e.address = mail_returns.address and e.person_id = mail_returns.person_id
        )";
    on_db!(conn => sqlx::query(sql).execute(conn).await.map(|_| ()))?;
    Ok(())
}
