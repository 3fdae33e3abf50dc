//! Brotli and gzip siblings, made once here so that the server never compresses a file.

use crate::step;
use anyhow::Result;
use flate2::{Compression, write::GzEncoder};
use rayon::prelude::*;
use std::{
    ffi::OsString,
    fs,
    io::Write,
    path::{Path, PathBuf},
};

/// Fonts and photographs are compressed in themselves.
const COMPRESSIBLE: [&str; 9] = ["css", "html", "ico", "js", "json", "svg", "txt", "wasm", "webmanifest"];

/// 4 MiB, longer than any file here.
const WINDOW: u32 = 22;
const BEST: u32 = 11;

/// Puts the siblings beside every file of `directory` that gains by it.
pub fn siblings(directory: &Path) -> Result<()> {
    step::files(directory)?.par_iter().filter(|file| is_compressible(file)).try_for_each(|file| {
        let plain = fs::read(file)?;
        for (suffix, packed) in [("br", brotli(&plain)?), ("gz", gzip(&plain)?)] {
            if packed.len() < plain.len() {
                fs::write(sibling(file, suffix), packed)?;
            }
        }
        Ok(())
    })
}

/// `portico.js` to `portico.js.br`.
pub fn sibling(file: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(file);
    name.push(".");
    name.push(suffix);
    PathBuf::from(name)
}

pub fn is_sibling(file: &Path) -> bool {
    file.extension().is_some_and(|extension| extension == "br" || extension == "gz")
}

fn is_compressible(file: &Path) -> bool {
    file.extension().and_then(|extension| extension.to_str()).is_some_and(|extension| COMPRESSIBLE.contains(&extension))
}

fn brotli(plain: &[u8]) -> Result<Vec<u8>> {
    let mut packed = brotli::CompressorWriter::new(Vec::new(), plain.len().max(1), BEST, WINDOW);
    packed.write_all(plain)?;
    Ok(packed.into_inner())
}

fn gzip(plain: &[u8]) -> Result<Vec<u8>> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(plain)?;
    Ok(packed.finish()?)
}
