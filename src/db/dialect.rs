//! The handful of statements that the two databases do not share.

use super::{Conn, DbResult};

/// Key of the advisory lock below; any constant will do, this one spells "live".
const FEED_LOCK: i64 = 0x6c69_7665;

/// Makes rows of the change feed visible in the order of their numbers: PostgreSQL hands numbers out before commit, so
/// two writers could commit them the other way round and a reader would pass over the later one. The lock is held to
/// the end of the transaction: take it last. SQLite lets one transaction write at a time, whatever the process, and needs
/// nothing. Also tells the other nodes.
///
/// # Errors
/// When the database does not answer.
pub async fn serialise_feed(conn: Conn<'_>) -> DbResult<()> {
    match conn {
        Conn::Sqlite(_) => {}
        Conn::Postgres(conn) => {
            sqlx::query("select pg_advisory_xact_lock($1)").bind(FEED_LOCK).execute(&mut *conn).await?;
            // Delivered on commit; wakes the hub of every node.
            sqlx::query("select pg_notify('portico_feed', '')").execute(conn).await?;
        }
    }
    Ok(())
}

/// Key of the advisory lock below: "take".
const INTAKE_LOCK: i64 = 0x7461_6b65;

/// Lets one batch of case events in at a time, on all nodes: an event that finds no case is held, and must not miss the
/// case that another batch is opening. SQLite has one writer and needs nothing.
///
/// # Errors
/// When the database does not answer.
pub async fn serialise_intake(conn: Conn<'_>) -> DbResult<()> {
    match conn {
        Conn::Sqlite(_) => {}
        Conn::Postgres(conn) => {
            sqlx::query("select pg_advisory_xact_lock($1)").bind(INTAKE_LOCK).execute(conn).await?;
        }
    }
    Ok(())
}
