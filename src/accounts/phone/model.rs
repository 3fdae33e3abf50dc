//! What of a phone crosses the wire. A proved number is told by its last digits only.

use crate::types::WallTime;
use serde::{Deserialize, Serialize};

/// The page of the phone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhonePage {
    /// Whether the operator has text messages on.
    pub on: bool,
    /// Whether the account still lacks a way to sign in.
    pub setting_up: bool,
    /// Whether the last proof of identity still allows changes.
    pub fresh: bool,
    pub phone: Option<PhoneShown>,
    /// The number that waits for its first code, as it will be written to.
    pub waiting: Option<String>,
}

/// A proved phone as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhoneShown {
    pub ending: String,
    pub added: WallTime,
    pub last_used: Option<WallTime>,
}

/// That a code can be texted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextOffer {
    /// The last digits of the number.
    pub ending: String,
    /// Whether a code was sent to this browser that still counts.
    pub sent: bool,
}
