//! Tries that are paid for in advance, so that most cost no write: the counter in the database is of leases.

use super::Bucket;
use crate::db::Db;
use crate::error::AppError;
use crate::types::Millis;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Buckets remembered in this process; beyond it the map is emptied, and every bucket leases anew.
const REMEMBERED: usize = 100_000;

#[derive(Clone, Copy, Debug)]
struct Lease {
    left: i64,
    until: Millis,
}

/// What is left of each bucket's leases in this process. A restart forfeits it: that can only make a limit tighter.
#[derive(Clone, Debug, Default)]
pub struct Leases(Arc<Mutex<HashMap<String, Lease>>>);

impl Leases {
    /// Counts a try, of which a lease pays for `size`. The policy's `hits` are leases.
    ///
    /// # Errors
    /// [`AppError::TooMany`] with the sentence `key` when every lease of the window is used up.
    pub async fn spend(&self, db: &Db, bucket: &Bucket, size: i64, now: Millis, key: &str) -> Result<(), AppError> {
        if self.take(bucket.name(), now) {
            return Ok(());
        }
        match self.lease(db, bucket, size, now, key).await {
            // The last lease may have been taken by another try of this moment, and not be used up.
            Err(AppError::TooMany { .. }) if self.take(bucket.name(), now) => Ok(()),
            leased => leased,
        }
    }

    async fn lease(&self, db: &Db, bucket: &Bucket, size: i64, now: Millis, key: &str) -> Result<(), AppError> {
        let mut tx = db.begin().await?;
        bucket.spend(tx.conn(), now, key).await?;
        // Before the commit: whoever is refused because of this lease has waited for it, and finds it.
        self.add(bucket.name(), size - 1, now, now + bucket.window());
        Ok(tx.commit().await?)
    }

    fn take(&self, bucket: &str, now: Millis) -> bool {
        let mut leases = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match leases.get_mut(bucket) {
            Some(lease) if lease.left > 0 && lease.until > now => {
                lease.left -= 1;
                true
            }
            Some(_) | None => false,
        }
    }

    fn add(&self, bucket: &str, tries: i64, now: Millis, until: Millis) {
        let mut leases = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if leases.len() >= REMEMBERED {
            leases.clear();
        }
        let lease = leases.entry(bucket.to_owned()).or_insert(Lease { left: 0, until: 0 });
        // Tries of one moment lease at almost the same time; what each of them paid for counts.
        if lease.until <= now {
            lease.left = 0;
        }
        lease.until = until;
        lease.left += tries;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leases_taken_moments_apart_all_count_until_their_window_is_over() {
        let leases = Leases::default();
        leases.add("net", 19, 1_000, 301_000);
        leases.add("net", 19, 1_001, 301_001);
        let spent = (0..50).filter(|_| leases.take("net", 1_002)).count();
        assert_eq!(spent, 2 * 19, "each lease paid for the request that took it");
        leases.add("net", 19, 2_000, 302_000);
        assert!(!leases.take("net", 302_000) && !leases.take("other", 2_000));
    }
}
