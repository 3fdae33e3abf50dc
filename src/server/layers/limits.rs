//! How many requests one network may make without a session. Counted in the database in leases of twenty, so that the
//! limit holds on all nodes and most requests cost no write.

use super::Refusal;
use crate::access::{Actor, StaffActor};
use crate::error::AppError;
use crate::limits::Policy;
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

    fn add(&self, network: &str, now: Millis) {
        let mut leases = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if leases.len() >= NETWORKS {
            leases.clear();
        }
        let lease = leases.entry(network.to_owned()).or_insert(Lease { left: 0, until: 0 });
        // The requests of one page lease at almost the same moment; what each of them paid for counts.
        if lease.until <= now {
            lease.left = 0;
        }
        lease.until = now + WINDOW;
        lease.left += LEASE - 1;
    }
}

/// Answers 429 to a network without a session that asks too often.
pub async fn limit_strangers(
    State((ctx, leases)): State<(Ctx, Leases)>,
    request: Request,
    next: Next,
) -> Result<Response, Refusal> {
    let known = request.extensions().get::<Option<Actor>>().is_some_and(Option::is_some)
        || request.extensions().get::<Option<StaffActor>>().is_some_and(Option::is_some);
    let network = request.extensions().get::<Visitor>().map(|visitor| visitor.network.clone()).unwrap_or_default();
    let now = ctx.now();
    if !known && !leases.spend(&network, now) {
        match lease(&ctx, &leases, &network, now).await {
            Ok(()) => {}
            // The last lease may have been taken by another request of this moment, and not be used up.
            Err(AppError::TooMany { .. }) if leases.spend(&network, now) => {}
            Err(error) => return Err(Refusal(error)),
        }
    }
    Ok(next.run(request).await)
}

async fn lease(ctx: &Ctx, leases: &Leases, network: &str, now: Millis) -> Result<(), AppError> {
    let most = i64::from(ctx.config.limits.stranger_requests) / LEASE;
    let policy = Policy { name: "stranger", hits: most, window: WINDOW, block: WINDOW };
    let mut tx = ctx.db.begin().await?;
    policy.bucket(&ctx.keys, network).spend(tx.conn(), now, "errors.too_many_pages").await?;
    // Before the commit: whoever is refused because of this lease has waited for it, and finds it.
    leases.add(network, now);
    Ok(tx.commit().await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leases_taken_moments_apart_all_count_until_their_window_is_over() {
        let leases = Leases::default();
        leases.add("net", 1_000);
        leases.add("net", 1_001);
        let spent = (0..50).filter(|_| leases.spend("net", 1_002)).count();
        assert_eq!(spent, 2 * 19, "each lease paid for the request that took it");
        leases.add("net", 2_000);
        assert!(!leases.spend("net", 2_000 + WINDOW) && !leases.spend("other", 2_000));
    }
}
