//! One-time answers for forms posted without JavaScript: sealed, tied to a random cookie, read once, gone after ten
//! minutes. Secrets are never kept.

use super::Ctx;
use crate::db::{Conn, DbResult};
use crate::error::AppResult;
use crate::on_db;
use crate::storage::token_hash;
use crate::types::{MINUTE, Millis};
use crate::ui::{Flash, may_keep};

const LIFE: Millis = 10 * MINUTE;
/// What one flash may hold; more is cut off field by field, never the answer.
const FIELDS: usize = 64 * 1024;

/// The fields of a posted form that may be kept.
pub(super) fn keepable(body: &[u8]) -> Vec<(String, String)> {
    let fields: Vec<(String, String)> = serde_urlencoded::from_bytes(body).unwrap_or_default();
    let mut room = FIELDS;
    let fits = |(name, value): &(String, String)| {
        let size = name.len() + value.len();
        let fits = size <= room;
        if fits {
            room -= size;
        }
        fits
    };
    fields.into_iter().filter(|(name, _)| may_keep(name)).filter(fits).collect()
}

/// Keeps an answer and returns the token for the cookie.
pub(super) async fn keep(ctx: &Ctx, flash: &Flash) -> AppResult<String> {
    let token = ctx.random.token();
    let hash = token_hash(&token);
    let plain = serde_json::to_vec(flash).map_err(|error| super::internal(&error))?;
    let sealed = ctx.keys.seal(&ctx.random, "form_flashes.sealed", &plain);
    let mut tx = ctx.db.begin().await?;
    insert(tx.conn(), &hash, &sealed, ctx.now() + LIFE).await?;
    tx.commit().await?;
    Ok(token)
}

/// Takes the answer of a cookie's token; the second reader finds nothing.
pub(super) async fn take(ctx: &Ctx, token: &str) -> AppResult<Option<Flash>> {
    let mut tx = ctx.db.begin().await?;
    let sealed = delete(tx.conn(), &token_hash(token), ctx.now()).await?;
    tx.commit().await?;
    let Some(sealed) = sealed else { return Ok(None) };
    let plain = ctx.keys.open("form_flashes.sealed", &sealed)?;
    Ok(serde_json::from_slice(&plain).ok())
}

/// Forgets answers that nobody came for.
pub(super) async fn prune(conn: Conn<'_>, now: Millis) -> DbResult<()> {
    let sql = "delete from form_flashes where expires_at <= $1";
    on_db!(conn => sqlx::query(sql).bind(now).execute(conn).await.map(|_| ()))?;
    Ok(())
}

async fn insert(conn: Conn<'_>, hash: &[u8], sealed: &[u8], expires_at: Millis) -> DbResult<()> {
    let sql = "insert into form_flashes (token_hash, sealed, expires_at) values ($1, $2, $3)";
    on_db!(conn => sqlx::query(sql).bind(hash).bind(sealed).bind(expires_at).execute(conn).await.map(|_| ()))?;
    Ok(())
}

async fn delete(conn: Conn<'_>, hash: &[u8], now: Millis) -> DbResult<Option<Vec<u8>>> {
    let sql = "delete from form_flashes where token_hash = $1 and expires_at > $2 returning sealed";
    Ok(on_db!(conn => sqlx::query_scalar(sql).bind(hash).bind(now).fetch_optional(conn).await)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_and_our_own_fields_are_never_kept() {
        let kept = keepable(b"email=a%40b.c&new_password=x&code=123456&totp_secret=y&_page=%2Fen&given_name=%C3%81na");
        assert_eq!(kept, [("email".into(), "a@b.c".into()), ("given_name".into(), "Ána".to_string())]);
    }
}
