//! Where things are in the work tree.

use std::path::{Path, PathBuf};

/// The root of the repository; every path of the build starts here.
pub struct Tree {
    root: PathBuf,
}

impl Tree {
    /// The tree of the `cargo run` that started this program, else the one it was compiled in.
    pub fn find() -> Self {
        let manifest = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
        let manifest = PathBuf::from(manifest);
        Self { root: manifest.parent().unwrap_or(&manifest).to_path_buf() }
    }

    #[cfg(test)]
    pub fn at(root: &Path) -> Self {
        Self { root: root.to_path_buf() }
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    pub fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// A program installed by `npm ci`.
    pub fn npm(&self, program: &str) -> PathBuf {
        self.path("node_modules/.bin").join(program)
    }

    pub fn uswds(&self) -> PathBuf {
        self.path("node_modules/@uswds/uswds")
    }

    /// The worker that does proofs of work, as ALTCHA ships it.
    pub fn solver(&self) -> PathBuf {
        self.path("node_modules/altcha/dist/workers/pbkdf2.js")
    }

    /// What the server serves. Fixed, so that it finds it whatever `CARGO_TARGET_DIR` says.
    pub fn site(&self) -> PathBuf {
        self.path("target/site")
    }

    pub fn manifest(&self) -> PathBuf {
        self.site().join("manifest.json")
    }
}
