//! The two ways the browser half is built.

/// `Release` is what people download; `Dev` trades size for a short wait.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    Release,
    Dev,
}

impl Profile {
    /// The cargo profile in `Cargo.toml`.
    pub fn cargo(self) -> &'static str {
        match self {
            Self::Release => "wasm-release",
            // Shared with tests, so that macros and build scripts are compiled once.
            Self::Dev => "dev",
        }
    }

    /// Whether to spend time on making files smaller.
    pub fn shrinks(self) -> bool {
        self == Self::Release
    }
}
