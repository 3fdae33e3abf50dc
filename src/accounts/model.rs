//! What crosses the wire. Nothing here holds a stored secret; what is shown once (a set-up key, fresh recovery codes)
//! is in types of its own.

use super::phone::TextOffer;
use crate::types::{CivilDate, SessionId, WallTime};
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecondFactors {
    pub passkeys: bool,
    pub authenticator: bool,
    pub recovery_codes: bool,
    pub text: Option<TextOffer>,
}

/// What a signed-in person can prove again with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaysToProve {
    /// For the browser's password manager.
    pub email: String,
    /// A password, and a code to go with it.
    pub password: bool,
    pub passkeys: bool,
    /// The code can come by text message: only where the phone is the one second factor.
    pub text: Option<TextOffer>,
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
    /// How many authenticator apps.
    pub apps: i64,
    pub phone: PhoneState,
    /// How many security questions are answered; `None` where there are none to answer.
    pub questions: Option<i64>,
    pub recovery_codes_left: i64,
    /// Fresh codes not yet confirmed as kept; shown to the session that made them only.
    pub fresh_codes: Vec<String>,
    /// When they were made.
    pub fresh_codes_made: Option<CivilDate>,
}

/// Where the phone stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PhoneState {
    /// None, and the operator has text messages off.
    NotOffered,
    Absent,
    /// By its last digits.
    Proved(String),
    /// As [`Self::Proved`], but text messages are off: it is no way in now.
    Unusable(String),
}

/// What a person may read and change about themselves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    pub given_name: String,
    pub family_name: String,
    pub email: String,
    pub date_of_birth: CivilDate,
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
