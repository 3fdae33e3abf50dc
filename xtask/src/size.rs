//! `cargo xtask size`: the budget of what a person on a bad line must download before the first page is alive.
//!
//! Counted in thousands of bytes after brotli: the shell's code, the style sheet, the longest message catalogue, the
//! chunks of the front page, and an allowance for the page's own HTML, which only a running server can measure
//! (`make bench` does). Of the other groups of pages the table says what each adds to the shell.

use crate::{
    bundle::{LOADER, NAME},
    manifest::{Manifest, Served},
    tree::Tree,
};
use anyhow::{Result, bail};
use std::collections::BTreeMap;

const FIRST_PAGE: u64 = 200_000;
const CHUNK: u64 = 60_000;
const HTML: u64 = 5_000;
/// Group of the front page in `src/app/home.rs`.
const FRONT: &str = "front";

/// Prints the table and fails when a limit is passed.
pub fn check(tree: &Tree) -> Result<()> {
    let manifest = Manifest::read(tree)?;
    let mut faults = Vec::new();

    println!("build {}; sizes in kB: brotli (as they are)", manifest.build);
    let mut total = HTML;
    for file in manifest.files.iter().filter(|file| is_shell(&file.path)) {
        line(&file.path, file.brotli, Some(file.raw));
        total += file.brotli;
    }
    let catalogues = manifest.files.iter().filter(|file| file.path.starts_with("locales/"));
    if let Some(longest) = catalogues.max_by_key(|file| file.brotli) {
        line(&format!("{}, the longest", longest.path), longest.brotli, Some(longest.raw));
        total += longest.brotli;
    }
    line("HTML, allowance", HTML, None);

    let chunks = chunks(&manifest.files);
    for (name, file) in &chunks {
        line(&file.path, file.brotli, Some(file.raw));
        if file.brotli > CHUNK {
            faults.push(format!("chunk {name} is over {} kB", CHUNK / 1000));
        }
    }
    if !manifest.chunks.contains_key(FRONT) {
        bail!("size: no group of pages is named {FRONT}");
    }
    for (group, files) in &manifest.chunks {
        let size = files.iter().filter_map(|name| chunks.get(name.as_str())).map(|file| file.brotli).sum::<u64>();
        line(&format!("group {group}, all its chunks"), size, None);
        if group == FRONT {
            total += size;
        }
    }

    line("shell and front page", total, None);
    if total > FIRST_PAGE {
        faults.push(format!("the first page is over {} kB", FIRST_PAGE / 1000));
    }
    if faults.is_empty() {
        println!("size: within budget ({} kB for the first page, {} kB a chunk)", FIRST_PAGE / 1000, CHUNK / 1000);
        return Ok(());
    }
    bail!("size: {}", faults.join("; "))
}

/// What every page needs. Snippets are the JavaScript modules that Rust code brings along.
fn is_shell(path: &str) -> bool {
    let named = path.strip_prefix(NAME).is_some_and(|rest| matches!(rest, ".js" | ".wasm" | ".css"));
    named || path == LOADER || path.starts_with("snippets/")
}

/// Chunks by the stem under which lazy parts list them.
fn chunks(files: &[Served]) -> BTreeMap<&str, &Served> {
    files
        .iter()
        .filter(|file| !is_shell(&file.path))
        .filter_map(|file| Some((file.path.strip_suffix(".wasm")?, file)))
        .collect()
}

fn line(what: &str, size: u64, raw: Option<u64>) {
    let kilo = |bytes: u64| format!("{}.{}", bytes / 1000, bytes % 1000 / 100);
    let raw = raw.map(|raw| format!("({})", kilo(raw))).unwrap_or_default();
    println!("{:>9} {raw:>10}  {what}", kilo(size));
}
