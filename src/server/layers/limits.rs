//! How many requests one network may make without a session. Counted in the database in leases of twenty, so that the
//! limit holds on all nodes and most requests cost no write.

use super::Refusal;
use crate::access::{Actor, StaffActor};
use crate::limits::Policy;
use crate::server::{Ctx, Visitor};
use crate::types::{MINUTE, Millis};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;

/// Requests paid for at once.
const LEASE: i64 = 20;
const WINDOW: Millis = 5 * MINUTE;

/// Answers 429 to a network without a session that asks too often.
pub async fn limit_strangers(State(ctx): State<Ctx>, request: Request, next: Next) -> Result<Response, Refusal> {
    let known = request.extensions().get::<Option<Actor>>().is_some_and(Option::is_some)
        || request.extensions().get::<Option<StaffActor>>().is_some_and(Option::is_some);
    if !known {
        let network = request.extensions().get::<Visitor>().map(|visitor| visitor.network.clone()).unwrap_or_default();
        let most = i64::from(ctx.config.limits.stranger_requests) / LEASE;
        let bucket = Policy { name: "stranger", hits: most, window: WINDOW, block: WINDOW }.bucket(&ctx.keys, &network);
        let spent = ctx.leases.spend(&ctx.db, &bucket, LEASE, ctx.now(), "errors.too_many_pages").await;
        spent.map_err(Refusal)?;
    }
    Ok(next.run(request).await)
}
