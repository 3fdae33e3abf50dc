//! Passkeys in pages. They need the browser's program: without it the page's other ways remain.

mod add;
mod button;
mod list;

pub use button::{PasskeyMaker, PasskeyProof, PasskeySecondFactor, PasskeySignIn, PasskeyStepUp};
pub use list::PasskeyList;

use super::shim::Refusal;
use crate::error::AppError;
use crate::i18n::I18n;
use crate::ui::error_text;

/// Why a ceremony came to nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Trouble {
    Browser(Refusal),
    Server(AppError),
}

impl From<Refusal> for Trouble {
    fn from(refusal: Refusal) -> Self {
        Self::Browser(refusal)
    }
}

impl From<AppError> for Trouble {
    fn from(error: AppError) -> Self {
        Self::Server(error)
    }
}

impl Trouble {
    /// Whether the person chose to stop, which is nothing to warn of.
    fn is_quiet(&self) -> bool {
        matches!(self, Self::Browser(Refusal::Cancelled | Refusal::Aborted | Refusal::Stale))
    }

    fn text(&self, i: &I18n) -> String {
        match self {
            Self::Browser(Refusal::Cancelled | Refusal::Aborted | Refusal::Stale) => i.t("passkeys.cancelled"),
            Self::Browser(Refusal::AlreadyHere) => i.t("passkeys.errors.already_here"),
            Self::Browser(Refusal::Unsupported) => i.t("passkeys.errors.unsupported"),
            Self::Browser(Refusal::Failed) => i.t("passkeys.errors.browser"),
            Self::Server(AppError::Invalid(errors)) => {
                errors.0.first().map_or_else(|| i.t("errors.invalid"), |error| i.t(&error.key))
            }
            Self::Server(error) => error_text(i, error),
        }
    }
}
