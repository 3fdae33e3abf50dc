//! `portico migrate`: brings the database up to date, making it where there is none.

use crate::db::{self, Db, Schema};
use crate::server;
use crate::server::config::Config;
use anyhow::Context as _;

/// Applies what is missing, and says what that was.
pub(super) async fn run(config: &Config) -> anyhow::Result<()> {
    server::make_folders(config)?;
    let db = Db::open(&config.database.0).await.context("PORTICO_DATABASE_URL")?;
    let missing = match db::schema(&db).await.context("PORTICO_DATABASE_URL")? {
        Schema::Behind(missing) => missing,
        Schema::Current | Schema::Ahead => Vec::new(),
    };
    let outcome = db::migrate(&db).await.context("PORTICO_DATABASE_URL");
    db.close().await;
    outcome?;
    for name in missing {
        println!("applied  {name}");
    }
    println!("The database is up to date.");
    Ok(())
}
