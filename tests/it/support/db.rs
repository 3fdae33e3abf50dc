//! A fresh, migrated database for each test, on both kinds.

use portico::db::{Db, DbConfig, migrate};
use std::future::Future;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};

/// What keeps a test's database alive.
pub struct TestDb {
    pub db: Db,
    pub url: String,
    _folder: tempfile::TempDir,
}

/// URL of a PostgreSQL server on which databases may be made. Its absence is a failure under `REQUIRE_POSTGRES`.
pub fn postgres_url() -> Option<String> {
    let url = std::env::var("PORTICO_TEST_POSTGRES_URL").ok();
    assert!(url.is_some() || std::env::var_os("REQUIRE_POSTGRES").is_none(), "PORTICO_TEST_POSTGRES_URL is not set");
    url
}

/// An embedded database in a folder of its own.
pub async fn sqlite() -> TestDb {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("test.db").display());
    open(url, folder).await
}

/// The database of an installation in a folder.
pub async fn sqlite_in(folder: &Path) -> TestDb {
    open(format!("sqlite://{}", folder.join("portico.db").display()), tempfile::tempdir().unwrap()).await
}

/// A new database on the server of [`postgres_url`].
pub async fn postgres(server: &str) -> TestDb {
    open(empty_postgres(server).await, tempfile::tempdir().unwrap()).await
}

/// The same database, as another process has it.
pub async fn another_node(url: &str) -> TestDb {
    open(url.to_owned(), tempfile::tempdir().unwrap()).await
}

/// URL of a new database without a schema.
pub async fn empty_postgres(server: &str) -> String {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let name = format!("portico_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::SeqCst));
    let admin = sqlx::PgPool::connect(server).await.unwrap();
    // The name is made of two numbers.
    sqlx::query(sqlx::AssertSqlSafe(format!("create database {name}"))).execute(&admin).await.unwrap();
    admin.close().await;
    let mut url: url::Url = server.parse().unwrap();
    url.set_path(&name);
    url.to_string()
}

async fn open(url: String, folder: tempfile::TempDir) -> TestDb {
    let db = Db::open(&DbConfig { url: url.clone(), connections: 8 }).await.unwrap();
    migrate(&db).await.unwrap();
    TestDb { db, url, _folder: folder }
}

/// Runs a behaviour on SQLite and on PostgreSQL.
pub async fn for_each_db<F, Fut>(behaviour: F)
where
    F: Fn(TestDb) -> Fut,
    Fut: Future<Output = ()>,
{
    behaviour(sqlite().await).await;
    match postgres_url() {
        Some(server) => behaviour(postgres(&server).await).await,
        None => eprintln!("skipped on PostgreSQL: PORTICO_TEST_POSTGRES_URL is not set"),
    }
}
