//! `portico doctor`: checks the configuration and each part it can reach, one line each, and says what to do.

use crate::db::{Db, pending};
use crate::notifications::Transport;
use crate::server::config::Config;
use crate::server::{Assets, Random};
use crate::storage::KeyRing;
use std::process::ExitCode;

/// Prints the checks; fails if any part would keep `serve` from starting.
pub(super) async fn run(config: &Config) -> anyhow::Result<ExitCode> {
    let mut healthy = true;
    let mut say = |part: &str, outcome: Result<String, String>| match outcome {
        Ok(text) => println!("ok       {part}: {text}"),
        Err(text) => {
            healthy = false;
            println!("problem  {part}: {text}");
        }
    };
    say("configuration", Ok(format!("base URL {}, listening on {}", config.base_url, config.listen)));
    say("keys", keys(config));
    say("database", database(config).await);
    say("browser files", Assets::read(&config.site_dir).map(|a| a.bundle.folder).map_err(|error| error.to_string()));
    say("mail", mail(config));
    println!(
        "{}",
        if healthy {
            "Everything needed to serve is in place."
        } else {
            "Mend the problems above, then run this again."
        }
    );
    Ok(if healthy { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn keys(config: &Config) -> Result<String, String> {
    let path = &config.keys_file;
    if !path.exists() {
        return Ok(format!(
            "{} will be made on the first start; put it into the backup, apart from the database",
            path.display()
        ));
    }
    match KeyRing::load_or_create(path, &Random::system()) {
        Ok(_) => {
            Ok(format!("{} is private and readable; without it sealed fields are lost, so back it up", path.display()))
        }
        Err(error) => Err(format!("{}: {error}", path.display())),
    }
}

async fn database(config: &Config) -> Result<String, String> {
    if let Some(path) = config.database.0.url.strip_prefix("sqlite://")
        && !std::path::Path::new(path).exists()
    {
        return Ok(format!("{path} will be made on the first start"));
    }
    let db =
        Db::open(&config.database.0).await.map_err(|_| "does not answer; check PORTICO_DATABASE_URL".to_owned())?;
    let pending = pending(&db).await.map_err(|_| "does not answer".to_owned())?;
    db.close().await;
    if pending.is_empty() {
        Ok(format!("{} answers and is up to date", db.kind()))
    } else {
        Ok(format!(
            "{} answers; {} migrations will run on start, or now with `portico migrate`",
            db.kind(),
            pending.len()
        ))
    }
}

fn mail(config: &Config) -> Result<String, String> {
    if config.smtp_url.0.is_empty() {
        return Ok("PORTICO_SMTP_URL is empty, so mail waits in the outbox and nobody can register".to_owned());
    }
    Transport::from_config(config).map(|_| "the address is understood".to_owned()).map_err(|error| error.to_string())
}
