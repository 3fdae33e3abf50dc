//! What crosses the wire.

use crate::types::CivilDate;
use serde::{Deserialize, Serialize};

/// What we sent with a code. Holds nothing of whom it went to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckedMail {
    /// As it stood in the mail.
    pub subject: String,
    /// Language of the mail.
    pub lang: String,
    /// Day in the agency's zone.
    pub sent_on: CivilDate,
}
