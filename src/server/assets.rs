//! The browser's files, as the build left them in the site folder.

use crate::app::BundlePaths;
use serde::Deserialize;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// Where the files are and which build is current.
#[derive(Clone, Debug)]
pub struct Assets {
    pub folder: PathBuf,
    pub bundle: BundlePaths,
    /// Chunks that each lazily loaded group of pages needs, for preload hints.
    pub chunks: HashMap<String, Vec<String>>,
}

#[derive(Deserialize)]
struct Manifest {
    build: String,
    #[serde(default)]
    chunks: HashMap<String, Vec<String>>,
}

/// The site folder is not one that the build made.
#[derive(Debug, thiserror::Error)]
#[error("{path}: {problem}; `make front` builds the browser's files, PORTICO_SITE_DIR says where they are")]
pub struct AssetsError {
    path: String,
    problem: String,
}

impl Assets {
    /// Reads the manifest of a site folder.
    ///
    /// # Errors
    /// When there is none or it is not understood.
    pub fn read(folder: &Path) -> Result<Self, AssetsError> {
        let path = folder.join("manifest.json");
        let error = |problem: String| AssetsError { path: path.display().to_string(), problem };
        let text = std::fs::read_to_string(&path).map_err(|e| error(e.to_string()))?;
        let manifest: Manifest = serde_json::from_str(&text).map_err(|e| error(e.to_string()))?;
        let bundle = BundlePaths { folder: format!("/pkg/{}", manifest.build) };
        Ok(Self { folder: folder.to_owned(), bundle, chunks: manifest.chunks })
    }

    /// No files: pages work as without JavaScript. For commands that serve none, and for tests of the server alone.
    #[must_use]
    pub fn none() -> Self {
        let bundle = BundlePaths { folder: "/pkg/none".to_owned() };
        Self { folder: PathBuf::from("target/site"), bundle, chunks: HashMap::new() }
    }
}
