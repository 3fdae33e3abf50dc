//! What every connection to the embedded database is set to, and when a transaction takes its lock.

use crate::support::sqlite;
use portico::db::Db;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Sqlite, pool::PoolConnection};
use std::time::Duration;

async fn pragma(conn: &mut PoolConnection<Sqlite>, name: &str, column: &str) -> String {
    // The names are those below.
    let sql = format!("select cast({column} as text) from pragma_{name}");
    sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(&mut **conn).await.unwrap()
}

#[tokio::test]
async fn every_connection_of_the_embedded_database_outlives_a_power_cut_and_checks_its_keys() {
    let test = sqlite().await;
    let Db::Sqlite { readers, writer } = &test.db else { unreachable!("it was opened as one") };
    let mut all = vec![writer.acquire().await.unwrap()];
    // Held at once, so that each is another one.
    for _ in 0..readers.options().get_max_connections() {
        all.push(readers.acquire().await.unwrap());
    }
    assert_eq!((writer.options().get_max_connections(), all.len()), (1, 9));
    for conn in &mut all {
        for (name, column, value) in [
            ("journal_mode", "journal_mode", "wal"),
            // FULL: what was acknowledged is on the disk.
            ("synchronous", "synchronous", "2"),
            ("foreign_keys", "foreign_keys", "1"),
            ("busy_timeout", "timeout", "5000"),
        ] {
            assert_eq!(pragma(conn, name, column).await, value, "{name}");
        }
    }
    for reader in all.iter_mut().skip(1) {
        let refused = sqlx::query("delete from throttles").execute(&mut **reader).await.unwrap_err();
        assert!(refused.to_string().contains("readonly"), "{refused}");
    }
}

#[tokio::test]
async fn a_transaction_takes_the_write_lock_when_it_begins() {
    let test = sqlite().await;
    let options: SqliteConnectOptions = test.url.parse().unwrap();
    let mut other = options.busy_timeout(Duration::ZERO).connect().await.unwrap();
    let tx = test.db.begin().await.unwrap();
    let refused = sqlx::query("begin immediate").execute(&mut other).await.unwrap_err();
    assert!(refused.to_string().contains("locked"), "nothing was written yet: {refused}");
    drop(tx);
    // The connection is back with its pool, and so rolled back, when it is given out again.
    drop(test.db.begin().await.unwrap());
    let Db::Sqlite { writer, .. } = &test.db else { unreachable!("it was opened as one") };
    writer.close().await;
    sqlx::query("begin immediate").execute(&mut other).await.unwrap();
}
