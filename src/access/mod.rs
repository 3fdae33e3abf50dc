//! Who acts and what they may touch. A lookup takes the [`Actor`] and returns a token that the data layer demands;
//! forgetting the check does not compile.

#[cfg(feature = "ssr")]
mod case_access;
mod staff;

#[cfg(feature = "ssr")]
pub use case_access::CaseAccess;
pub use staff::{DeskAct, Role, StaffActor};

use crate::audit::Origin;
use crate::error::{AppError, AppResult};
use crate::types::{MINUTE, Millis, PersonId, SessionId};

/// How long a proved factor is fresh enough to change ways to sign in, addresses and the like.
pub const STEP_UP: Millis = 15 * MINUTE;

/// A signed-in person acting through one session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    pub person: PersonId,
    pub session: SessionId,
    pub standing: Standing,
    pub computer: Computer,
    /// When a factor was last proved; step-up compares it with now.
    pub proved_at: Millis,
    /// When the person's session before this one was last used; `None` on the first visit.
    pub previous_visit: Option<Millis>,
    /// IANA zone that the person reads times in.
    pub time_zone: String,
    /// Of the request; where no request is at hand, of the one that began the session.
    pub origin: Origin,
}

impl Actor {
    /// This actor, if set-up is behind them. Everything but the set-up itself asks this: somebody who is still setting
    /// up cannot sign in yet, so to the rest of the program nobody is signed in.
    pub fn full(self) -> AppResult<Self> {
        match self.standing {
            Standing::Full => Ok(self),
            Standing::SettingUp => Err(AppError::Unauthenticated),
        }
    }

    /// [`AppError::StepUp`] when the last proof of a factor is too old. Somebody who is setting up has no factor to
    /// prove again and may go on.
    pub fn fresh(&self, now: Millis) -> AppResult<()> {
        match self.standing {
            Standing::Full if self.proved_at + STEP_UP <= now => Err(AppError::StepUp),
            Standing::Full | Standing::SettingUp => Ok(()),
        }
    }
}

/// Whose computer a session is on, as the person said when signing in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Computer {
    #[default]
    Own,
    /// Others use it too: a session rests there for a shorter time and leaves nothing behind.
    Shared,
}

impl Computer {
    /// As the field of a form says it.
    #[must_use]
    pub fn typed(field: &str) -> Self {
        if field == "true" { Self::Shared } else { Self::Own }
    }

    #[must_use]
    pub fn is_shared(self) -> bool {
        self == Self::Shared
    }
}

impl From<bool> for Computer {
    fn from(shared: bool) -> Self {
        if shared { Self::Shared } else { Self::Own }
    }
}

/// How far a session may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The e-mail is proved but there is no way to sign in yet: only the set-up of one is open.
    SettingUp,
    Full,
}
