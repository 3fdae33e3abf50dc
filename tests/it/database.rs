//! What every connection to the embedded database is set to, and when a transaction takes its lock.

use crate::support::{TestDb, for_each_db, sqlite};
use portico::db::{Db, Tx};
use portico::on_db;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, SqliteConnection};
use std::sync::{Arc, Mutex};
use std::time::Duration;

async fn pragma(conn: &mut SqliteConnection, name: &str, column: &str) -> String {
    // The names are those below.
    let sql = format!("select cast({column} as text) from pragma_{name}");
    sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(conn).await.unwrap()
}

#[tokio::test]
async fn every_connection_of_the_embedded_database_outlives_a_power_cut_and_checks_its_keys() {
    let test = sqlite().await;
    let Db::Sqlite { readers, writer } = &test.db else { unreachable!("it was opened as one") };
    let mut writing = writer.turn().await.unwrap();
    let mut reading = Vec::new();
    // Held at once, so that each is another one.
    for _ in 0..readers.options().get_max_connections() {
        reading.push(readers.acquire().await.unwrap());
    }
    assert_eq!(reading.len(), 8);
    let all = std::iter::once(&mut *writing).chain(reading.iter_mut().map(|conn| &mut **conn));
    for conn in all {
        for (name, column, value) in [
            ("journal_mode", "journal_mode", "wal"),
            // FULL: what was acknowledged is on the disk.
            ("synchronous", "synchronous", "2"),
            ("foreign_keys", "foreign_keys", "1"),
            ("busy_timeout", "timeout", "5000"),
        ] {
            assert_eq!(pragma(&mut *conn, name, column).await, value, "{name}");
        }
    }
    for reader in &mut reading {
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
    // It is rolled back when the connection is given out again.
    drop(test.db.begin().await.unwrap());
    let Db::Sqlite { writer, .. } = &test.db else { unreachable!("it was opened as one") };
    writer.close().await;
    sqlx::query("begin immediate").execute(&mut other).await.unwrap();
}

/// Takes a note, and never comes to its end.
async fn half_a_transaction(db: &Db) {
    let mut tx = db.begin().await.unwrap();
    for number in 0..5 {
        note(&mut tx, number).await;
    }
    std::future::pending::<()>().await;
}

async fn note(tx: &mut Tx, number: i64) {
    let conn = tx.conn();
    let sql = "insert into throttles (bucket, hits, window_start, blocked_until, expires_at) values ($1, 1, 0, 0, 0)";
    on_db!(conn => sqlx::query(sql).bind(number.to_string()).execute(conn).await.map(|_| ())).unwrap();
}

async fn notes(tx: &mut Tx) -> i64 {
    let conn = tx.conn();
    on_db!(conn => sqlx::query_scalar("select count(*) from throttles").fetch_one(conn).await).unwrap()
}

#[tokio::test]
async fn a_transaction_that_is_dropped_at_any_moment_leaves_nothing_and_does_not_stop_the_next() {
    for_each_db(async |test: TestDb| {
        for moment in 0..60 {
            let mut half = Box::pin(half_a_transaction(&test.db));
            for _ in 0..moment {
                assert!(futures::poll!(half.as_mut()).is_pending());
                tokio::task::yield_now().await;
            }
            drop(half);
            let mut next = test.db.begin().await.unwrap();
            assert_eq!(notes(&mut next).await, 0, "after {moment} steps");
            note(&mut next, 7).await;
            drop(next);
        }
        let mut last = test.db.begin().await.unwrap();
        note(&mut last, 1).await;
        last.commit().await.unwrap();
        assert_eq!(notes(&mut test.db.begin().await.unwrap()).await, 1);
    })
    .await;
}

#[tokio::test]
async fn writers_of_an_embedded_database_are_served_in_the_order_in_which_they_came() {
    let test = sqlite().await;
    let served = Arc::new(Mutex::new(Vec::new()));
    let first = test.db.begin().await.unwrap();
    let mut waiting = Vec::new();
    for number in 0..5 {
        let (db, served) = (test.db.clone(), Arc::clone(&served));
        waiting.push(tokio::spawn(async move {
            let tx = db.begin().await.unwrap();
            served.lock().unwrap().push(number);
            tx.commit().await.unwrap();
        }));
        tokio::task::yield_now().await;
    }
    waiting.remove(1).abort();
    assert!(served.lock().unwrap().is_empty(), "one has the connection");
    first.commit().await.unwrap();
    for one in waiting {
        one.await.unwrap();
    }
    assert_eq!(*served.lock().unwrap(), [0, 2, 3, 4]);
}

#[tokio::test]
async fn a_connection_that_cannot_begin_is_replaced() {
    let test = sqlite().await;
    let Db::Sqlite { writer, .. } = &test.db else { unreachable!("it was opened as one") };
    let mut turn = writer.turn().await.unwrap();
    for sql in ["begin immediate", "delete from _sqlx_migrations"] {
        sqlx::query(sql).execute(&mut *turn).await.unwrap();
    }
    drop(turn);
    test.db.begin().await.unwrap().commit().await.unwrap();
    assert_eq!(portico::db::schema(&test.db).await.unwrap(), portico::db::Schema::Current, "what was begun is gone");
}
