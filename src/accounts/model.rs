//! What crosses the wire. Nothing here holds a stored secret; what is shown once (a set-up key, fresh recovery codes)
//! is in types of its own.

use crate::types::{SessionId, WallTime};
use serde::{Deserialize, Serialize};

/// What the link of a mailbox proof opens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ProofPurpose {
    /// Make an account for the proved address.
    NewAccount { email: String },
    /// Go on with an account that has no way to sign in yet.
    Continue { email: String },
}

/// A country to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Country {
    /// ISO 3166-1 alpha-2.
    pub code: String,
    pub name: String,
}

/// What the page behind a mailbox proof shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProofPage {
    pub purpose: ProofPurpose,
    /// By name, in the page's language.
    pub countries: Vec<Country>,
}

/// Second factors that a person has to answer a right password with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecondFactors {
    pub passkeys: bool,
    pub authenticator: bool,
    pub recovery_codes: bool,
}

/// What a signed-in person can prove again with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaysToProve {
    /// For the browser's password manager.
    pub email: String,
    /// A password, and a code to go with it.
    pub password: bool,
    pub passkeys: bool,
}

/// The page of ways to sign in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecurityOverview {
    /// Whether the account still lacks a way to sign in.
    pub setting_up: bool,
    /// Whether the last proof of identity still allows changes.
    pub fresh: bool,
    pub email: String,
    pub password: bool,
    pub authenticator: AuthenticatorState,
    pub recovery_codes_left: i64,
    /// Fresh codes not yet confirmed as kept; shown to the session that made them only.
    pub fresh_codes: Vec<String>,
}

/// Where the authenticator app stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AuthenticatorState {
    Absent,
    /// Waits for its first code.
    Pending(AuthenticatorSetup),
    Active,
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

/// What a person may read and change about themselves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    pub given_name: String,
    pub family_name: String,
    pub email: String,
    pub date_of_birth: crate::types::CivilDate,
    pub country_of_birth: String,
    pub address: String,
    pub phone: String,
    pub document_number: String,
    pub language: String,
    pub time_zone: String,
    /// Zones to choose from.
    pub time_zones: Vec<String>,
    /// Whether the last proof of identity is recent enough to change the address and the document number.
    pub fresh: bool,
}

/// One signed-in browser, as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionSummary {
    pub id: SessionId,
    /// What the browser says that it is, where that is one people know.
    pub browser: Option<String>,
    pub system: Option<String>,
    /// The first part of the address.
    pub network: String,
    /// Whether the person said that others use this computer, too.
    pub shared: bool,
    pub first_seen: WallTime,
    pub last_seen: WallTime,
    /// Whether it is the one that asks.
    pub this: bool,
}
