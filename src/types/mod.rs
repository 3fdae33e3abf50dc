//! Value types every slice shares. They hold no IO and no domain decisions; both halves compile them.

#[cfg(feature = "ssr")]
pub mod crockford;
mod date;
mod ids;
mod money;
mod receipt;
mod text;
mod time;
mod wall_time;
mod words;
#[cfg(feature = "ssr")]
mod zone;

pub use date::CivilDate;
pub use ids::{CaseId, EventRowId, PersonId, RequestId, SessionId, StaffId};
pub use money::Money;
pub use receipt::{ReceiptError, ReceiptNumber};
pub use text::{TextError, clean_line, clean_text};
pub use time::{DAY, HOUR, MINUTE, Millis, SECOND};
pub use wall_time::WallTime;
pub(crate) use words::words;
#[cfg(feature = "ssr")]
pub use zone::{Zone, utc_text};
