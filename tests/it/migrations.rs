//! The two schemas are one schema.

use crate::support::{empty_postgres, postgres, postgres_url, sqlite};
use portico::db::{Db, DbConfig, Schema, migrate, schema};
use portico::on_db;
use std::collections::BTreeSet;
use std::fs;

#[test]
fn every_migration_has_its_twin() {
    let names = |folder: &str| -> BTreeSet<String> {
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    };
    assert_eq!(names("migrations/sqlite"), names("migrations/postgres"));
}

async fn columns(db: &Db) -> BTreeSet<(String, String)> {
    let columns: Vec<(String, String)> = match db {
        Db::Sqlite { readers, .. } => {
            let sql = "
                select m.name, c.name
                from sqlite_master m
                join pragma_table_info(m.name) c
                where m.type = 'table' and m.name not like 'sqlite_%'";
            sqlx::query_as(sql).fetch_all(readers).await.unwrap()
        }
        Db::Postgres(pool) => {
            let sql = "
                select table_name::text, column_name::text
                from information_schema.columns
                where table_schema = 'public'";
            sqlx::query_as(sql).fetch_all(pool).await.unwrap()
        }
    };
    columns.into_iter().filter(|(table, _)| table != "_sqlx_migrations").collect()
}

#[tokio::test]
async fn both_databases_have_the_same_tables_and_columns() {
    let sqlite = sqlite().await;
    let ours = columns(&sqlite.db).await;
    assert!(ours.len() > 50, "{ours:?}");
    let Some(server) = postgres_url() else { return eprintln!("skipped: PORTICO_TEST_POSTGRES_URL is not set") };
    let theirs = columns(&postgres(&server).await.db).await;
    let differences: Vec<_> = ours.symmetric_difference(&theirs).collect();
    assert!(differences.is_empty(), "{differences:?}");
}

#[tokio::test]
async fn migrating_twice_changes_nothing() {
    let test = sqlite().await;
    assert_eq!(schema(&test.db).await.unwrap(), Schema::Current);
    let before = columns(&test.db).await;
    migrate(&test.db).await.unwrap();
    assert_eq!(columns(&test.db).await, before);
}

/// Runs the migrations after number `after` up to number `last`.
async fn run_files(db: &Db, after: u32, last: u32) {
    let folder = match db {
        Db::Sqlite { .. } => "migrations/sqlite",
        Db::Postgres(_) => "migrations/postgres",
    };
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for file in files {
        let number: u32 = file.file_name().unwrap().to_str().unwrap()[..4].parse().unwrap();
        if number > after && number <= last {
            let sql = sqlx::AssertSqlSafe(fs::read_to_string(&file).unwrap());
            let ran = match db {
                Db::Sqlite { writer, .. } => {
                    sqlx::raw_sql(sql).execute(&mut *writer.turn().await.unwrap()).await.map(|_| ())
                }
                Db::Postgres(pool) => sqlx::raw_sql(sql).execute(pool).await.map(|_| ()),
            };
            ran.unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        }
    }
}

#[tokio::test]
async fn an_app_of_before_keeps_its_secret_and_its_spent_step() {
    let folder = tempfile::tempdir().unwrap();
    let mut urls = vec![format!("sqlite://{}", folder.path().join("old.db").display())];
    let server = match postgres_url() {
        Some(server) => Some(empty_postgres(&server).await),
        None => {
            eprintln!("skipped on PostgreSQL: PORTICO_TEST_POSTGRES_URL is not set");
            None
        }
    };
    urls.extend(server.iter().map(|made| made.url.clone()));
    for url in urls {
        let db = Db::open(&DbConfig { url, connections: 2 }).await.unwrap();
        run_files(&db, 0, 11).await;
        let person = uuid::Uuid::from_u128(7);
        let mut tx = db.begin().await.unwrap();
        let conn = tx.conn();
        let sql = "
            insert into people (id, given_name, family_name, date_of_birth, country_of_birth, locale, time_zone,
                                security_version, created_at)
            values ($1, 'Hoa', '', $2, 'VN', 'en', 'UTC', 0, 1)";
        on_db!(conn => sqlx::query(sql).bind(person).bind(vec![1_u8]).execute(conn).await.map(|_| ())).unwrap();
        let conn = tx.conn();
        let sql = "insert into authenticators (person_id, secret, last_step, added_at) values ($1, $2, 42, 5)";
        on_db!(conn => sqlx::query(sql).bind(person).bind(vec![2_u8, 3]).execute(conn).await.map(|_| ())).unwrap();
        tx.commit().await.unwrap();
        run_files(&db, 11, 12).await;

        let mut read = db.read().await.unwrap();
        let conn = read.conn();
        let sql = "select id, person_id, name, secret, added_at from authenticators";
        let rows: Vec<(uuid::Uuid, uuid::Uuid, String, Vec<u8>, i64)> =
            on_db!(conn => sqlx::query_as(sql).fetch_all(conn).await).unwrap();
        // Its secret was sealed in the place of its person, so that is what it is called by.
        assert_eq!(rows, [(person, person, String::new(), vec![2, 3], 5)]);
        let conn = read.conn();
        let steps: Vec<(uuid::Uuid, i64)> =
            on_db!(conn => sqlx::query_as("select person_id, last_step from authenticator_steps").fetch_all(conn).await)
                .unwrap();
        assert_eq!(steps, [(person, 42)]);
        drop(read);
        db.close().await;
    }
}
