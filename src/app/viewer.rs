//! What every page knows of who looks at it. Sent with the page, so that the browser renders the same header.

use serde::{Deserialize, Serialize};

/// Holds no personal data.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewer {
    pub standing: Signed,
    /// Newest row of the change feed when the page was rendered; the live stream goes on from it.
    pub cursor: i64,
    /// Whether this installation shows synthetic data.
    pub demo: bool,
}

/// Whether somebody is signed in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Signed {
    #[default]
    Out,
    /// In, but without a way to sign in again yet.
    SettingUp,
    In,
}
