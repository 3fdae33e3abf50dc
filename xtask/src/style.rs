//! One style sheet, and the fonts and pictures it names.

use crate::{exec, tree::Tree};
use anyhow::{Context, Result, bail};
use std::{
    collections::BTreeSet,
    fs,
    path::{Component, Path, PathBuf},
    process::Command,
};

const SHEET: &str = "portico.css";

/// Compiles `style/portico.scss` and copies what it refers to beside it.
pub fn build(tree: &Tree, output: &Path) -> Result<()> {
    let sheet = output.join(SHEET);
    exec::quietly(
        Command::new(tree.npm("sass"))
            .args(["--style=compressed", "--no-source-map", "--quiet-deps", "--load-path"])
            .arg(tree.uswds().join("packages"))
            .arg(tree.path("style/portico.scss"))
            .arg(&sheet),
    )?;
    let css = fs::read_to_string(&sheet)?;
    let sources = [tree.path("style"), tree.uswds().join("dist")];
    for name in references(&css) {
        copy(&name, &sources, output)?;
    }
    Ok(())
}

/// A reference is found under `style/` or, under the same name, in what USWDS ships.
fn copy(name: &Path, sources: &[PathBuf], output: &Path) -> Result<()> {
    // `..` would leave the build's own directory, where nothing is copied.
    if name.components().any(|part| !matches!(part, Component::Normal(_))) {
        bail!("{SHEET} refers to {}; only paths below the style sheet are served", name.display());
    }
    let source = sources
        .iter()
        .map(|directory| directory.join(name))
        .find(|file| file.is_file())
        .with_context(|| format!("{SHEET} refers to {}, which is in neither style/ nor USWDS", name.display()))?;
    let target = output.join(name);
    if let Some(directory) = target.parent() {
        fs::create_dir_all(directory)?;
    }
    fs::copy(&source, &target).with_context(|| format!("copying {}", source.display()))?;
    Ok(())
}

/// The files named by `url(…)`, without those that are inline, absolute or elsewhere.
fn references(css: &str) -> BTreeSet<PathBuf> {
    css.split("url(")
        .skip(1)
        .filter_map(|rest| rest.split(')').next())
        .map(|url| url.trim_matches(['"', '\'', ' ']))
        .filter(|url| !url.is_empty() && !url.starts_with(['/', '#']) && !url.contains(':'))
        .filter_map(|url| url.split(['?', '#']).next())
        .map(PathBuf::from)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::references;

    #[test]
    fn only_relative_files_are_references() {
        let css =
            "a{b:url(fonts/x.woff2?v=1)}c{d:url('img/y.svg#z')}e{f:url(data:image/png;base64,AA==)}g{h:url(/z.png)}";
        let found: Vec<_> = references(css).into_iter().map(|path| path.display().to_string()).collect();
        assert_eq!(found, ["fonts/x.woff2", "img/y.svg"]);
    }
}
