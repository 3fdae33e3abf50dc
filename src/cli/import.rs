//! `portico import FILE`: a feed of case events into the database of the configuration.

use super::{explained, short_line};
use crate::integration::{Format, Intake, Summary};
use crate::server::config::Config;
use crate::server::{self, Ctx};
use anyhow::Context as _;
use indicatif::{ProgressBar, ProgressStyle};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use tokio::io::{AsyncRead, AsyncReadExt as _};
use tokio::signal::unix::{SignalKind, signal};

/// What to import.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// File of case events, one JSON object a line; `-` reads standard input.
    file: PathBuf,
    /// Name of the system that the events come from. An event that was sent under the same name before is a duplicate.
    #[arg(long, default_value = "agency", value_parser = short_line)]
    source: String,
}

/// Imports, says what became of each line, and fails if any was refused.
///
/// # Errors
/// When the file cannot be read or the database refuses. What was committed before stays, and is counted first.
pub async fn run(config: Config, arguments: Arguments) -> anyhow::Result<ExitCode> {
    let ctx = server::open_for_command(config).await?;
    let outcome = import(&ctx, &arguments).await;
    ctx.db.close().await;
    let (summary, end) = outcome?;
    report(&summary)?;
    end.context("the rest was not taken in; what was is a duplicate when you run this again")?;
    Ok(if summary.rejected_total == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What was taken in, and whether that was all.
async fn import(ctx: &Ctx, arguments: &Arguments) -> anyhow::Result<(Summary, anyhow::Result<()>)> {
    let path = if arguments.file == Path::new("-") { Path::new("/dev/stdin") } else { &arguments.file };
    let named = || path.display().to_string();
    let file = tokio::fs::File::open(path).await.with_context(named)?;
    let about = file.metadata().await.with_context(named)?;
    // What comes through a pipe has no length.
    let bar = if about.is_file() { ProgressBar::new(about.len()) } else { ProgressBar::new_spinner() };
    let style = if bar.length().is_some() {
        "{bar:30} {bytes} of {total_bytes} · {bytes_per_sec} · {eta} left"
    } else {
        "{spinner} {bytes} · {bytes_per_sec}"
    };
    bar.set_style(ProgressStyle::with_template(style)?);
    let mut intake = Intake::new(ctx, &arguments.source, Format::Lines);
    let end = stream(&mut intake, file, &bar).await.with_context(named);
    bar.finish_and_clear();
    Ok((intake.summary().clone(), end))
}

async fn stream(intake: &mut Intake, mut from: impl AsyncRead + Unpin, bar: &ProgressBar) -> anyhow::Result<()> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let read = tokio::select! {
            read = from.read(&mut buffer) => read?,
            _ = interrupt.recv() => anyhow::bail!("interrupted"),
        };
        if read == 0 {
            break;
        }
        intake.push(buffer.get(..read).unwrap_or_default()).await.map_err(explained)??;
        bar.inc(u64::try_from(read)?);
    }
    let (_, end) = intake.finish().await.map_err(explained)?;
    Ok(end?)
}

fn report(summary: &Summary) -> anyhow::Result<()> {
    let mut errors = std::io::stderr().lock();
    for rejection in &summary.rejected {
        writeln!(errors, "line {}: {}: {}", rejection.line, rejection.field, rejection.reason)?;
    }
    let listed = u64::try_from(summary.rejected.len())?;
    if summary.rejected_total > listed {
        writeln!(errors, "and {} more", summary.rejected_total - listed)?;
    }
    println!(
        "accepted {}, duplicate {}, held {}, rejected {}",
        summary.accepted, summary.duplicate, summary.held, summary.rejected_total
    );
    Ok(())
}
