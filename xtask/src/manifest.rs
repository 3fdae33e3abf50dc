//! `target/site/manifest.json`: which build is current and what is in it.

use crate::{bundle::Chunks, tree::Tree};
use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use std::fs;

#[derive(Serialize, Deserialize)]
pub struct Manifest {
    /// The directory below `target/site/pkg/`.
    pub build: String,
    /// Lazy part to the stems of the chunks it needs, for preload hints.
    pub chunks: Chunks,
    pub files: Vec<Served>,
}

/// One file and what it costs to download.
#[derive(Serialize, Deserialize)]
pub struct Served {
    /// Below the build's directory, with forward slashes.
    pub path: String,
    pub raw: u64,
    /// As large as `raw` for a file that has no compressed sibling.
    pub brotli: u64,
}

impl Manifest {
    pub fn read(tree: &Tree) -> Result<Self> {
        let path = tree.manifest();
        let text = fs::read(&path).with_context(|| format!("reading {}; `make front` writes it", path.display()))?;
        serde_json::from_slice(&text).with_context(|| format!("{} is damaged", path.display()))
    }

    /// Replaces the file in one move, since a server may be reading it.
    pub fn write(&self, tree: &Tree) -> Result<()> {
        let path = tree.manifest();
        let fresh = path.with_extension("new");
        fs::write(&fresh, serde_json::to_vec_pretty(self)?)?;
        fs::rename(&fresh, &path)?;
        Ok(())
    }
}
