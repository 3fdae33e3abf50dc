//! What crosses the wire.

use crate::types::WallTime;
use serde::{Deserialize, Serialize};

/// Where a request came from, as coarsely as its owner needs to recognise it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The first three numbers of an IPv4 address, the first 48 bits of an IPv6 one.
    pub network: String,
    /// Browser and system, as [`super::Device`] writes them.
    pub agent: String,
}

/// A part of somebody's activity, the newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivityPage {
    /// The topic that was asked for; empty for all but views.
    pub kind: String,
    /// Topics that may be asked for.
    pub kinds: Vec<String>,
    pub rows: Vec<ActivityRow>,
    /// Where the next part begins, if there is one.
    pub older: Option<i64>,
    /// Whether the reader proved shortly ago who they are, as a download wants it.
    pub fresh: bool,
}

/// One act, in the words of the catalogues.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivityRow {
    pub number: i64,
    pub at: WallTime,
    pub act: String,
    pub refused: bool,
    /// By somebody who had not proved who they are.
    pub stranger: bool,
    pub factor: Option<String>,
    pub limit: Option<String>,
    pub fields: Vec<String>,
    /// Other browsers that were signed out by it.
    pub sessions: i64,
    /// Names of browser and system, where they are known.
    pub browser: Option<String>,
    pub system: Option<String>,
    pub network: String,
    /// Whether the person can say that it was not them.
    pub disownable: bool,
}
