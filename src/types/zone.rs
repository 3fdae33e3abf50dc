//! Time zones: instants to wall times and calendar days. Only the server knows the zones.

use super::{CivilDate, Millis, WallTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

/// A time zone by its IANA name, or a fixed offset as written in a message.
#[derive(Clone, Debug)]
pub struct Zone(TimeZone);

impl Zone {
    /// `None` for a name that the zone table does not know.
    #[must_use]
    pub fn find(name: &str) -> Option<Self> {
        TimeZone::get(name).ok().map(Self)
    }

    /// [`Self::find`], or UTC: a stored name that a newer table dropped must not break a page.
    #[must_use]
    pub fn find_or_utc(name: &str) -> Self {
        Self::find(name).unwrap_or(Self(TimeZone::UTC))
    }

    /// The offset that an RFC 3339 text was written with: the local time where the thing happens.
    #[must_use]
    pub fn written_in(text: &str) -> Option<Self> {
        let (Ok(pieces), Ok(_)) = (jiff::fmt::temporal::Pieces::parse(text), text.parse::<Timestamp>()) else {
            return None;
        };
        match pieces.offset()? {
            jiff::fmt::temporal::PiecesOffset::Numeric(offset) => Some(Self(TimeZone::fixed(offset.offset()))),
            _ => Some(Self(TimeZone::UTC)),
        }
    }

    /// The clock on the wall at `instant`.
    #[must_use]
    pub fn wall(&self, instant: Millis) -> WallTime {
        let zoned = self.zoned(instant);
        let abbreviation = zoned.strftime("%Z").to_string();
        let zone =
            if abbreviation.starts_with(['+', '-']) { offset_name(zoned.offset().seconds()) } else { abbreviation };
        WallTime {
            date: day_of(&zoned),
            hour: zoned.hour().unsigned_abs(),
            minute: zoned.minute().unsigned_abs(),
            zone,
            at: instant,
            offset: i16::try_from(zoned.offset().seconds() / 60).unwrap_or(0),
        }
    }

    /// The calendar day at `instant`.
    #[must_use]
    pub fn day(&self, instant: Millis) -> CivilDate {
        day_of(&self.zoned(instant))
    }

    fn zoned(&self, instant: Millis) -> Zoned {
        Timestamp::from_millisecond(instant).unwrap_or(Timestamp::UNIX_EPOCH).to_zoned(self.0.clone())
    }
}

/// RFC 3339 in UTC, to the second.
#[must_use]
pub fn utc_text(instant: Millis) -> String {
    Timestamp::from_millisecond(instant).unwrap_or(Timestamp::UNIX_EPOCH).strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn day_of(zoned: &Zoned) -> CivilDate {
    let (year, month, day) = (zoned.year(), zoned.month(), zoned.day());
    // Years outside 1 to 9999 are refused where instants come in.
    CivilDate::new(year.unsigned_abs(), month.unsigned_abs(), day.unsigned_abs()).unwrap_or(CivilDate::EPOCH)
}

/// `UTC+7`, `UTC-3:30`.
fn offset_name(seconds: i32) -> String {
    let sign = if seconds < 0 { '-' } else { '+' };
    let minutes = seconds.unsigned_abs() / 60;
    match (minutes / 60, minutes % 60) {
        (0, 0) => "UTC".to_owned(),
        (hours, 0) => format!("UTC{sign}{hours}"),
        (hours, rest) => format!("UTC{sign}{hours}:{rest:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(zone: &str, instant: Millis) -> String {
        let wall = Zone::find(zone).unwrap().wall(instant);
        format!("{} {:02}:{:02} {}", wall.date, wall.hour, wall.minute, wall.zone)
    }

    #[test]
    fn one_instant_is_another_day_elsewhere() {
        // 2026-03-08T06:30Z: half an hour before clocks go forward in New York.
        let instant = 1_772_951_400_000;
        assert_eq!(shown("America/New_York", instant), "2026-03-08 01:30 EST");
        assert_eq!(shown("America/New_York", instant + 3_600_000), "2026-03-08 03:30 EDT");
        assert_eq!(shown("Asia/Ho_Chi_Minh", instant), "2026-03-08 13:30 UTC+7");
        assert_eq!(shown("Pacific/Honolulu", instant), "2026-03-07 20:30 HST");
        assert!(Zone::find("Mars/Olympus").is_none());
    }

    #[test]
    fn an_appointment_keeps_the_local_time_it_was_written_in() {
        let zone = Zone::written_in("2026-04-14T09:00:00-07:00").unwrap();
        let wall = zone.wall(1_776_182_400_000);
        assert_eq!((wall.hour, wall.zone.as_str(), wall.offset), (9, "UTC-7", -420));
        assert!(Zone::written_in("2026-04-14").is_none());
    }
}
