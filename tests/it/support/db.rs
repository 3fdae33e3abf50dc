//! A fresh, migrated database for each test, on both kinds.

use portico::db::{Db, DbConfig, migrate};
use sqlx::Connection as _;
use std::future::Future;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use tokio::sync::OnceCell;

/// A test's database, which is gone when the test ends.
pub struct TestDb {
    pub db: Db,
    pub url: String,
    _home: Home,
}

/// Where a database is kept; dropping it removes the database.
enum Home {
    Folder(#[expect(dead_code, reason = "held for its drop")] tempfile::TempDir),
    Server(#[expect(dead_code, reason = "held for its drop")] PostgresDb),
    Elsewhere,
}

/// A database on a PostgreSQL server. Hundreds of tests make one, and each takes ten megabytes of disk.
pub struct PostgresDb {
    pub url: String,
    server: String,
    name: String,
}

impl Drop for PostgresDb {
    fn drop(&mut self) {
        let (server, statement) = (self.server.clone(), format!("drop database if exists {} with (force)", self.name));
        // On a thread and runtime of its own: a test may end inside its runtime, and by a panic.
        let dropped = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(administer(&server, statement));
        });
        if dropped.join().is_err() {
            eprintln!("{} was not dropped", self.name);
        }
    }
}

/// URL of a PostgreSQL server on which databases may be made. Its absence is a failure under `REQUIRE_POSTGRES`.
pub fn postgres_url() -> Option<String> {
    let url = std::env::var("PORTICO_TEST_POSTGRES_URL").ok();
    assert!(url.is_some() || std::env::var_os("REQUIRE_POSTGRES").is_none(), "PORTICO_TEST_POSTGRES_URL is not set");
    url
}

/// An embedded database in a folder of its own.
pub async fn sqlite() -> TestDb {
    static MIGRATED: OnceCell<Vec<u8>> = OnceCell::const_new();
    let migrated = MIGRATED.get_or_init(migrated_file).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("test.db");
    std::fs::write(&path, migrated).unwrap();
    open(format!("sqlite://{}", path.display()), Home::Folder(folder)).await
}

/// The database of an installation in a folder.
pub async fn sqlite_in(folder: &Path) -> TestDb {
    let url = format!("sqlite://{}", folder.join("portico.db").display());
    let opened = open(url, Home::Elsewhere).await;
    migrate(&opened.db).await.unwrap();
    opened
}

/// A new database on the server of [`postgres_url`].
pub async fn postgres(server: &str) -> TestDb {
    static MIGRATED: OnceCell<String> = OnceCell::const_new();
    let template = MIGRATED.get_or_init(|| migrated_template(server)).await;
    let made = create(server, &format!(" template {template}")).await;
    open(made.url.clone(), Home::Server(made)).await
}

/// The same database, as another process has it.
pub async fn another_node(url: &str) -> TestDb {
    open(url.to_owned(), Home::Elsewhere).await
}

/// A new database without a schema.
pub async fn empty_postgres(server: &str) -> PostgresDb {
    create(server, "").await
}

/// The bytes of a migrated, empty file: copying them is much quicker than migrating hundreds of times.
async fn migrated_file() -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("migrated.db");
    let opened = open(format!("sqlite://{}", path.display()), Home::Elsewhere).await;
    migrate(&opened.db).await.unwrap();
    opened.db.close().await; // which writes the log into the file
    std::fs::read(&path).unwrap()
}

/// The name of a migrated, empty database, of which nobody is left connected.
async fn migrated_template(server: &str) -> String {
    let made = create(server, "").await;
    let opened = open(made.url.clone(), Home::Elsewhere).await;
    migrate(&opened.db).await.unwrap();
    opened.db.close().await;
    let name = made.name.clone();
    std::mem::forget(made); // it goes with its server
    name
}

async fn create(server: &str, template: &str) -> PostgresDb {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let name = format!("portico_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::SeqCst));
    administer(server, format!("create database {name}{template}")).await;
    let mut url: url::Url = server.parse().unwrap();
    url.set_path(&name);
    PostgresDb { url: url.to_string(), server: server.to_owned(), name }
}

async fn administer(server: &str, statement: String) {
    let mut admin = sqlx::PgConnection::connect(server).await.unwrap();
    // Its names are made of numbers.
    sqlx::query(sqlx::AssertSqlSafe(statement)).execute(&mut admin).await.unwrap();
    admin.close().await.unwrap();
}

async fn open(url: String, home: Home) -> TestDb {
    let db = Db::open(&DbConfig { url: url.clone(), connections: 8 }).await.unwrap();
    TestDb { db, url, _home: home }
}

impl TestDb {
    /// The same with one connection to read by (on PostgreSQL: in all): whoever waits for another while they have it, as many
    /// at once would for ever, is found by one.
    pub async fn narrow(mut self) -> Self {
        self.db.close().await;
        self.db = Db::open(&DbConfig { url: self.url.clone(), connections: 1 }).await.unwrap();
        self
    }
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
