//! Identifiers. Each is its own type, so that a case can never be asked for by a person's id. All are UUID version 7
//! made by the context's generator, hence sorted by the time they were made.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "ssr", derive(sqlx::Type), sqlx(transparent))]
        pub struct $name(pub Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map($name)
            }
        }
    };
}

id!(
    /// A human being with an account.
    PersonId
);
id!(
    /// One signed-in browser.
    SessionId
);
id!(
    /// Somebody who works for the agency.
    StaffId
);
id!(
    /// A request to the support desk to recover an account.
    RequestId
);
id!(
    /// A matter before the agency. Outsiders know it by its receipt number.
    CaseId
);
id!(
    /// A stored case event; not the `event_id` its source gave it.
    EventRowId
);
