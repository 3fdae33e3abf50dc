//! Deadlines and appointments for a calendar program (RFC 5545).

use super::super::build::{Halt, Sink};
use super::Subject;
use super::cases::Cases;
use crate::cases::service::export::{Dated, DatedKind, When};
use crate::types::utc_text;
use icalendar::{Calendar, Component as _, Event, EventLike as _, Parameter, Property};

pub(super) async fn write(subject: &Subject<'_>, sink: &mut Sink<'_>) -> Result<(), Halt> {
    let mut calendar = Calendar::empty();
    calendar.append_property(("VERSION", "2.0")).append_property(("PRODID", "-//Portico//Export//EN"));
    calendar.append_property(("CALSCALE", "GREGORIAN")).name(&subject.i.t("exports.calendar.name"));
    let mut cases = Cases::of(subject);
    while let Some(case) = cases.next().await? {
        for (number, dated) in case.dated().iter().enumerate() {
            calendar.push(event(subject, number, dated));
        }
    }
    sink.file("calendar.ics").await?;
    sink.text(&calendar.to_string()).await
}

fn event(subject: &Subject<'_>, number: usize, dated: &Dated) -> Event {
    let (i, receipt) = (&subject.i, dated.receipt.to_string());
    let form = dated.form.clone().unwrap_or_default();
    let key = match &dated.what {
        DatedKind::Evidence => "exports.calendar.evidence",
        DatedKind::Fee => "exports.calendar.fee",
        DatedKind::Status => "exports.calendar.status",
        DatedKind::Appointment(_) => "exports.calendar.appointment",
    };
    let kind = match &dated.what {
        DatedKind::Appointment(kind) => one_line(kind),
        DatedKind::Evidence | DatedKind::Fee | DatedKind::Status => String::new(),
    };
    let summary = i.with(key, &[("form", &one_line(&form)), ("receipt", &receipt), ("kind", &kind)]);
    let uid = format!("{receipt}-{number}@{}", subject.ctx.config.relying_party());
    let mut event = Event::with_uid(&uid);
    event.add_property("DTSTAMP", basic(&utc_text(subject.ctx.now()))).summary(&summary);
    match dated.when {
        When::Day(day) => {
            let mut date = Property::new("DTSTART", basic(&day.to_string()));
            event.append_property(date.append_parameter(Parameter::new("VALUE", "DATE")).done())
        }
        When::At(at) => event.add_property("DTSTART", basic(&utc_text(at))),
    };
    if let Some(place) = &dated.place {
        event.location(&one_line(place));
    }
    event.done()
}

/// `20260414T130000Z` of `2026-04-14T13:00:00Z`.
fn basic(text: &str) -> String {
    text.chars().filter(|c| !matches!(c, '-' | ':')).collect()
}

/// The agency's words may hold line breaks, which end a property.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
