//! A case event as the agency sent it: the facts we understand. What else the agency wrote is stored beside them
//! (`case_events.payload`) and ignored here; the applicant is stored apart, sealed.

use super::model::{AgencyWords, Kind, Outcome};
use crate::types::{CivilDate, Millis, Money, ReceiptNumber};
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::BTreeMap;

/// One event. Its serialised form is the intake format of the contract, normalised.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    pub event_id: String,
    pub receipt_number: ReceiptNumber,
    pub kind: Kind,
    pub occurred_at: Stamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Words>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Words>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_on: Option<CivilDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub appointment: Option<Appointment>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<Notice>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub office: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidential: Option<bool>,
}

/// An appointment that an event reports.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appointment {
    pub kind: String,
    /// `None` when the old time no longer holds and no new one is set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts_at: Option<Stamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
}

/// A letter that an event reports.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    pub kind: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pages: Option<u32>,
}

/// An instant together with the text it was written in, whose offset tells the local time of the place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    pub at: Millis,
    pub written: String,
}

impl Stamp {
    /// RFC 3339 with offset, between the years 1900 and 9999; nothing looser.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let digits =
            |range: std::ops::Range<usize>| bytes.get(range).is_some_and(|part| part.iter().all(u8::is_ascii_digit));
        let shaped = text.len() <= 40
            && digits(0..4)
            && bytes.get(4) == Some(&b'-')
            && matches!(bytes.get(10), Some(b'T' | b't'))
            && bytes.get(13) == Some(&b':')
            && bytes.get(16) == Some(&b':')
            && digits(17..19)
            && has_offset(text);
        let at = shaped.then(|| text.parse::<jiff::Timestamp>().ok()).flatten()?.as_millisecond();
        // 1900-01-01 to 9999-12-30: every zone shows a four-digit year.
        (-2_208_988_800_000..253_402_214_400_000).contains(&at).then(|| Self { at, written: text.to_owned() })
    }
}

fn has_offset(text: &str) -> bool {
    if text.ends_with(['Z', 'z']) {
        return true;
    }
    let tail = text.len().checked_sub(6).and_then(|start| text.get(start..));
    tail.is_some_and(|tail| tail.starts_with(['+', '-']) && tail.as_bytes().get(3) == Some(&b':'))
}

impl Serialize for Stamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.written)
    }
}

impl<'de> Deserialize<'de> for Stamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("not an RFC 3339 time"))
    }
}

/// A text in the languages the agency wrote it in, by language code. A bare string has the empty code: the agency did
/// not say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words(pub BTreeMap<String, String>);

impl Words {
    #[must_use]
    pub fn bare(text: &str) -> Self {
        Self(BTreeMap::from([(String::new(), text.to_owned())]))
    }

    /// The text in `language`, else in English, else in the unnamed language, else in any.
    #[must_use]
    pub fn pick(&self, language: &str) -> Option<AgencyWords> {
        let wanted = [language, "en", ""].into_iter().find_map(|code| self.0.get_key_value(code));
        let (lang, text) = wanted.or_else(|| self.0.first_key_value())?;
        Some(AgencyWords { lang: lang.clone(), text: text.clone() })
    }
}

impl Serialize for Words {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.get("") {
            Some(text) if self.0.len() == 1 => serializer.serialize_str(text),
            Some(_) | None => serializer.collect_map(&self.0),
        }
    }
}

impl<'de> Deserialize<'de> for Words {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(WordsVisitor)
    }
}

struct WordsVisitor;

impl<'de> Visitor<'de> for WordsVisitor {
    type Value = Words;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a text or texts by language")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Words, E> {
        Ok(Words::bare(text))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Words, A::Error> {
        let mut words = BTreeMap::new();
        while let Some((language, text)) = map.next_entry()? {
            words.insert(language, text);
        }
        Ok(Words(words))
    }
}

/// Who the case is about, as one event told it. Sealed wherever it is stored; its `Debug` shows nothing.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Applicant {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub family_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_of_birth: Option<CivilDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country_of_birth: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub a_number: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub online_access_code: Option<String>,
    /// What else the agency wrote about the person.
    #[serde(default, flatten)]
    pub extra: serde_json::Map<String, serde_json::Value>,
}

impl std::fmt::Debug for Applicant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Applicant([redacted])")
    }
}

impl Applicant {
    /// Takes over every fact that a later event tells.
    pub fn update(&mut self, later: Self) {
        fn newer<T>(old: &mut Option<T>, new: Option<T>) {
            if new.is_some() {
                *old = new;
            }
        }
        newer(&mut self.family_name, later.family_name);
        newer(&mut self.given_name, later.given_name);
        newer(&mut self.date_of_birth, later.date_of_birth);
        newer(&mut self.country_of_birth, later.country_of_birth);
        newer(&mut self.a_number, later.a_number);
        newer(&mut self.email, later.email);
        newer(&mut self.online_access_code, later.online_access_code);
        self.extra.extend(later.extra);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_rfc_3339_with_an_offset_is_an_instant() {
        for text in [
            "2026-03-09T09:05:00-04:00",
            "2026-03-09T13:05:00Z",
            "2026-03-09T13:05:00.000z",
            "2026-03-09t13:05:00+00:00",
        ] {
            assert_eq!(Stamp::parse(text).map(|s| s.at), Some(1_773_061_500_000), "{text}");
        }
        for text in [
            "2026-03-09",
            "2026-03-09T13:05:00",
            "2026-03-09 13:05:00Z",
            "2026-02-30T13:05:00Z",
            "2026-03-09T25:05:00Z",
            "2026-03-09T13:05Z",
            "1899-03-09T13:05:00Z",
            "2026-03-09T13:05:00-04:00[America/New_York]",
            "",
            "２０２６-03-09T13:05:00Z",
        ] {
            assert_eq!(Stamp::parse(text), None, "{text}");
        }
    }

    #[test]
    fn words_are_read_in_the_readers_language_then_english_then_any() {
        let words: Words = serde_json::from_str(r#"{"es":"Recibido","en":"Received"}"#).unwrap();
        assert_eq!(words.pick("es").unwrap().text, "Recibido");
        assert_eq!(words.pick("vi").unwrap().lang, "en");
        let bare: Words = serde_json::from_str(r#""Received""#).unwrap();
        assert_eq!(bare.pick("es").unwrap(), AgencyWords { lang: String::new(), text: "Received".to_owned() });
        assert_eq!(serde_json::to_string(&bare).unwrap(), r#""Received""#);
        assert_eq!(serde_json::to_string(&words).unwrap(), r#"{"en":"Received","es":"Recibido"}"#);
    }
}
