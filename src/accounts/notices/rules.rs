//! Pure decisions of notices.

use super::model::CASE_MAIL;
use crate::error::{AppResult, FieldErrors};
use crate::i18n::Locale;
use crate::types::{MINUTE, Millis, TextError, clean_line};
use unicode_normalization::UnicodeNormalization as _;

/// Characters that a phrase may have.
const SHORTEST: usize = 3;
const LONGEST: usize = 60;

/// Changes that come together are told together.
const GATHERED: Millis = MINUTE;

/// At most one mail about cases in this time.
const APART: Millis = 10 * MINUTE;

/// When changes that began to wait now are told.
pub(super) fn told_at(now: Millis, last: Option<Millis>) -> Millis {
    last.map_or(0, |last| last + APART).max(now + GATHERED)
}

/// Whether changes are told by mail to somebody who chose so.
pub(super) fn wanted(case_mail: &str, needed: bool) -> bool {
    match case_mail {
        "none" => false,
        "needed" => needed,
        _ => true,
    }
}

/// Fields of the page of notices, as typed.
#[derive(Clone, Debug, Default)]
pub struct NoticeFields {
    pub phrase: String,
    pub case_mail: String,
    pub language: String,
}

/// A choice to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NewNotices {
    pub phrase: String,
    pub case_mail: &'static str,
    pub locale: Locale,
}

impl NoticeFields {
    pub(super) fn parse(self) -> AppResult<NewNotices> {
        let mut errors = FieldErrors::default();
        let phrase: String = self.phrase.nfc().collect();
        let phrase = match clean_line(&phrase, LONGEST) {
            Ok(phrase) if phrase.chars().count() >= SHORTEST => phrase,
            Ok(_) | Err(TextError::Empty) => {
                errors.add_with("phrase", "notices.errors.phrase_short", &[("least", SHORTEST.to_string())]);
                String::new()
            }
            Err(TextError::TooLong) => {
                errors.add_with("phrase", "form.too_long", &[("max", LONGEST.to_string())]);
                String::new()
            }
            Err(TextError::Control) => {
                errors.add("phrase", "form.characters");
                String::new()
            }
        };
        let case_mail = CASE_MAIL.into_iter().find(|known| *known == self.case_mail);
        if case_mail.is_none() {
            errors.add("case_mail", "notices.errors.case_mail_unknown");
        }
        let locale = Locale::parse(&self.language);
        if locale.is_none() {
            errors.add("language", "accounts.errors.language_unknown");
        }
        errors.check()?;
        Ok(NewNotices { phrase, case_mail: case_mail.unwrap_or("all"), locale: locale.unwrap_or_default() })
    }
}

/// An address as its owner knows it again and nobody else: `a…@example.org`.
pub(super) fn masked(address: &str) -> String {
    let (name, domain) = address.rsplit_once('@').unwrap_or((address, ""));
    let first: String = name.chars().take(1).collect();
    format!("{first}…@{domain}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::AppError;

    fn refused(phrase: &str, case_mail: &str, language: &str) -> Vec<String> {
        let fields =
            NoticeFields { phrase: phrase.to_owned(), case_mail: case_mail.to_owned(), language: language.to_owned() };
        match fields.parse() {
            Ok(_) => Vec::new(),
            Err(AppError::Invalid(errors)) => errors.0.into_iter().map(|error| error.field).collect(),
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn a_phrase_has_three_to_sixty_characters_of_any_script_in_one_line() {
        for phrase in ["abc", " hoa sen trắng ", "紫の灯", &"a".repeat(60), "<b>x</b>"] {
            assert_eq!(refused(phrase, "all", "en"), Vec::<String>::new(), "{phrase}");
        }
        for phrase in ["", "  ", "ab", "a\nbcd", "a\0bc", &"a".repeat(61)] {
            assert_eq!(refused(phrase, "needed", "en"), ["phrase"], "{phrase:?}");
        }
        assert_eq!(refused("", "some", "xx"), ["phrase", "case_mail", "language"]);
    }

    #[test]
    fn what_is_told_is_what_was_chosen() {
        for (case_mail, plain, needed) in [("all", true, true), ("needed", false, true), ("none", false, false)] {
            assert_eq!((wanted(case_mail, false), wanted(case_mail, true)), (plain, needed), "{case_mail}");
        }
    }

    #[test]
    fn mails_about_cases_are_ten_minutes_apart_and_gather_what_comes_together() {
        assert_eq!(told_at(1_000, None), 1_000 + MINUTE);
        assert_eq!(told_at(1_000, Some(1_000)), 1_000 + 10 * MINUTE);
        assert_eq!(told_at(20 * MINUTE, Some(1_000)), 21 * MINUTE);
    }

    #[test]
    fn an_address_is_shown_so_far_that_its_owner_knows_it_again() {
        assert_eq!(masked("anna.long@example.org"), "a…@example.org");
        assert_eq!(masked("đức@example.org"), "đ…@example.org");
    }
}
