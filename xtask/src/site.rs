//! `target/site/pkg`: every build under its own name.
//!
//! A build's name is a digest of its files, so their own names never change, references between them stay relative, and
//! all of it may be cached for ever. Builds that were replaced stay a week, for tabs that were opened before.

use crate::{
    bundle::{self, Chunks},
    compress,
    manifest::{Manifest, Served},
    step::{self, Inputs},
    tree::Tree,
};
use anyhow::{Context, Result};
use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

/// How long a tab that was opened before an upgrade can still load its pages.
const KEEP: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// 48 bits: the few builds of a week will not meet by chance.
const NAME_LENGTH: usize = 12;

/// Puts the outputs of all steps together and makes them the current build. `work` is scratch space.
pub fn publish(tree: &Tree, parts: &[PathBuf], chunks: Chunks, work: &Path) -> Result<()> {
    let files = gather(parts)?;
    let build = name(&files)?;
    let builds = tree.site().join("pkg");
    let directory = builds.join(&build);
    let last = Manifest::read(tree).ok().map(|manifest| manifest.build);
    if last.as_ref() == Some(&build) && directory.is_dir() {
        return Ok(());
    }

    fs::create_dir_all(&builds)?;
    if !directory.is_dir() {
        let fresh = work.join("publish");
        step::remove(&fresh)?;
        copy(&files, &fresh)?;
        fs::rename(&fresh, &directory)?;
    }
    let served = files.iter().filter(|file| !compress::is_sibling(&file.source)).map(Part::served);
    Manifest { build, chunks, files: served.collect::<Result<_>>()? }.write(tree)?;

    // A build's age counts from the day it was replaced.
    if let Some(replaced) = last.map(|build| builds.join(build)).filter(|directory| directory.is_dir()) {
        touch(&replaced)?;
    }
    prune(&builds, &directory)
}

#[expect(clippy::disallowed_methods, reason = "the age of a file is measured against the clock on the wall")]
fn touch(directory: &Path) -> Result<()> {
    File::open(directory)?.set_modified(SystemTime::now())?;
    Ok(())
}

/// One file of the build and the step's output it comes from.
struct Part {
    name: String,
    source: PathBuf,
}

impl Part {
    fn served(&self) -> Result<Served> {
        let raw = fs::metadata(&self.source)?.len();
        let brotli = fs::metadata(compress::sibling(&self.source, "br")).map_or(raw, |packed| packed.len());
        Ok(Served { path: self.name.clone(), raw, brotli })
    }
}

fn gather(parts: &[PathBuf]) -> Result<Vec<Part>> {
    let mut found = Vec::new();
    for part in parts {
        for source in step::files(part)? {
            let name = source.strip_prefix(part)?.to_string_lossy().into_owned();
            if name != bundle::CHUNKS {
                found.push(Part { name, source });
            }
        }
    }
    Ok(found)
}

fn name(files: &[Part]) -> Result<String> {
    let mut inputs = Inputs::default();
    for file in files {
        inputs = inputs.file(&file.name, &file.source)?;
    }
    Ok(inputs.digest()[..NAME_LENGTH].to_owned())
}

fn copy(files: &[Part], directory: &Path) -> Result<()> {
    for file in files {
        let target = directory.join(&file.name);
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::copy(&file.source, &target).with_context(|| format!("copying {}", file.source.display()))?;
    }
    Ok(())
}

fn prune(builds: &Path, current: &Path) -> Result<()> {
    for entry in fs::read_dir(builds)? {
        let entry = entry?;
        let age = entry.metadata()?.modified()?.elapsed().unwrap_or_default();
        if entry.path() != current && age > KEEP {
            step::remove(&entry.path())?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{KEEP, publish};
    use crate::{bundle::Chunks, manifest::Manifest, tree::Tree};
    use anyhow::Result;
    use std::{
        fs::{self, File},
        path::Path,
        time::{Duration, SystemTime},
    };

    /// Publishes a build of one file and gives its name.
    fn publish_file(root: &Path, content: &str) -> Result<String> {
        let part = root.join("part");
        fs::create_dir_all(&part)?;
        fs::write(part.join("portico.js"), content)?;
        let tree = Tree::at(root);
        publish(&tree, &[part], Chunks::new(), root)?;
        Ok(Manifest::read(&tree)?.build)
    }

    #[test]
    fn equal_files_are_the_same_build() -> Result<()> {
        let place = tempfile::tempdir()?;
        let first = publish_file(place.path(), "one")?;
        assert_ne!(publish_file(place.path(), "two")?, first);
        assert_eq!(publish_file(place.path(), "one")?, first);
        Ok(())
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "the age of a file is measured against the clock on the wall")]
    fn a_build_goes_a_week_after_it_was_replaced_and_not_before() -> Result<()> {
        let place = tempfile::tempdir()?;
        let builds = place.path().join("target/site/pkg");
        let first = builds.join(publish_file(place.path(), "one")?);
        let long_ago = SystemTime::now() - KEEP - Duration::from_secs(60);

        File::open(&first)?.set_modified(long_ago)?;
        let second = builds.join(publish_file(place.path(), "two")?);
        assert!(first.is_dir(), "an old build that was current until now stays");

        File::open(&first)?.set_modified(long_ago)?;
        let third = builds.join(publish_file(place.path(), "three")?);
        assert!(!first.exists());
        assert!(second.is_dir() && third.is_dir());
        Ok(())
    }
}
