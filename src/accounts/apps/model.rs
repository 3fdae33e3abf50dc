//! What of an authenticator app crosses the wire.

use crate::types::WallTime;
use serde::{Deserialize, Serialize};
use std::str::FromStr;
use uuid::Uuid;

/// One app of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::Type), sqlx(transparent))]
pub struct AppId(pub Uuid);

impl FromStr for AppId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

/// One app as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppSummary {
    pub id: AppId,
    /// Empty for one that was added before apps had names.
    pub name: String,
    pub added: WallTime,
    pub last_used: Option<WallTime>,
}

/// The page of authenticator apps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Apps {
    /// Whether the account still lacks a way to sign in.
    pub setting_up: bool,
    /// Whether the last proof of identity still allows changes.
    pub fresh: bool,
    /// Oldest first.
    pub apps: Vec<AppSummary>,
    /// Whether one more may be added.
    pub room: bool,
    /// What waits for its first code.
    pub waiting: Option<AuthenticatorSetup>,
}

/// What an authenticator app needs to know, once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthenticatorSetup {
    /// Base 32 in groups of four, for typing.
    pub key: String,
    /// `otpauth:` address, for an app on the same device.
    pub address: String,
    pub qr: QrCode,
}

/// A QR code as a path of squares in a square of `size` units, the quiet margin included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QrCode {
    pub size: u32,
    pub path: String,
}
