//! The two schemas are one schema.

use crate::support::{postgres, postgres_url, sqlite};
use portico::db::{Db, Schema, migrate, schema};
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
