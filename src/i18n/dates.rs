//! Dates and times as the language writes them, from plain calendar fields: the server has already chosen the zone, so
//! server and browser write the same words.

use super::Catalogue;
use crate::types::{CivilDate, Money};

pub use crate::types::WallTime;

impl Catalogue {
    /// "Tuesday 14 April 2026".
    #[must_use]
    pub fn date(&self, date: CivilDate) -> String {
        self.with(
            "format.date",
            &[
                ("weekday", &self.t(&format!("format.weekdays.{}", date.weekday()))),
                ("day", &date.day().to_string()),
                ("month", &self.month(date.month())),
                ("year", &date.year().to_string()),
            ],
        )
    }

    /// "14 April 2026".
    #[must_use]
    pub fn date_short(&self, date: CivilDate) -> String {
        self.with(
            "format.date_short",
            &[
                ("day", &date.day().to_string()),
                ("month", &self.month(date.month())),
                ("year", &date.year().to_string()),
            ],
        )
    }

    /// Name of a month, 1 to 12.
    #[must_use]
    pub fn month(&self, month: u8) -> String {
        self.t(&format!("format.months.{month}"))
    }

    /// "14 April 2026, 09:05 EST".
    #[must_use]
    pub fn date_time(&self, at: &WallTime) -> String {
        let time = format!("{:02}:{:02}", at.hour, at.minute);
        self.with("format.date_time", &[("date", &self.date_short(at.date)), ("time", &time), ("zone", &at.zone)])
    }

    /// "$1,440.00"; a currency the catalogue does not know is written with its code.
    #[must_use]
    pub fn money(&self, money: &Money) -> String {
        let whole = self.number(money.minor / 100);
        let amount = format!("{whole}{}{:02}", self.t("format.decimal"), (money.minor % 100).abs());
        match self.find(&format!("format.currency.{}", money.currency)) {
            Some(_) => self.with(&format!("format.currency.{}", money.currency), &[("amount", &amount)]),
            None => format!("{amount} {}", money.currency),
        }
    }
}
