//! Brings the schema up to date. Two folders with the same numbers and names, one a database; applied files are never
//! edited.

use super::{Db, DbResult};
use sqlx::migrate::Migrator;
use std::collections::HashSet;

static SQLITE: Migrator = sqlx::migrate!("migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("migrations/postgres");

/// Applies what is missing. Safe to call from several processes at once (PostgreSQL takes an advisory lock).
///
/// # Errors
/// When a migration fails or an applied file was edited.
pub async fn migrate(db: &Db) -> DbResult<()> {
    match db {
        Db::Sqlite { writer, .. } => SQLITE.run(&mut *writer.turn().await?).await?,
        Db::Postgres(pool) => POSTGRES.run(pool).await?,
    }
    Ok(())
}

/// How the schema of a database stands to the one of this program.
#[derive(Debug, PartialEq, Eq)]
pub enum Schema {
    Current,
    /// Names of the migrations that are missing.
    Behind(Vec<String>),
    /// A newer program has migrated it; this one does not start on it.
    Ahead,
}

/// Compares the applied migrations with the known ones.
///
/// # Errors
/// When the database does not answer.
pub async fn schema(db: &Db) -> DbResult<Schema> {
    const APPLIED: &str = "select version from _sqlx_migrations where success";
    let (applied, known): (Result<Vec<i64>, sqlx::Error>, _) = match db {
        Db::Sqlite { readers, .. } => (sqlx::query_scalar(APPLIED).fetch_all(readers).await, &SQLITE),
        Db::Postgres(pool) => (sqlx::query_scalar(APPLIED).fetch_all(pool).await, &POSTGRES),
    };
    let mut applied: HashSet<i64> = match applied {
        Ok(versions) => versions.into_iter().collect(),
        // The table is made by the first migration.
        Err(sqlx::Error::Database(_)) => HashSet::new(),
        Err(error) => return Err(error.into()),
    };
    let missing: Vec<_> =
        known.iter().filter(|m| !applied.remove(&m.version)).map(|m| m.description.to_string()).collect();
    Ok(match (applied.is_empty(), missing.is_empty()) {
        (false, _) => Schema::Ahead,
        (true, true) => Schema::Current,
        (true, false) => Schema::Behind(missing),
    })
}
