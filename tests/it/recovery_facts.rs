//! Recovery by mailbox, its end: the facts, their tries, and what they open.

use crate::accounts::{count, home, member, subjects, token};
use crate::fixtures::{event, feed};
use crate::recovery::{HOA, RECEIPT, add_address, claim, conflict, execute, facts, go_on, linked_member, wait};
use crate::support::{TestApp, TestDb, for_each_db};
use portico::accounts::recovery::model::Wanted;
use portico::accounts::recovery::{self, FactFields};
use portico::error::AppError;
use portico::i18n::Locale;
use portico::storage::reseal;
use portico::types::DAY;
use serde_json::json;

fn wrong() -> FactFields {
    let mut facts = facts();
    facts.case.a_number = "A012345679".into();
    facts
}

#[tokio::test]
async fn finished_by_twenty_at_once_there_is_one_session() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        linked_member(&app, HOA).await;
        claim(&app, HOA).await;
        let go = wait(&app, HOA).await;
        let visitor = home();
        let all = (0..20).map(|_| recovery::prove(&app.ctx, &visitor, &go, facts()));
        let done = futures::future::join_all(all).await;
        assert_eq!(done.iter().filter(|done| done.is_ok()).count(), 1, "{done:?}");
        let alive = "select count(*) from sessions where ended_at is null";
        assert_eq!(count(&app, alive).await, 1);
    })
    .await;
}

#[tokio::test]
async fn five_wrong_facts_close_it_and_everyone_is_told() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        linked_member(&app, HOA).await;
        claim(&app, HOA).await;
        let go = wait(&app, HOA).await;
        let refused = Err(AppError::field("", "recovery.errors.facts"));
        for left in [4, 3, 2, 1] {
            assert_eq!(go_on(&app, &go, wrong()).await, refused);
            assert_eq!(recovery::going_on(&app.ctx, Locale::default(), &go).await.unwrap().tries, left);
        }
        let mut missing = facts();
        missing.case.a_number = String::new();
        assert_eq!(go_on(&app, &go, missing).await, Err(AppError::field("a_number", "cases.errors.proof_half")));
        assert_eq!(go_on(&app, &go, wrong()).await, Err(conflict("over")), "what cannot be judged is no try");
        assert_eq!(go_on(&app, &go, facts()).await, Err(conflict("over")));
        assert_eq!(subjects(&app, HOA).await.last().unwrap(), "The recovery of your account was closed");
        assert_eq!(count(&app, "select count(*) from passwords").await, 1);
        assert_eq!(count(&app, "select count(*) from sessions where ended_at is null").await, 1, "the owner's own");
    })
    .await;
}

#[tokio::test]
async fn wrong_facts_of_the_same_moment_are_judged_five_times() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        linked_member(&app, HOA).await;
        claim(&app, HOA).await;
        let go = wait(&app, HOA).await;
        let visitor = home();
        let all = (0..20).map(|_| recovery::prove(&app.ctx, &visitor, &go, wrong()));
        let answers = futures::future::join_all(all).await;
        let judged = answers.iter().filter(|answer| **answer == Err(AppError::field("", "recovery.errors.facts")));
        assert_eq!(judged.count(), 4);
        let recorded = "select count(*) from audit_log where act = 'recovered' and outcome = 'refused'";
        assert_eq!(count(&app, recorded).await, 5);
    })
    .await;
}

#[tokio::test]
async fn facts_of_a_case_that_is_not_linked_or_is_confidential_prove_nothing() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        linked_member(&app, HOA).await;
        let applicant = json!({
            "family_name": "Nguyễn", "given_name": "Hoa", "date_of_birth": "1986-04-28", "a_number": "A012345678",
        });
        let more = json!({ "form": "I-485", "title": "x", "applicant": applicant });
        feed(&app, &[event("e2", "IOE0900000001", "case_opened", 1, more)]).await;
        claim(&app, HOA).await;
        let go = wait(&app, HOA).await;
        let mut of_another = facts();
        of_another.case.receipt_number = "IOE0900000001".into();
        assert!(go_on(&app, &go, of_another).await.is_err());
        execute(&app, "update cases set confidential = (1 = 1)").await;
        assert!(go_on(&app, &go, facts()).await.is_err());
        execute(&app, "update cases set confidential = (1 = 0)").await;
        assert!(go_on(&app, &go, facts()).await.is_ok());
    })
    .await;
}

#[tokio::test]
async fn without_a_case_birth_country_and_another_address_of_the_account_are_asked_for() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let hoa = member(&app, HOA).await;
        claim(&app, HOA).await;
        let go = wait(&app, HOA).await;
        let birth = |country: &str, other: &str| {
            let mut fields = facts();
            fields.country_of_birth = country.to_owned();
            fields.other_email = other.to_owned();
            fields
        };
        let asked = recovery::going_on(&app.ctx, Locale::default(), &go).await.unwrap();
        assert_eq!(asked.wanted, Wanted::Birth { other_address: false });
        assert!(asked.countries.len() > 100);
        assert!(go_on(&app, &go, birth("US", "")).await.is_err());

        add_address(&app, &hoa, "other@example.org").await;
        let asked = recovery::going_on(&app.ctx, Locale::default(), &go).await.unwrap();
        assert_eq!(asked.wanted, Wanted::Birth { other_address: true });
        let page = app.browser().get(&format!("/en/recover/go-on/{go}")).await;
        for part in ["Country of birth", "Another email address of your account", "only the support desk can help"] {
            assert!(page.body.contains(part), "{part}: {}", page.body);
        }
        let odd = go_on(&app, &go, birth("VN", "")).await;
        assert_eq!(odd, Err(AppError::field("other_email", "accounts.errors.email_odd")));
        assert!(go_on(&app, &go, birth("VN", HOA)).await.is_err(), "the one that the link was mailed to says nothing");
        assert!(go_on(&app, &go, birth("VN", "Other@example.org")).await.is_ok());
    })
    .await;
}

#[tokio::test]
async fn nobody_goes_on_before_the_time_or_seven_days_after_it_and_then_another_can_begin() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        linked_member(&app, HOA).await;
        claim(&app, HOA).await;
        let go = wait(&app, HOA).await;
        app.ctx.clock.advance(7 * DAY);
        assert_eq!(recovery::going_on(&app.ctx, Locale::default(), &go).await, Err(AppError::NotFound));
        assert_eq!(go_on(&app, &go, facts()).await, Err(conflict("over")));
        claim(&app, HOA).await;
        assert_eq!(count(&app, "select count(*) from recovery_claims where state = 'running'").await, 1);
        assert_eq!(count(&app, "select count(*) from recovery_claims where state = 'expired'").await, 1);
    })
    .await;
}

#[tokio::test]
async fn without_javascript_a_claim_goes_from_the_address_to_the_set_up_by_forms_alone() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        linked_member(&app, HOA).await;
        let mut browser = app.browser();
        let asked = browser.submit("/en/recover", "/api/recovery/ask", &[("email", HOA)]).await;
        assert!(asked.body.contains("Check your email"), "{}", asked.body);
        let start = token(&app, HOA, "recover/start").await;
        let path = format!("/en/recover/start/{start}");
        let opened = browser.submit(&path, "/api/recovery/open", &[("token", &start)]).await;
        assert!(opened.body.contains("The recovery has started"), "{}", opened.body);
        let go = wait(&app, HOA).await;
        let path = format!("/en/recover/go-on/{go}");
        let typed = [
            ("token", go.as_str()),
            ("receipt_number", RECEIPT),
            ("birth_year", "1986"),
            ("birth_month", "4"),
            ("birth_day", "28"),
            ("given_name", "Hoa"),
            ("family_name", "Nguyen"),
        ];
        let refused = browser.submit(&path, "/api/recovery/prove", &typed).await;
        assert!(refused.body.contains("does not match") && refused.body.contains(RECEIPT), "{}", refused.body);
        let mut right = typed;
        right[6].1 = "nguyễn";
        let set_up = browser.submit(&path, "/api/recovery/prove", &right).await;
        assert!(set_up.body.contains("Choose how you sign in"), "{}", set_up.body);
    })
    .await;
}

#[tokio::test]
async fn what_is_sealed_of_recoveries_is_sealed_anew_and_still_serves() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        linked_member(&app, HOA).await;
        claim(&app, HOA).await;
        app.ctx.keys.add(&app.ctx.random).unwrap();
        let mut sealed = 0;
        for column in &recovery::SEALED {
            sealed += reseal(&app.ctx, column, |_| ()).await.unwrap().sealed;
        }
        assert_eq!(sealed, 1);
        let go = wait(&app, HOA).await;
        assert!(go_on(&app, &go, facts()).await.is_ok());
    })
    .await;
}
