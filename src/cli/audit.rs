//! `portico audit`: whether the log is as it was written. Makes and changes nothing.

use crate::audit::{self, Report};
use crate::db::{Db, Schema, schema};
use crate::server::Random;
use crate::server::config::Config;
use crate::storage::KeyRing;
use anyhow::{Context as _, bail, ensure};
use clap::Subcommand;
use std::fmt::Write as _;
use std::process::ExitCode;

/// What to do with the log.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Follow the log from its first row to its newest; fail if a row was changed, moved or removed.
    Verify,
}

/// Runs the command.
///
/// # Errors
/// When key file or database cannot be opened.
pub async fn run(config: &Config, arguments: Arguments) -> anyhow::Result<ExitCode> {
    let Command::Verify = arguments.command;
    let path = &config.keys_file;
    // Opening either makes it where it is absent.
    ensure!(path.exists(), "PORTICO_KEYS_FILE: {} is absent; the log cannot be read without its keys", path.display());
    if let Some(file) = config.database.0.file().filter(|file| !file.exists()) {
        bail!("PORTICO_DATABASE_URL: {} is absent", file.display());
    }
    let keys = KeyRing::load_or_create(path, &Random::system())
        .with_context(|| format!("PORTICO_KEYS_FILE: {}", path.display()))?;
    let db = Db::open(&config.database.0).await.context("PORTICO_DATABASE_URL")?;
    let outcome = verify(&db, &keys).await;
    db.close().await;
    let report = outcome?;
    for finding in &report.findings {
        println!("problem  {finding}");
    }
    if report.more > 0 {
        println!("problem  and {} more", report.more);
    }
    let rows = report.rows;
    if report.is_whole() {
        println!("ok       {rows} rows, each as it was written; the newest is sealed {}", hex(&report.newest));
        return Ok(ExitCode::SUCCESS);
    }
    println!("The log of {rows} rows is not as it was written.");
    Ok(ExitCode::FAILURE)
}

async fn verify(db: &Db, keys: &KeyRing) -> anyhow::Result<Report> {
    if schema(db).await? != Schema::Current {
        bail!("the database is not at the version of this program; run `portico migrate`, or the program that fits");
    }
    Ok(audit::verify(db, keys).await?)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
