//! Files that are served nearly as they are: `public/`, one message catalogue a language, and the worker of ALTCHA.

use crate::{step, tree::Tree};
use anyhow::{Context, Result};
use std::{fs, path::Path};

/// Copies `public/` whole.
pub fn public(tree: &Tree, output: &Path) -> Result<()> {
    let source = tree.path("public");
    for file in step::files(&source)? {
        let target = output.join(file.strip_prefix(&source)?);
        if let Some(directory) = target.parent() {
            fs::create_dir_all(directory)?;
        }
        fs::copy(&file, &target).with_context(|| format!("copying {}", file.display()))?;
    }
    Ok(())
}

/// Parts of a catalogue that no page shows: they would be downloaded with the first one for nothing.
const SERVERS_OWN: [&str; 1] = ["mail"];

/// Writes each catalogue without its white space and what only the server says, so that a browser downloads its own language
/// and no more.
pub fn locales(tree: &Tree, output: &Path) -> Result<()> {
    let source = tree.path("locales");
    let target = output.join("locales");
    fs::create_dir_all(&target)?;
    for file in step::files(&source)? {
        if file.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let read = fs::read(&file)?;
        let mut catalogue: serde_json::Map<String, serde_json::Value> =
            serde_json::from_slice(&read).with_context(|| format!("{} is no JSON object", file.display()))?;
        catalogue.retain(|part, _| !SERVERS_OWN.contains(&part.as_str()));
        fs::write(target.join(file.strip_prefix(&source)?), serde_json::to_vec(&catalogue)?)?;
    }
    Ok(())
}

/// Copies the worker under the name that the server tells browsers.
pub fn solver(tree: &Tree, output: &Path) -> Result<()> {
    let source = tree.solver();
    fs::copy(&source, output.join("solver.js")).with_context(|| format!("copying {}", source.display()))?;
    Ok(())
}
