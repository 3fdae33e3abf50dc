//! The commands of `portico`, a file each. They read configuration, call services, and say in one sentence what is
//! wrong and what to do.

mod audit;
mod demo;
mod doctor;
mod import;
mod keys;
mod migrate;
mod sessions;
mod staff;

pub use demo::ACCOUNTS as DEMO_ACCOUNTS;

use crate::error::AppError;
use crate::server::config::{Config, Mode, Sources};
use crate::server::{self, telemetry};
use anyhow::{Context as _, anyhow};
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
    Demo(demo::Arguments),
    /// Bring the database up to date.
    Migrate,
    /// Import case events, one JSON object a line.
    Import(import::Arguments),
    /// Make, list and revoke the API keys of case systems.
    Keys(keys::Arguments),
    /// Sign people out.
    Sessions(sessions::Arguments),
    /// Make, list and disable the accounts of those who work at the desk.
    Staff(staff::Arguments),
    /// Follow the audit log and say whether anybody changed it.
    Audit(audit::Arguments),
    /// Check the configuration and everything it names, and say what to do.
    Doctor,
}

/// Runs the command of this process.
#[must_use]
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    // At least two workers: server rendering has been seen to stall on one (leptos #4647). More than there are cores wake each
    // other for nothing, at each of the many steps in which the database answers.
    let workers = std::thread::available_parallelism().map_or(2, |cores| cores.get().max(2));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(workers).enable_all().build();
    let outcome = match runtime {
        Ok(runtime) => {
            let outcome = runtime.block_on(run(arguments));
            // Nothing of ours is open any more; an import that was interrupted may still be reading a silent pipe.
            runtime.shutdown_background();
            outcome
        }
        Err(error) => Err(error.into()),
    };
    outcome.unwrap_or_else(|error| {
        eprintln!("portico: {error:#}");
        ExitCode::FAILURE
    })
}

async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let mut config = read_config(&arguments)?;
    telemetry::start(&config);
    telemetry::log_panics();
    match arguments.command {
        Command::Serve => server::serve(server::open(config).await?).await?,
        Command::Demo(arguments) => {
            config.reload = arguments.reload;
            let ctx = server::open(config).await?;
            demo::prepare(&ctx).await?;
            server::serve(ctx).await?;
        }
        Command::Migrate => migrate::run(&config).await?,
        Command::Import(arguments) => return import::run(config, arguments).await,
        Command::Keys(arguments) => keys::run(config, arguments).await?,
        Command::Sessions(arguments) => sessions::run(config, arguments).await?,
        Command::Staff(arguments) => staff::run(config, arguments).await?,
        Command::Audit(arguments) => return audit::run(&config, arguments).await,
        Command::Doctor => return doctor::run(&config).await,
    }
    Ok(ExitCode::SUCCESS)
}

fn read_config(arguments: &Arguments) -> anyhow::Result<Config> {
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
    let mode = match arguments.command {
        Command::Serve => Mode::Production,
        Command::Demo(_) => Mode::Demo,
        Command::Migrate
        | Command::Import(_)
        | Command::Keys(_)
        | Command::Sessions(_)
        | Command::Staff(_)
        | Command::Audit(_)
        | Command::Doctor => {
            // Somebody reads along: what went wrong, in text.
            sources.set_default("log", "warn");
            sources.set_default("log_format", "text");
            Mode::Production
        }
    };
    Ok(Config::from_sources(&sources, mode)?)
}

/// Name of a key or of a system that sends events.
fn short_line(text: &str) -> Result<String, String> {
    crate::types::clean_line(text, 64)
        .map_err(|_| "must have 1 to 64 characters, none of them a control character".to_owned())
}

/// What an error of a service means to whoever runs a command.
fn explained(error: AppError) -> anyhow::Error {
    match error {
        AppError::Internal { reference } => anyhow!("it failed inside; the log has the cause under {reference}"),
        AppError::Unavailable { .. } => anyhow!("the database did not answer in time; try again"),
        other => other.into(),
    }
}
