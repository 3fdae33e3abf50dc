//! One event of the intake format: what each field must be, told field by field. What the format does not name is kept
//! as it came.

mod objects;
mod once;
mod values;

use crate::cases::event::{Applicant, Event};
use crate::cases::model::Kind;
use crate::cases::{Incoming, form_spelling};
use objects::{amount, appointment, notice};
use once::Once;
use serde_json::{Map, Value};
use values::{
    LINE, SHORT, a_number, boolean, day, kind, line, name, optional, outcome, receipt, required, stamp, words,
};

/// Why an event was refused, for the integrator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// `line` when it is not about one field.
    pub field: String,
    /// A sentence.
    pub reason: String,
}

type Parsed<T> = Result<T, Refusal>;

fn refuse<T>(field: &str, reason: &str) -> Parsed<T> {
    Err(Refusal { field: field.to_owned(), reason: reason.to_owned() })
}

/// Reads one event.
pub fn parse(bytes: &[u8]) -> Parsed<Incoming> {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return refuse("line", "This is not UTF-8 text.");
    };
    let Once(value) = match serde_json::from_str(text) {
        Ok(value) => value,
        Err(error) => return refuse("line", &format!("This is not JSON: {}.", json_reason(&error))),
    };
    let Value::Object(mut fields) = value else {
        return refuse("line", "This is not a JSON object.");
    };
    let applicant = match fields.remove("applicant") {
        None | Some(Value::Null) => None,
        Some(Value::Object(person)) => Some(applicant(person)?),
        Some(_) => return refuse("applicant", "This must be an object."),
    };
    let event = event(&mut fields)?;
    if event.kind == Kind::CaseOpened {
        opened(&event, applicant.as_ref())?;
    }
    let payload = payload(&event, fields)?;
    Ok(Incoming { event, payload, applicant })
}

/// The reason without the parser's "at line 1 column 2": the line is the feed's, not ours.
fn json_reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let reason = text.split(" at line ").next().unwrap_or_default();
    format!("{reason} at character {}", error.column())
}

/// Takes the known fields out of `fields`.
fn event(fields: &mut Map<String, Value>) -> Parsed<Event> {
    let event_id = required(fields, "event_id", |value, field| line(value, field, SHORT))?;
    let receipt_number = required(fields, "receipt_number", receipt)?;
    let kind = required(fields, "kind", kind)?;
    let occurred_at = required(fields, "occurred_at", stamp)?;
    Ok(Event {
        event_id,
        receipt_number,
        kind,
        occurred_at,
        form: optional(fields, "form", |value, field| line(value, field, 20))?.map(|form| form_spelling(&form)),
        title: optional(fields, "title", words)?,
        text: optional(fields, "text", words)?,
        code: optional(fields, "code", |value, field| line(value, field, SHORT))?,
        due_on: optional(fields, "due_on", day)?,
        amount: optional(fields, "amount", amount)?,
        appointment: optional(fields, "appointment", appointment)?,
        notice: optional(fields, "notice", notice)?,
        outcome: optional(fields, "outcome", outcome)?,
        office: optional(fields, "office", |value, field| line(value, field, LINE))?,
        confidential: optional(fields, "confidential", boolean)?,
    })
}

/// What opens a case must say which form it is and whose.
fn opened(event: &Event, applicant: Option<&Applicant>) -> Parsed<()> {
    if event.form.is_none() {
        return refuse("form", "A case_opened event must name the form.");
    }
    let Some(applicant) = applicant else {
        return refuse("applicant", "A case_opened event must name the applicant.");
    };
    for (name, given) in [("family_name", &applicant.family_name), ("given_name", &applicant.given_name)] {
        if given.is_none() {
            return refuse(
                &format!("applicant.{name}"),
                "This is required; it may be empty for a person with one name.",
            );
        }
    }
    if [&applicant.family_name, &applicant.given_name].iter().all(|name| name.as_deref() == Some("")) {
        return refuse("applicant.family_name", "One of the two names must not be empty.");
    }
    if applicant.date_of_birth.is_none() {
        return refuse("applicant.date_of_birth", "This is required.");
    }
    Ok(())
}

fn applicant(mut person: Map<String, Value>) -> Parsed<Applicant> {
    let in_applicant = |refusal: Refusal| Refusal { field: format!("applicant.{}", refusal.field), ..refusal };
    let person = &mut person;
    let read = |person: &mut Map<String, Value>| {
        Ok(Applicant {
            family_name: optional(person, "family_name", name)?,
            given_name: optional(person, "given_name", name)?,
            date_of_birth: optional(person, "date_of_birth", day)?,
            country_of_birth: optional(person, "country_of_birth", |value, field| line(value, field, SHORT))?,
            a_number: optional(person, "a_number", a_number)?,
            email: optional(person, "email", |value, field| line(value, field, 254))?,
            online_access_code: optional(person, "online_access_code", |value, field| line(value, field, SHORT))?,
            extra: std::mem::take(person),
        })
    };
    read(person).map_err(in_applicant)
}

/// The event as it is kept: what we understand, normalised, and what else was sent.
fn payload(event: &Event, extra: Map<String, Value>) -> Parsed<String> {
    let text = if extra.is_empty() {
        serde_json::to_string(event)
    } else {
        serde_json::to_value(event).and_then(|mut whole| {
            if let Value::Object(whole) = &mut whole {
                whole.extend(extra);
            }
            serde_json::to_string(&whole)
        })
    };
    text.or_else(|_| refuse("line", "This cannot be written as JSON again."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn whole() -> Value {
        json!({
            "event_id": "e-1", "receipt_number": "ioe-09-1234-5678", "occurred_at": "2026-03-09T14:30:00-05:00",
            "kind": "case_opened", "form": "i485", "title": {"en": "Case Was Received", "es": "Caso recibido"},
            "applicant": {"family_name": "Nguyễn", "given_name": "Hoa", "date_of_birth": "1990-01-02",
                "a_number": "A012345678", "online_access_code": "AB12", "shoe_size": 39},
            "desk": {"tray": 7},
        })
    }

    fn with(path: &str, value: Value) -> Value {
        let mut event = whole();
        match path.split_once('.') {
            Some((outer, inner)) => event[outer][inner] = value,
            None => event[path] = value,
        }
        event
    }

    fn refused(event: &Value) -> String {
        parse(event.to_string().as_bytes()).expect_err(&event.to_string()).field
    }

    #[test]
    fn a_good_event_is_normalised_and_what_we_do_not_know_is_kept() {
        let incoming = parse(whole().to_string().as_bytes()).unwrap();
        assert_eq!(incoming.event.receipt_number.as_str(), "IOE0912345678");
        assert_eq!(incoming.event.form.as_deref(), Some("I-485"));
        let payload: Value = serde_json::from_str(&incoming.payload).unwrap();
        assert_eq!(payload["desk"]["tray"], 7);
        assert_eq!(incoming.applicant.unwrap().extra["shoe_size"], 39);
        let again: Event = serde_json::from_str(&incoming.payload).unwrap();
        assert_eq!(again, incoming.event);
    }

    #[test]
    fn nothing_of_the_applicant_stays_in_the_payload() {
        let payload = parse(whole().to_string().as_bytes()).unwrap().payload;
        for secret in ["Nguyễn", "1990-01-02", "A012345678", "AB12", "shoe_size"] {
            assert!(!payload.contains(secret), "{secret}");
        }
    }

    #[test]
    fn each_wrong_field_is_named() {
        let long = "x".repeat(10_001);
        for (field, value) in [
            ("event_id", json!(null)),
            ("event_id", json!(7)),
            ("event_id", json!("x".repeat(65))),
            ("event_id", json!("a\u{0}b")),
            ("receipt_number", json!("IOE12")),
            ("receipt_number", json!("")),
            ("occurred_at", json!("2026-03-09")),
            ("occurred_at", json!(1_773_061_500)),
            ("kind", json!("case_lost")),
            ("form", json!(null)),
            ("title", json!(["Case"])),
            ("title", json!({"English": long})),
            ("title", json!({})),
            ("text", json!(long)),
            ("code", json!(3)),
            ("due_on", json!("2026-02-30")),
            ("amount", json!(470)),
            ("amount.minor", json!(4.5)),
            ("outcome", json!("maybe")),
            ("confidential", json!("yes")),
            ("appointment", json!("tomorrow")),
            ("notice.pages", json!(0)),
            ("applicant", json!(null)),
            ("applicant", json!([])),
            ("applicant.family_name", json!(null)),
            ("applicant.given_name", json!(5)),
            ("applicant.date_of_birth", json!("02/01/1990")),
            ("applicant.a_number", json!("B12")),
        ] {
            let event = match field {
                "amount.minor" => with("amount", json!({"minor": value, "currency": "USD"})),
                "notice.pages" => with("notice", json!({"kind": "I-797C", "pages": value})),
                field => with(field, value),
            };
            let named = refused(&event);
            assert!(named == field || named.starts_with(&format!("{field}.")), "{field}: {named}");
        }
    }

    #[test]
    fn a_person_with_one_name_is_accepted_and_one_with_none_is_not() {
        assert!(parse(with("applicant.family_name", json!("")).to_string().as_bytes()).is_ok());
        let mut nobody = with("applicant.family_name", json!(""));
        nobody["applicant"]["given_name"] = json!("");
        assert_eq!(refused(&nobody), "applicant.family_name");
    }

    #[test]
    fn bytes_that_are_no_event_are_refused_as_a_line() {
        for bytes in [b"\xff\xfe".as_slice(), b"{", b"null", b"[1]", b"{\"event_id\": \"\\ud800\"}"] {
            assert_eq!(parse(bytes).unwrap_err().field, "line");
        }
        let deep = "[".repeat(100_000);
        assert_eq!(parse(deep.as_bytes()).unwrap_err().field, "line");
    }
}
