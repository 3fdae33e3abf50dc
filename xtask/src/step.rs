//! A step of the build that is skipped while its inputs stay the same.
//!
//! Inputs are compared by content, never by time, so a fresh clone or a touched file costs nothing.

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use std::{fs, path::Path};
use walkdir::WalkDir;

/// A digest of everything a step reads. Each part carries its name and length: no two lists of parts look alike.
#[derive(Default)]
pub struct Inputs(Sha256);

impl Inputs {
    /// Starts with this very program: a changed recipe remakes everything.
    pub fn of_this_program() -> Result<Self> {
        let program = std::env::current_exe().context("where this program is")?;
        Self::default().file("xtask", &program)
    }

    pub fn bytes(mut self, name: &str, bytes: &[u8]) -> Self {
        for part in [name.as_bytes(), bytes] {
            self.0.update((part.len() as u64).to_le_bytes());
            self.0.update(part);
        }
        self
    }

    pub fn file(self, name: &str, path: &Path) -> Result<Self> {
        let bytes = fs::read(path).with_context(|| format!("reading {}", path.display()))?;
        Ok(self.bytes(name, &bytes))
    }

    /// Every file below `directory`, or nothing if there is no such directory.
    pub fn tree(mut self, directory: &Path) -> Result<Self> {
        for path in files(directory)? {
            let name = path.strip_prefix(directory).unwrap_or(&path).to_string_lossy().into_owned();
            self = self.file(&name, &path)?;
        }
        Ok(self)
    }

    pub fn digest(self) -> String {
        hex(&self.0.finalize())
    }
}

/// Fills `output` by `make` unless the same inputs already did. A step that fails leaves the last good output alone.
pub fn cached(output: &Path, inputs: Inputs, make: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
    let digest = inputs.digest();
    let stamp = output.with_extension("stamp");
    if output.is_dir() && fs::read_to_string(&stamp).is_ok_and(|last| last == digest) {
        return Ok(());
    }
    let fresh = output.with_extension("new");
    remove(&fresh)?;
    fs::create_dir_all(&fresh)?;
    make(&fresh)?;
    // The stamp goes first: whenever this is interrupted, no stamp stands beside an output that is not its own.
    if stamp.exists() {
        fs::remove_file(&stamp)?;
    }
    remove(output)?;
    fs::rename(&fresh, output)?;
    fs::write(&stamp, digest)?;
    Ok(())
}

/// All files below `directory`, sorted; none if it does not exist.
pub fn files(directory: &Path) -> Result<Vec<std::path::PathBuf>> {
    if !directory.exists() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for entry in WalkDir::new(directory).sort_by_file_name() {
        let entry = entry?;
        if entry.file_type().is_file() {
            found.push(entry.into_path());
        }
    }
    Ok(found)
}

pub fn remove(directory: &Path) -> Result<()> {
    if directory.exists() {
        fs::remove_dir_all(directory).with_context(|| format!("removing {}", directory.display()))?;
    }
    Ok(())
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::{Inputs, cached};
    use anyhow::{Result, bail};
    use std::fs;

    #[test]
    fn parts_cannot_run_into_each_other() {
        let one = Inputs::default().bytes("ab", b"c").digest();
        let other = Inputs::default().bytes("a", b"bc").digest();
        assert_ne!(one, other);
    }

    #[test]
    fn a_step_runs_again_only_when_its_inputs_change() -> Result<()> {
        let place = tempfile::tempdir()?;
        let output = place.path().join("step");
        let mut runs = 0;
        for input in ["one", "one", "two"] {
            cached(&output, Inputs::default().bytes("input", input.as_bytes()), |output| {
                runs += 1;
                Ok(fs::write(output.join("made"), input)?)
            })?;
        }
        assert_eq!((runs, fs::read_to_string(output.join("made"))?.as_str()), (2, "two"));
        Ok(())
    }

    #[test]
    fn a_step_that_fails_leaves_its_last_output_and_is_tried_again() -> Result<()> {
        let place = tempfile::tempdir()?;
        let output = place.path().join("step");
        let inputs = |text: &str| Inputs::default().bytes("input", text.as_bytes());
        cached(&output, inputs("good"), |output| Ok(fs::write(output.join("made"), "good")?))?;
        assert!(cached(&output, inputs("bad"), |_| bail!("no")).is_err());
        assert_eq!(fs::read_to_string(output.join("made"))?, "good");
        let mut ran = false;
        cached(&output, inputs("bad"), |_| {
            ran = true;
            Ok(())
        })?;
        assert!(ran);
        Ok(())
    }
}
