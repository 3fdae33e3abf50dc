//! Smaller WebAssembly by Binaryen, smaller JavaScript by Terser.

use crate::{exec, step, tree::Tree};
use anyhow::Result;
use rayon::prelude::*;
use std::{path::Path, process::Command};

/// What rustc and wasm-bindgen may use. Named here because chunks carry no list of their own, and an unlisted feature
/// is an error rather than a surprise in somebody's browser.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// Bytes below which a chunk gains less than starting the optimiser costs; there are dozens of these.
const SMALL: u64 = 4096;

/// Optimises every code file of the bundle in place. A second pass finds what the first uncovered: one part in a hundred
/// after compression.
pub fn all(tree: &Tree, bundle: &Path) -> Result<()> {
    step::files(bundle)?.par_iter().try_for_each(|file| {
        match file.extension().and_then(|extension| extension.to_str()) {
            Some("wasm") if file.metadata()?.len() < SMALL => Ok(()),
            Some("wasm") => exec::quietly(
                Command::new(tree.npm("wasm-opt")).args(["-Oz", "-Oz"]).args(FEATURES).arg(file).arg("-o").arg(file),
            ),
            Some("js") => {
                let options = ["--module", "--compress", "--mangle", "--output"];
                exec::quietly(Command::new(tree.npm("terser")).arg(file).args(options).arg(file))
            }
            _ => Ok(()),
        }
    })
}
