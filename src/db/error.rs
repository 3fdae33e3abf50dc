//! What can go wrong below the services. `Display` never holds its source; the chain is logged once, at the boundary.

/// Result of the data layer.
pub type DbResult<T> = Result<T, DbError>;

/// An error of the database.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    #[error("the database URL starts neither with sqlite: nor with postgres:")]
    UnknownScheme,
    #[error("the process is stopping")]
    Stopped,
    #[error("the database refused")]
    Sqlx(#[source] sqlx::Error),
    #[error("the schema could not be brought up to date")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// A stored value is not one this version knows.
    #[error("a stored value of {0} is not understood")]
    Corrupt(&'static str),
}

impl From<sqlx::Error> for DbError {
    fn from(error: sqlx::Error) -> Self {
        Self::Sqlx(error)
    }
}

impl DbError {
    /// Whether a unique constraint refused the write.
    #[must_use]
    pub fn is_unique_violation(&self) -> bool {
        matches!(self, Self::Sqlx(sqlx::Error::Database(error)) if error.is_unique_violation())
    }

    /// Whether nothing answered in time, so that trying again may help.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        match self {
            Self::Sqlx(sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Io(_)) | Self::Stopped => {
                true
            }
            // SQLITE_BUSY and its kin.
            Self::Sqlx(sqlx::Error::Database(error)) => {
                matches!(error.code().as_deref(), Some("5" | "6" | "261" | "517" | "57014" | "40001" | "40P01"))
            }
            Self::UnknownScheme | Self::Sqlx(_) | Self::Migrate(_) | Self::Corrupt(_) => false,
        }
    }
}
