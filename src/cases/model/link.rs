//! The form that links a case: what was typed, and what it means.

use crate::error::{AppResult, FieldErrors};
use crate::types::{CivilDate, ReceiptError, ReceiptNumber, TextError, clean_line};
use serde::{Deserialize, Serialize};

/// The form as typed. Nothing is required by the type, so that what is missing is told beside its field.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkForm {
    pub receipt_number: String,
    pub access_code: String,
    pub birth_year: String,
    pub birth_month: String,
    pub birth_day: String,
    pub a_number: String,
    pub given_name: String,
    pub family_name: String,
}

/// A well-formed wish to link.
#[derive(Clone, PartialEq, Eq)]
pub struct NewLink {
    pub receipt: ReceiptNumber,
    pub proof: Proof,
}

/// How the person shows that the case is theirs.
#[derive(Clone, PartialEq, Eq)]
pub enum Proof {
    /// The one-time code on the agency's letter, normalised.
    AccessCode(String),
    /// Date of birth, and the A-number's digits.
    Number { born: CivilDate, a_number: String },
    /// Date of birth, and the applicant's exact name; one of the two may be empty.
    Name { born: CivilDate, given: String, family: String },
}

/// By which proof a link was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkVia {
    AccessCode,
    Identity,
}

impl LinkVia {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AccessCode => "access_code",
            Self::Identity => "identity",
        }
    }
}

impl Proof {
    #[must_use]
    pub fn via(&self) -> LinkVia {
        match self {
            Self::AccessCode(_) => LinkVia::AccessCode,
            Self::Number { .. } | Self::Name { .. } => LinkVia::Identity,
        }
    }
}

/// Longest access code and name that are looked at.
const MAX_CODE: usize = 64;
const MAX_NAME: usize = 10_000;

/// Reads a receipt number, or says what is wrong with it beside `receipt_number`.
///
/// # Errors
/// [`crate::error::AppError::Invalid`].
pub fn parse_receipt(text: &str) -> AppResult<ReceiptNumber> {
    let mut errors = FieldErrors::default();
    let receipt = receipt(text, &mut errors);
    errors.check()?;
    receipt.ok_or(crate::error::AppError::Malformed)
}

/// Reads the whole form; every refused field is named.
///
/// # Errors
/// [`crate::error::AppError::Invalid`].
pub fn parse_link(form: &LinkForm) -> AppResult<NewLink> {
    let mut errors = FieldErrors::default();
    let receipt = receipt(&form.receipt_number, &mut errors);
    let proof = proof(form, &mut errors);
    errors.check()?;
    match (receipt, proof) {
        (Some(receipt), Some(proof)) => Ok(NewLink { receipt, proof }),
        (None, _) | (_, None) => Err(crate::error::AppError::Malformed),
    }
}

/// Reads receipt number, date of birth and name or A-number of a form that asks for no code; what is refused is added to
/// `errors`. `half` is what to say, and where, when neither name nor A-number is given.
#[must_use]
pub fn parse_facts(form: &LinkForm, half: (&str, &str), errors: &mut FieldErrors) -> Option<(ReceiptNumber, Proof)> {
    let receipt = receipt(&form.receipt_number, errors);
    let proof = identity_of(form, half, errors);
    receipt.zip(proof)
}

fn receipt(text: &str, errors: &mut FieldErrors) -> Option<ReceiptNumber> {
    let field = "receipt_number";
    if text.trim().is_empty() {
        errors.add(field, "cases.errors.receipt_empty");
        return None;
    }
    match text.parse() {
        Ok(receipt) => Some(receipt),
        Err(ReceiptError { typed: 13 }) => {
            errors.add(field, "cases.errors.receipt_shape");
            None
        }
        Err(ReceiptError { typed }) => {
            errors.add_with(field, "cases.errors.receipt_length", &[("typed", typed.to_string())]);
            None
        }
    }
}

fn proof(form: &LinkForm, errors: &mut FieldErrors) -> Option<Proof> {
    let code = normal_code(&form.access_code);
    if !code.is_empty() {
        if code.len() > MAX_CODE {
            errors.add("access_code", "cases.errors.code_long");
            return None;
        }
        return Some(Proof::AccessCode(code));
    }
    let typed = |text: &String| !text.trim().is_empty();
    let identity =
        [&form.birth_year, &form.birth_month, &form.birth_day, &form.given_name, &form.family_name, &form.a_number];
    if !identity.into_iter().any(typed) {
        errors.add("access_code", "cases.errors.proof_empty");
        return None;
    }
    identity_of(form, ("a_number", "cases.errors.proof_half"), errors)
}

/// Date of birth with A-number or name. `half` is what to say, and where, when it is a date alone.
fn identity_of(form: &LinkForm, half: (&str, &str), errors: &mut FieldErrors) -> Option<Proof> {
    let typed = |text: &String| !text.trim().is_empty();
    let any_name = typed(&form.given_name) || typed(&form.family_name);
    let born = birth_date(form, errors);
    if typed(&form.a_number) {
        let a_number = normal_a_number(&form.a_number);
        if a_number.is_none() {
            errors.add("a_number", "cases.errors.a_number_shape");
        }
        return Some(Proof::Number { born: born?, a_number: a_number? });
    }
    if !any_name {
        errors.add(half.0, half.1);
        return None;
    }
    let given = name(&form.given_name, "given_name", errors);
    let family = name(&form.family_name, "family_name", errors);
    Some(Proof::Name { born: born?, given: given?, family: family? })
}

/// `None` after the refusal was noted; an empty name is a name that the person does not have.
fn name(text: &str, field: &str, errors: &mut FieldErrors) -> Option<String> {
    match clean_line(text, MAX_NAME) {
        Ok(name) => Some(name),
        Err(TextError::Empty) => Some(String::new()),
        Err(TextError::TooLong | TextError::Control) => {
            errors.add(field, "cases.errors.name_shape");
            None
        }
    }
}

fn birth_date(form: &LinkForm, errors: &mut FieldErrors) -> Option<CivilDate> {
    let number = |text: &str| text.trim().parse::<u16>().ok();
    let date = match (number(&form.birth_year), number(&form.birth_month), number(&form.birth_day)) {
        (Some(year), Some(month), Some(day)) => match (u8::try_from(month), u8::try_from(day)) {
            (Ok(month), Ok(day)) => CivilDate::new(year, month, day),
            (Err(_), _) | (_, Err(_)) => None,
        },
        (None, _, _) | (_, None, _) | (_, _, None) => None,
    };
    if date.is_none() {
        errors.add("birth", "cases.errors.birth_date");
    }
    date
}

/// Letters and digits in capitals: people type the code's dashes and spaces or leave them out.
#[must_use]
pub fn normal_code(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}

/// The 7 to 9 digits without the `A`, leading zeros dropped: `A012-345-678` and `A12345678` are one number.
#[must_use]
pub fn normal_a_number(text: &str) -> Option<String> {
    let kept: String = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '#' | '.')).collect();
    let digits = kept.strip_prefix(['A', 'a']).unwrap_or(&kept);
    let shaped = (7..=9).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    shaped.then(|| digits.trim_start_matches('0').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::AppError;

    fn refused(form: &LinkForm) -> Vec<(String, String)> {
        match parse_link(form) {
            Err(AppError::Invalid(errors)) => errors.0.into_iter().map(|e| (e.field, e.key)).collect(),
            Err(_) | Ok(_) => vec![],
        }
    }

    fn form(fields: &[(&str, &str)]) -> LinkForm {
        let mut form = serde_json::to_value(LinkForm::default()).unwrap();
        for (name, value) in fields {
            form[*name] = (*value).into();
        }
        serde_json::from_value(form).unwrap()
    }

    #[test]
    fn an_empty_form_asks_for_the_number_and_a_proof() {
        let fields: Vec<String> = refused(&LinkForm::default()).into_iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["receipt_number", "access_code"]);
    }

    #[test]
    fn a_code_alone_is_a_proof_however_it_is_spaced() {
        let link = parse_link(&form(&[("receipt_number", "ioe 0912345678"), ("access_code", " ab-12 cd ")])).unwrap();
        assert!(link.proof == Proof::AccessCode("AB12CD".to_owned()));
    }

    #[test]
    fn a_birth_date_that_does_not_exist_is_refused_beside_the_date() {
        let born = [("birth_year", "1990"), ("birth_month", "2"), ("birth_day", "30")];
        let mut fields = vec![("receipt_number", "IOE0912345678"), ("a_number", "A012345678")];
        fields.extend(born);
        assert_eq!(refused(&form(&fields)), [("birth".to_owned(), "cases.errors.birth_date".to_owned())]);
    }

    #[test]
    fn a_date_without_number_or_name_is_half_a_proof() {
        let fields =
            [("receipt_number", "IOE0912345678"), ("birth_year", "1990"), ("birth_month", "2"), ("birth_day", "3")];
        assert_eq!(refused(&form(&fields)), [("a_number".to_owned(), "cases.errors.proof_half".to_owned())]);
    }

    #[test]
    fn one_a_number_has_many_spellings() {
        for text in ["A012345678", "a12345678", "012-345-678", "A# 012 345 678"] {
            assert_eq!(normal_a_number(text).as_deref(), Some("12345678"), "{text}");
        }
        for text in ["", "A", "A123456", "A1234567890", "B12345678", "Ａ12345678"] {
            assert_eq!(normal_a_number(text), None, "{text}");
        }
    }

    #[test]
    fn a_person_with_one_name_leaves_the_other_empty() {
        let fields = [
            ("receipt_number", "IOE0912345678"),
            ("birth_year", "1990"),
            ("birth_month", "02"),
            ("birth_day", "03"),
            ("given_name", " သန္တာ "),
        ];
        let born = CivilDate::new(1990, 2, 3).unwrap();
        let proof = parse_link(&form(&fields)).unwrap().proof;
        assert!(proof == Proof::Name { born, given: "သန္တာ".to_owned(), family: String::new() });
    }
}
