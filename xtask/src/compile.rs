//! The browser half, from Rust to one WebAssembly file with its relocations.

use crate::{exec, profile::Profile, tree::Tree};
use anyhow::{Context, Result};
use serde::Deserialize;
use std::{path::PathBuf, process::Command};

/// One line of cargo's JSON output; lines of other kinds have neither field.
#[derive(Deserialize)]
struct Message {
    #[serde(default)]
    filenames: Vec<PathBuf>,
}

/// Compiles the library for the browser and says where cargo put it.
pub fn wasm(tree: &Tree, profile: Profile) -> Result<PathBuf> {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo
        .current_dir(tree.root())
        .args(["build", "--lib", "--features", "hydrate", "--target", "wasm32-unknown-unknown"])
        .args(["--profile", profile.cargo(), "--message-format", "json-render-diagnostics"]);
    // Either would replace the flags of `.cargo/config.toml` as a whole, and without relocations nothing can be split.
    for variable in ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS"] {
        cargo.env_remove(variable);
    }
    let messages = exec::output(&mut cargo)?;
    messages
        .split(|byte| *byte == b'\n')
        .filter_map(|line| serde_json::from_slice::<Message>(line).ok())
        .flat_map(|message| message.filenames)
        .rfind(|file| file.extension().is_some_and(|extension| extension == "wasm"))
        .context("cargo named no .wasm file")
}
