//! The bearer key of a request. A route that takes [`Bearer`] cannot forget to ask for it.

use super::keys::{self, ApiKey, Scope};
use super::problem::Problem;
use crate::server::Ctx;
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
        keys::find(ctx, secret.trim()).await?.map(Self).ok_or_else(unauthorised)
    }
}
