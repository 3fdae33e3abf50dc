//! A day on the calendar without time or zone, such as a date of birth or a printed deadline. It must never be turned
//! into an instant to be compared: that is how dates come out a day off.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A real day of the proleptic Gregorian calendar between the years 1 and 9999; serialised as `YYYY-MM-DD`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CivilDate {
    year: u16,
    month: u8,
    day: u8,
}

impl CivilDate {
    /// 1970-01-01.
    pub const EPOCH: Self = Self { year: 1970, month: 1, day: 1 };

    /// `None` for a day that does not exist, such as 30 February.
    #[must_use]
    pub const fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        if year >= 1 && year <= 9999 && day >= 1 && day <= days_in_month(year, month) {
            Some(Self { year, month, day })
        } else {
            None
        }
    }

    #[must_use]
    pub fn year(self) -> u16 {
        self.year
    }

    /// 1 to 12.
    #[must_use]
    pub fn month(self) -> u8 {
        self.month
    }

    /// 1 to 31.
    #[must_use]
    pub fn day(self) -> u8 {
        self.day
    }

    /// Days since 1970-01-01, negative before (days-from-civil, Howard Hinnant, "chrono-Compatible Low-Level Date
    /// Algorithms").
    #[must_use]
    pub fn days_since_epoch(self) -> i64 {
        let (month, day) = (i64::from(self.month), i64::from(self.day));
        let year = i64::from(self.year) - i64::from(month <= 2);
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        era * 146_097 + day_of_era - 719_468
    }

    /// 0 is Monday, 6 is Sunday.
    #[must_use]
    pub fn weekday(self) -> u8 {
        // 1970-01-01 was a Thursday.
        u8::try_from((self.days_since_epoch() + 3).rem_euclid(7)).unwrap_or(0)
    }
}

const fn days_in_month(year: u16, month: u8) -> u8 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 0,
    }
}

impl fmt::Display for CivilDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// The text is not a real day written `YYYY-MM-DD`.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("not a calendar day written YYYY-MM-DD")]
pub struct DateError;

impl FromStr for CivilDate {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, DateError> {
        let bytes = text.as_bytes();
        let shaped = bytes.len() == 10
            && bytes.iter().enumerate().all(|(i, b)| if i == 4 || i == 7 { *b == b'-' } else { b.is_ascii_digit() });
        if !shaped {
            return Err(DateError);
        }
        let mut parts = text.split('-');
        let year = parts.next().and_then(|p| p.parse().ok()).ok_or(DateError)?;
        let month = parts.next().and_then(|p| p.parse().ok()).ok_or(DateError)?;
        let day = parts.next().and_then(|p| p.parse().ok()).ok_or(DateError)?;
        Self::new(year, month, day).ok_or(DateError)
    }
}

impl TryFrom<String> for CivilDate {
    type Error = DateError;

    fn try_from(text: String) -> Result<Self, DateError> {
        text.parse()
    }
}

impl From<CivilDate> for String {
    fn from(date: CivilDate) -> Self {
        date.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_weekdays_agree_with_known_dates() {
        for (text, days, weekday) in
            [("1970-01-01", 0, 3), ("2000-02-29", 11_016, 1), ("2026-04-14", 20_557, 1), ("1969-12-31", -1, 2)]
        {
            let date: CivilDate = text.parse().unwrap();
            assert_eq!((date.days_since_epoch(), date.weekday()), (days, weekday), "{text}");
        }
    }

    #[test]
    fn a_day_that_does_not_exist_is_refused() {
        for text in
            ["2025-02-29", "2026-13-01", "2026-00-10", "0000-01-01", "26-1-1", "2026-1-01x", "", "２０２６-01-01"]
        {
            assert_eq!(text.parse::<CivilDate>(), Err(DateError), "{text}");
        }
    }
}
