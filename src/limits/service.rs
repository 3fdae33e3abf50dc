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
    /// Tries allowed in a window. The one that reaches this number is still allowed, and closes the bucket.
    pub hits: i64,
    pub window: Millis,
    /// How long the bucket stays closed, from the try that filled it. Afterwards it counts anew.
    pub block: Millis,
}

impl Policy {
    /// The counter of whatever `by` names.
    #[must_use]
    pub fn bucket(&self, keys: &KeyRing, by: &str) -> Bucket {
        use std::fmt::Write as _;
        let mut name = format!("{}:", self.name);
        for byte in keys.blind("limit", by) {
            let _ = write!(name, "{byte:02x}");
        }
        Bucket { policy: *self, name }
    }
}

/// One counter.
#[derive(Clone, Debug)]
pub struct Bucket {
    policy: Policy,
    name: String,
}

/// What became of a try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Spent {
    /// It is the so-manieth of its window.
    Counted(i64),
    /// It is one too many, and was not counted.
    Closed { until: Millis },
}

impl Bucket {
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn window(&self) -> Millis {
        self.policy.window
    }

    /// Counts a try, unless the bucket is closed.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn try_spend(&self, mut conn: Conn<'_>, now: Millis) -> DbResult<Spent> {
        let counted = store::spend(conn.again(), &self.name, now, &self.policy).await?;
        match counted.filter(|count| *count <= self.policy.hits) {
            Some(count) => Ok(Spent::Counted(count)),
            None => Ok(Spent::Closed { until: store::blocked_until(conn, &self.name).await?.unwrap_or(now) }),
        }
    }

    /// As [`Self::try_spend`]; answers how many tries there are in the window, this one included.
    ///
    /// # Errors
    /// [`AppError::TooMany`] with the sentence `key` if the bucket is closed.
    pub async fn spend(&self, conn: Conn<'_>, now: Millis, key: &str) -> Result<i64, AppError> {
        match self.try_spend(conn, now).await? {
            Spent::Counted(count) => Ok(count),
            Spent::Closed { until } => Err(too_many(key, now, until)),
        }
    }

    /// Takes back a try that was counted at `spent_at`, if its window still runs; the bucket opens when it is not full
    /// any more. Answers how many tries are left in it.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn give_back(&self, conn: Conn<'_>, spent_at: Millis) -> DbResult<Option<i64>> {
        store::give_back(conn, &self.name, spent_at, self.policy.hits).await
    }

    /// [`AppError::TooMany`] with the sentence `key` if the bucket is closed now. Counts nothing.
    ///
    /// # Errors
    /// That, or when the database does not answer.
    pub async fn check(&self, conn: Conn<'_>, now: Millis, key: &str) -> Result<(), AppError> {
        match store::blocked_until(conn, &self.name).await?.filter(|until| *until > now) {
            None => Ok(()),
            Some(until) => Err(too_many(key, now, until)),
        }
    }

    /// Forgets every try, after a success.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn clear(&self, conn: Conn<'_>) -> DbResult<()> {
        Self::clear_all([self; 3], conn).await
    }

    /// Forgets every try of three at once.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn clear_all(buckets: [&Self; 3], conn: Conn<'_>) -> DbResult<()> {
        store::clear(conn, buckets.map(|bucket| bucket.name.as_str())).await
    }
}

/// Whole seconds, rounded up, so that a client that waits them is let in.
fn too_many(key: &str, now: Millis, until: Millis) -> AppError {
    let seconds = u32::try_from((until - now + 999) / 1_000).unwrap_or(u32::MAX).max(1);
    AppError::TooMany { key: key.to_owned(), seconds }
}
