//! Readers of single values: each takes what was sent and the name of its field, and says what is wrong with it.

use super::{Parsed, refuse};
use crate::cases::event::{Stamp, Words};
use crate::cases::model::{Kind, Outcome};
use crate::types::{CivilDate, ReceiptNumber};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Longest identifier, code and kind.
pub(super) const SHORT: usize = 64;
/// Longest name of a place or office.
pub(super) const LINE: usize = 1_000;
/// Longest title, text and name.
const LONG: usize = 10_000;

pub(super) fn required<T>(
    fields: &mut Map<String, Value>,
    field: &str,
    read: impl Fn(Value, &str) -> Parsed<T>,
) -> Parsed<T> {
    match optional(fields, field, read)? {
        Some(value) => Ok(value),
        None => refuse(field, "This is required."),
    }
}

/// A field that is absent, null or an empty text says nothing.
pub(super) fn optional<T>(
    fields: &mut Map<String, Value>,
    field: &str,
    read: impl Fn(Value, &str) -> Parsed<T>,
) -> Parsed<Option<T>> {
    match fields.remove(field) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) if text.trim().is_empty() && !field.ends_with("_name") => Ok(None),
        Some(value) => read(value, field).map(Some),
    }
}

fn text(value: Value, field: &str, max: usize, refused: impl Fn(char) -> bool) -> Parsed<String> {
    let Value::String(text) = value else {
        return refuse(field, "This must be a text.");
    };
    let text = text.trim();
    if text.chars().count() > max {
        return refuse(field, &format!("This is longer than {max} characters."));
    }
    if text.chars().any(refused) {
        return refuse(field, "This has control characters in it.");
    }
    Ok(text.to_owned())
}

pub(super) fn line(value: Value, field: &str, max: usize) -> Parsed<String> {
    text(value, field, max, char::is_control)
}

fn prose(value: Value, field: &str) -> Parsed<String> {
    text(value, field, LONG, |c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
}

pub(super) fn name(value: Value, field: &str) -> Parsed<String> {
    line(value, field, LONG)
}

pub(super) fn a_number(value: Value, field: &str) -> Parsed<String> {
    let number = line(value, field, SHORT)?;
    if crate::cases::model::normal_a_number(&number).is_none() {
        return refuse(field, "An A-number is the letter A and 7 to 9 digits.");
    }
    Ok(number)
}

pub(super) fn receipt(value: Value, field: &str) -> Parsed<ReceiptNumber> {
    let typed = line(value, field, SHORT)?;
    typed.parse().or_else(|_| refuse(field, "A receipt number has 3 letters and 10 digits, like IOE0912345678."))
}

fn one_of<T>(found: Option<T>, field: &str, names: &[&str]) -> Parsed<T> {
    found.map_or_else(|| refuse(field, &format!("This must be one of: {}.", names.join(", "))), Ok)
}

pub(super) fn kind(value: Value, field: &str) -> Parsed<Kind> {
    let name = line(value, field, SHORT)?;
    let names: Vec<&str> = Kind::ALL.iter().map(|kind| kind.as_str()).collect();
    one_of(Kind::parse(&name), field, &names)
}

pub(super) fn outcome(value: Value, field: &str) -> Parsed<Outcome> {
    let name = line(value, field, SHORT)?;
    let names: Vec<&str> = Outcome::ALL.iter().map(|outcome| outcome.as_str()).collect();
    one_of(Outcome::parse(&name), field, &names)
}

pub(super) fn stamp(value: Value, field: &str) -> Parsed<Stamp> {
    let text = line(value, field, SHORT)?;
    let reason = "This must be a time as RFC 3339 writes it, with its offset, like 2026-03-09T14:30:00-05:00.";
    Stamp::parse(&text).map_or_else(|| refuse(field, reason), Ok)
}

pub(super) fn day(value: Value, field: &str) -> Parsed<CivilDate> {
    let text = line(value, field, SHORT)?;
    text.parse().or_else(|_| refuse(field, "This must be a day of the calendar written YYYY-MM-DD."))
}

pub(super) fn boolean(value: Value, field: &str) -> Parsed<bool> {
    value.as_bool().map_or_else(|| refuse(field, "This must be true or false."), Ok)
}

pub(super) fn words(value: Value, field: &str) -> Parsed<Words> {
    match value {
        Value::String(_) => Ok(Words::bare(&prose(value, field)?)),
        Value::Object(languages) => {
            let mut words = BTreeMap::new();
            for (language, text) in languages {
                let shaped = (2..=35).contains(&language.len())
                    && language.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
                if !shaped {
                    return refuse(field, "Its names must be language codes, like en or es.");
                }
                let text = prose(text, &format!("{field}.{language}"))?;
                if !text.is_empty() {
                    words.insert(language, text);
                }
            }
            if words.is_empty() { refuse(field, "This has no text in any language.") } else { Ok(Words(words)) }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => {
            refuse(field, "This must be a text, or an object of texts by language.")
        }
    }
}
