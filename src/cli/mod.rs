//! The commands of `portico`, a file each. They read configuration, call services, and say in one sentence what is
//! wrong and what to do.

mod demo;
mod demo_data;
mod doctor;
mod import;
mod keys;

pub use demo::ACCOUNTS as DEMO_ACCOUNTS;

use crate::db::{Db, migrate};
use crate::server::config::{Config, Mode, Sources};
use crate::server::{self, telemetry};
use anyhow::Context as _;
use clap::{Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

/// The immigration account.
#[derive(Debug, Parser)]
#[command(name = "portico", version, about, long_about = None)]
struct Arguments {
    /// Settings file. `portico.toml` is read if it is there.
    #[arg(long, global = true)]
    config: Option<PathBuf>,
    /// Address and port to listen on, over `PORTICO_LISTEN`.
    #[arg(long, global = true)]
    listen: Option<String>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve.
    Serve,
    /// Serve with synthetic people and cases and the built-in mailbox.
    Demo,
    /// Bring the database up to date.
    Migrate,
    /// Import case events, one JSON object a line.
    Import(import::Arguments),
    /// Make, list and revoke the API keys of case systems.
    Keys(keys::Arguments),
    /// Check the configuration and everything it names, and say what to do.
    Doctor,
}

/// Runs the command of this process.
#[must_use]
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    // At least four workers: server rendering has been seen to stall on one (leptos #4647).
    let workers = std::thread::available_parallelism().map_or(4, |cores| cores.get().max(4));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(workers).enable_all().build();
    let outcome = match runtime {
        Ok(runtime) => runtime.block_on(run(arguments)),
        Err(error) => Err(error.into()),
    };
    outcome.unwrap_or_else(|error| {
        eprintln!("portico: {error:#}");
        ExitCode::FAILURE
    })
}

async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let mode = if matches!(arguments.command, Command::Demo) { Mode::Demo } else { Mode::Production };
    let config = read_config(&arguments, mode)?;
    match arguments.command {
        Command::Serve => {
            telemetry::start(&config);
            server::serve(server::open(config).await?).await?;
        }
        Command::Demo => {
            telemetry::start(&config);
            let ctx = server::open(config).await?;
            demo::prepare(&ctx).await?;
            server::serve(ctx).await?;
        }
        Command::Migrate => {
            let db = Db::open(&config.database.0).await.context("PORTICO_DATABASE_URL")?;
            migrate(&db).await?;
            println!("The database is up to date.");
        }
        Command::Import(arguments) => return import::run(config, arguments).await,
        Command::Keys(arguments) => keys::run(config, arguments).await?,
        Command::Doctor => return doctor::run(&config).await,
    }
    Ok(ExitCode::SUCCESS)
}

fn read_config(arguments: &Arguments, mode: Mode) -> anyhow::Result<Config> {
    let mut sources = Sources::default();
    let path = arguments.config.clone().unwrap_or_else(|| PathBuf::from("portico.toml"));
    match std::fs::read_to_string(&path) {
        Ok(text) => sources.add_toml(&text)?,
        Err(error) if arguments.config.is_none() && error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(error).with_context(|| format!("{} cannot be read", path.display())),
    }
    sources.add_environment(std::env::vars())?;
    if let Some(listen) = &arguments.listen {
        sources.set("listen", listen);
    }
    Ok(Config::from_sources(&sources, mode)?)
}
