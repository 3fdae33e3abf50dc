//! Smaller WebAssembly by Binaryen.

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

/// Optimises every WebAssembly file of the bundle in place.
pub fn all(tree: &Tree, bundle: &Path) -> Result<()> {
    step::files(bundle)?
        .par_iter()
        .filter(|file| file.extension().is_some_and(|extension| extension == "wasm"))
        .try_for_each(|file| {
            exec::quietly(Command::new(tree.npm("wasm-opt")).arg("-Oz").args(FEATURES).arg(file).arg("-o").arg(file))
        })
}
