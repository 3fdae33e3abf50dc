//! `portico keys`: the API keys of the agency's programs, and the rotation of the key that seals stored data.

use super::{explained, short_line};
use crate::accounts::{self, recovery};
use crate::cases;
use crate::integration::{self, ApiKey, Scope};
use crate::server::config::Config;
use crate::server::{self, Ctx};
use crate::storage::{Resealed, reseal};
use anyhow::bail;
use clap::Subcommand;
use indicatif::ProgressBar;
use uuid::Uuid;

/// What to do with keys.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make a key and show it once.
    Create {
        /// What the key is for.
        #[arg(long, value_parser = short_line)]
        name: String,
        /// Name of the system that sends with it. An event that was sent under the same name before is a duplicate.
        #[arg(long, default_value = "agency", value_parser = short_line)]
        source: String,
        /// What the key opens.
        #[arg(long, value_enum, value_delimiter = ',', default_value = "intake,read")]
        scope: Vec<Scope>,
    },
    /// List the keys.
    List,
    /// Add a key to the key ring and seal all stored data anew with it, while others serve.
    Rotate,
    /// Revoke a key for good.
    Revoke {
        /// Id of the key, as `list` shows it.
        id: Uuid,
    },
}

/// Runs the command.
///
/// # Errors
/// When the name is refused, there is no such key, or the database refuses.
pub async fn run(config: Config, arguments: Arguments) -> anyhow::Result<()> {
    let ctx = server::open_for_command(config).await?;
    let outcome = command(&ctx, arguments.command).await;
    ctx.db.close().await;
    outcome
}

async fn command(ctx: &Ctx, command: Command) -> anyhow::Result<()> {
    match command {
        Command::Create { name, source, scope } => {
            let secret = integration::create_key(ctx, &name, &source, &scope).await.map_err(explained)?;
            eprintln!("This is the only time the key is shown:");
            println!("{secret}");
        }
        Command::List => {
            for key in integration::list_keys(ctx).await.map_err(explained)? {
                println!("{}", line(&key));
            }
        }
        Command::Rotate => rotate(ctx).await?,
        Command::Revoke { id } => {
            if !integration::revoke_key(ctx, id).await.map_err(explained)? {
                bail!("there is no such key, or it is revoked already");
            }
            println!("Revoked.");
        }
    }
    Ok(())
}

/// A process that serves seals with the key of before until it looks at the file again; what it writes meanwhile is
/// found by the second walk.
async fn rotate(ctx: &Ctx) -> anyhow::Result<()> {
    let id = ctx.keys.add(&ctx.random)?;
    eprintln!("Key {id} is in {}. Put the file into the backup now.", ctx.config.keys_file.display());
    let first = walk(ctx).await?;
    tokio::time::sleep(server::KEYS_ARE_READ_EVERY * 2).await;
    let second = walk(ctx).await?;
    println!("{} values are sealed with key {id}.", first.sealed + second.sealed);
    if second.lost > 0 {
        bail!("{} values open with no key of the ring and were left as they are", second.lost);
    }
    Ok(())
}

async fn walk(ctx: &Ctx) -> anyhow::Result<Resealed> {
    let mut all = Resealed::default();
    let others = [&accounts::export::SEALED, &accounts::merging::SEALED, &cases::SEALED, &integration::SEALED];
    for column in accounts::SEALED.iter().chain(&recovery::SEALED).chain(others) {
        let bar = ProgressBar::new_spinner().with_message(column.name);
        let done = reseal(ctx, column, |sealed| bar.set_position(sealed)).await.map_err(explained)?;
        bar.finish_and_clear();
        all.sealed += done.sealed;
        all.lost += done.lost;
    }
    Ok(all)
}

fn line(key: &ApiKey) -> String {
    let scopes: Vec<&str> = key.scopes.iter().map(|scope| scope.as_str()).collect();
    let day = |at: i64| crate::types::Zone::find_or_utc("UTC").day(at).to_string();
    let used = key.last_used_at.map_or_else(|| "never used".to_owned(), |at| format!("used {}", day(at)));
    let revoked = key.revoked_at.map_or_else(String::new, |at| format!("  revoked {}", day(at)));
    format!(
        "{}  {}  source {}  {}  made {}  {used}{revoked}",
        key.id,
        key.name,
        key.source,
        scopes.join(","),
        day(key.created_at)
    )
}
