//! API keys: made and revoked at the command line, told once, kept as hashes.

use super::store;
use crate::error::{AppError, AppResult};
use crate::server::Ctx;
use crate::storage::token_hash;
use crate::types::{MINUTE, Millis, clean_line};
use uuid::Uuid;

/// What a key opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Scope {
    /// Sending case events.
    Intake,
    /// Reading cases.
    Read,
}

impl Scope {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Intake => "intake",
            Self::Read => "read",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        [Self::Intake, Self::Read].into_iter().find(|scope| scope.as_str() == text)
    }
}

/// A key without its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiKey {
    pub id: Uuid,
    pub name: String,
    /// Whose events it sends: `event_id` is unique within it.
    pub source: String,
    pub scopes: Vec<Scope>,
    pub created_at: Millis,
    pub last_used_at: Option<Millis>,
    pub revoked_at: Option<Millis>,
}

/// Secrets begin with this, so that a leaked one can be recognised.
const PREFIX: &str = "ptc_";
/// How exactly the last use is kept; a write a request would be a queue at the writer.
const USE_NOTED_EVERY: Millis = MINUTE;

/// Makes a key and answers its secret, which cannot be read again.
///
/// # Errors
/// When the name or source is empty, longer than 64 characters, or has control characters.
pub async fn create_key(ctx: &Ctx, name: &str, source: &str, scopes: &[Scope]) -> AppResult<String> {
    let short = |field: &str, text: &str| {
        clean_line(text, 64).map_err(|_| AppError::field(field, "must have 1 to 64 characters"))
    };
    let (name, source) = (short("name", name)?, short("source", source)?);
    let secret = format!("{PREFIX}{}", ctx.random.token());
    let mut tx = ctx.db.begin().await?;
    let key = ApiKey {
        id: ctx.id(),
        name,
        source,
        scopes: scopes.to_vec(),
        created_at: ctx.now(),
        last_used_at: None,
        revoked_at: None,
    };
    store::insert_key(tx.conn(), &key, &join(&key.scopes), &token_hash(&secret)).await?;
    tx.commit().await?;
    Ok(secret)
}

/// Every key, the newest first.
///
/// # Errors
/// When the database does not answer.
pub async fn list_keys(ctx: &Ctx) -> AppResult<Vec<ApiKey>> {
    Ok(store::list_keys(ctx.db.read().await?.conn()).await?)
}

/// Whether there was such a key to revoke.
///
/// # Errors
/// When the database does not answer.
pub async fn revoke_key(ctx: &Ctx, id: Uuid) -> AppResult<bool> {
    let mut tx = ctx.db.begin().await?;
    let revoked = store::revoke_key(tx.conn(), id, ctx.now()).await?;
    tx.commit().await?;
    Ok(revoked)
}

/// The key of a secret, if it is one that still opens something; notes its use.
pub(super) async fn find(ctx: &Ctx, secret: &str) -> AppResult<Option<ApiKey>> {
    if !secret.starts_with(PREFIX) || secret.len() > 128 {
        return Ok(None);
    }
    let now = ctx.now();
    let found = store::find_key(ctx.db.read().await?.conn(), &token_hash(secret)).await?;
    if let Some(key) = &found
        && key.last_used_at.is_none_or(|used| used + USE_NOTED_EVERY <= now)
    {
        let mut tx = ctx.db.begin().await?;
        store::note_use(tx.conn(), key.id, now).await?;
        tx.commit().await?;
    }
    Ok(found)
}

fn join(scopes: &[Scope]) -> String {
    scopes.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(",")
}

/// Reads back what [`join`] wrote; a scope that this version does not know opens nothing.
pub(super) fn split(scopes: &str) -> Vec<Scope> {
    scopes.split(',').filter_map(Scope::parse).collect()
}
