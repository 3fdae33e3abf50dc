//! `portico staff`: the accounts of those who work at the desk.

use super::{explained, short_line};
use crate::access::Role;
use crate::desk::staff::{self, StaffAccount};
use crate::error::AppError;
use crate::server::config::Config;
use crate::server::{self, Ctx};
use anyhow::{anyhow, bail};
use clap::Subcommand;

/// What to do with accounts of staff.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make an account, or open a disabled one again, and print the link by which its owner makes a passkey.
    Add {
        email: String,
        /// What colleagues call them.
        #[arg(long, value_parser = short_line, required_unless_present = "again")]
        name: Option<String>,
        /// `support` decides on requests; `supervisor` also stops what two have approved.
        #[arg(long, value_parser = role, required_unless_present = "again")]
        role: Option<Role>,
        /// Print a new link for an account that there is: the first was lost, or the device was. The new passkey replaces
        /// the one of before.
        #[arg(long, conflicts_with_all = ["name", "role"])]
        again: bool,
    },
    /// List the accounts.
    List,
    /// Close an account; its sessions end.
    Disable { email: String },
}

fn role(text: &str) -> Result<Role, String> {
    Role::parse(text).ok_or_else(|| {
        let known = Role::ALL.map(Role::as_str).join(" or ");
        format!("must be {known}")
    })
}

/// Runs the command.
///
/// # Errors
/// When the address is refused, there is (or is no) such account, or the database refuses.
pub async fn run(config: Config, arguments: Arguments) -> anyhow::Result<()> {
    let ctx = server::open_for_command(config).await?;
    let outcome = command(&ctx, arguments.command).await;
    ctx.db.close().await;
    outcome
}

async fn command(ctx: &Ctx, command: Command) -> anyhow::Result<()> {
    match command {
        Command::Add { email, name: Some(name), role: Some(role), again: false } => {
            print_link(&staff::add(ctx, &email, &name, role).await.map_err(|error| said(error, &email))?);
        }
        Command::Add { email, again: true, .. } => {
            print_link(&staff::renew(ctx, &email).await.map_err(|error| said(error, &email))?);
        }
        Command::Add { .. } => bail!("--name and --role are needed"),
        Command::List => {
            for account in staff::list(ctx).await.map_err(explained)? {
                println!("{}", line(&account));
            }
        }
        Command::Disable { email } => {
            staff::disable(ctx, &email).await.map_err(|error| said(error, &email))?;
            println!("Disabled; every session has ended.");
        }
    }
    Ok(())
}

fn print_link(link: &str) {
    eprintln!("This link makes a passkey, once, within 30 minutes. Give it to nobody else:");
    println!("{link}");
}

fn said(error: AppError, email: &str) -> anyhow::Error {
    match error {
        AppError::Conflict { .. } => anyhow!("{email} has an account; --again prints a new link for it"),
        AppError::NotFound => anyhow!("{email} has no account that works; `portico staff list` shows all"),
        AppError::Invalid(errors) if errors.of("email").is_some() => anyhow!("{email} is no e-mail address"),
        other => explained(other),
    }
}

fn line(account: &StaffAccount) -> String {
    let day = |at| crate::types::Zone::find_or_utc("UTC").day(at).to_string();
    let state = match account.disabled_at {
        Some(at) => format!("disabled {}", day(at)),
        None if account.enrolled => "has a passkey".to_owned(),
        None => "no passkey yet".to_owned(),
    };
    format!("{}  {}  {}  {state}", account.email, account.role, account.name)
}
