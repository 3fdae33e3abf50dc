//! Smaller WebAssembly by Binaryen (`xtask/optimise.mjs`), smaller JavaScript by Terser.

use crate::{exec, step, tree::Tree};
use anyhow::Result;
use rayon::prelude::*;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Bytes below which a chunk gains nothing that is worth its time; there are dozens of these.
const SMALL: u64 = 4096;

/// What runs Binaryen.
pub fn script(tree: &Tree) -> PathBuf {
    tree.path("xtask/optimise.mjs")
}

/// Optimises every code file of the bundle in place.
pub fn all(tree: &Tree, bundle: &Path) -> Result<()> {
    let (mut code, mut scripts) = (Vec::new(), Vec::new());
    for file in step::files(bundle)? {
        match file.extension().and_then(|extension| extension.to_str()) {
            Some("wasm") => code.push((file.metadata()?.len(), file)),
            Some("js") => scripts.push(file),
            _ => {}
        }
    }
    code.retain(|(size, _)| *size >= SMALL);
    shares(code, rayon::current_num_threads()).par_iter().try_for_each(|files| {
        exec::quietly(Command::new("node").current_dir(tree.root()).arg(script(tree)).args(files))
    })?;
    scripts.par_iter().try_for_each(|file| {
        let options = ["--module", "--compress", "--mangle", "--output"];
        exec::quietly(Command::new(tree.npm("terser")).arg(file).args(options).arg(file))
    })
}

/// The files in so many lists of about the same size; none is empty.
fn shares(mut files: Vec<(u64, PathBuf)>, count: usize) -> Vec<Vec<PathBuf>> {
    files.sort_unstable_by(|a, b| b.cmp(a));
    let mut shares = vec![(0, Vec::new()); count];
    for (size, file) in files {
        if let Some((total, list)) = shares.iter_mut().min_by_key(|(total, _)| *total) {
            *total += size;
            list.push(file);
        }
    }
    shares.into_iter().map(|(_, list)| list).filter(|list: &Vec<_>| !list.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_shared_out_by_size_and_none_is_forgotten() {
        let files = |sizes: &[u64]| sizes.iter().map(|size| (*size, PathBuf::from(size.to_string()))).collect();
        let names = |shares: Vec<Vec<PathBuf>>| -> Vec<String> {
            shares
                .iter()
                .map(|list| list.iter().map(|name| name.to_string_lossy()).collect::<Vec<_>>().join(" "))
                .collect()
        };
        assert_eq!(names(shares(files(&[3, 9, 5, 2]), 2)), ["9", "5 3 2"]);
        assert_eq!(names(shares(files(&[7]), 2)), ["7"]);
        assert_eq!(names(shares(Vec::new(), 2)), [""; 0]);
    }
}
