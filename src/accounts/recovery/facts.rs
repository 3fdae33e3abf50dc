//! The facts that finish a claim: of a linked case, or of the person where no case is linked.

use super::model::Wanted;
use crate::accounts::email::EmailAddress;
use crate::accounts::service::identity;
use crate::accounts::store::people;
use crate::cases::model::{LinkForm, Proof, parse_facts};
use crate::cases::service::{has_linked, proves_linked};
use crate::db::Conn;
use crate::error::{AppError, AppResult, FieldErrors};
use crate::server::Ctx;
use crate::types::{CivilDate, PersonId, ReceiptNumber};

/// Which facts are asked for.
pub(super) async fn wanted(mut conn: Conn<'_>, person: PersonId) -> AppResult<Wanted> {
    if has_linked(conn.again(), person).await? {
        return Ok(Wanted::Case);
    }
    Ok(Wanted::Birth { other_address: people::emails(conn, person).await?.len() > 1 })
}

/// Fields of the form, as typed; which of them it has depends on what is wanted.
#[derive(Clone, Debug, Default)]
pub struct FactFields {
    pub case: LinkForm,
    pub country_of_birth: String,
    pub other_email: String,
}

/// Well-formed facts.
pub(super) enum Facts {
    Case { receipt: ReceiptNumber, proof: Proof },
    Birth { born: CivilDate, country: String, other: Option<EmailAddress> },
}

impl Facts {
    /// Reads the form; every refused field is named.
    pub(super) fn parse(fields: FactFields, wanted: Wanted) -> AppResult<Self> {
        let mut errors = FieldErrors::default();
        let facts = match wanted {
            Wanted::Case => {
                let parsed = parse_facts(&fields.case, ("a_number", "cases.errors.proof_half"), &mut errors);
                parsed.map(|(receipt, proof)| Self::Case { receipt, proof })
            }
            Wanted::Birth { other_address } => birth(fields, other_address, &mut errors),
        };
        errors.check()?;
        facts.ok_or(AppError::Malformed)
    }

    /// Whether they are true of the person, whose claim was opened from `opened_from`.
    pub(super) async fn are_true(
        &self,
        mut conn: Conn<'_>,
        ctx: &Ctx,
        person: PersonId,
        opened_from: &str,
    ) -> AppResult<bool> {
        match self {
            Self::Case { receipt, proof } => Ok(proves_linked(conn, &ctx.keys, person, receipt, proof).await?),
            Self::Birth { born, country, other } => {
                let known = identity(conn.again(), ctx, person).await?;
                let row = people::find(conn.again(), person).await?.ok_or(AppError::NotFound)?;
                let other = match other {
                    None => true,
                    Some(other) => {
                        let theirs = people::find_written(conn, person, other.compared()).await?.is_some();
                        theirs && other.compared() != opened_from
                    }
                };
                Ok(known.date_of_birth == *born && row.country_of_birth == *country && other)
            }
        }
    }
}

fn birth(fields: FactFields, other_address: bool, errors: &mut FieldErrors) -> Option<Facts> {
    let number = |text: &str| text.trim().parse::<u16>().ok();
    let case = &fields.case;
    let part = |text: &str| number(text).and_then(|number| u8::try_from(number).ok());
    let born = number(&case.birth_year)
        .zip(part(&case.birth_month).zip(part(&case.birth_day)))
        .and_then(|(year, (month, day))| CivilDate::new(year, month, day));
    if born.is_none() {
        errors.add("birth", "cases.errors.birth_date");
    }
    let country = fields.country_of_birth.trim().to_owned();
    if country.is_empty() {
        errors.add("country_of_birth", "accounts.errors.country_missing");
    }
    let other = if other_address {
        let other = fields.other_email.parse().ok();
        if other.is_none() {
            errors.add("other_email", "accounts.errors.email_odd");
        }
        Some(other?)
    } else {
        None
    };
    Some(Facts::Birth { born: born?, country, other })
}
