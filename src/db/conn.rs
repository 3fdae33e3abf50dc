//! Pools, transactions and the borrowed connection that every store function takes.
//!
//! SQLite: WAL, `synchronous = FULL` (what was acknowledged survives a power cut), one writer, several readers.
//! PostgreSQL: one pool, whose `BEGIN` runs in a task of its own: a request that is dropped during `BEGIN` would otherwise
//! give its connection back inside an open transaction (sqlx #4385).

use super::error::{DbError, DbResult};
use super::writer::{SqliteTx, Turn, Writer};
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{PgConnection, PgPool, Postgres, Sqlite, SqliteConnection, SqlitePool, Transaction};
use std::path::PathBuf;
use std::time::Duration;
use tracing::Instrument as _;

/// Where the database is and how many connections it may take.
#[derive(Clone, Debug)]
pub struct DbConfig {
    /// `sqlite://path` or `postgres://…`. May hold a password: never logged.
    pub url: String,
    /// Connections of a PostgreSQL pool; readers of a SQLite one.
    pub connections: u32,
}

impl DbConfig {
    /// File of an embedded database. `None` for a server, and for a URL that is not understood.
    #[must_use]
    pub fn file(&self) -> Option<PathBuf> {
        let embedded = self.url.starts_with("sqlite:");
        let options = embedded.then(|| self.url.parse::<SqliteConnectOptions>().ok()).flatten()?;
        Some(options.get_filename().to_owned())
    }
}

/// The database of this process.
#[derive(Clone, Debug)]
pub enum Db {
    Sqlite { readers: SqlitePool, writer: Writer },
    Postgres(PgPool),
}

/// A borrowed connection. Store functions take it, and it does not tell them whether a transaction is open.
#[derive(Debug)]
pub enum Conn<'c> {
    Sqlite(&'c mut SqliteConnection),
    Postgres(&'c mut PgConnection),
}

impl Conn<'_> {
    /// The same connection again, for a function with several statements.
    pub fn again(&mut self) -> Conn<'_> {
        match self {
            Self::Sqlite(conn) => Conn::Sqlite(conn),
            Self::Postgres(conn) => Conn::Postgres(conn),
        }
    }
}

/// A connection for reading; each statement sees the newest committed state.
#[derive(Debug)]
pub enum Read {
    Sqlite(PoolConnection<Sqlite>),
    Postgres(PoolConnection<Postgres>),
}

impl Read {
    pub fn conn(&mut self) -> Conn<'_> {
        match self {
            Self::Sqlite(conn) => Conn::Sqlite(conn),
            Self::Postgres(conn) => Conn::Postgres(conn),
        }
    }
}

/// A connection for writing by one statement, which is lasting once it is answered.
#[derive(Debug)]
pub enum Single {
    Sqlite(Turn),
    Postgres(PoolConnection<Postgres>),
}

impl Single {
    pub fn conn(&mut self) -> Conn<'_> {
        match self {
            Self::Sqlite(conn) => Conn::Sqlite(conn),
            Self::Postgres(conn) => Conn::Postgres(conn),
        }
    }
}

/// A transaction for writing. Dropping it rolls back.
#[derive(Debug)]
pub enum Tx {
    Sqlite(SqliteTx),
    Postgres(Transaction<'static, Postgres>),
}

impl Tx {
    pub fn conn(&mut self) -> Conn<'_> {
        match self {
            Self::Sqlite(tx) => Conn::Sqlite(tx.conn()),
            Self::Postgres(tx) => Conn::Postgres(tx),
        }
    }

    /// Makes the writes lasting.
    ///
    /// # Errors
    /// When the database refuses; nothing is written then.
    pub async fn commit(self) -> DbResult<()> {
        match self {
            Self::Sqlite(tx) => tx.commit().await?,
            Self::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }
}

impl Db {
    /// Opens the pools; makes an absent SQLite file. Migrations are not run.
    ///
    /// # Errors
    /// When the URL is of no known kind or the database does not answer within 10 seconds.
    pub async fn open(config: &DbConfig) -> DbResult<Self> {
        if config.url.starts_with("sqlite:") {
            open_sqlite(config).await
        } else if config.url.starts_with("postgres:") || config.url.starts_with("postgresql:") {
            open_postgres(config).await
        } else {
            Err(DbError::UnknownScheme)
        }
    }

    /// # Errors
    /// When no connection comes free in time.
    pub async fn read(&self) -> DbResult<Read> {
        Ok(match self {
            Self::Sqlite { readers, .. } => Read::Sqlite(readers.acquire().await?),
            Self::Postgres(pool) => Read::Postgres(pool.acquire().await?),
        })
    }

    /// # Errors
    /// When no connection comes free in time.
    pub async fn begin(&self) -> DbResult<Tx> {
        match self {
            Self::Sqlite { writer, .. } => Ok(Tx::Sqlite(writer.begin().await?)),
            Self::Postgres(pool) => {
                let pool = pool.clone();
                let begin = async move { pool.begin().await }.in_current_span();
                Ok(Tx::Postgres(tokio::spawn(begin).await.map_err(|_| DbError::Stopped)??))
            }
        }
    }

    /// For one statement that needs no other beside it. Two are two transactions: those want [`Self::begin`].
    ///
    /// # Errors
    /// When no connection comes free in time.
    pub async fn single(&self) -> DbResult<Single> {
        Ok(match self {
            Self::Sqlite { writer, .. } => Single::Sqlite(writer.turn().await?),
            Self::Postgres(pool) => Single::Postgres(pool.acquire().await?),
        })
    }

    /// Closes every connection; on SQLite this also folds the write-ahead log back.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { readers, writer } => {
                readers.close().await;
                writer.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }

    /// Name for logs and `doctor`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Sqlite { .. } => "sqlite",
            Self::Postgres(_) => "postgres",
        }
    }
}

async fn open_sqlite(config: &DbConfig) -> DbResult<Db> {
    let options: SqliteConnectOptions = config.url.parse()?;
    let options = options
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(5))
        // Whatever is asked for has fewer rows than this. Beyond the usual 50 the connection's thread and the reader wait for
        // each other at every row.
        .row_buffer_size(1_000)
        .pragma("temp_store", "memory")
        .pragma("cache_size", "-8000")
        .pragma("journal_size_limit", "67108864");
    let writer = Writer::open(options.clone()).await?;
    let readers = pool_options(SqlitePoolOptions::new())
        .max_connections(config.connections)
        .connect_with(options.read_only(true).create_if_missing(false))
        .await?;
    Ok(Db::Sqlite { readers, writer })
}

async fn open_postgres(config: &DbConfig) -> DbResult<Db> {
    let options: PgConnectOptions = config.url.parse()?;
    // A request dropped in a transaction must not hold its locks for longer than a person would wait.
    let options = options
        .application_name("portico")
        .options([("idle_in_transaction_session_timeout", "30s"), ("statement_timeout", "60s")]);
    let pool = pool_options(PgPoolOptions::new()).max_connections(config.connections).connect_with(options).await?;
    Ok(Db::Postgres(pool))
}

fn pool_options<D: sqlx::Database>(options: sqlx::pool::PoolOptions<D>) -> sqlx::pool::PoolOptions<D> {
    // Without a ping on each acquire a read is one round trip, not two; broken connections surface as an error once.
    options.acquire_timeout(Duration::from_secs(10)).test_before_acquire(false)
}
