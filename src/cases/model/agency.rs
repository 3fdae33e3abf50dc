//! Words of the agency's side: what an event is, how far a case has come.

use serde::{Deserialize, Serialize};

macro_rules! names {
    ($(#[$doc:meta])* $name:ident { $($(#[$inner:meta])* $variant:ident => $text:literal,)+ }) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        $(#[$doc])*
        pub enum $name { $($(#[$inner])* $variant,)+ }

        impl $name {
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// Name on the wire, in the database and in the catalogue's keys.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }

            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.as_str() == text)
            }
        }
    };
}

names! {
    /// What a case event reports.
    Kind {
        CaseOpened => "case_opened",
        StatusChanged => "status_changed",
        EvidenceRequested => "evidence_requested",
        EvidenceReceived => "evidence_received",
        AppointmentScheduled => "appointment_scheduled",
        AppointmentChanged => "appointment_changed",
        NoticeIssued => "notice_issued",
        FeeDue => "fee_due",
        DecisionMade => "decision_made",
        CaseTransferred => "case_transferred",
        CaseReopened => "case_reopened",
        CaseClosed => "case_closed",
        ApplicantUpdated => "applicant_updated",
        Other => "other",
    }
}

names! {
    /// How a case was decided.
    Outcome {
        Approved => "approved",
        Denied => "denied",
        Withdrawn => "withdrawn",
        Rejected => "rejected",
        Revoked => "revoked",
        Other => "other",
    }
}

names! {
    /// A stop on the rail, in the order of the rail. Received, review and decision are true of every case; the others
    /// are shown only with evidence, or where the form normally includes them.
    Stage {
        Received => "received",
        Review => "review",
        Biometrics => "biometrics",
        Appointment => "appointment",
        Evidence => "evidence",
        Interview => "interview",
        Decision => "decision",
        Card => "card",
    }
}

names! {
    /// How far a case has come: the only thing a stranger with a receipt number learns.
    #[derive(Default)]
    Step {
        #[default]
        Received => "received",
        Review => "review",
        Decision => "decision",
    }
}

names! {
    /// What the record says of a stage. "Not reported" is not "did not happen".
    StageState {
        Evidenced => "evidenced",
        Unreported => "unreported",
        Ahead => "ahead",
    }
}

names! {
    /// Colour of a status: from structured fields, never from words in a title.
    Tone {
        Act => "act",
        Good => "good",
        Closed => "closed",
        Neutral => "neutral",
    }
}

impl Step {
    /// The stage that the rail marks as the present one.
    #[must_use]
    pub fn stage(self) -> Stage {
        match self {
            Self::Received => Stage::Received,
            Self::Review => Stage::Review,
            Self::Decision => Stage::Decision,
        }
    }
}

/// One stop on the rail of one case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RailStage {
    pub stage: Stage,
    pub state: StageState,
    /// The day of the evidence, in the agency's zone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<crate::types::CivilDate>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub current: bool,
}

/// A text of the agency, in one of the languages it was written in. Shown as text, never as HTML.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgencyWords {
    /// Language code; empty when the agency did not say, which is also what HTML's `lang=""` means.
    pub lang: String,
    pub text: String,
}
