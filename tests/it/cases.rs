//! Linking, the dashboard, the case page and the public look-up.

use crate::fixtures::{event, feed, number, opening, person};
use crate::support::{NOW, TestApp, for_each_db};
use portico::access::Actor;
use portico::cases::model::{LinkForm, NewLink, Step, TodoKind, parse_link};
use portico::cases::service;
use portico::error::AppError;
use portico::i18n::Locale;
use portico::server::Visitor;
use portico::types::{DAY, HOUR, ReceiptNumber};
use serde_json::json;

const RECEIPT: &str = "IOE0912345678";
const SECRET: &str = "IOE0999999999";

fn receipt(text: &str) -> ReceiptNumber {
    text.parse().unwrap()
}

fn with_code(receipt: &str, code: &str) -> NewLink {
    parse_link(&LinkForm { receipt_number: receipt.into(), access_code: code.into(), ..LinkForm::default() }).unwrap()
}

fn with_name(receipt: &str, year: &str, given: &str) -> NewLink {
    parse_link(&LinkForm {
        receipt_number: receipt.into(),
        birth_year: year.into(),
        birth_month: "1".into(),
        birth_day: "2".into(),
        given_name: given.into(),
        family_name: "NGUYỄN".into(),
        ..LinkForm::default()
    })
    .unwrap()
}

fn en() -> Locale {
    Locale::default()
}

fn no_match(outcome: Result<ReceiptNumber, AppError>) -> bool {
    matches!(outcome, Err(AppError::Invalid(fields)) if fields.of("receipt_number").is_some_and(|e| e.key == "cases.errors.no_match"))
}

async fn linked(app: &TestApp) -> Actor {
    feed(app, &[opening("e1", RECEIPT, 1)]).await;
    let actor = person(app, "Hoa", "hoa@example.com").await;
    service::link(&app.ctx, &actor, with_code(RECEIPT, "hoa 2026")).await.unwrap();
    actor
}

#[tokio::test]
async fn a_case_is_linked_by_its_code_or_by_facts_and_the_person_is_told() {
    for_each_db(|db| async move {
        let app = TestApp::new(db).await;
        let hoa = linked(&app).await;
        let minh = person(&app, "Minh", "minh@example.com").await;
        // Links are told in the order in which they were made.
        app.ctx.clock.advance(1);
        assert_eq!(service::link(&app.ctx, &minh, with_name(RECEIPT, "1990", "hoa")).await.unwrap(), receipt(RECEIPT));
        // Hoa for the first link, both for the second.
        assert_eq!(number(&app, "select count(*) from outbox where kind = 'case_linked'").await, 3);
        let page = service::case(&app.ctx, &hoa, &receipt(RECEIPT), en()).await.unwrap();
        assert_eq!(
            page.people.iter().map(|p| (p.name.as_str(), p.you)).collect::<Vec<_>>(),
            [("Hoa", true), ("Minh", false)]
        );
        let again = service::link(&app.ctx, &hoa, with_code(RECEIPT, "HOA2026")).await;
        assert!(matches!(again, Err(AppError::Conflict { .. })));
    })
    .await;
}

#[tokio::test]
async fn wrong_facts_absent_cases_and_confidential_ones_get_one_answer() {
    for_each_db(|db| async move {
        let app = TestApp::new(db).await;
        let mut secret = opening("s1", SECRET, 1);
        secret["confidential"] = json!(true);
        feed(&app, &[opening("e1", RECEIPT, 1), secret]).await;
        let actor = person(&app, "Hoa", "hoa@example.com").await;
        for wish in [
            with_code(RECEIPT, "WRONG"),
            with_name(RECEIPT, "1991", "Hoa"),
            with_code("IOE0900000000", "HOA-2026"),
            with_name(SECRET, "1990", "Hoa"),
        ] {
            assert!(no_match(service::link(&app.ctx, &actor, wish).await));
        }
        assert_eq!(number(&app, "select count(*) from case_links").await, 0);
        service::link(&app.ctx, &actor, with_code(SECRET, "HOA-2026")).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn after_five_wrong_tries_both_the_account_and_the_receipt_wait_a_day_and_everyone_is_told() {
    for_each_db(|db| async move {
        let app = TestApp::new(db).await;
        linked(&app).await;
        let stranger = person(&app, "Eve", "eve@example.com").await;
        for _ in 0..5 {
            assert!(no_match(service::link(&app.ctx, &stranger, with_code(RECEIPT, "WRONG")).await));
        }
        assert_eq!(number(&app, "select count(*) from outbox where kind = 'case_link_tries'").await, 2);
        let right = service::link(&app.ctx, &stranger, with_code(RECEIPT, "HOA-2026")).await;
        assert!(matches!(right, Err(AppError::TooMany { .. })));
        // The receipt is closed for others too, and the account for other receipts.
        let other = person(&app, "Minh", "minh@example.com").await;
        assert!(matches!(
            service::link(&app.ctx, &other, with_code(RECEIPT, "HOA-2026")).await,
            Err(AppError::TooMany { .. })
        ));
        let elsewhere = service::link(&app.ctx, &stranger, with_code("IOE0900000000", "X")).await;
        assert!(matches!(elsewhere, Err(AppError::TooMany { .. })));
        app.ctx.clock.advance(DAY);
        service::link(&app.ctx, &other, with_name(RECEIPT, "1990", "Hoa")).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn an_access_code_links_one_person_and_a_new_one_another() {
    for_each_db(|db| async move {
        let app = TestApp::new(db).await;
        let mut secret = opening("s1", SECRET, 1);
        secret["confidential"] = json!(true);
        feed(&app, &[secret]).await;
        let (hoa, eve) = (person(&app, "Hoa", "hoa@example.com").await, person(&app, "Eve", "eve@example.com").await);
        // Two come with it at the same moment: it is one's, and the other is told what a wrong one is told.
        let link = |actor| service::link(&app.ctx, actor, with_code(SECRET, "HOA-2026"));
        let (first, second) = futures::future::join(link(&hoa), link(&eve)).await;
        assert_eq!(usize::from(first.is_ok()) + usize::from(second.is_ok()), 1);
        let (owner, other) = if first.is_ok() { (&hoa, &eve) } else { (&eve, &hoa) };
        for _ in 0..3 {
            assert!(no_match(link(other).await));
        }
        assert!(matches!(link(owner).await, Err(AppError::Conflict { .. })));
        assert_eq!(number(&app, "select count(*) from case_links").await, 1);
        assert_eq!(number(&app, "select count(*) from outbox where kind = 'case_linked'").await, 1);
        // The agency sends a new letter.
        let mut applicant = opening("s2", SECRET, 2)["applicant"].clone();
        applicant["online_access_code"] = json!("NEW-2026");
        feed(&app, &[event("s3", SECRET, "applicant_updated", 3, json!({ "applicant": applicant }))]).await;
        service::link(&app.ctx, other, with_code(SECRET, "NEW-2026")).await.unwrap();
        let third = person(&app, "Minh", "minh@example.com").await;
        assert!(no_match(link(&third).await));
    })
    .await;
}

#[tokio::test]
async fn wrong_tries_at_the_same_moment_are_counted_one_by_one() {
    for_each_db(|db| async move {
        let app = TestApp::new(db).await;
        feed(&app, &[opening("e1", RECEIPT, 1)]).await;
        let actor = person(&app, "Eve", "eve@example.com").await;
        let tries = (0..12).map(|_| service::link(&app.ctx, &actor, with_code(RECEIPT, "WRONG")));
        let outcomes = futures::future::join_all(tries).await;
        let (wrong, refused): (Vec<_>, Vec<_>) =
            outcomes.into_iter().partition(|o| matches!(o, Err(AppError::Invalid(_))));
        assert_eq!((wrong.len(), refused.len()), (5, 7));
    })
    .await;
}

#[tokio::test]
async fn nobody_sees_a_case_that_is_not_linked_and_absent_looks_the_same() {
    for_each_db(|db| async move {
        let app = TestApp::new(db).await;
        linked(&app).await;
        let stranger = person(&app, "Eve", "eve@example.com").await;
        for number in [RECEIPT, "IOE0900000000"] {
            assert_eq!(service::case(&app.ctx, &stranger, &receipt(number), en()).await, Err(AppError::NotFound));
            assert_eq!(
                service::history(&app.ctx, &stranger, &receipt(number), "", en()).await,
                Err(AppError::NotFound)
            );
        }
        let dashboard = service::dashboard(&app.ctx, &stranger, en()).await.unwrap();
        assert!(dashboard.cases.is_empty() && dashboard.changes.is_empty());
    })
    .await;
}

#[tokio::test]
async fn the_dashboard_says_what_changed_what_to_do_and_by_when() {
    for_each_db(|db| async move {
        let app = TestApp::new(db).await;
        let mut actor = linked(&app).await;
        let first = service::dashboard(&app.ctx, &actor, en()).await.unwrap();
        assert!(first.changes.is_empty(), "what was there when the case was linked is not news");
        app.ctx.clock.advance(HOUR);
        feed(&app, &[
            event("e2", RECEIPT, "evidence_requested", 5, json!({ "title": "Request for Additional Evidence Was Sent", "due_on": "2026-04-14" })),
            event("e3", RECEIPT, "fee_due", 6, json!({ "amount": { "minor": 10200, "currency": "USD" }, "due_on": "2026-03-12" })),
            event("e4", RECEIPT, "appointment_scheduled", 7, json!({ "appointment": { "kind": "biometrics", "starts_at": "2026-04-01T09:00:00-07:00", "place": "Oakland" } })),
            event("e5", RECEIPT, "notice_issued", 8, json!({ "notice": { "kind": "I-797C", "number": "N1", "pages": 2 } })),
        ])
        .await;
        let view = service::dashboard(&app.ctx, &actor, en()).await.unwrap();
        assert_eq!(view.changes.len(), 4);
        let todo: Vec<_> = view.todo.iter().map(|t| (t.what.clone(), t.days_left)).collect();
        assert!(matches!(todo.as_slice(), [(TodoKind::Fee(Some(_)), Some(2)), (TodoKind::Evidence, Some(35))]), "{todo:?}");
        assert_eq!(view.cases[0].status.as_ref().unwrap().title.as_ref().unwrap().text, "Request for Additional Evidence Was Sent");
        let appointment = &view.appointments[0];
        assert_eq!((appointment.starts.hour, appointment.starts.zone.as_str(), appointment.yours.hour), (9, "UTC-7", 23));
        assert_eq!(view.notices[0].number.as_deref(), Some("N1"));
        assert_eq!(view.cases[0].days.day, Some(38));
        // On the next visit only what came after this one is new.
        actor.previous_visit = Some(app.ctx.now());
        assert!(service::dashboard(&app.ctx, &actor, en()).await.unwrap().changes.is_empty());
        app.ctx.clock.advance(HOUR);
        feed(&app, &[event("e0", RECEIPT, "other", 2, json!({ "title": "Late words" }))]).await;
        let changes = service::dashboard(&app.ctx, &actor, en()).await.unwrap().changes;
        assert_eq!(changes[0].title.as_ref().unwrap().text, "Late words", "an old event that arrives now is news");
    })
    .await;
}

#[tokio::test]
async fn the_case_page_explains_the_status_and_says_when_it_cannot() {
    for_each_db(|db| async move {
        let app = TestApp::new(db).await;
        let actor = linked(&app).await;
        let spanish = Locale::parse("es").unwrap();
        let page = service::case(&app.ctx, &actor, &receipt(RECEIPT), spanish).await.unwrap();
        let status = page.status.unwrap();
        assert_eq!(status.title.unwrap().text, "Caso recibido");
        assert!(page.meaning.unwrap().is.starts_with("La agencia"));
        assert!(page.official_name.is_some_and(|name| !name.starts_with("Application")), "the name is the reader's");
        assert_eq!(page.history.events[0].title.as_ref().unwrap().lang, "en");
        assert_eq!(page.history.events[0].translated.as_deref(), Some("Caso recibido"));
        feed(&app, &[event("e2", RECEIPT, "status_changed", 9, json!({ "title": "Case Was Moonlit", "code": "QQ" }))])
            .await;
        let page = service::case(&app.ctx, &actor, &receipt(RECEIPT), spanish).await.unwrap();
        let status = page.status.unwrap();
        assert_eq!(status.title.unwrap().text, "Case Was Moonlit");
        assert_eq!((page.meaning, page.step), (None, Step::Received));
        assert_eq!(page.history.events[0].explained, Some(false));
    })
    .await;
}

#[tokio::test]
async fn a_long_history_is_read_in_parts_without_gap_or_repetition() {
    for_each_db(|db| async move {
        let app = TestApp::new(db).await;
        let actor = linked(&app).await;
        // Many of one instant, so that the place of a part is told by more than its time.
        let more: Vec<_> = (0_u16..450)
            .map(|n| event(&format!("m{n}"), RECEIPT, "other", if n < 250 { 2 } else { 3 }, json!({ "title": "x" })))
            .collect();
        feed(&app, &more).await;
        let (mut seen, mut older) = (vec![], String::new());
        loop {
            let part = service::history(&app.ctx, &actor, &receipt(RECEIPT), &older, en()).await.unwrap();
            assert_eq!(part.total, 451);
            seen.extend(part.events.iter().map(|event| event.number));
            match part.older {
                Some(place) => older = place,
                None => break,
            }
        }
        let unique: std::collections::HashSet<_> = seen.iter().collect();
        assert_eq!((seen.len(), unique.len()), (451, 451));
        let hostile = service::history(&app.ctx, &actor, &receipt(RECEIPT), "1; drop table cases", en()).await;
        assert_eq!(hostile, Err(AppError::Malformed));
    })
    .await;
}

#[tokio::test]
async fn each_linked_person_is_hinted_once_a_batch_and_nobody_else() {
    for_each_db(|db| async move {
        let app = TestApp::new(db).await;
        linked(&app).await;
        person(&app, "Eve", "eve@example.com").await;
        let before = number(&app, "select count(*) from change_feed").await;
        feed(
            &app,
            &[
                event("e2", RECEIPT, "other", 2, json!({ "title": "a" })),
                event("e3", RECEIPT, "other", 3, json!({ "title": "b" })),
            ],
        )
        .await;
        assert_eq!(number(&app, "select count(*) from change_feed").await, before + 1);
        // A duplicate is no change.
        feed(&app, &[event("e3", RECEIPT, "other", 3, json!({ "title": "b" }))]).await;
        assert_eq!(number(&app, "select count(*) from change_feed").await, before + 1);
    })
    .await;
}

#[tokio::test]
async fn a_stranger_learns_the_step_of_a_case_and_nothing_of_a_confidential_one() {
    for_each_db(|db| async move {
        let app = TestApp::new(db).await;
        let mut secret = opening("s1", SECRET, 1);
        secret["confidential"] = json!(true);
        feed(&app, &[opening("e1", RECEIPT, 1), event("e2", RECEIPT, "evidence_requested", 2, json!({})), secret])
            .await;
        let visitor = |network: &str| Visitor {
            network: network.to_owned(),
            user_agent: String::new(),
            locale: en(),
            path: "/en/".to_owned(),
            person: None,
            device: None,
        };
        let look = async |network: &str, number: &str| {
            service::look_up(&app.ctx, &visitor(network), receipt(number)).await.map(|found| found.step)
        };
        assert_eq!(look("192.0.2.1", RECEIPT).await, Ok(Some(Step::Review)));
        assert_eq!(look("192.0.2.1", SECRET).await, Ok(None));
        assert_eq!(look("192.0.2.1", "IOE0900000000").await, Ok(None));
        for _ in 0..17 {
            look("192.0.2.1", RECEIPT).await.unwrap();
        }
        assert!(matches!(look("192.0.2.1", RECEIPT).await, Err(AppError::TooMany { .. })));
        assert!(look("192.0.2.2", RECEIPT).await.is_ok());
        app.ctx.clock.advance(HOUR);
        assert!(look("192.0.2.1", RECEIPT).await.is_ok());
        assert!(app.ctx.now() > NOW);
    })
    .await;
}
