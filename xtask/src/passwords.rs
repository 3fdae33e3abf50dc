//! `cargo xtask passwords FOLDER…`: makes `data/known-passwords.bin` of lists of passwords that are known to attackers, one a
//! line, in files that end in `.txt`. The lists stay where they are; `data/README.md` says which they were.
//!
//! What must stay true: `src/accounts/password.rs` reads the file, and makes a password's key in the same way.

use crate::tree::Tree;
use anyhow::{Context as _, Result, anyhow, ensure};
use sha2::{Digest as _, Sha256};
use std::fs;
use std::path::Path;
use walkdir::WalkDir;
use xorf::{BinaryFuse16, DmaSerializable as _, Filter as _};

/// Shorter ones no rule lets pass, in characters.
const SHORTEST: usize = 12;

pub fn make(tree: &Tree, folders: &[&str]) -> Result<()> {
    let mut keys = Vec::new();
    for folder in folders {
        for file in WalkDir::new(folder) {
            let file = file?;
            if file.path().extension().is_some_and(|end| end == "txt") {
                read(file.path(), &mut keys)?;
            }
        }
    }
    keys.sort_unstable();
    keys.dedup();
    ensure!(!keys.is_empty(), "no passwords of {SHORTEST} characters or more in {}", folders.join(" "));
    let filter = BinaryFuse16::try_from(&keys).map_err(|error| anyhow!("the filter cannot be made: {error}"))?;
    ensure!(keys.iter().all(|key| filter.contains(key)), "the filter has lost a password");
    let mut bytes = vec![0; BinaryFuse16::DESCRIPTOR_LEN];
    filter.dma_copy_descriptor_to(&mut bytes);
    bytes.extend_from_slice(filter.dma_fingerprints());
    let to = tree.path("data/known-passwords.bin");
    fs::write(&to, &bytes).with_context(|| format!("{} cannot be written", to.display()))?;
    println!("{} passwords in {} kB", keys.len(), bytes.len() / 1000);
    Ok(())
}

fn read(file: &Path, keys: &mut Vec<u64>) -> Result<()> {
    let bytes = fs::read(file).with_context(|| format!("{} cannot be read", file.display()))?;
    let lines = bytes.split(|byte| *byte == b'\n').filter_map(|line| std::str::from_utf8(line).ok());
    // A line of ours about where a list came from begins so; no list has a password that does.
    let passwords = lines.map(|line| line.trim_end_matches('\r')).filter(|line| !line.starts_with("# "));
    keys.extend(passwords.filter(|line| line.chars().count() >= SHORTEST).map(key));
    Ok(())
}

/// Capital letters make no difference.
fn key(password: &str) -> u64 {
    let hash = Sha256::digest(password.to_lowercase());
    hash.iter().take(8).rev().fold(0, |key, byte| key << 8 | u64::from(*byte))
}
