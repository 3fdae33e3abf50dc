//! From one WebAssembly file to a shell and the chunks that are loaded with their pages.
//!
//! The split comes first and always: functions marked as lazy are imports until it has run, so a bundle made without it
//! does not start. It writes the shell, which wasm-bindgen then gives its JavaScript, and the finished chunks.

use anyhow::{Result, anyhow};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};
use wasm_bindgen_cli_support::Bindgen;

/// The stem of the shell's files.
pub const NAME: &str = "portico";
/// The module that loads chunks, found by the shell beside itself.
pub const LOADER: &str = "split.js";
/// Which files each lazy part needs, kept beside the bundle for the manifest; never served, so it has no extension.
pub const CHUNKS: &str = "chunks";

/// Lazy part to the stems of its files, in the form Leptos wants for its preload hints.
pub type Chunks = BTreeMap<String, BTreeSet<String>>;

/// Splits `wasm` and writes the whole bundle into `output`.
pub fn split(wasm: &[u8], output: &Path) -> Result<()> {
    let shell = output.join("shell.wasm");
    let link = format!("./{LOADER}");
    let main = format!("./{NAME}.js");
    let mut options = wasm_split_cli_support::Options::new(wasm);
    options.output_dir = output;
    options.main_out_path = &shell;
    options.link_name = &link;
    options.main_module = &main;
    let split = wasm_split_cli_support::transform(options).map_err(|report| anyhow!("{report:#}"))?;

    bind(&shell, output)?;
    fs::remove_file(&shell)?;
    fs::rename(output.join(format!("{NAME}_bg.wasm")), output.join(format!("{NAME}.wasm")))?;

    let chunks: Chunks =
        split.prefetch_map.into_iter().map(|(part, files)| (part, files.into_iter().collect())).collect();
    fs::write(output.join(CHUNKS), serde_json::to_vec(&chunks)?)?;
    Ok(())
}

fn bind(shell: &Path, output: &Path) -> Result<()> {
    Bindgen::new()
        .input_path(shell)
        .out_name(NAME)
        .web(true)?
        .typescript(false)
        // The page names the file, so the guess at its place is dead weight.
        .omit_default_module_path(true)
        // Chunks are linked to the shell by these exports, under their mangled names.
        .keep_lld_exports(true)
        .demangle(false)
        .generate(output)
}
