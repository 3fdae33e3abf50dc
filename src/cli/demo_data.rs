//! Synthetic cases of all forms and stages, made from the vocabulary and taken in through the ordinary intake. The same
//! cases on every machine, dated from the day they are made; every event is marked `synthetic`.

use crate::cases::model::{NewLink, Proof, Stage, normal_code};
use crate::cases::usual_stages;
use crate::integration::{Format, Intake};
use crate::server::{Ctx, Random};
use crate::types::Zone;
use anyhow::ensure;
use jiff::civil::Date;
use jiff::ToSpan as _;
use serde::Deserialize;
use serde_json::{Value, json};

/// Enough to fill every list.
const CASES: u64 = 320;
/// Any number: it makes the cases the same everywhere.
const SEED: u64 = 2026;
const FORMS: &[&str] = &[
    "I-485", "I-765", "I-130", "N-400", "I-131", "I-90", "I-539", "I-589", "I-751", "I-821", "I-140", "I-360", "I-914",
    "I-918", "N-600",
];
const OFFICES: &[&str] = &["National Benefits Center", "Newark", "Chicago", "San Francisco", "Miami", "Houston"];

/// A case of a demonstration account: form, age in days, days since its last stage, the last stage, whether the account
/// sees that stage as news.
struct Own {
    email: &'static str,
    form: &'static str,
    age: i64,
    until: Stage,
    news: bool,
}

const fn own(email: &'static str, form: &'static str, age: i64, until: Stage, news: bool) -> Own {
    Own { email, form, age, until, news }
}

const OWN: &[Own] = &[
    own("hoa@example.test", "I-485", 143, Stage::Evidence, true),
    own("hoa@example.test", "I-765", 143, Stage::Card, true),
    own("hoa@example.test", "I-131", 60, Stage::Biometrics, false),
    own("hoa@example.test", "I-130", 320, Stage::Received, false),
    own("lucia@example.test", "N-400", 210, Stage::Interview, true),
    own("lucia@example.test", "I-589", 400, Stage::Biometrics, false),
    own("lucia@example.test", "I-90", 260, Stage::Card, false),
];

#[derive(Deserialize)]
struct People {
    people: Vec<Person>,
}

#[derive(Clone, Deserialize)]
struct Person {
    given: String,
    family: String,
    country: String,
}

/// Adds the cases that are not there yet, without the news of the demonstration accounts.
pub(super) async fn add(ctx: &Ctx) -> anyhow::Result<()> {
    let today = today(ctx)?;
    let strangers = (0..CASES).flat_map(|number| stranger(number, today));
    let own = OWN.iter().enumerate().flat_map(|(place, own)| own_events(place, own, today).0);
    feed(ctx, strangers.chain(own)).await
}

/// Adds what is news to the demonstration accounts; called once they are linked.
pub(super) async fn add_news(ctx: &Ctx) -> anyhow::Result<()> {
    let today = today(ctx)?;
    feed(ctx, OWN.iter().enumerate().flat_map(|(place, own)| own_events(place, own, today).1)).await
}

/// The cases that belong to a demonstration account.
pub(super) fn cases_of(email: &str) -> Vec<NewLink> {
    let own = OWN.iter().enumerate().filter(|(_, own)| own.email == email);
    let links = own.filter_map(|(place, _)| {
        let receipt = own_receipt(place);
        Some(NewLink { proof: Proof::AccessCode(normal_code(&code(&receipt))), receipt: receipt.parse().ok()? })
    });
    links.collect()
}

async fn feed(ctx: &Ctx, events: impl Iterator<Item = Value>) -> anyhow::Result<()> {
    let mut intake = Intake::new(ctx, "demonstration", Format::Lines);
    for event in events {
        intake.push(format!("{event}\n").as_bytes()).await??;
    }
    let (summary, end) = intake.finish().await?;
    end?;
    ensure!(summary.rejected_total == 0, "the demonstration made events that intake refuses: {:?}", summary.rejected);
    Ok(())
}

fn today(ctx: &Ctx) -> anyhow::Result<Date> {
    Ok(Zone::find_or_utc(&ctx.config.agency_time_zone).day(ctx.now()).to_string().parse()?)
}

fn code(receipt: &str) -> String {
    format!("DEMO-{}", receipt.get(9..).unwrap_or_default())
}

fn own_receipt(place: usize) -> String {
    format!("IOE09000{:05}", place + 1)
}

/// A case of nobody in particular.
fn stranger(number: u64, today: Date) -> Vec<Value> {
    let random = Random::seeded(SEED + number);
    let people: Vec<Person> = serde_json::from_str::<People>(include_str!("../../data/people.json")).map_or(vec![], |file| file.people);
    let person = pick(&random, &people).cloned();
    let form = pick(&random, FORMS).copied().unwrap_or("I-485");
    let usual = usual_stages(form);
    let until = pick(&random, &usual).copied().unwrap_or(Stage::Received);
    let age = 20 + below(&random, 700);
    let receipt = format!("IOE0910{number:06}");
    Story::new(&random, receipt, form, person, age, today).until(until)
}

/// The events of a demonstration account's case: those it knows, and those that are news.
fn own_events(place: usize, own: &Own, today: Date) -> (Vec<Value>, Vec<Value>) {
    let random = Random::seeded(SEED + 100_000 + u64::try_from(place).unwrap_or(0));
    let (given, family, country) =
        if own.email.starts_with("hoa") { ("Hoa", "Nguyễn", "VN") } else { ("Lucía", "Paredes Quispe", "PE") };
    let person = Person { given: given.to_owned(), family: family.to_owned(), country: country.to_owned() };
    let mut known = Story::new(&random, own_receipt(place), own.form, Some(person), own.age, today).until(own.until);
    let news = if own.news { known.split_off(known.len().saturating_sub(1)) } else { vec![] };
    (known, news)
}

/// A case as its events tell it.
struct Story<'r> {
    random: &'r Random,
    receipt: String,
    form: &'static str,
    person: Option<Person>,
    age: i64,
    today: Date,
    /// Day of the last event.
    day: Date,
    events: Vec<Value>,
}

impl<'r> Story<'r> {
    fn new(random: &'r Random, receipt: String, form: &'static str, person: Option<Person>, age: i64, today: Date) -> Self {
        let day = today.saturating_sub(age.days());
        Self { random, receipt, form, person, age, today, day, events: vec![] }
    }

    /// Every stage of the form up to `last`, the last of them a few days ago.
    fn until(mut self, last: Stage) -> Vec<Value> {
        let usual = usual_stages(self.form);
        let stages: Vec<Stage> = match usual.iter().position(|stage| *stage == last) {
            Some(place) => usual.into_iter().take(place + 1).collect(),
            None => vec![Stage::Received],
        };
        let steps = i64::try_from(stages.len()).unwrap_or(1);
        for stage in stages {
            self.stage(stage, stage == last);
            self.pass(((self.age - 10) / steps).clamp(1, 90));
        }
        self.events
    }

    /// Lets days pass, never beyond the day before yesterday.
    fn pass(&mut self, days: i64) {
        let latest = self.today.saturating_sub(2.days());
        self.day = self.day.saturating_add(days.days()).min(latest);
    }

    fn stage(&mut self, stage: Stage, last: bool) {
        match stage {
            Stage::Received => self.received(),
            Stage::Biometrics => self.appointment("biometrics", "Biometrics Appointment Was Scheduled", last),
            Stage::Interview => self.appointment("interview", "Interview Was Scheduled", last),
            Stage::Evidence => self.evidence(last),
            Stage::Decision => self.decision(last),
            Stage::Card => self.card(),
            Stage::Review | Stage::Appointment => {
                self.say("status_changed", json!({ "title": { "en": "Case Is Being Actively Reviewed By USCIS" } }));
            }
        }
    }

    fn received(&mut self) {
        let person = self.person.clone();
        let (given, family, country) = person.map_or_else(Default::default, |p| (p.given, p.family, p.country));
        let born = Date::constant(1960, 1, 1).saturating_add(below(self.random, 16_000).days());
        let text = format!(
            "We received your Form {} and sent you the receipt notice that describes how we will process your case. \
             Please follow the instructions in the notice. If you move, tell us your new address.",
            self.form
        );
        let more = json!({
            "form": self.form, "code": "IAF", "office": pick(self.random, OFFICES), "text": { "en": text },
            "title": { "en": "Case Was Received and A Receipt Notice Was Emailed" },
            "applicant": {
                "family_name": family, "given_name": if given.is_empty() && family.is_empty() { "Sam" } else { &given },
                "date_of_birth": born.to_string(), "country_of_birth": country,
                "a_number": format!("A{:09}", 200_000_000 + below(self.random, 9_999_999)),
                "online_access_code": code(&self.receipt),
            },
        });
        self.say("case_opened", more);
        self.pass(3);
        let notice = json!({ "notice": { "kind": "I-797C", "number": format!("{}-1", self.receipt), "pages": 1 } });
        self.say("notice_issued", notice);
    }

    fn appointment(&mut self, kind: &str, title: &str, last: bool) {
        let on = if last { self.today.saturating_add(12.days()) } else { self.day.saturating_add(5.days()) };
        let more = json!({
            "title": { "en": title },
            "appointment": {
                "kind": kind, "starts_at": format!("{on}T09:00:00-06:00"),
                "place": "Application Support Center, 100 Example Street", "reference": format!("{}-{kind}", self.receipt),
            },
        });
        self.say("appointment_scheduled", more);
        if !last {
            self.pass(5);
            let done = if kind == "biometrics" { "Case Was Updated To Show Fingerprints Were Taken" } else { "Interview Was Completed And My Case Must Be Reviewed" };
            self.say("status_changed", json!({ "title": { "en": done } }));
        }
        if self.form == "I-589" {
            let due = self.today.saturating_add(18.days());
            self.say("fee_due", json!({ "amount": { "minor": 10_200, "currency": "USD" }, "due_on": due.to_string() }));
        }
    }

    fn evidence(&mut self, last: bool) {
        self.say("status_changed", json!({ "title": { "en": "Case Is Being Actively Reviewed By USCIS" } }));
        self.pass(10);
        let due = if last { self.today.saturating_add(23.days()) } else { self.day.saturating_add(87.days()) };
        let more = json!({
            "title": { "en": "Request for Additional Evidence Was Sent" }, "code": "IK", "due_on": due.to_string(),
            "notice": { "kind": "I-797E", "number": format!("{}-2", self.receipt), "pages": 3 },
            "text": { "en": format!(
                "We sent you a request for additional evidence for your Form {}. We will not take action on your case \
                 until we receive the evidence or the deadline to submit it expires.", self.form) },
        });
        self.say("evidence_requested", more);
        if !last {
            self.pass(20);
            let title = "Response To USCIS' Request For Evidence Was Received";
            self.say("evidence_received", json!({ "title": { "en": title }, "code": "HA" }));
        }
    }

    /// Most cases are approved; where a card follows, all are.
    fn decision(&mut self, last: bool) {
        let denied = last && below(self.random, 5) == 0;
        let (outcome, title, code) = if denied {
            ("denied", "Case Was Denied And My Decision Notice Mailed", "IFA")
        } else {
            ("approved", "Case Was Approved And A Decision Notice Was Sent", "IEA")
        };
        self.say("decision_made", json!({ "outcome": outcome, "title": { "en": title }, "code": code }));
    }

    fn card(&mut self) {
        let titles = ["New Card Is Being Produced", "Card Was Mailed To Me", "Card Was Delivered To Me By The Post Office"];
        let told = usize::try_from(1 + below(self.random, 3)).unwrap_or(1);
        for title in titles.into_iter().take(told) {
            self.say("status_changed", json!({ "title": { "en": title } }));
            self.pass(4);
        }
    }

    fn say(&mut self, kind: &str, more: Value) {
        // Minutes by number keep the order of events of one day.
        let minute = self.events.len() % 60;
        let mut event = json!({
            "event_id": format!("{}-{}", self.receipt, self.events.len() + 1), "receipt_number": self.receipt, "kind": kind,
            "occurred_at": format!("{}T10:{minute:02}:00-05:00", self.day), "synthetic": true,
        });
        if let (Value::Object(event), Value::Object(more)) = (&mut event, more) {
            event.extend(more);
        }
        self.events.push(event);
    }
}

fn below(random: &Random, bound: u64) -> i64 {
    i64::try_from(random.below(bound)).unwrap_or(0)
}

fn pick<'a, T>(random: &Random, from: &'a [T]) -> Option<&'a T> {
    let bound = u64::try_from(from.len()).ok().filter(|bound| *bound > 0)?;
    usize::try_from(random.below(bound)).ok().and_then(|place| from.get(place))
}
