//! Builds the browser half of Portico and keeps it within its size.
//!
//! `cargo xtask front` leaves everything a browser downloads in `target/site/pkg/<build>/`, described by
//! `target/site/manifest.json`; `cargo xtask size` fails when it outgrew its budget; `cargo xtask dev` rebuilds and
//! restarts on change; `cargo xtask passwords` makes the filter of known passwords anew. Nothing here is linked into the program that is served.

mod assets;
mod bundle;
mod compile;
mod compress;
mod dev;
mod exec;
mod front;
mod manifest;
mod optimise;
mod passwords;
mod profile;
mod site;
mod size;
mod step;
mod style;
mod tree;

use anyhow::{Result, bail};
use profile::Profile;
use std::process::ExitCode;
use tree::Tree;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        // Not returned from here: that would print where in this program it arose, which helps nobody.
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let tree = Tree::find();
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["front"] => front::build(&tree, Profile::Release),
        ["front", "--dev"] => front::build(&tree, Profile::Dev),
        ["size"] => size::check(&tree),
        ["dev"] => dev::watch(&tree),
        ["passwords", ref folders @ ..] => passwords::make(&tree, folders),
        _ => bail!("usage: cargo xtask front [--dev] | size | dev | passwords FOLDER…"),
    }
}
