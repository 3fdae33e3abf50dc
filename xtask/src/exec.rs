//! Running other programs.

use anyhow::{Context, Result, bail};
use std::{
    io::Write,
    process::{Command, Output, Stdio},
    time::Instant,
};

/// Says what is being done, does it, says how long it took.
pub fn announced<T>(what: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let start = Instant::now();
    eprint!("{what} … ");
    let done = work().with_context(|| what.to_owned())?;
    eprintln!("{:.1} s", start.elapsed().as_secs_f32());
    Ok(done)
}

/// Runs to the end; what it printed is shown only when it failed.
pub fn quietly(command: &mut Command) -> Result<()> {
    let output = command.stdin(Stdio::null()).output().with_context(|| missing(command))?;
    if output.status.success() {
        return Ok(());
    }
    show(&output)?;
    bail!("{} failed: {}", name(command), output.status)
}

/// Runs to the end and gives its standard output; its messages go straight to the terminal.
pub fn output(command: &mut Command) -> Result<Vec<u8>> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::inherit()).output().with_context(|| missing(command))?;
    if !output.status.success() {
        bail!("{} failed: {}", name(command), output.status);
    }
    Ok(output.stdout)
}

fn show(output: &Output) -> Result<()> {
    let mut stderr = std::io::stderr().lock();
    stderr.write_all(&output.stdout)?;
    stderr.write_all(&output.stderr)?;
    Ok(())
}

fn name(command: &Command) -> String {
    command.get_program().to_string_lossy().into_owned()
}

fn missing(command: &Command) -> String {
    format!("cannot start {}; `make front` installs what it needs", name(command))
}
