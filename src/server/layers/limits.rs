//! How many requests one network may make without a session. Counted in the database in leases of twenty, so that the
//! limit holds on all nodes and most requests cost no write.

use crate::access::Actor;
use crate::error::AppError;
use crate::limits::{self, Policy};
use crate::server::{Ctx, Visitor};
use crate::types::{MINUTE, Millis};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Requests paid for at once. A restart forfeits what was left of a lease: it can only make the limit tighter.
const LEASE: i64 = 20;
const WINDOW: Millis = 5 * MINUTE;
/// Networks remembered in this process; beyond it the map is emptied, and every network leases anew.
const NETWORKS: usize = 100_000;

#[derive(Clone, Copy, Debug)]
struct Lease {
    left: i64,
    until: Millis,
}

/// What is left of each network's lease.
#[derive(Clone, Debug, Default)]
pub struct Leases(Arc<Mutex<HashMap<String, Lease>>>);

impl Leases {
    fn spend(&self, network: &str, now: Millis) -> bool {
        let mut leases = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match leases.get_mut(network) {
            Some(lease) if lease.left > 0 && lease.until > now => {
                lease.left -= 1;
                true
            }
            Some(_) | None => false,
        }
    }

    fn add(&self, network: &str, until: Millis) {
        let mut leases = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if leases.len() >= NETWORKS {
            leases.clear();
        }
        // Two requests may have leased at the same time; what both paid for counts.
        let lease = leases.entry(network.to_owned()).or_insert(Lease { left: 0, until });
        if lease.until < until {
            *lease = Lease { left: 0, until };
        }
        lease.left += LEASE - 1;
    }
}

/// Answers 429 to a network without a session that asks too often.
pub async fn limit_strangers(
    State((ctx, leases)): State<(Ctx, Leases)>,
    request: Request,
    next: Next,
) -> Result<Response, Response> {
    let known = request.extensions().get::<Option<Actor>>().is_some_and(Option::is_some);
    let network = request.extensions().get::<Visitor>().map(|visitor| visitor.network.clone()).unwrap_or_default();
    let now = ctx.now();
    if !known && !leases.spend(&network, now) {
        lease(&ctx, &network, now).await.map_err(|error| super::problem_response(&error))?;
        leases.add(&network, now + WINDOW);
    }
    Ok(next.run(request).await)
}

async fn lease(ctx: &Ctx, network: &str, now: Millis) -> Result<(), AppError> {
    let most = i64::from(ctx.config.limits.stranger_requests) / LEASE;
    let policy = Policy { name: "stranger", hits: most, window: WINDOW, block: WINDOW };
    let mut tx = ctx.db.begin().await?;
    limits::check(tx.conn(), &ctx.keys, now, &policy, network, "errors.too_many").await?;
    limits::hit(tx.conn(), &ctx.keys, now, &policy, network).await?;
    tx.commit().await?;
    Ok(())
}
