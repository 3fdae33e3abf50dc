//! The bearer key of a request. A route that takes [`Bearer`] cannot forget to ask for it.

use super::keys::{self, ApiKey, Scope};
use super::problem::Problem;
use crate::error::AppResult;
use crate::limits::Policy;
use crate::server::{Ctx, network};
use crate::types::MINUTE;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{StatusCode, header};

/// A key that is valid; what it opens is asked with [`Self::allow`].
#[derive(Debug)]
pub struct Bearer(ApiKey);

impl Bearer {
    /// The key, if it opens `scope`.
    pub fn allow(self, scope: Scope) -> Result<ApiKey, Problem> {
        if self.0.scopes.contains(&scope) {
            return Ok(self.0);
        }
        let detail = format!("This API key does not have the scope \"{}\".", scope.as_str());
        Err(Problem::new(StatusCode::FORBIDDEN, &detail))
    }
}

impl FromRequestParts<Ctx> for Bearer {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, ctx: &Ctx) -> Result<Self, Problem> {
        let unauthorised =
            || Problem::new(StatusCode::UNAUTHORIZED, "Send a valid API key: Authorization: Bearer ptc_…");
        let header = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let (scheme, secret) = header.and_then(|header| header.split_once(' ')).ok_or_else(unauthorised)?;
        if !scheme.eq_ignore_ascii_case("bearer") {
            return Err(unauthorised());
        }
        match keys::find(ctx, secret.trim()).await? {
            Some(key) => Ok(Self(key)),
            None => {
                count_wrong_key(ctx, &network(&parts.headers, &parts.extensions, &ctx.config.trusted_proxies)).await?;
                Err(unauthorised())
            }
        }
    }
}

/// Wrong keys from one network. A right one is looked up before anything is counted and never refused: a forgotten
/// program with an old key must not stop the others beside it, and 256 bits are not guessed.
const WRONG_KEYS: Policy = Policy { name: "api-key", hits: 20, window: 10 * MINUTE, block: 10 * MINUTE };

/// [`crate::error::AppError::TooMany`] for one wrong key too many, which then costs no write.
async fn count_wrong_key(ctx: &Ctx, network: &str) -> AppResult<()> {
    let (bucket, now) = (WRONG_KEYS.bucket(&ctx.keys, network), ctx.now());
    bucket.check(ctx.db.read().await?.conn(), now, "errors.too_many").await?;
    let mut tx = ctx.db.begin().await?;
    bucket.spend(tx.conn(), now, "errors.too_many").await?;
    Ok(tx.commit().await?)
}
