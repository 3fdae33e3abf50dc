//! What every use case is handed: the database, time, randomness, keys and the live hub of this process.

use super::{Assets, Clock, Config, Random};
use crate::accounts::PasswordHasher;
use crate::audit::{KnownEnd, Reads};
use crate::db::Db;
use crate::limits::Leases;
use crate::live::Hub;
use crate::storage::KeyRing;
use crate::types::Millis;
use std::ops::Deref;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use uuid::Uuid;
use webauthn_rs::Webauthn;

/// Shared by all requests and jobs of the process; cheap to clone.
#[derive(Clone, Debug)]
pub struct Ctx(Arc<Parts>);

/// The parts of a [`Ctx`], public so that a test can put its own in.
#[derive(Debug)]
pub struct Parts {
    pub config: Config,
    pub db: Db,
    pub clock: Clock,
    pub random: Random,
    pub keys: KeyRing,
    pub hasher: PasswordHasher,
    pub webauthn: Webauthn,
    pub hub: Hub,
    pub reads: Reads,
    pub log_end: KnownEnd,
    pub leases: Leases,
    pub assets: Assets,
    /// Cancelled when the process begins to stop; every long task watches it.
    pub stopping: CancellationToken,
    /// Every spawned task, waited for at the end.
    pub tasks: TaskTracker,
}

impl Ctx {
    #[must_use]
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }

    #[must_use]
    pub fn now(&self) -> Millis {
        self.clock.now()
    }

    /// A fresh id, sorted by time.
    #[must_use]
    pub fn id(&self) -> Uuid {
        self.random.uuid(self.now())
    }
}

impl Deref for Ctx {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}
