//! `portico sessions`: signing people out, when something has gone wrong.

use super::explained;
use crate::accounts::sessions;
use crate::error::AppError;
use crate::server;
use crate::server::config::Config;
use anyhow::anyhow;
use clap::Subcommand;

/// What to do with people's sessions.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// End every session of one person, or of everybody. They sign in again; nothing else changes.
    End {
        /// An e-mail address of the account.
        #[arg(required_unless_present = "all")]
        email: Option<String>,
        /// Everybody's.
        #[arg(long, conflicts_with = "email")]
        all: bool,
    },
}

/// Runs the command.
///
/// # Errors
/// When no account has the address, or the database refuses.
pub async fn run(config: Config, arguments: Arguments) -> anyhow::Result<()> {
    let Command::End { email, .. } = arguments.command;
    let ctx = server::open_for_command(config).await?;
    let outcome = match &email {
        Some(email) => sessions::end_all_of(&ctx, email).await.map_err(|error| said(error, email)),
        None => sessions::end_everybodys(&ctx).await.map_err(explained),
    };
    ctx.db.close().await;
    println!("Sessions ended: {}", outcome?);
    Ok(())
}

fn said(error: AppError, email: &str) -> anyhow::Error {
    match error {
        AppError::NotFound => anyhow!("no account has {email}"),
        AppError::Invalid(_) => anyhow!("{email} is no e-mail address"),
        other => explained(other),
    }
}
