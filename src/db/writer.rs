//! The one connection that writes to an embedded database, and the queue for it.
//!
//! What must stay true: everybody is served in the order in which they came; a transaction that is dropped, at whatever
//! moment, is rolled back before the next begins; a connection that cannot begin one is replaced.
//!
//! A pool of one does the same for more: sqlx's pools ask a connection whether it is well whenever it comes back, and its
//! transactions wait twice for `begin` and `commit`. Each is a way to the connection's thread and back, while everybody
//! else waits (`docs/performance.md`).

use super::error::{DbError, DbResult};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _, SqliteConnection};
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::sync::{Mutex, OwnedMappedMutexGuard, OwnedMutexGuard};

/// As long as anybody waits for a connection of a pool.
const WAIT: Duration = Duration::from_secs(10);

/// The connection, of which one at a time has the use.
#[derive(Clone, Debug)]
pub struct Writer {
    options: Arc<SqliteConnectOptions>,
    /// `None` when it was closed.
    conn: Arc<Mutex<Option<SqliteConnection>>>,
}

/// The use of the connection. Others wait until it is dropped.
pub type Turn = OwnedMappedMutexGuard<Option<SqliteConnection>, SqliteConnection>;

impl Writer {
    pub(super) async fn open(options: SqliteConnectOptions) -> DbResult<Self> {
        let conn = Arc::new(Mutex::new(Some(options.connect().await?)));
        Ok(Self { options: Arc::new(options), conn })
    }

    /// The connection, outside any transaction.
    ///
    /// # Errors
    /// When others have it for ten seconds, or it was closed.
    pub async fn turn(&self) -> DbResult<Turn> {
        let waited = tokio::time::timeout(WAIT, Arc::clone(&self.conn).lock_owned()).await;
        let turn = waited.map_err(|_| sqlx::Error::PoolTimedOut)?;
        Ok(OwnedMutexGuard::try_map(turn, Option::as_mut).map_err(|_| sqlx::Error::PoolClosed)?)
    }

    pub(super) async fn begin(&self) -> DbResult<SqliteTx> {
        let mut tx = SqliteTx { turn: Some(self.turn().await?) };
        match tx.run("begin immediate").await {
            // Somebody's transaction could not be ended, or the connection's thread is gone. Busy is another process.
            Err(error) if !error.is_busy() => {
                tracing::warn!(error = %error, "the connection that writes is replaced");
                *tx.conn() = self.options.connect().await?;
                tx.run("begin immediate").await?;
            }
            begun => begun?,
        }
        Ok(tx)
    }

    /// Folds the write-ahead log back and takes no more.
    pub async fn close(&self) {
        if let Some(conn) = self.conn.lock().await.take()
            && let Err(error) = conn.close().await
        {
            tracing::warn!(error = %error, "the connection that writes could not be closed");
        }
    }
}

/// A transaction of an embedded database. Dropping it rolls back.
#[derive(Debug)]
pub struct SqliteTx {
    /// `None` once it is over.
    turn: Option<Turn>,
}

impl SqliteTx {
    pub(super) fn conn(&mut self) -> &mut SqliteConnection {
        // `commit`, which takes it, takes `self` too.
        self.turn.as_mut().expect("the transaction is not over")
    }

    async fn run(&mut self, statement: &'static str) -> DbResult<()> {
        sqlx::query(statement).execute(self.conn()).await?;
        Ok(())
    }

    pub(super) async fn commit(mut self) -> DbResult<()> {
        self.run("commit").await?;
        self.turn = None;
        Ok(())
    }
}

impl Drop for SqliteTx {
    fn drop(&mut self) {
        let (Some(mut turn), Ok(runtime)) = (self.turn.take(), Handle::try_current()) else { return };
        runtime.spawn(async move {
            // The connection does one thing after the other, so whatever was asked of it before is done. Where nothing was
            // begun, or all is committed, this is an error that says so; if it is another, `begin` will meet it.
            let ended = sqlx::query("rollback").execute(&mut *turn).await.map_err(DbError::from);
            tracing::trace!(rolled_back = ended.is_ok(), "a transaction was dropped");
        });
    }
}
