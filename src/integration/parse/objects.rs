//! Readers of the objects within an event; a refused field is named with its object.

use super::values::{LINE, SHORT, line, optional, required, stamp};
use super::{Parsed, Refusal, refuse};
use crate::cases::event::{Appointment, Notice};
use crate::types::Money;
use serde_json::{Map, Value};

fn object(value: Value, field: &str) -> Parsed<Map<String, Value>> {
    if let Value::Object(fields) = value { Ok(fields) } else { refuse(field, "This must be an object.") }
}

/// Says of which object the refused field is a part.
fn part_of<T>(whole: &str, part: Parsed<T>) -> Parsed<T> {
    part.map_err(|refusal| Refusal { field: format!("{whole}.{}", refusal.field), ..refusal })
}

pub(super) fn amount(value: Value, field: &str) -> Parsed<Money> {
    let mut fields = object(value, field)?;
    let minor = required(&mut fields, "minor", |value, field| match value.as_i64() {
        Some(minor) if minor >= 0 => Ok(minor),
        Some(_) | None => {
            refuse(field, "This must be a whole number of the smallest unit, like 47000 for 470 dollars.")
        }
    });
    let currency = required(&mut fields, "currency", |value, field| {
        let code = line(value, field, SHORT)?;
        let shaped = code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase());
        if shaped { Ok(code) } else { refuse(field, "This must be a currency code of three capitals, like USD.") }
    });
    Ok(Money { minor: part_of(field, minor)?, currency: part_of(field, currency)? })
}

pub(super) fn appointment(value: Value, field: &str) -> Parsed<Appointment> {
    let mut fields = object(value, field)?;
    let fields = &mut fields;
    let read = |fields: &mut Map<String, Value>| {
        Ok(Appointment {
            kind: required(fields, "kind", |value, field| line(value, field, SHORT))?,
            starts_at: optional(fields, "starts_at", stamp)?,
            place: optional(fields, "place", |value, field| line(value, field, LINE))?,
            reference: optional(fields, "reference", |value, field| line(value, field, SHORT))?,
        })
    };
    part_of(field, read(fields))
}

pub(super) fn notice(value: Value, field: &str) -> Parsed<Notice> {
    let mut fields = object(value, field)?;
    let fields = &mut fields;
    let pages = |value: Value, field: &str| match value.as_u64().and_then(|pages| u32::try_from(pages).ok()) {
        Some(pages) if (1..=10_000).contains(&pages) => Ok(pages),
        Some(_) | None => refuse(field, "This must be a whole number from 1 to 10000."),
    };
    let read = |fields: &mut Map<String, Value>| {
        Ok(Notice {
            kind: required(fields, "kind", |value, field| line(value, field, SHORT))?,
            number: optional(fields, "number", |value, field| line(value, field, SHORT))?,
            pages: optional(fields, "pages", pages)?,
        })
    };
    part_of(field, read(fields))
}
