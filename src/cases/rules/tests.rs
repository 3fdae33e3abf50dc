//! What events add up to.

use super::*;
use crate::cases::event::{Event, Words};
use crate::cases::model::{Kind, Stage, StageState, Step};
use crate::server::Random;
use serde_json::{Value, json};

fn zone() -> Zone {
    Zone::find("America/New_York").unwrap()
}

/// Event number `number` on day `day` of January and February 2026, at noon in New York.
fn event(number: usize, day: u8, kind: &str, more: Value) -> Event {
    let (month, day) = if day > 31 { (2, day - 31) } else { (1, day) };
    let mut whole = json!({
        "event_id": format!("e{number}"), "receipt_number": "IOE0912345678", "kind": kind,
        "occurred_at": format!("2026-{month:02}-{day:02}T12:00:00-05:00"),
    });
    whole.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    serde_json::from_value(whole).unwrap()
}

fn folded(events: &[(u8, &str, Value)]) -> CaseState {
    let events: Vec<Event> =
        events.iter().enumerate().map(|(number, (day, kind, more))| event(number, *day, kind, more.clone())).collect();
    project(&events, &zone())
}

fn titled(title: &str) -> Value {
    json!({ "title": { "en": title } })
}

fn stops(state: &CaseState) -> Vec<(Stage, StageState)> {
    rail(state, &zone()).into_iter().map(|stop| (stop.stage, stop.state)).collect()
}

fn opened() -> (u8, &'static str, Value) {
    (1, "case_opened", json!({ "form": "I-485", "title": { "en": "Case Was Received" } }))
}

/// A long life of a case, with everything a feed can say.
fn life() -> Vec<Event> {
    let events = [
        opened(),
        (2, "notice_issued", json!({ "notice": { "kind": "I-797C", "number": "1" } })),
        (
            5,
            "appointment_scheduled",
            json!({ "appointment": { "kind": "biometrics", "starts_at": "2026-01-20T09:00:00-08:00", "reference": "B1" } }),
        ),
        (
            6,
            "appointment_changed",
            json!({ "appointment": { "kind": "biometrics", "starts_at": "2026-01-22T09:00:00-08:00", "reference": "B1" } }),
        ),
        (8, "status_changed", titled("Something Nobody Has Explained")),
        (
            9,
            "evidence_requested",
            json!({ "title": "Request for Additional Evidence Was Sent", "due_on": "2026-04-14" }),
        ),
        (20, "evidence_received", json!({})),
        (21, "fee_due", json!({ "amount": { "minor": 47000, "currency": "USD" }, "due_on": "2026-02-01" })),
        (25, "case_transferred", json!({ "office": "Newark" })),
        (30, "decision_made", json!({ "outcome": "denied", "title": { "en": "Case Was Denied" } })),
        (33, "case_reopened", json!({})),
        (40, "status_changed", titled("Case Was Approved")),
        (41, "status_changed", titled("New Card Is Being Produced")),
    ];
    events.into_iter().enumerate().map(|(number, (day, kind, more))| event(number, day, kind, more)).collect()
}

#[test]
fn the_order_of_arrival_changes_nothing() {
    let random = Random::seeded(3);
    let expected = project(&life(), &zone());
    for _ in 0..200 {
        let mut events = life();
        for place in (1..events.len()).rev() {
            let other = usize::try_from(random.below(u64::try_from(place + 1).unwrap())).unwrap();
            events.swap(place, other);
        }
        assert_eq!(project(&events, &zone()), expected);
    }
}

#[test]
fn going_on_from_a_stored_state_gives_what_folding_everything_gives() {
    let events = life();
    for cut in 0..events.len() {
        let before = serde_json::to_string(&project(&events[..cut], &zone())).unwrap();
        let mut state: CaseState = serde_json::from_str(&before).unwrap();
        for event in &events[cut..] {
            apply(&mut state, event, &zone());
        }
        assert_eq!(state, project(&events, &zone()), "cut at {cut}");
    }
}

#[test]
fn events_of_one_instant_keep_the_order_in_which_they_arrived() {
    let state = folded(&[opened(), (3, "status_changed", titled("First")), (3, "status_changed", titled("Second"))]);
    assert_eq!(state.status.unwrap().title, Some(serde_json::from_value::<Words>(json!({ "en": "Second" })).unwrap()));
}

#[test]
fn the_newest_event_that_carries_a_status_is_the_status() {
    for (kind, more, carries) in [
        ("status_changed", titled("Something New"), true),
        ("status_changed", json!({ "code": "ZZ9" }), true),
        ("status_changed", json!({}), false),
        ("notice_issued", json!({ "notice": { "kind": "I-797" } }), false),
        ("notice_issued", titled("Duplicate Notice Was Mailed"), true),
        ("fee_due", json!({}), false),
        ("appointment_scheduled", json!({}), false),
        ("applicant_updated", json!({}), false),
        ("other", json!({ "text": "words", "code": "X" }), false),
        ("evidence_requested", json!({}), true),
        ("decision_made", json!({ "outcome": "approved" }), true),
        ("case_closed", json!({}), true),
    ] {
        let state = folded(&[opened(), (2, kind, more.clone())]);
        let kind_of_status = state.status.map(|status| status.kind.as_str());
        assert_eq!(kind_of_status, Some(if carries { kind } else { "case_opened" }), "{kind} {more}");
    }
}

#[test]
fn an_unknown_status_neither_advances_nor_blocks() {
    let unknown = || (2, "status_changed", json!({ "title": "Case Was Moonlit", "code": "QQQ" }));
    let state = folded(&[opened(), unknown()]);
    assert_eq!((state.step, state.closed, tone(&state)), (Step::Received, false, Tone::Neutral));
    assert_eq!(stops(&state), stops(&folded(&[opened()])));
    let after = folded(&[opened(), unknown(), (3, "status_changed", titled("Case Was Approved"))]);
    assert_eq!((after.step, tone(&after)), (Step::Decision, Tone::Good));
}

#[test]
fn the_rail_shows_three_true_stages_and_the_others_only_with_evidence() {
    use Stage::{Biometrics, Card, Decision, Evidence, Received, Review};
    use StageState::{Ahead, Evidenced, Unreported};
    let plain = |events: &[(u8, &str, Value)]| {
        let mut all = vec![(1, "case_opened", json!({ "form": "I-130" }))];
        all.extend_from_slice(events);
        stops(&folded(&all))
    };
    assert_eq!(plain(&[]), [(Received, Evidenced), (Review, Ahead), (Decision, Ahead)]);
    assert_eq!(
        plain(&[(2, "evidence_requested", json!({}))]),
        [(Received, Evidenced), (Review, Evidenced), (Evidence, Evidenced), (Decision, Ahead)]
    );
    // Decided without a word of review: not reported, which is not "did not happen".
    assert_eq!(
        plain(&[(2, "decision_made", json!({ "outcome": "approved" }))]),
        [(Received, Evidenced), (Review, Unreported), (Decision, Evidenced)]
    );
    // A card on its way implies a decision that nobody reported.
    assert_eq!(
        plain(&[(2, "status_changed", titled("Card Was Mailed To Me"))]),
        [(Received, Evidenced), (Review, Unreported), (Decision, Unreported), (Card, Evidenced)]
    );
    assert_eq!(
        stops(&folded(&[opened()])),
        [(Received, Evidenced), (Review, Ahead), (Biometrics, Ahead), (Decision, Ahead)]
    );
}

#[test]
fn a_request_for_evidence_is_open_until_an_answer_a_decision_or_the_end() {
    let asked = || (3, "evidence_requested", json!({ "due_on": "2026-04-14" }));
    let open = |events: &[(u8, &str, Value)]| folded(events).requests.len();
    assert_eq!(open(&[opened(), asked()]), 1);
    assert_eq!(open(&[opened(), asked(), (4, "status_changed", titled("Case Is On Hold"))]), 1);
    for (kind, more) in [
        ("evidence_received", json!({})),
        ("status_changed", titled("Response To USCIS' Request For Evidence Was Received")),
        ("decision_made", json!({ "outcome": "denied" })),
        ("case_closed", json!({})),
    ] {
        assert_eq!(open(&[opened(), asked(), (4, kind, more)]), 0, "{kind}");
    }
    // The answer to an older request says nothing of a newer one.
    assert_eq!(open(&[opened(), asked(), (2, "evidence_received", json!({}))]), 1);
}

#[test]
fn a_denial_waits_for_nobody() {
    let state = folded(&[opened(), (2, "decision_made", json!({ "outcome": "denied", "title": "Case Was Denied" }))]);
    assert_eq!(tone(&state), Tone::Closed);
    assert!(asks(&state, 0).is_none());
}

#[test]
fn a_reopened_case_is_in_review_and_its_decision_is_ahead_again() {
    let state =
        folded(&[opened(), (2, "decision_made", json!({ "outcome": "denied" })), (3, "case_reopened", json!({}))]);
    assert_eq!((state.step, state.closed, state.outcome), (Step::Review, false, None));
    assert!(stops(&state).contains(&(Stage::Decision, StageState::Ahead)));
    assert_eq!(state.status.unwrap().kind, Kind::CaseReopened);
}

#[test]
fn an_appointment_is_moved_by_its_reference_and_taken_away_without_a_time() {
    let scheduled = |day, kind: &str, at: Value, reference: Value| {
        (
            day,
            "appointment_changed",
            json!({ "appointment": { "kind": kind, "starts_at": at, "reference": reference } }),
        )
    };
    let moved = folded(&[
        opened(),
        scheduled(2, "interview", json!("2026-05-01T09:00:00-04:00"), json!("A")),
        scheduled(3, "interview", json!("2026-06-01T09:00:00-04:00"), json!("A")),
        scheduled(3, "biometrics", json!("2026-06-02T09:00:00-04:00"), Value::Null),
    ]);
    assert_eq!(
        moved.appointments.iter().map(|a| a.starts_at.written.as_str()).collect::<Vec<_>>(),
        ["2026-06-01T09:00:00-04:00", "2026-06-02T09:00:00-04:00"]
    );
    let cancelled = folded(&[
        opened(),
        scheduled(2, "interview", json!("2026-05-01T09:00:00-04:00"), json!("A")),
        scheduled(3, "interview", Value::Null, json!("A")),
    ]);
    assert!(cancelled.appointments.is_empty());
}

#[test]
fn an_appointment_that_has_passed_is_not_asked_for() {
    let state = folded(&[
        opened(),
        (
            2,
            "appointment_scheduled",
            json!({
                "title": "Biometrics Appointment Was Scheduled",
                "appointment": { "kind": "biometrics", "starts_at": "2026-01-20T09:00:00Z" },
            }),
        ),
    ]);
    let starts = 1_768_899_600_000;
    assert!(asks(&state, starts - 1).is_some());
    assert!(asks(&state, starts + 1).is_none());
}

#[test]
fn days_are_counted_on_the_agencys_calendar() {
    // Half past eleven at night in New York is the next day in London.
    let mut late = event(0, 1, "case_opened", json!({ "form": "I-765" }));
    late.occurred_at = crate::cases::event::Stamp::parse("2026-01-02T04:30:00Z").unwrap();
    let state = project(&[late, event(1, 11, "status_changed", titled("Case Was Received"))], &zone());
    let day = |text: &str| text.parse().unwrap();
    assert_eq!(days(&state, &zone(), day("2026-01-11")), Days { day: Some(11), quiet: 0, longest: 10 });
    assert_eq!(days(&state, &zone(), day("2026-01-31")), Days { day: Some(31), quiet: 20, longest: 20 });
}

#[test]
fn confidentiality_is_what_the_agency_said_last() {
    let secret =
        folded(&[(1, "case_opened", json!({ "form": "I-918", "confidential": true })), (2, "other", json!({}))]);
    assert!(secret.confidential);
    let open =
        folded(&[(1, "case_opened", json!({ "confidential": true })), (2, "other", json!({ "confidential": false }))]);
    assert!(!open.confidential);
}

#[test]
fn what_usually_comes_next_is_what_lies_after_the_last_evidence() {
    let next = usually_next(&folded(&[opened(), (2, "evidence_requested", json!({}))]));
    assert_eq!(next, [(Stage::Interview, true), (Stage::Decision, false), (Stage::Card, false)]);
    assert!(usually_next(&folded(&[opened(), (2, "case_closed", json!({}))])).is_empty());
    assert!(usually_next(&folded(&[(1, "case_opened", json!({ "form": "X-1" }))])).is_empty());
}

#[test]
fn a_fee_is_something_to_do_until_two_weeks_after_its_due_date_and_stays_a_fee() {
    let state = folded(&[opened(), (2, "fee_due", json!({ "due_on": "2026-03-10" })), (3, "fee_due", json!({}))]);
    let [dated, undated] = state.fees.as_slice() else { panic!("{:?}", state.fees) };
    let waits = |today: &str| awaits_payment(dated, today.parse().unwrap());
    assert!(waits("2026-03-01") && waits("2026-03-10") && waits("2026-03-23"));
    assert!(!waits("2026-03-24") && !waits("2027-03-10"));
    assert!(awaits_payment(undated, "2027-03-10".parse().unwrap()), "without a due date nothing says that it is over");
}

#[test]
fn lists_stay_short_whatever_a_feed_sends() {
    let events: Vec<Event> = (0..500)
        .map(|number| {
            event(
                number,
                2,
                "fee_due",
                json!({ "notice": { "kind": "I-797" }, "amount": { "minor": number, "currency": "USD" } }),
            )
        })
        .collect();
    let state = project(&events, &zone());
    assert!(serde_json::to_string(&state).unwrap().len() < 8_000);
    assert_eq!(state.fees.last().unwrap().amount.as_ref().unwrap().minor, 499);
}
