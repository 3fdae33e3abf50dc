//! A time as a clock on a wall shows it. The server turns instants into these, so that server and browser write the
//! same words and the browser needs no table of time zones.

use super::{CivilDate, Millis};
use serde::{Deserialize, Serialize};

/// Day and time of an instant in one named zone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WallTime {
    pub date: CivilDate,
    /// 0 to 23.
    pub hour: u8,
    pub minute: u8,
    /// What people call the zone at that time: `EST`, `UTC+7`.
    pub zone: String,
    /// The instant itself.
    pub at: Millis,
    /// Minutes east of UTC at that time.
    pub offset: i16,
}

impl WallTime {
    /// RFC 3339 with offset, for `<time datetime>`.
    #[must_use]
    pub fn machine(&self) -> String {
        let sign = if self.offset < 0 { '-' } else { '+' };
        let offset = self.offset.unsigned_abs();
        format!("{}T{:02}:{:02}{sign}{:02}:{:02}", self.date, self.hour, self.minute, offset / 60, offset % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_machine_form_carries_the_offset() {
        let date = CivilDate::new(2026, 3, 9).unwrap();
        let mut time = WallTime { date, hour: 9, minute: 5, zone: "EDT".to_owned(), at: 0, offset: -240 };
        assert_eq!(time.machine(), "2026-03-09T09:05-04:00");
        time.offset = 345;
        assert_eq!(time.machine(), "2026-03-09T09:05+05:45");
    }
}
