//! `cargo xtask dev`: rebuild and restart on change; open pages then load themselves again.

use crate::{front, profile::Profile, tree::Tree};
use anyhow::{Context, Result, bail};
use notify::{Event, RecursiveMode, Watcher};
use std::{
    process::{Child, Command},
    sync::mpsc::{Receiver, channel},
    time::Duration,
};

/// What the program is made of.
const WATCHED: [&str; 6] = ["src", "style", "locales", "public", "migrations", "data"];
/// Editors save several files in a burst, and version control many.
const QUIET: Duration = Duration::from_millis(200);

/// Builds, serves, and starts over whenever something watched changed. Ends, with the server, when interrupted.
pub fn watch(tree: &Tree) -> Result<()> {
    let (sender, changes) = channel();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
        // The build itself opens and reads these files; only writing to them counts.
        if event.is_ok_and(|event| !event.kind.is_access()) {
            // The receiver lives as long as the loop below, that is, as long as the process.
            let _ = sender.send(());
        }
    })?;
    for directory in WATCHED.iter().map(|name| tree.path(name)).filter(|directory| directory.is_dir()) {
        watcher.watch(&directory, RecursiveMode::Recursive)?;
    }

    let mut server = Server(None);
    loop {
        // The old server keeps answering while the new one is built, and after a build that failed.
        match build(tree) {
            Ok(()) => server.restart(tree)?,
            Err(error) => eprintln!("dev: {error:#}; waiting for the next change"),
        }
        wait(&changes)?;
    }
}

fn build(tree: &Tree) -> Result<()> {
    front::build(tree, Profile::Dev)?;
    let status = Command::new(env!("CARGO"))
        .current_dir(tree.root())
        .args(["build", "--features", "ssr", "--bin", "portico"])
        .status()
        .context("starting cargo")?;
    if status.success() { Ok(()) } else { bail!("the server does not build") }
}

/// Waits for a change, and then until no more follow it.
fn wait(changes: &Receiver<()>) -> Result<()> {
    changes.recv().context("watching the files")?;
    while changes.recv_timeout(QUIET).is_ok() {}
    eprintln!("dev: changed, building again");
    Ok(())
}

/// The running program, stopped when it is replaced or this one ends.
struct Server(Option<Child>);

impl Server {
    fn restart(&mut self, tree: &Tree) -> Result<()> {
        self.stop();
        let program = tree.path("target/debug/portico");
        let child = Command::new(&program).args(["demo", "--reload"]).current_dir(tree.root()).spawn();
        self.0 = Some(child.with_context(|| format!("starting {}", program.display()))?);
        Ok(())
    }

    fn stop(&mut self) {
        if let Some(mut child) = self.0.take() {
            // Both fail only for a child that has ended by itself, which is what is wanted.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}
