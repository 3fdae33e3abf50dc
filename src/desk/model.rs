//! What crosses the wire.

use crate::access::Role;
use serde::{Deserialize, Serialize};

/// Who is signed in at the desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    pub name: String,
    pub role: Role,
}

/// Whose passkey an enrolment link makes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolment {
    pub name: String,
    pub email: String,
}
