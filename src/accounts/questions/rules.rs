//! Pure decisions about questions and answers.

use super::model::{FIELDS, MOST, Question};
use crate::accounts::Password;
use crate::error::{AppResult, FieldErrors};
use crate::limits::Policy;
use crate::types::HOUR;
use std::fmt;
use unicode_normalization::UnicodeNormalization as _;

/// Times that somebody signed in sets them: each costs hashes and tells every channel.
pub(super) const SAVES: Policy = Policy { name: "questions-set", hits: 20, window: HOUR, block: HOUR };

/// A name of three letters is an answer; what is shorter is guessed at once.
const SHORTEST: usize = 3;
const LONGEST: usize = 100;
/// Characters that are looked at, whatever they are: ten times what an answer may have.
const READ: usize = 1_000;

/// What is left of an answer however it is spelled: letters and digits, without case and without a difference between
/// composed and decomposed ones. Not `Serialize`, shows nothing.
#[derive(Clone, PartialEq, Eq)]
struct Answer(String);

impl Answer {
    /// The error is the key of its sentence.
    fn parse(text: &str) -> Result<Self, &'static str> {
        let small = text.chars().take(READ).nfkc().collect::<String>().to_lowercase();
        // Small letters may be decomposed again.
        let plain: String = small.nfkc().filter(|c| c.is_alphanumeric()).collect();
        match plain.chars().count() {
            _ if text.trim().is_empty() => Err("questions.errors.answer_missing"),
            length if length < SHORTEST => Err("questions.errors.answer_short"),
            length if length > LONGEST => Err("questions.errors.answer_long"),
            _ => Ok(Self(plain)),
        }
    }
}

/// A question and what somebody answers to it.
#[derive(Clone, PartialEq, Eq)]
pub struct Given {
    pub(super) question: Question,
    answer: Answer,
}

impl fmt::Debug for Given {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: [redacted]", self.question.as_str())
    }
}

impl Given {
    /// What is hashed: the answer with its question, so that it is the answer to no other one.
    pub(super) fn secret(&self) -> Password {
        Password::typed(&format!("{} {}", self.question.as_str(), self.answer.0))
    }
}

/// Reads a question and its answer from the two fields of these names; `None` where both are empty or one is refused.
pub fn read_pair(question: &str, answer: &str, names: (&str, &str), errors: &mut FieldErrors) -> Option<Given> {
    let chosen = Question::parse(question.trim());
    if question.trim().is_empty() && answer.trim().is_empty() {
        return None;
    }
    if chosen.is_none() {
        errors.add(names.0, "questions.errors.question_missing");
    }
    match Answer::parse(answer) {
        Ok(answer) => chosen.map(|question| Given { question, answer }),
        Err(key) => {
            errors.add(names.1, key);
            None
        }
    }
}

/// What is to be set: at least one question, none of them twice.
pub(super) fn chosen(typed: &[(String, String); MOST]) -> AppResult<Vec<Given>> {
    let mut errors = FieldErrors::default();
    let mut chosen: Vec<Given> = Vec::with_capacity(MOST);
    for ((question, answer), names) in typed.iter().zip(FIELDS) {
        let Some(given) = read_pair(question, answer, names, &mut errors) else { continue };
        if chosen.iter().any(|before| before.question == given.question) {
            errors.add(names.0, "questions.errors.twice");
        } else {
            chosen.push(given);
        }
    }
    if chosen.is_empty() && errors.0.is_empty() {
        errors.add(FIELDS[0].0, "questions.errors.none");
    }
    errors.check()?;
    Ok(chosen)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::AppError;

    #[test]
    fn an_answer_is_the_same_however_it_is_spelled() {
        let same = |texts: &[&str]| {
            for text in texts {
                assert!(Answer::parse(text) == Answer::parse(texts[0]), "{text}");
            }
        };
        same(&["José Ñandú", "jose\u{301} n\u{303}andu\u{301}", "  JOSÉ-ÑANDÚ! ", "ｊｏｓéñandú"]);
        same(&["Nguyễn Thị 7", "nguye\u{302}\u{303}n thi\u{323} 7", "NGUYỄNTHỊ7"]);
        assert!(Answer::parse("jose") != Answer::parse("josé"), "an accent is part of a name");
        same(&["李小龙", "李 小龙"]);
    }

    #[test]
    fn an_answer_has_three_to_a_hundred_letters_and_digits() {
        let (long, longer, endless) = ("é".repeat(100), "é".repeat(101), "\u{fdfa}".repeat(100_000));
        for (text, expected) in [
            ("", Some("questions.errors.answer_missing")),
            (" \t", Some("questions.errors.answer_missing")),
            ("!?-", Some("questions.errors.answer_short")),
            ("B o", Some("questions.errors.answer_short")),
            ("Bob", None),
            (long.as_str(), None),
            (longer.as_str(), Some("questions.errors.answer_long")),
            (endless.as_str(), Some("questions.errors.answer_long")),
        ] {
            assert_eq!(Answer::parse(text).err(), expected, "{text:.20}");
        }
    }

    #[test]
    fn every_refused_field_of_the_three_pairs_is_named() {
        let read = |typed: [(&str, &str); MOST]| {
            chosen(&typed.map(|(question, answer)| (question.to_owned(), answer.to_owned())))
        };
        let refused = |typed| match read(typed) {
            Err(AppError::Invalid(errors)) => errors.0.into_iter().map(|error| (error.field, error.key)).collect(),
            Err(_) | Ok(_) => Vec::new(),
        };
        let named = |field: &str, key: &str| (field.to_owned(), format!("questions.errors.{key}"));
        assert_eq!(refused([("", ""), ("", ""), ("", "")]), [named("question_1", "none")]);
        assert_eq!(
            refused([("first_pet", ""), ("", "Rex the dog"), ("mothers_name", "Anna")]),
            [
                named("secret_answer_1", "answer_missing"),
                named("question_2", "question_missing"),
                named("question_3", "question_missing"),
            ]
        );
        assert_eq!(refused([("first_pet", "Rex"), ("first_pet", "Max"), ("", "")]), [named("question_2", "twice")]);
        let set = read([("", ""), ("first_pet", "Rex"), ("loved_dish", "phở")]).unwrap();
        assert_eq!(format!("{set:?}"), "[first_pet: [redacted], loved_dish: [redacted]]");
    }

    #[test]
    fn an_answer_is_hashed_with_its_question() {
        let given = |question| Given { question, answer: Answer("rex".to_owned()) };
        assert!(given(Question::FirstPet).secret() != given(Question::LovedToy).secret());
    }
}
