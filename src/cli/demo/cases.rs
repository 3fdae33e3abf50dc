//! Synthetic cases, the same on every machine but for the day they are counted from: a few for the demonstration
//! accounts, a few hundred of other people, in all forms and stages. They come in through the ordinary intake.

use super::course::{Course, Form, Reached};
use crate::integration::{Format, Intake};
use crate::server::{Ctx, Random};
use crate::types::DAY;
use serde::Deserialize;
use serde_json::{Value, json};

/// Cases of people without an account.
const OTHERS: u64 = 320;
const SEED: u64 = 20_261_121;

/// A case that a demonstration account is linked to.
#[derive(Clone, Copy, Debug)]
pub(super) struct OwnCase {
    pub(super) email: &'static str,
    pub(super) receipt: &'static str,
    pub(super) access_code: &'static str,
    form: &'static str,
    reached: Reached,
    /// Days since it was filed.
    age: i64,
    /// Days since the last event.
    quiet: i64,
}

const fn own(
    email: &'static str,
    receipt: &'static str,
    access_code: &'static str,
    form: &'static str,
    reached: Reached,
    (age, quiet): (i64, i64),
) -> OwnCase {
    OwnCase { email, receipt, access_code, form, reached, age, quiet }
}

/// Cases of the demonstration accounts; the last one of each is left for a newcomer to link by hand.
pub(super) const OWN: &[OwnCase] = &[
    own("hoa@example.test", "IOE0900000001", "HOA-1111-2222", "I-485", Reached::EvidenceRequested, (143, 2)),
    own("hoa@example.test", "IOE0900000002", "HOA-3333-4444", "I-765", Reached::CardMade, (131, 1)),
    own("hoa@example.test", "IOE0900000003", "HOA-5555-6666", "I-131", Reached::BiometricsScheduled, (60, 22)),
    own("lucia@example.test", "IOE0900000011", "LUC-1111-2222", "N-400", Reached::InterviewScheduled, (210, 9)),
    own("lucia@example.test", "IOE0900000012", "LUC-3333-4444", "I-90", Reached::Denied, (320, 12)),
    own("", "IOE0900000021", "NEW-1111-2222", "I-130", Reached::Reviewed, (88, 31)),
];

#[derive(Deserialize)]
struct People {
    people: Vec<Person>,
}

#[derive(Deserialize)]
struct Person {
    given: String,
    family: String,
    country: String,
}

#[derive(Deserialize)]
struct Forms {
    forms: Vec<Form>,
}

/// Takes every case in; those already there stay as they are.
pub(super) async fn add(ctx: &Ctx) -> anyhow::Result<()> {
    let people: People = serde_json::from_str(include_str!("../../../data/people.json"))?;
    let forms: Forms = serde_json::from_str(include_str!("../../../data/forms.json"))?;
    let mut intake = Intake::new(ctx, super::SOURCE, Format::Lines);
    let mut events = Vec::new();
    for own in OWN {
        if let Some(form) = forms.forms.iter().find(|form| form.number == own.form) {
            let applicant = applicant_of(own);
            let filed = ctx.now() - own.age * DAY;
            let course = Course { receipt: own.receipt.to_owned(), form, applicant, filed, quiet: own.quiet };
            events.extend(course.events(own.reached, ctx.now()));
        }
    }
    let random = Random::seeded(SEED);
    for number in 0..OTHERS {
        events.extend(another(&people.people, &forms.forms, number, &random, ctx.now()));
    }
    for event in events {
        let line = format!("{event}\n");
        intake.push(line.as_bytes()).await??;
    }
    let (summary, cut) = intake.finish().await?;
    cut?;
    anyhow::ensure!(summary.rejected_total == 0, "an event of ours was refused: {:?}", summary.rejected);
    Ok(())
}

fn applicant_of(own: &OwnCase) -> Value {
    let account = super::ACCOUNTS.iter().find(|account| account.email == own.email);
    let (given, family, born, country) = account.map_or_else(
        || ("Amina".to_owned(), "Diallo".to_owned(), "1994-09-17".to_owned(), "SN"),
        |a| (a.given_name.to_owned(), a.family_name.to_owned(), a.date_of_birth.to_string(), a.country_of_birth),
    );
    json!({
        "given_name": given, "family_name": family, "date_of_birth": born, "country_of_birth": country,
        "online_access_code": own.access_code,
    })
}

fn another(people: &[Person], forms: &[Form], number: u64, random: &Random, now: crate::types::Millis) -> Vec<Value> {
    let (Some(person), Some(form), Some(reached)) =
        (pick(people, random), pick(forms, random), pick(Reached::ALL, random).copied())
    else {
        return Vec::new();
    };
    let age = 30 + days(random, 700);
    let born = format!("{}-{:02}-{:02}", 1950 + random.below(55), 1 + random.below(12), 1 + random.below(28));
    let applicant = json!({
        "given_name": person.given, "family_name": person.family, "date_of_birth": born,
        "country_of_birth": person.country, "a_number": format!("A{:09}", 200_000_000 + number),
        "online_access_code": format!("SYN-{:04}-{number:04}", random.below(10_000)),
    });
    let prefix = pick(&["IOE", "EAC", "WAC", "LIN", "SRC", "MSC", "YSC"], random).copied().unwrap_or("IOE");
    let course = Course {
        receipt: format!("{prefix}{:010}", 2_290_000_000 + number),
        form,
        applicant,
        filed: now - age * DAY,
        quiet: 1 + days(random, 25),
    };
    course.events(reached, now)
}

fn pick<'a, T>(all: &'a [T], random: &Random) -> Option<&'a T> {
    let count = u64::try_from(all.len()).ok().filter(|count| *count > 0)?;
    all.get(usize::try_from(random.below(count)).ok()?)
}

fn days(random: &Random, below: u64) -> i64 {
    i64::try_from(random.below(below)).unwrap_or(0)
}
