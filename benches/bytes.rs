//! What a browser downloads before the front page is alive: its HTML as the program sends it, and the files of the
//! build that it names, as the manifest counts them. Fonts and icons come later and change nothing.

use crate::load::get;
use crate::program::{Server, site};
use crate::table::{Row, Unit};
use anyhow::Result;
use serde::Deserialize;
use std::path::Path;

const FIRST_PAGE: f64 = 200.0;
const CHUNK: f64 = 60.0;
/// The only WASM that is no chunk.
const SHELL: &str = "portico.wasm";

#[derive(Deserialize)]
struct Manifest {
    /// Folder of the files.
    build: String,
    files: Vec<Served>,
}

#[derive(Deserialize)]
struct Served {
    path: String,
    brotli: u32,
}

pub async fn measure() -> Result<Vec<Row>> {
    let manifest: Manifest = serde_json::from_slice(&std::fs::read(site().join("manifest.json"))?)?;
    let folder = tempfile::tempdir()?;
    let server = Server::start("serve", folder.path(), &[]).await?;
    let html = server.page(&get("/en/", "Accept-Encoding: br\r\n")).await?;

    let text = String::from_utf8(server.page(&get("/en/", "")).await?)?;
    let counts = |file: &&Served| {
        let code = ["js", "wasm", "css", "json"].contains(&kind(file));
        code && (file.path.starts_with("snippets/") || text.contains(&format!("{}/{}", manifest.build, file.path)))
    };
    let named: u32 = manifest.files.iter().filter(counts).map(|file| file.brotli).sum();
    let wasm = manifest.files.iter().filter(|file| kind(file) == "wasm" && file.path != SHELL);
    let largest = wasm.map(|file| file.brotli).max().unwrap_or(0);
    let total = named + u32::try_from(html.len())?;

    let kilo = |bytes: u32| f64::from(bytes) / 1000.0;
    Ok(vec![
        Row::at_most(
            "Shell and first page (HTML, CSS, JS, WASM, texts), brotli",
            kilo(total),
            FIRST_PAGE,
            Unit::Kilobytes,
        ),
        Row::at_most("Largest chunk of pages, brotli", kilo(largest), CHUNK, Unit::Kilobytes),
    ])
}

fn kind(file: &Served) -> &str {
    Path::new(&file.path).extension().and_then(|kind| kind.to_str()).unwrap_or_default()
}
