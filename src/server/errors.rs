//! The boundary where an error from below becomes the one for people: its chain is logged once, with a reference that
//! the person sees.

use super::Random;
use crate::db::DbError;
use crate::error::AppError;
use crate::storage::KeyError;
use std::error::Error;
use std::fmt::Write as _;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

static COUNTER: AtomicU64 = AtomicU64::new(1);
/// Differs by process, so that no reference is ever given twice.
static PROCESS: LazyLock<u32> = LazyLock::new(|| u32::from_le_bytes(Random::system().bytes()));

/// Logs the chain and answers [`AppError::Internal`] with the reference under which it stands in the log.
pub fn internal(error: &(dyn Error + 'static)) -> AppError {
    let reference = reference();
    let mut chain = error.to_string();
    let mut source = error.source();
    while let Some(next) = source {
        let _ = write!(chain, ": {next}");
        source = next.source();
    }
    tracing::error!(error.reference = %reference, error.chain = %chain, "a request failed inside");
    AppError::Internal { reference }
}

/// As [`internal`], for a request that ended in a panic. Where it happened is a line of its own; what it said may hold a
/// value of somebody's and is not logged.
pub fn panicked() -> AppError {
    let reference = reference();
    tracing::error!(error.reference = %reference, "a request ended in a panic");
    AppError::Internal { reference }
}

fn reference() -> String {
    format!("{:x}-{:x}", *PROCESS, COUNTER.fetch_add(1, Ordering::Relaxed))
}

/// Logs that a part did not answer in time and asks the person to try again.
pub fn unavailable(what: &'static str) -> AppError {
    tracing::warn!(part = what, "a part did not answer in time");
    AppError::Unavailable { seconds: 2 }
}

impl From<DbError> for AppError {
    fn from(error: DbError) -> Self {
        if error.is_busy() { unavailable("database") } else { internal(&error) }
    }
}

impl From<KeyError> for AppError {
    fn from(error: KeyError) -> Self {
        internal(&error)
    }
}
