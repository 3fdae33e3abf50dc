//! Synthetic cases, the same on every machine but for the day they are counted from: a few for the demonstration
//! accounts, a few hundred of other people, in all forms and stages. They come in through the ordinary intake.

use crate::integration::{Format, Intake};
use crate::server::{Ctx, Random};
use crate::types::{DAY, HOUR, Millis};
use serde::Deserialize;
use serde_json::{Value, json};

/// Cases of people without an account.
const OTHERS: u64 = 320;
const SEED: u64 = 20_261_121;

/// How far a case has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Reached {
    Received,
    BiometricsScheduled,
    FingerprintsTaken,
    EvidenceRequested,
    EvidenceReceived,
    Reviewed,
    InterviewScheduled,
    InterviewDone,
    Approved,
    CardMade,
    CardDelivered,
    Denied,
}

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

#[derive(Deserialize)]
struct Form {
    #[serde(rename = "form")]
    number: String,
    name: Words,
    usual: Vec<String>,
}

#[derive(Clone, Deserialize)]
struct Words {
    en: String,
    es: String,
}

/// Takes every case in; those already there stay as they are.
pub(super) async fn add(ctx: &Ctx) -> anyhow::Result<()> {
    let people: People = serde_json::from_str(include_str!("../../data/people.json"))?;
    let forms: Forms = serde_json::from_str(include_str!("../../data/forms.json"))?;
    let mut intake = Intake::new(ctx, super::demo::SOURCE, Format::Lines);
    let mut events = Vec::new();
    for own in OWN {
        if let Some(form) = forms.forms.iter().find(|form| form.number == own.form) {
            let applicant = applicant_of(own);
            let filed = ctx.now() - own.age * DAY;
            let case = Case { receipt: own.receipt.to_owned(), form, applicant, filed, quiet: own.quiet };
            events.extend(case.events(own.reached, ctx.now()));
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
    let account = super::demo::ACCOUNTS.iter().find(|account| account.email == own.email);
    let (given, family, born, country) = account.map_or_else(
        || ("Amina".to_owned(), "Diallo".to_owned(), "1994-09-17".to_owned(), "SN"),
        |a| (a.given_name.to_owned(), a.family_name.to_owned(), a.date_of_birth.to_string(), a.country_of_birth),
    );
    json!({
        "given_name": given, "family_name": family, "date_of_birth": born, "country_of_birth": country,
        "online_access_code": own.access_code,
    })
}

fn another(people: &[Person], forms: &[Form], number: u64, random: &Random, now: Millis) -> Vec<Value> {
    const REACHED: [Reached; 12] = [
        Reached::Received,
        Reached::BiometricsScheduled,
        Reached::FingerprintsTaken,
        Reached::EvidenceRequested,
        Reached::EvidenceReceived,
        Reached::Reviewed,
        Reached::InterviewScheduled,
        Reached::InterviewDone,
        Reached::Approved,
        Reached::CardMade,
        Reached::CardDelivered,
        Reached::Denied,
    ];
    let (Some(person), Some(form), Some(reached)) =
        (pick(people, random), pick(forms, random), pick(&REACHED, random).copied())
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
    let case = Case {
        receipt: format!("{prefix}{:010}", 2_290_000_000 + number),
        form,
        applicant,
        filed: now - age * DAY,
        quiet: 1 + days(random, 25),
    };
    case.events(reached, now)
}

fn pick<'a, T>(all: &'a [T], random: &Random) -> Option<&'a T> {
    let count = u64::try_from(all.len()).ok().filter(|count| *count > 0)?;
    all.get(usize::try_from(random.below(count)).ok()?)
}

fn days(random: &Random, below: u64) -> i64 {
    i64::try_from(random.below(below)).unwrap_or(0)
}

struct Case<'a> {
    receipt: String,
    form: &'a Form,
    applicant: Value,
    filed: Millis,
    quiet: i64,
}

/// One thing that happens on the way.
struct Step {
    kind: &'static str,
    code: &'static str,
    title: Words,
    /// Fields beside the common ones.
    more: Value,
}

fn step(kind: &'static str, code: &'static str, en: &str, es: &str, more: Value) -> Step {
    Step { kind, code, title: Words { en: en.to_owned(), es: es.to_owned() }, more }
}

impl Case<'_> {
    fn events(&self, reached: Reached, now: Millis) -> Vec<Value> {
        let steps = self.steps(reached, now);
        let count = i64::try_from(steps.len()).unwrap_or(1).max(2);
        let span = (now - self.quiet * DAY - self.filed).max(DAY);
        steps
            .into_iter()
            .zip(0..)
            .map(|(step, place)| self.event(&step, place, self.filed + span * place / (count - 1)))
            .collect()
    }

    fn event(&self, step: &Step, place: i64, at: Millis) -> Value {
        let date = jiff::Timestamp::from_millisecond(at).unwrap_or_default();
        let day = date.strftime("%B %-d, %Y").to_string();
        let name = &self.form.name;
        let mut event = json!({
            "event_id": format!("demo-{}-{place}", self.receipt),
            "receipt_number": self.receipt,
            "occurred_at": date.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            "kind": step.kind,
            "code": step.code,
            "title": { "en": step.title.en, "es": step.title.es },
            "text": {
                "en": format!(
                    "On {day}, this step was recorded for your Form {}, {}, Receipt Number {}. Please follow the \
                     instructions in any notice you receive. If you move, tell the agency your new address.",
                    self.form.number, name.en, self.receipt
                ),
                "es": format!(
                    "El {} se registró este paso de su formulario {}, {}, número de recibo {}. Siga las instrucciones \
                     de cualquier aviso que reciba. Si se muda, informe a la agencia de su nueva dirección.",
                    date.strftime("%d/%m/%Y"), self.form.number, name.es, self.receipt
                ),
            },
            "synthetic": true,
        });
        if let (Value::Object(event), Value::Object(more)) = (&mut event, &step.more) {
            event.extend(more.clone());
        }
        event
    }

    fn steps(&self, reached: Reached, now: Millis) -> Vec<Step> {
        let mut steps = self.opening();
        steps.extend(self.middle(reached, now).into_iter().filter(|(from, _)| reached >= *from).map(|(_, step)| step));
        steps.extend(self.end(reached).into_iter().filter(|(from, _)| reached >= *from).map(|(_, step)| step));
        steps
    }

    fn opening(&self) -> Vec<Step> {
        vec![
            step(
                "case_opened",
                "IAF",
                "Case Was Received and A Receipt Notice Was Emailed",
                "El caso fue recibido y se envió un aviso de recibo por correo electrónico",
                json!({ "form": self.form.number, "applicant": self.applicant, "office": "National Benefits Center (synthetic)" }),
            ),
            step(
                "notice_issued",
                "",
                "Receipt notice",
                "Aviso de recibo",
                json!({ "notice": { "kind": "I-797C", "number": format!("{}-1", self.receipt), "pages": 2 }, "title": null, "text": null }),
            ),
        ]
    }

    fn usual(&self, stage: &str) -> bool {
        self.form.usual.iter().any(|usual| usual == stage)
    }

    /// Each step with how far a case must have come to have it.
    fn middle(&self, reached: Reached, now: Millis) -> Vec<(Reached, Step)> {
        let day = |from_now: i64| {
            jiff::Timestamp::from_millisecond(now + from_now * DAY).unwrap_or_default().strftime("%Y-%m-%d").to_string()
        };
        let soon = |from_now: i64| {
            let at = now - now % HOUR + from_now * DAY;
            jiff::Timestamp::from_millisecond(at).unwrap_or_default().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
        };
        let mut steps = Vec::new();
        let mut add = |from: Reached, wanted: bool, step: Step| {
            if wanted {
                steps.push((from, step));
            }
        };
        let scheduled = reached == Reached::BiometricsScheduled;
        add(
            Reached::BiometricsScheduled,
            self.usual("biometrics") || scheduled,
            step(
                "appointment_scheduled",
                "IMAF",
                "Biometrics Appointment Was Scheduled",
                "Se programó la cita de datos biométricos",
                json!({ "appointment": { "kind": "biometrics", "starts_at": soon(if scheduled { 12 } else { -40 }),
                "place": "Application Support Center, 12 Example Street (synthetic)", "reference": format!("ASC-{}", self.receipt) } }),
            ),
        );
        add(
            Reached::FingerprintsTaken,
            self.usual("biometrics"),
            step(
                "status_changed",
                "FNB",
                "Case Was Updated To Show Fingerprints Were Taken",
                "El caso se actualizó para mostrar que se tomaron las huellas",
                json!({}),
            ),
        );
        let asked = matches!(reached, Reached::EvidenceRequested | Reached::EvidenceReceived);
        add(
            Reached::EvidenceRequested,
            asked,
            step(
                "evidence_requested",
                "IKE",
                "Request for Additional Evidence Was Sent",
                "Se envió una solicitud de pruebas adicionales",
                json!({ "due_on": day(if reached == Reached::EvidenceRequested { 23 } else { -20 }),
                "notice": { "kind": "I-797E", "number": format!("{}-2", self.receipt), "pages": 4 } }),
            ),
        );
        add(
            Reached::EvidenceReceived,
            asked,
            step(
                "evidence_received",
                "HA",
                "Response To USCIS' Request For Evidence Was Received",
                "Se recibió la respuesta a la solicitud de pruebas de USCIS",
                json!({}),
            ),
        );
        add(
            Reached::Reviewed,
            true,
            step(
                "status_changed",
                "",
                "Case Is Being Actively Reviewed By USCIS",
                "USCIS está revisando activamente el caso",
                json!({}),
            ),
        );
        let waiting = reached == Reached::InterviewScheduled;
        add(
            Reached::InterviewScheduled,
            self.usual("interview") || waiting,
            step(
                "appointment_scheduled",
                "IM",
                "Interview Was Scheduled",
                "Se programó la entrevista",
                json!({ "appointment": { "kind": "interview", "starts_at": soon(if waiting { 18 } else { -30 }),
                "place": "Field Office, 300 Example Avenue (synthetic)", "reference": format!("INT-{}", self.receipt) } }),
            ),
        );
        add(
            Reached::InterviewDone,
            self.usual("interview"),
            step(
                "status_changed",
                "HG",
                "Interview Was Completed And My Case Must Be Reviewed",
                "La entrevista terminó y mi caso debe ser revisado",
                json!({}),
            ),
        );
        steps
    }

    fn end(&self, reached: Reached) -> Vec<(Reached, Step)> {
        if reached == Reached::Denied {
            return vec![(
                Reached::Denied,
                step(
                    "decision_made",
                    "IFA",
                    "Case Was Denied And My Decision Notice Mailed",
                    "El caso fue denegado y mi aviso de decisión se envió por correo",
                    json!({ "outcome": "denied", "notice": { "kind": "I-292", "number": format!("{}-9", self.receipt), "pages": 3 } }),
                ),
            )];
        }
        let mut steps = Vec::new();
        let mut add = |from: Reached, wanted: bool, step: Step| {
            if wanted {
                steps.push((from, step));
            }
        };
        add(
            Reached::Approved,
            true,
            step(
                "decision_made",
                "IEA",
                "Case Was Approved And A Decision Notice Was Sent",
                "El caso fue aprobado y se envió un aviso de decisión",
                json!({ "outcome": "approved", "notice": { "kind": "I-797", "number": format!("{}-9", self.receipt), "pages": 1 } }),
            ),
        );
        add(
            Reached::CardMade,
            self.usual("card"),
            step(
                "status_changed",
                "LAA",
                "New Card Is Being Produced",
                "Se está produciendo la tarjeta nueva",
                json!({}),
            ),
        );
        add(
            Reached::CardDelivered,
            self.usual("card"),
            step(
                "status_changed",
                "LEA",
                "Card Was Delivered To Me By The Post Office",
                "La oficina de correos me entregó la tarjeta",
                json!({}),
            ),
        );
        steps
    }
}
