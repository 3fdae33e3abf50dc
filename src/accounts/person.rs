//! What a person says about themselves: parsing it, and sealing it for its row.

use super::countries;
use crate::access::Computer;
use crate::error::{AppError, AppResult, FieldErrors};
use crate::i18n::Locale;
use crate::server::Ctx;
use crate::types::{CivilDate, TextError, Zone, clean_line, clean_text};
use unicode_normalization::UnicodeNormalization as _;

/// Characters that a name may have; the longest in `data/people.json` has fewer.
const LONGEST_NAME: usize = 200;

/// Fields of the form behind a mailbox proof, as typed.
#[derive(Clone, Debug, Default)]
pub struct PersonFields {
    pub given_name: String,
    pub family_name: String,
    pub birth_day: String,
    pub birth_month: String,
    pub birth_year: String,
    pub country_of_birth: String,
    pub time_zone: String,
    /// On which they go on to set up the account.
    pub computer: Computer,
}

/// A person to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPerson {
    pub given_name: String,
    pub family_name: String,
    pub date_of_birth: CivilDate,
    pub country_of_birth: String,
    pub time_zone: String,
}

/// Who somebody says that they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Who {
    pub given_name: String,
    pub family_name: String,
    pub date_of_birth: CivilDate,
}

/// The newest day on which somebody may have been born: it is already tomorrow east of here.
pub fn newest_birthday(ctx: &Ctx) -> CivilDate {
    Zone::find_or_utc("Pacific/Kiritimati").day(ctx.now())
}

impl PersonFields {
    /// Name and date of birth; what is wrong with them is added to `errors`.
    pub fn identity(&self, errors: &mut FieldErrors, today: CivilDate) -> Option<Who> {
        let names = NameFields { given_name: self.given_name.clone(), family_name: self.family_name.clone() };
        let (given_name, family_name) = names.read(errors);
        let date_of_birth = birthday(errors, self, today)?;
        Some(Who { given_name, family_name, date_of_birth })
    }

    /// `today` is the newest day on which somebody may have been born; `zone` stands in for a time zone that the
    /// browser did not tell.
    pub fn parse(self, today: CivilDate, zone: &str) -> AppResult<NewPerson> {
        let mut errors = FieldErrors::default();
        let who = self.identity(&mut errors, today);
        let country = self.country_of_birth.trim().to_owned();
        if !countries::exists(&country) {
            errors.add("country_of_birth", "accounts.errors.country_missing");
        }
        errors.check()?;
        let Who { given_name, family_name, date_of_birth } = who.ok_or(AppError::Malformed)?;
        Ok(NewPerson {
            given_name,
            family_name,
            date_of_birth,
            country_of_birth: country,
            time_zone: if Zone::find(&self.time_zone).is_some() { self.time_zone } else { zone.to_owned() },
        })
    }
}

/// A person's name, as typed.
#[derive(Clone, Debug, Default)]
pub struct NameFields {
    pub given_name: String,
    pub family_name: String,
}

impl NameFields {
    /// Given and family name; one of them may be empty.
    pub fn parse(&self) -> AppResult<(String, String)> {
        let mut errors = FieldErrors::default();
        let names = self.read(&mut errors);
        errors.check()?;
        Ok(names)
    }

    fn read(&self, errors: &mut FieldErrors) -> (String, String) {
        let given_name = name(errors, "given_name", &self.given_name);
        let family_name = name(errors, "family_name", &self.family_name);
        if self.given_name.trim().is_empty() && self.family_name.trim().is_empty() {
            errors.add("given_name", "accounts.errors.name_missing");
        }
        (given_name, family_name)
    }
}

fn name(errors: &mut FieldErrors, field: &str, typed: &str) -> String {
    optional_line(errors, field, typed, LONGEST_NAME)
}

/// An optional line in NFC; what is wrong with it is added to `errors`.
fn optional_line(errors: &mut FieldErrors, field: &str, typed: &str, max: usize) -> String {
    let typed: String = typed.nfc().collect();
    accept(errors, field, max, clean_line(&typed, max))
}

fn accept(errors: &mut FieldErrors, field: &str, max: usize, cleaned: Result<String, TextError>) -> String {
    match cleaned {
        Ok(text) => return text,
        Err(TextError::Empty) => {}
        Err(TextError::TooLong) => errors.add_with(field, "form.too_long", &[("max", max.to_string())]),
        Err(TextError::Control) => errors.add(field, "form.characters"),
    }
    String::new()
}

fn birthday(errors: &mut FieldErrors, fields: &PersonFields, today: CivilDate) -> Option<CivilDate> {
    let number = |text: &str| text.trim().parse::<u16>().ok();
    let date = || {
        let (day, month) = (number(&fields.birth_day)?, number(&fields.birth_month)?);
        CivilDate::new(number(&fields.birth_year)?, u8::try_from(month).ok()?, u8::try_from(day).ok()?)
    };
    let parts = [&fields.birth_day, &fields.birth_month, &fields.birth_year];
    let key = match date() {
        // The oldest person on record reached 122.
        Some(date) if date <= today && today.year() - date.year() <= 130 => return Some(date),
        Some(date) if date > today => "accounts.errors.birth_future",
        None if parts.iter().any(|part| part.trim().is_empty()) => "accounts.errors.birth_missing",
        Some(_) | None => "accounts.errors.birth_unreal",
    };
    errors.add("birth", key);
    None
}

/// Fields of the profile page, as typed.
#[derive(Clone, Debug, Default)]
pub struct ProfileFields {
    pub address: String,
    pub phone: String,
    pub document_number: String,
    pub language: String,
    pub time_zone: String,
}

/// A profile to be written; an empty text removes what was there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewProfile {
    pub address: String,
    pub phone: String,
    pub document_number: String,
    pub locale: Locale,
    pub time_zone: String,
}

impl ProfileFields {
    pub fn parse(self) -> AppResult<NewProfile> {
        let mut errors = FieldErrors::default();
        let address = postal_address(&mut errors, &self.address);
        let phone = phone(&mut errors, &self.phone);
        let document_number = optional_line(&mut errors, "document_number", &self.document_number, 40);
        let locale = Locale::parse(&self.language).unwrap_or_else(|| {
            errors.add("language", "accounts.errors.language_unknown");
            Locale::default()
        });
        if Zone::find(&self.time_zone).is_none() {
            errors.add("time_zone", "accounts.errors.zone_unknown");
        }
        errors.check()?;
        Ok(NewProfile { address, phone, document_number, locale, time_zone: self.time_zone })
    }
}

/// Several lines in NFC.
pub fn postal_address(errors: &mut FieldErrors, typed: &str) -> String {
    let typed: String = typed.nfc().collect();
    accept(errors, "address", 500, clean_text(&typed, 500))
}

/// Numbers are kept as written; only what no telephone could dial is refused.
fn phone(errors: &mut FieldErrors, typed: &str) -> String {
    let phone = optional_line(errors, "phone", typed, 40);
    let dialable = |c: char| c.is_ascii_digit() || matches!(c, '+' | ' ' | '-' | '(' | ')' | '.' | '/');
    let digits = phone.chars().filter(char::is_ascii_digit).count();
    if !phone.is_empty() && (!phone.chars().all(dialable) || !(4..=17).contains(&digits)) {
        errors.add("phone", "accounts.errors.phone_odd");
    }
    phone
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields() -> PersonFields {
        PersonFields {
            given_name: "Hoa".to_owned(),
            family_name: "Nguyen".to_owned(),
            birth_day: "28".to_owned(),
            birth_month: "4".to_owned(),
            birth_year: "1986".to_owned(),
            country_of_birth: "VN".to_owned(),
            time_zone: "Asia/Ho_Chi_Minh".to_owned(),
            computer: Computer::Own,
        }
    }

    fn parse(change: impl FnOnce(&mut PersonFields)) -> Result<NewPerson, Vec<(String, String)>> {
        let mut fields = fields();
        change(&mut fields);
        fields.parse(CivilDate::new(2026, 11, 21).unwrap(), "America/New_York").map_err(|error| match error {
            AppError::Invalid(errors) => errors.0.into_iter().map(|e| (e.field, e.key)).collect(),
            other => panic!("{other}"),
        })
    }

    #[test]
    fn one_name_is_enough_and_any_script_is_kept_as_typed() {
        let one = parse(|f| f.family_name = "  ".to_owned()).unwrap();
        assert_eq!((one.given_name.as_str(), one.family_name.as_str()), ("Hoa", ""));
        let overrides = "\u{202e}</textarea><script>";
        assert_eq!(parse(|f| f.given_name = overrides.to_owned()).unwrap().given_name, overrides);
        let composed = parse(|f| f.given_name = "Zoe\u{308}".to_owned()).unwrap();
        assert_eq!(composed.given_name, "Zo\u{eb}");
    }

    #[test]
    fn an_unknown_time_zone_becomes_the_agency_s() {
        assert_eq!(parse(|f| f.time_zone = "Mars/Olympus".to_owned()).unwrap().time_zone, "America/New_York");
    }

    #[test]
    fn each_refused_field_is_named() {
        type Change = fn(&mut PersonFields);
        let cases: [(Change, &str, &str); 8] = [
            (|f| (f.given_name, f.family_name) = Default::default(), "given_name", "accounts.errors.name_missing"),
            (|f| f.given_name = "a".repeat(10_000), "given_name", "form.too_long"),
            (|f| f.family_name = "a\0b".to_owned(), "family_name", "form.characters"),
            (|f| f.birth_day = String::new(), "birth", "accounts.errors.birth_missing"),
            (|f| f.birth_day = "31".to_owned(), "birth", "accounts.errors.birth_unreal"),
            (|f| f.birth_year = "1880".to_owned(), "birth", "accounts.errors.birth_unreal"),
            (|f| f.birth_year = "2027".to_owned(), "birth", "accounts.errors.birth_future"),
            (|f| f.country_of_birth = "XX".to_owned(), "country_of_birth", "accounts.errors.country_missing"),
        ];
        for (change, field, key) in cases {
            assert_eq!(parse(change), Err(vec![(field.to_owned(), key.to_owned())]));
        }
    }

    #[test]
    fn a_telephone_number_may_be_written_in_any_usual_way() {
        let phone = |text: &str| ProfileFields {
            phone: text.to_owned(),
            language: "en".to_owned(),
            time_zone: "UTC".to_owned(),
            ..ProfileFields::default()
        };
        for text in ["", "+84 28 3829 9999", "(212) 555-0100"] {
            assert_eq!(phone(text).parse().unwrap().phone, text);
        }
        for text in ["call me", "123", "1".repeat(18).as_str()] {
            assert!(phone(text).parse().is_err(), "{text}");
        }
    }
}
