//! What happens in the course of a synthetic case, from its receipt to how far it has come.

use crate::i18n::{Locale, in_words};
use crate::types::{DAY, HOUR, Millis};
use serde::Deserialize;
use serde_json::{Value, json};

/// How far a case has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reached {
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

impl Reached {
    pub(super) const ALL: &[Self] = &[
        Self::Received,
        Self::BiometricsScheduled,
        Self::FingerprintsTaken,
        Self::EvidenceRequested,
        Self::EvidenceReceived,
        Self::Reviewed,
        Self::InterviewScheduled,
        Self::InterviewDone,
        Self::Approved,
        Self::CardMade,
        Self::CardDelivered,
        Self::Denied,
    ];
}

/// A form of `data/forms.json`.
#[derive(Deserialize)]
pub(super) struct Form {
    #[serde(rename = "form")]
    pub(super) number: String,
    usual: Vec<String>,
}

impl Form {
    /// In English and Spanish.
    fn names(&self) -> [&'static str; 2] {
        let key = format!("forms.{}.name", self.number);
        ["en", "es"].map(|code| Locale::parse(code).and_then(|locale| in_words(&key, locale)).unwrap_or_default())
    }
}

/// A case and the events that brought it where it is.
pub(super) struct Course<'a> {
    pub(super) receipt: String,
    pub(super) form: &'a Form,
    pub(super) applicant: Value,
    pub(super) filed: Millis,
    /// Days since the last event.
    pub(super) quiet: i64,
}

/// One thing that happens on the way.
struct Step {
    kind: &'static str,
    code: &'static str,
    /// In English and Spanish, as the agency writes.
    title: [String; 2],
    /// Fields beside the common ones.
    more: Value,
}

fn step(kind: &'static str, code: &'static str, en: &str, es: &str, more: Value) -> Step {
    Step { kind, code, title: [en.to_owned(), es.to_owned()], more }
}

impl Course<'_> {
    /// The events up to there, each marked as synthetic.
    pub(super) fn events(&self, reached: Reached, now: Millis) -> Vec<Value> {
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
        let [en, es] = &step.title;
        let [english, spanish] = self.form.names();
        let mut event = json!({
            "event_id": format!("demo-{}-{place}", self.receipt),
            "receipt_number": self.receipt,
            "occurred_at": date.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            "kind": step.kind,
            "code": step.code,
            "title": { "en": en, "es": es },
            "text": {
                "en": format!(
                    "On {day}, this step was recorded for your Form {}, {}, Receipt Number {}. Please follow the \
                     instructions in any notice you receive. If you move, tell the agency your new address.",
                    self.form.number, english, self.receipt
                ),
                "es": format!(
                    "El {} se registró este paso de su formulario {}, {}, número de recibo {}. Siga las instrucciones \
                     de cualquier aviso que reciba. Si se muda, informe a la agencia de su nueva dirección.",
                    date.strftime("%d/%m/%Y"), self.form.number, spanish, self.receipt
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
