//! The one error that crosses the wire. It is for people: it holds translation keys and numbers, never a string from
//! below, because without JavaScript and in browser logs it travels further than its page.

use serde::{Deserialize, Serialize};
use server_fn::codec::JsonEncoding;
use server_fn::error::{FromServerFnError, ServerFnErrorErr};

/// What a server function answers.
pub type AppResult<T> = Result<T, AppError>;

/// What went wrong, as far as a person can be told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum AppError {
    /// Nobody is signed in, or the session has ended.
    #[error("a session is required")]
    Unauthenticated,
    /// Signed in, but the last proof of identity is too old for this act.
    #[error("a fresh proof of identity is required")]
    StepUp,
    /// The request came from another site, or the actor may never do this.
    #[error("not allowed")]
    Forbidden,
    /// Absent, or not the actor's: the two are the same to an outsider.
    #[error("not found")]
    NotFound,
    /// Fields that want another value. Nothing was done.
    #[error("fields want another value")]
    Invalid(FieldErrors),
    /// The thing has changed meanwhile or is already done; `key` says which.
    #[error("conflict: {key}")]
    Conflict { key: String },
    /// Too many tries. `seconds` until the next is counted; `key` says what is limited.
    #[error("too many tries")]
    TooMany { key: String, seconds: u32 },
    /// Too many tries to go on without a proof of work: the answer to `challenge`, as the worker at the address `solver`
    /// finds it. Without one the next try is taken after `seconds`.
    #[error("a proof of work is wanted")]
    WorkWanted { challenge: String, solver: String, seconds: u32 },
    /// The request is larger than the limit.
    #[error("too large")]
    TooLarge,
    /// The request is not of the form that the page sends.
    #[error("malformed request")]
    Malformed,
    /// Busy or stopping; nothing was done. Try again after `seconds`.
    #[error("busy")]
    Unavailable { seconds: u32 },
    /// It took too long and was stopped; part of it may have been done.
    #[error("took too long")]
    TimedOut,
    /// The browser could not reach the server. Never made by the server.
    #[error("no connection")]
    Offline,
    /// Our fault. `reference` is in the log.
    #[error("internal error {reference}")]
    Internal { reference: String },
}

/// Refused fields in the order of the form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldErrors(pub Vec<FieldError>);

/// One refused field; an empty `field` means the form as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    pub field: String,
    /// Key of the sentence in the catalogue.
    pub key: String,
    /// Values for the places in the sentence.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub args: Vec<(String, String)>,
}

impl FieldErrors {
    /// Adds a refusal.
    pub fn add(&mut self, field: &str, key: &str) {
        self.add_with(field, key, &[]);
    }

    /// Adds a refusal whose sentence has places to fill.
    pub fn add_with(&mut self, field: &str, key: &str, args: &[(&str, String)]) {
        let args = args.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        self.0.push(FieldError { field: field.to_owned(), key: key.to_owned(), args });
    }

    #[must_use]
    pub fn of(&self, field: &str) -> Option<&FieldError> {
        self.0.iter().find(|error| error.field == field)
    }

    /// `Err(Invalid)` if any field was refused.
    ///
    /// # Errors
    /// [`AppError::Invalid`] with these fields.
    pub fn check(self) -> AppResult<()> {
        if self.0.is_empty() { Ok(()) } else { Err(AppError::Invalid(self)) }
    }
}

impl AppError {
    /// One refused field.
    #[must_use]
    pub fn field(field: &str, key: &str) -> Self {
        let mut errors = FieldErrors::default();
        errors.add(field, key);
        Self::Invalid(errors)
    }

    /// What was asked for does not fit what is there; `key` is its sentence.
    #[must_use]
    pub fn conflict(key: &str) -> Self {
        Self::Conflict { key: key.to_owned() }
    }

    /// HTTP status of this error.
    #[must_use]
    pub fn status(&self) -> u16 {
        match self {
            Self::Unauthenticated => 401,
            Self::StepUp | Self::Forbidden => 403,
            Self::NotFound => 404,
            Self::Invalid(_) => 422,
            Self::Conflict { .. } => 409,
            Self::TooMany { .. } | Self::WorkWanted { .. } => 429,
            Self::TooLarge => 413,
            Self::Malformed => 400,
            Self::Unavailable { .. } | Self::TimedOut | Self::Offline => 503,
            Self::Internal { .. } => 500,
        }
    }

    /// Seconds for the `Retry-After` header, where trying again helps.
    #[must_use]
    pub fn retry_after(&self) -> Option<u32> {
        match self {
            Self::TooMany { seconds, .. } | Self::WorkWanted { seconds, .. } | Self::Unavailable { seconds } => {
                Some(*seconds)
            }
            // What made it slow is seldom over at once.
            Self::TimedOut => Some(30),
            Self::Unauthenticated
            | Self::StepUp
            | Self::Forbidden
            | Self::NotFound
            | Self::Invalid(_)
            | Self::Conflict { .. }
            | Self::TooLarge
            | Self::Malformed
            | Self::Offline
            | Self::Internal { .. } => None,
        }
    }
}

impl FromServerFnError for AppError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Request(_) => Self::Offline,
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) => Self::Malformed,
            _ => Self::Internal { reference: String::new() },
        }
    }
}
