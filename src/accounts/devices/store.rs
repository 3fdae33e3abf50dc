//! SQL of known browsers and of sign-ins from others.

use super::rules::LINK_LIFE;
use crate::audit::Origin;
use crate::db::{Conn, DbResult};
use crate::on_db;
use crate::types::{Millis, PersonId};
use uuid::Uuid;

/// Knows a browser until `expires_at`; whether it was not known until now. Of two sign-ins at once one is the first.
pub(super) async fn remember(
    conn: Conn<'_>,
    hash: &[u8],
    person: PersonId,
    now: Millis,
    expires_at: Millis,
) -> DbResult<bool> {
    let mut conn = conn;
    let again = conn.again();
    let sql = "update known_devices set expires_at = $2 where device_hash = $1 and expires_at > $3";
    let known = on_db!(again => sqlx::query(sql)
        .bind(hash)
        .bind(expires_at)
        .bind(now)
        .execute(again)
        .await
        .map(|done| done.rows_affected()))?;
    if known == 1 {
        return Ok(false);
    }
    let sql = "
        insert into known_devices (device_hash, person_id, expires_at)
        values ($1, $2, $3)
        on conflict (device_hash) do update set expires_at = $3 where known_devices.expires_at <= $4";
    let new = on_db!(conn => sqlx::query(sql)
        .bind(hash)
        .bind(person)
        .bind(expires_at)
        .bind(now)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(new == 1)
}

pub(super) async fn is_known(conn: Conn<'_>, hash: &[u8], now: Millis) -> DbResult<bool> {
    let sql = "select exists (select 1 from known_devices where device_hash = $1 and expires_at > $2)";
    Ok(on_db!(conn => sqlx::query_scalar(sql).bind(hash).bind(now).fetch_one(conn).await)?)
}

/// No browser of the person is known any more.
pub(in crate::accounts) async fn forget_all(conn: Conn<'_>, person: PersonId) -> DbResult<()> {
    let sql = "delete from known_devices where person_id = $1";
    on_db!(conn => sqlx::query(sql).bind(person).execute(conn).await.map(|_| ()))?;
    Ok(())
}

pub(super) struct NewDevice<'a> {
    pub id: Uuid,
    pub person: PersonId,
    pub signed_in: bool,
    pub origin: &'a Origin,
    pub began_at: Millis,
}

pub(super) async fn insert(conn: Conn<'_>, device: &NewDevice<'_>) -> DbResult<()> {
    let sql = "
        insert into new_devices (id, person_id, signed_in, network, agent, began_at)
        values ($1, $2, $3, $4, $5, $6)";
    on_db!(conn => sqlx::query(sql)
        .bind(device.id)
        .bind(device.person)
        .bind(device.signed_in)
        .bind(&device.origin.network)
        .bind(&device.origin.agent)
        .bind(device.began_at)
        .execute(conn)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Adds to a sign-in from the same place that waits to be told; `false` when there is none.
pub(super) async fn join(conn: Conn<'_>, person: PersonId, origin: &Origin, signed_in: bool) -> DbResult<bool> {
    let sql = "
        update new_devices
        set signed_in = (signed_in or $4)
        where person_id = $1 and network = $2 and agent = $3 and told_at is null";
    let joined = on_db!(conn => sqlx::query(sql)
        .bind(person)
        .bind(&origin.network)
        .bind(&origin.agent)
        .bind(signed_in)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(joined > 0)
}

#[derive(sqlx::FromRow)]
pub(super) struct UntoldRow {
    pub person_id: PersonId,
    pub signed_in: bool,
    pub network: String,
    pub agent: String,
    pub began_at: Millis,
}

pub(super) async fn find_untold(conn: Conn<'_>, id: Uuid) -> DbResult<Option<UntoldRow>> {
    let sql = "
        select person_id, signed_in, network, agent, began_at
        from new_devices
        where id = $1 and told_at is null";
    Ok(on_db!(conn => sqlx::query_as(sql).bind(id).fetch_optional(conn).await)?)
}

/// Whether this call is the one that tells.
pub(super) async fn mark_told(
    conn: Conn<'_>,
    id: Uuid,
    token_hash: &[u8],
    now: Millis,
    expires_at: Millis,
) -> DbResult<bool> {
    let sql = "
        update new_devices
        set told_at = $3, token_hash = $2, token_expires_at = $4
        where id = $1 and told_at is null";
    let told = on_db!(conn => sqlx::query(sql)
        .bind(id)
        .bind(token_hash)
        .bind(now)
        .bind(expires_at)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(told == 1)
}

#[derive(sqlx::FromRow)]
pub(super) struct LinkRow {
    pub person_id: PersonId,
    pub network: String,
    pub agent: String,
    pub began_at: Millis,
    pub disowned_at: Option<Millis>,
}

pub(super) async fn find_link(conn: Conn<'_>, token_hash: &[u8], now: Millis) -> DbResult<Option<LinkRow>> {
    let sql = "
        select person_id, network, agent, began_at, disowned_at
        from new_devices
        where token_hash = $1 and token_expires_at > $2";
    Ok(on_db!(conn => sqlx::query_as(sql).bind(token_hash).bind(now).fetch_optional(conn).await)?)
}

/// Uses a link: whose sign-in it disowns, and when that began. Of two uses at once one gets it.
pub(super) async fn take_link(conn: Conn<'_>, token_hash: &[u8], now: Millis) -> DbResult<Option<(PersonId, Millis)>> {
    let sql = "
        update new_devices
        set disowned_at = $2
        where token_hash = $1 and token_expires_at > $2 and disowned_at is null
        returning person_id, began_at";
    Ok(on_db!(conn => sqlx::query_as(sql).bind(token_hash).bind(now).fetch_optional(conn).await)?)
}

/// Forgets browsers not used for a year, and sign-ins whose link is over.
pub(in crate::accounts) async fn prune(mut conn: Conn<'_>, now: Millis) -> DbResult<()> {
    let again = conn.again();
    let sql = "delete from known_devices where expires_at <= $1";
    on_db!(again => sqlx::query(sql).bind(now).execute(again).await.map(|_| ()))?;
    let sql = "delete from new_devices where told_at < $1";
    on_db!(conn => sqlx::query(sql).bind(now - 2 * LINK_LIFE).execute(conn).await.map(|_| ()))?;
    Ok(())
}
