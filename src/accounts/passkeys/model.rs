//! What of a passkey crosses the wire.

use crate::types::WallTime;
use serde::{Deserialize, Serialize};
use std::str::FromStr;
use uuid::Uuid;

/// One stored passkey; not the credential's own id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::Type), sqlx(transparent))]
pub struct PasskeyId(pub Uuid);

impl FromStr for PasskeyId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

/// A challenge for the browser's authenticator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Challenge {
    /// Token under which the server keeps its side; sent back with the answer.
    pub ceremony: String,
    /// `PublicKeyCredentialCreationOptionsJSON` or `…RequestOptionsJSON`.
    pub options: String,
}

/// What the browser answers to a [`Challenge`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    pub ceremony: String,
    /// JSON of the `PublicKeyCredential`.
    pub credential: String,
}

/// How the browser asks for a passkey.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// The person pressed the button.
    Button,
    /// The browser offers passkeys in the e-mail field, as long as the page is open.
    Autofill,
}

/// One passkey as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasskeySummary {
    pub id: PasskeyId,
    pub name: String,
    pub created: WallTime,
    pub last_used: Option<WallTime>,
    /// Copied to the person's other devices, so that losing one loses nothing.
    pub backed_up: bool,
}

/// All passkeys of a person, oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passkeys {
    pub passkeys: Vec<PasskeySummary>,
    /// Whether one more may be added.
    pub room: bool,
    pub advice: Option<Advice>,
}

/// What somebody should add whose account hangs on one thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Advice {
    /// There is one way to sign in.
    SecondWay,
    /// The only passkey is on one device.
    SecondPasskey,
}
