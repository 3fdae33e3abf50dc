//! Staff and what each role may do. A person's session is nothing here, and a staff session nothing anywhere else.

use crate::audit::Origin;
use crate::error::{AppError, AppResult};
use crate::types::{SessionId, StaffId};
use serde::{Deserialize, Serialize};

/// Somebody of the agency acting through one session of the desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffActor {
    pub staff: StaffId,
    pub session: SessionId,
    pub name: String,
    pub role: Role,
    pub origin: Origin,
}

/// What somebody works as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Support,
    Supervisor,
}

/// What can be done at the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeskAct {
    /// See the requests to recover an account, and which facts were right.
    ReadRequests,
    /// Approve or decline one.
    Decide,
    /// Stop one that two have approved.
    StopWaiting,
}

impl Role {
    pub const ALL: [Self; 2] = [Self::Support, Self::Supervisor];

    /// As it is stored, typed at the command line and named in the catalogues.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Support => "support",
            Self::Supervisor => "supervisor",
        }
    }

    /// `None` for a role that this version does not know.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == word)
    }

    /// The whole policy.
    #[must_use]
    pub fn may(self, act: DeskAct) -> bool {
        match (self, act) {
            (Self::Support | Self::Supervisor, DeskAct::ReadRequests | DeskAct::Decide)
            | (Self::Supervisor, DeskAct::StopWaiting) => true,
            (Self::Support, DeskAct::StopWaiting) => false,
        }
    }
}

impl StaffActor {
    /// # Errors
    /// [`AppError::Forbidden`] when the role does not allow it.
    pub fn may(&self, act: DeskAct) -> AppResult<()> {
        if self.role.may(act) { Ok(()) } else { Err(AppError::Forbidden) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_support_agent_decides_and_only_a_supervisor_stops_what_two_have_approved() {
        for (role, act, allowed) in [
            (Role::Support, DeskAct::ReadRequests, true),
            (Role::Support, DeskAct::Decide, true),
            (Role::Support, DeskAct::StopWaiting, false),
            (Role::Supervisor, DeskAct::ReadRequests, true),
            (Role::Supervisor, DeskAct::Decide, true),
            (Role::Supervisor, DeskAct::StopWaiting, true),
        ] {
            assert_eq!(role.may(act), allowed, "{role:?} {act:?}");
        }
        assert_eq!(Role::parse("administrator"), None);
    }
}
