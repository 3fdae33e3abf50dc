//! Counting tries by bucket. A bucket's name holds no personal data: callers pass what they count by through the blind
//! index of the key ring.

use super::store;
use crate::db::{Conn, DbResult};
use crate::error::AppError;
use crate::storage::KeyRing;
use crate::types::Millis;

/// A limit: `hits` tries in `window`, then nothing for `block`.
#[derive(Clone, Copy, Debug)]
pub struct Policy {
    /// Names the buckets; letters and dashes.
    pub name: &'static str,
    /// Tries allowed in a window. The one that reaches this number still counts as allowed and starts the block.
    pub hits: i64,
    pub window: Millis,
    /// How long the bucket stays closed, from the try that filled it.
    pub block: Millis,
}

impl Policy {
    fn bucket(&self, keys: &KeyRing, by: &str) -> String {
        use std::fmt::Write as _;
        let mut bucket = format!("{}:", self.name);
        for byte in keys.blind("limit", by) {
            let _ = write!(bucket, "{byte:02x}");
        }
        bucket
    }
}

/// When the bucket opens again, if it is closed now.
pub async fn blocked_until(
    conn: Conn<'_>,
    keys: &KeyRing,
    now: Millis,
    policy: &Policy,
    by: &str,
) -> DbResult<Option<Millis>> {
    Ok(store::blocked_until(conn, &policy.bucket(keys, by)).await?.filter(|until| *until > now))
}

/// [`AppError::TooMany`] with the sentence `key` if the bucket is closed now.
pub async fn check(
    conn: Conn<'_>,
    keys: &KeyRing,
    now: Millis,
    policy: &Policy,
    by: &str,
    key: &str,
) -> Result<(), AppError> {
    match blocked_until(conn, keys, now, policy, by).await? {
        None => Ok(()),
        Some(until) => Err(AppError::TooMany { key: key.to_owned(), seconds: seconds_until(now, until) }),
    }
}

/// Counts a try and answers how many there are in the window, this one included. Two tries at once are counted as two.
pub async fn hit(conn: Conn<'_>, keys: &KeyRing, now: Millis, policy: &Policy, by: &str) -> DbResult<i64> {
    store::hit(conn, &policy.bucket(keys, by), now, policy).await
}

/// Forgets the bucket, after a success.
pub async fn clear(conn: Conn<'_>, keys: &KeyRing, policy: &Policy, by: &str) -> DbResult<()> {
    store::clear(conn, &policy.bucket(keys, by)).await
}

/// Whole seconds, rounded up, so that a client that waits them is let in.
fn seconds_until(now: Millis, until: Millis) -> u32 {
    u32::try_from((until - now + 999) / 1_000).unwrap_or(u32::MAX)
}
