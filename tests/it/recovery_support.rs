//! Recovery by the support desk: what is asked, what the staff see, the two of them, the waiting time, and the end.

use crate::accounts::{actor, attempt, count, home, member, prove, subjects, token, visitor};
use crate::desk::staff_member;
use crate::passkeys::browser_with;
use crate::recovery::{HOA, RECEIPT, conflict, execute, linked_member};
use crate::support::{Authenticator, TestApp, TestDb, for_each_db};
use axum::http::StatusCode;
use portico::access::{Role, StaffActor, Standing};
use portico::accounts::recovery::model::{RequestSummary, Running, Stage, Way};
use portico::accounts::recovery::{self, Decision, RequestFields};
use portico::accounts::{PersonFields, service};
use portico::audit::Origin;
use portico::desk::staff;
use portico::error::AppError;
use portico::jobs::run_due;
use portico::on_db;
use portico::types::{DAY, HOUR, MINUTE, RequestId, SECOND, SessionId, StaffId};

pub const NEW: &str = "new@example.org";

/// What Hoa would type.
pub fn fields() -> RequestFields {
    RequestFields {
        given_name: "Hoa".into(),
        family_name: "Nguyễn".into(),
        birth_day: "28".into(),
        birth_month: "4".into(),
        birth_year: "1986".into(),
        receipt_number: RECEIPT.into(),
        email: NEW.into(),
        ..RequestFields::default()
    }
}

/// Somebody of the staff, without a browser.
async fn agent(app: &TestApp, email: &str, role: Role) -> StaffActor {
    staff::add(&app.ctx, email, "Sam", role).await.unwrap();
    let mut read = app.ctx.db.read().await.unwrap();
    let conn = read.conn();
    let sql = "select id from staff where email = $1";
    let id: StaffId = on_db!(conn => sqlx::query_scalar(sql).bind(email).fetch_one(conn).await).unwrap();
    StaffActor {
        staff: id,
        session: SessionId(app.ctx.id()),
        name: "Sam".to_owned(),
        role,
        origin: Origin::from_parts("203.0.113.20", ""),
    }
}

/// Two agents and a supervisor.
pub async fn desk(app: &TestApp) -> [StaffActor; 3] {
    [
        agent(app, "one@example.org", Role::Support).await,
        agent(app, "two@example.org", Role::Support).await,
        agent(app, "three@example.org", Role::Supervisor).await,
    ]
}

/// Asks and proves the new address; answers the request as the first agent's list shows it.
pub async fn request(app: &TestApp, actor: &StaffActor, fields: RequestFields) -> RequestSummary {
    let email = fields.email.clone();
    let asked = recovery::ask_support(&app.ctx, &home(), fields).await.unwrap();
    let link = token(app, &email, "recover/confirm").await;
    assert_eq!(recovery::confirm(&app.ctx, &home(), &link).await.unwrap(), asked);
    // Mails of one moment have no order.
    app.ctx.clock.advance(SECOND);
    let listed = recovery::list(&app.ctx, actor).await.unwrap();
    listed.into_iter().find(|request| request.reference == asked.reference).unwrap()
}

pub async fn right(app: &TestApp, actor: &StaffActor, id: RequestId) -> Vec<String> {
    let page = recovery::read(&app.ctx, actor, id).await.unwrap();
    page.checklist.into_iter().filter(|item| item.right).map(|item| item.item).collect()
}

/// Two approve; answers the token that stops it.
async fn approved(app: &TestApp, desk: &[StaffActor; 3], id: RequestId) -> String {
    assert_eq!(recovery::approve(&app.ctx, &desk[0], id).await, Ok(Decision::Once));
    assert_eq!(recovery::approve(&app.ctx, &desk[1], id).await, Ok(Decision::Twice));
    app.ctx.clock.advance(SECOND);
    token(app, HOA, "recover/stop").await
}

#[tokio::test]
async fn two_of_the_staff_and_a_waiting_time_give_the_account_its_new_address_and_nothing_of_before_opens_it() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let hoa = linked_member(&app, HOA).await;
        let desk = desk(&app).await;
        let id = request(&app, &desk[0], fields()).await.id;
        approved(&app, &desk, id).await;
        assert_eq!(subjects(&app, HOA).await.last().unwrap(), "Somebody is recovering your account");
        assert_eq!(subjects(&app, NEW).await.last().unwrap(), "Your request was approved");
        app.ctx.clock.advance(72 * HOUR - MINUTE);
        run_due(&app.ctx).await.unwrap();
        recovery::finish_request(&app.ctx, id).await.unwrap();
        assert_eq!(count(&app, "select count(*) from passwords").await, 1, "not before its time");
        app.ctx.clock.advance(MINUTE);
        run_due(&app.ctx).await.unwrap();
        recovery::finish_request(&app.ctx, id).await.unwrap();

        assert_eq!(count(&app, "select count(*) from person_emails").await, 1);
        assert_eq!(count(&app, "select count(*) from person_emails where address = 'new@example.org'").await, 1);
        for sql in [
            "select count(*) from passwords",
            "select count(*) from authenticators",
            "select count(*) from recovery_codes",
            "select count(*) from sessions where ended_at is null",
        ] {
            assert_eq!(count(&app, sql).await, 0, "{sql}");
        }
        assert!(attempt(&app, HOA).await.is_err());
        assert_eq!(subjects(&app, HOA).await.last().unwrap(), "Your account was recovered");
        assert_eq!(subjects(&app, NEW).await.last().unwrap(), "Set up your account again");
        assert_eq!(count(&app, "select count(*) from outbox where kind = 'support_done'").await, 1);

        app.ctx.clock.advance(DAY);
        let link = token(&app, NEW, "verify-email").await;
        let session = service::finish(&app.ctx, &home(), &link, PersonFields::default()).await.unwrap();
        let back = actor(&app, &session).await.unwrap();
        assert_eq!((back.person, back.standing), (hoa.actor.person, Standing::SettingUp));
        assert_eq!(count(&app, "select count(*) from case_links").await, 1);
        let acts = "
            select count(*) from audit_log
            where person_id is not null and actor_kind = 'staff' and act = 'support_approved'";
        assert_eq!(count(&app, acts).await, 2);
        let rows = portico::audit::activity::part(&app.ctx, &back, "", "").await.unwrap().rows;
        let approved: Vec<_> = rows.iter().filter(|row| row.act == "support_approved").collect();
        assert_eq!(approved.len(), 2);
        for row in approved {
            assert_eq!(
                (row.disownable, row.network.as_str(), row.browser.as_deref()),
                (false, "", None),
                "the desk's own"
            );
            let disowned = portico::accounts::devices::of_row(&app.ctx, &back, &row.number.to_string()).await;
            assert_eq!(disowned, Err(AppError::NotFound));
        }
    })
    .await;
}

#[tokio::test]
async fn the_checklist_says_which_facts_were_right_and_nothing_that_was_typed_is_kept_or_shown() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        linked_member(&app, HOA).await;
        let desk = desk(&app).await;
        let all = ["receipt", "case_birth", "case_name", "account_birth", "account_name", "address"];
        let id = request(&app, &desk[0], fields()).await.id;
        assert_eq!(right(&app, &desk[0], id).await, all);

        let wrong_name = RequestFields { given_name: "Hanh".into(), email: "b@example.org".into(), ..fields() };
        let id = request(&app, &desk[0], wrong_name).await.id;
        assert_eq!(right(&app, &desk[0], id).await, ["receipt", "case_birth", "account_birth", "address"]);
        let taken = RequestFields { birth_year: "1987".into(), email: "two@example.net".into(), ..fields() };
        prove(&app, "two@example.net").await;
        let id = request(&app, &desk[0], taken).await.id;
        assert_eq!(right(&app, &desk[0], id).await, ["receipt", "case_name", "account_name"]);

        let page = recovery::read(&app.ctx, &desk[0], id).await.unwrap();
        let wire = serde_json::to_string(&page).unwrap();
        for typed in ["Hoa", "Nguyễn", "1987", "1986", RECEIPT, "two@example.net", HOA] {
            assert!(!wire.contains(typed), "{typed}: {wire}");
        }
        assert_eq!(page.others, 2, "other requests about the account are told");
    })
    .await;
}

#[tokio::test]
async fn asking_is_answered_alike_whatever_was_right_and_writes_as_many_rows() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        linked_member(&app, HOA).await;
        let rows = async || {
            let audit = count(&app, "select count(*) from audit_log").await;
            let mails = count(&app, "select count(*) from outbox").await;
            (audit, mails, count(&app, "select count(*) from recovery_requests").await)
        };
        let ask = async |receipt: &str, email: &str| {
            let fields = [
                ("given_name", "Hoa"),
                ("family_name", "Nguyễn"),
                ("birth_day", "28"),
                ("birth_month", "4"),
                ("birth_year", "1986"),
                ("receipt_number", receipt),
                ("email", email),
            ];
            let before = rows().await;
            let answer = app.browser().call("/api/recovery/ask-support", &fields).await;
            let after = rows().await;
            let shape: String = answer.json()["reference"]
                .as_str()
                .unwrap()
                .chars()
                .map(|c| if c == '-' { '-' } else { 'x' })
                .collect();
            (answer.status, shape, (after.0 - before.0, after.1 - before.1, after.2 - before.2))
        };
        let right = ask(RECEIPT, "a@example.org").await;
        assert_eq!(right, (StatusCode::OK, "xxxx-xxxx".to_owned(), (1, 1, 1)));
        assert_eq!(ask("IOE0900000009", "b@example.org").await, right);
        assert_eq!(ask(RECEIPT, HOA).await, right, "also with an address that is the account's");
        let one = subjects(&app, "a@example.org").await;
        assert_eq!((one.len(), one), (1, subjects(&app, "b@example.org").await));
        execute(&app, "update cases set confidential = (1 = 1)").await;
        assert_eq!(ask(RECEIPT, "c@example.org").await, right);
        assert_eq!(count(&app, "select count(*) from recovery_requests where person_id is null").await, 2);
    })
    .await;
}

#[tokio::test]
async fn without_javascript_the_form_gives_a_reference_and_what_was_refused_comes_back_beside_its_field() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let (page, function) = ("/en/recover/support", "/api/recovery/ask-support");
        let mut browser = app.browser();
        assert!(browser.get(page).await.body.contains("Then we wait 72 hours"));
        let mut typed = [
            ("given_name", "Hoa"),
            ("birth_day", "28"),
            ("birth_month", "4"),
            ("birth_year", "1986"),
            ("receipt_number", "IOE09"),
            ("email", NEW),
        ];
        let refused = browser.submit(page, function, &typed).await;
        assert!(refused.body.contains("You typed 5 characters") && refused.body.contains(NEW), "{}", refused.body);
        typed[4].1 = RECEIPT;
        let asked = browser.submit(page, function, &typed).await;
        assert!(asked.body.contains("Reference") && asked.body.contains("Keep the reference"), "{}", asked.body);
        assert_eq!(subjects(&app, NEW).await, ["Confirm your new email address"]);
    })
    .await;
}

#[tokio::test]
async fn a_network_asks_five_times_a_day_and_every_refused_field_is_named() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let empty = recovery::ask_support(&app.ctx, &home(), RequestFields::default()).await;
        let Err(AppError::Invalid(errors)) = empty else { panic!("{empty:?}") };
        let named: Vec<&str> = errors.0.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(named, ["receipt_number", "birth", "given_name", "email"]);
        for number in 0..5 {
            let email = format!("{number}@example.org");
            recovery::ask_support(&app.ctx, &home(), RequestFields { email, ..fields() }).await.unwrap();
        }
        let sixth = recovery::ask_support(&app.ctx, &home(), fields()).await;
        assert!(matches!(sixth, Err(AppError::TooMany { .. })), "{sixth:?}");
        assert!(recovery::ask_support(&app.ctx, &visitor("198.51.100.7"), fields()).await.is_ok());
    })
    .await;
}

#[tokio::test]
async fn the_staff_see_a_request_once_its_new_address_is_proved_by_post_within_half_an_hour() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        linked_member(&app, HOA).await;
        let desk = desk(&app).await;
        let mut browser = app.browser();
        recovery::ask_support(&app.ctx, &home(), fields()).await.unwrap();
        let link = token(&app, NEW, "recover/confirm").await;
        assert_eq!(recovery::list(&app.ctx, &desk[0]).await.unwrap(), []);
        let path = format!("/en/recover/confirm/{link}");
        assert!(browser.get(&path).await.body.contains("Confirm the address"));
        assert_eq!(recovery::list(&app.ctx, &desk[0]).await.unwrap(), [], "looking proves nothing");
        let done = browser.submit(&path, "/api/recovery/confirm", &[("token", &link)]).await;
        assert!(done.body.contains("Reference"), "{}", done.body);
        assert_eq!(recovery::list(&app.ctx, &desk[0]).await.unwrap().len(), 1);
        assert_eq!(browser.get(&path).await.status, StatusCode::NOT_FOUND);

        recovery::ask_support(&app.ctx, &home(), RequestFields { email: "b@example.org".into(), ..fields() })
            .await
            .unwrap();
        let late = token(&app, "b@example.org", "recover/confirm").await;
        app.ctx.clock.advance(30 * MINUTE);
        assert!(recovery::confirm(&app.ctx, &home(), &late).await.is_err());
        portico::accounts::prune(&app.ctx).await.unwrap();
        assert_eq!(count(&app, "select count(*) from recovery_requests").await, 1);
        app.ctx.clock.advance(30 * DAY);
        assert_eq!(recovery::list(&app.ctx, &desk[0]).await.unwrap(), [], "nobody decided in thirty days");
    })
    .await;
}

#[tokio::test]
async fn the_same_agent_twice_is_one_approval_and_too_few_facts_are_none() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        linked_member(&app, HOA).await;
        let desk = desk(&app).await;
        let id = request(&app, &desk[0], fields()).await.id;
        assert_eq!(recovery::approve(&app.ctx, &desk[0], id).await, Ok(Decision::Once));
        assert_eq!(recovery::approve(&app.ctx, &desk[0], id).await, Err(conflict("approved_already")));
        let listed = recovery::list(&app.ctx, &desk[0]).await.unwrap();
        assert_eq!(listed[0].stage, Stage::Once { mine: true });
        assert_eq!(count(&app, "select count(*) from outbox where kind = 'support_waiting'").await, 0);
        assert_eq!(count(&app, "select count(*) from jobs").await, 0);

        let elsewhere =
            RequestFields { receipt_number: "IOE0900000009".into(), email: "b@example.org".into(), ..fields() };
        let unknown = request(&app, &desk[0], elsewhere).await.id;
        let page = recovery::read(&app.ctx, &desk[0], unknown).await.unwrap();
        assert!(!page.enough && page.may_decide && !page.may_stop);
        assert_eq!(recovery::approve(&app.ctx, &desk[0], unknown).await, Err(conflict("not_enough")));
        assert_eq!(recovery::approve(&app.ctx, &desk[0], RequestId(app.ctx.id())).await, Err(conflict("decided")));
    })
    .await;
}

#[tokio::test]
async fn twenty_approvals_at_once_are_one_of_each_agent() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        linked_member(&app, HOA).await;
        let desk = desk(&app).await;
        let id = request(&app, &desk[0], fields()).await.id;
        let all = (0..20).map(|_| recovery::approve(&app.ctx, &desk[0], id));
        let done = futures::future::join_all(all).await;
        assert_eq!(done.iter().filter(|done| **done == Ok(Decision::Once)).count(), 1, "{done:?}");
        assert!(!done.contains(&Ok(Decision::Twice)));

        let other = RequestFields { email: "b@example.org".into(), ..fields() };
        let id = request(&app, &desk[0], other).await.id;
        let all = (0..20).map(|number| recovery::approve(&app.ctx, &desk[number % 2], id));
        let done = futures::future::join_all(all).await;
        for decision in [Decision::Once, Decision::Twice] {
            assert_eq!(done.iter().filter(|done| **done == Ok(decision)).count(), 1, "{done:?}");
        }
        assert_eq!(count(&app, "select count(*) from recovery_requests where first_by = second_by").await, 0);
        assert_eq!(count(&app, "select count(*) from outbox where kind = 'support_waiting'").await, 1);
    })
    .await;
}

#[tokio::test]
async fn an_approval_of_somebody_who_works_here_no_more_counts_for_nothing() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        linked_member(&app, HOA).await;
        let desk = desk(&app).await;
        let id = request(&app, &desk[0], fields()).await.id;
        assert_eq!(recovery::approve(&app.ctx, &desk[0], id).await, Ok(Decision::Once));
        staff::disable(&app.ctx, "one@example.org").await.unwrap();
        assert_eq!(recovery::approve(&app.ctx, &desk[1], id).await, Ok(Decision::Once));
        assert_eq!(recovery::approve(&app.ctx, &desk[2], id).await, Ok(Decision::Twice));
    })
    .await;
}

#[tokio::test]
async fn a_request_is_declined_for_a_reason_of_the_list_and_nobody_but_who_asked_is_told() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        linked_member(&app, HOA).await;
        let desk = desk(&app).await;
        let id = request(&app, &desk[0], fields()).await.id;
        let before = subjects(&app, HOA).await.len();
        let odd = recovery::decline(&app.ctx, &desk[0], id, "because").await;
        assert_eq!(odd, Err(AppError::field("reason", "recovery.errors.reason")));
        assert_eq!(recovery::stop_waiting(&app.ctx, &desk[2], id, "facts").await, Err(conflict("decided")));
        recovery::decline(&app.ctx, &desk[0], id, "suspicious").await.unwrap();
        assert_eq!(recovery::decline(&app.ctx, &desk[1], id, "facts").await, Err(conflict("decided")));
        assert_eq!(recovery::approve(&app.ctx, &desk[1], id).await, Err(conflict("decided")));
        assert_eq!(subjects(&app, NEW).await.last().unwrap(), "Your request is closed");
        assert_eq!(subjects(&app, HOA).await.len(), before);
        let recorded = "
            select count(*) from audit_log
            where act = 'support_declined' and details like '%suspicious%' and actor_kind = 'staff'";
        assert_eq!(count(&app, recorded).await, 1);
    })
    .await;
}

#[tokio::test]
async fn while_it_waits_the_account_s_addresses_its_owner_and_a_supervisor_stop_it_and_an_agent_cannot() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let hoa = linked_member(&app, HOA).await;
        let desk = desk(&app).await;
        let asked = |email: &str| RequestFields { email: email.to_owned(), ..fields() };
        let unchanged = async |email: &str| {
            assert_eq!(subjects(&app, email).await.last().unwrap(), "Your request is closed", "{email}");
            app.ctx.clock.advance(80 * HOUR);
            run_due(&app.ctx).await.unwrap();
            assert_eq!(count(&app, "select count(*) from passwords").await, 1);
            assert_eq!(count(&app, "select count(*) from outbox where kind = 'recovered'").await, 0);
        };

        let id = request(&app, &desk[0], asked("a@example.org")).await.id;
        let stop = approved(&app, &desk, id).await;
        recovery::stop(&app.ctx, &home(), &stop).await.unwrap();
        unchanged("a@example.org").await;

        let id = request(&app, &desk[0], asked("b@example.org")).await.id;
        approved(&app, &desk, id).await;
        assert_eq!(recovery::stop_waiting(&app.ctx, &desk[0], id, "facts").await, Err(AppError::Forbidden));
        assert!(!recovery::read(&app.ctx, &desk[0], id).await.unwrap().may_stop);
        assert_eq!(recovery::decline(&app.ctx, &desk[0], id, "facts").await, Err(conflict("decided")));
        recovery::stop_waiting(&app.ctx, &desk[2], id, "facts").await.unwrap();
        assert_eq!(subjects(&app, HOA).await.last().unwrap(), "The recovery of your account was stopped");
        unchanged("b@example.org").await;

        let link = recovery::running(&app.ctx, &hoa.actor).await.unwrap();
        assert_eq!(link, None);
        let id = request(&app, &desk[0], asked("c@example.org")).await.id;
        approved(&app, &desk, id).await;
        let running = recovery::running(&app.ctx, &hoa.actor).await.unwrap();
        assert!(matches!(running, Some(Running { way: Way::Support, .. })), "{running:?}");
        // Somebody signed in sees it and stops it.
        execute(&app, "update sessions set last_seen_at = 9223372036854775807, expires_at = 9223372036854775807").await;
        recovery::stop_own(&app.ctx, &hoa.actor).await.unwrap();
        unchanged("c@example.org").await;
    })
    .await;
}

#[tokio::test]
async fn of_finishing_and_stopping_a_request_at_the_same_moment_one_wins() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        linked_member(&app, HOA).await;
        let desk = desk(&app).await;
        let id = request(&app, &desk[0], fields()).await.id;
        let stop = approved(&app, &desk, id).await;
        app.ctx.clock.advance(72 * HOUR);
        let visitor = home();
        let (finished, stopped) =
            tokio::join!(recovery::finish_request(&app.ctx, id), recovery::stop(&app.ctx, &visitor, &stop));
        assert_eq!(finished, Ok(()));
        let kept = count(&app, "select count(*) from person_emails where address = 'hoa@example.org'").await;
        assert_eq!(kept, i64::from(stopped.is_ok()));
        assert_eq!(count(&app, "select count(*) from passwords").await, i64::from(stopped.is_ok()));
        let told = "select count(*) from outbox where kind in ('recovered', 'recovery_stopped')";
        assert_eq!(count(&app, told).await, 1);
    })
    .await;
}

#[tokio::test]
async fn one_request_about_an_account_waits_and_finishing_it_ends_the_others_and_any_claim() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        linked_member(&app, HOA).await;
        let desk = desk(&app).await;
        let one = request(&app, &desk[0], fields()).await.id;
        let other = request(&app, &desk[0], RequestFields { email: "b@example.org".into(), ..fields() }).await.id;
        approved(&app, &desk, one).await;
        assert_eq!(recovery::approve(&app.ctx, &desk[0], other).await, Ok(Decision::Once));
        assert_eq!(recovery::approve(&app.ctx, &desk[1], other).await, Err(conflict("another_waits")));
        app.ctx.clock.advance(71 * HOUR);
        recovery::ask(&app.ctx, &home(), HOA).await.unwrap();
        let start = token(&app, HOA, "recover/start").await;
        recovery::open(&app.ctx, &home(), &start).await.unwrap();
        app.ctx.clock.advance(HOUR);
        run_due(&app.ctx).await.unwrap();
        assert_eq!(count(&app, "select count(*) from recovery_claims where state = 'running'").await, 0);
        assert_eq!(recovery::list(&app.ctx, &desk[0]).await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn an_address_that_became_somebody_else_s_meanwhile_leaves_the_account_as_it_is() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        linked_member(&app, HOA).await;
        let desk = desk(&app).await;
        let id = request(&app, &desk[0], fields()).await.id;
        approved(&app, &desk, id).await;
        member(&app, NEW).await;
        app.ctx.clock.advance(72 * HOUR);
        run_due(&app.ctx).await.unwrap();
        assert_eq!(count(&app, "select count(*) from recovery_requests where state = 'failed'").await, 1);
        assert_eq!(count(&app, "select count(*) from person_emails").await, 2);
        assert_eq!(count(&app, "select count(*) from passwords").await, 2);
        assert_eq!(count(&app, "select count(*) from outbox where kind = 'recovered'").await, 0);
        assert_eq!(subjects(&app, NEW).await.last().unwrap(), "Your request is closed");
    })
    .await;
}

#[tokio::test]
async fn an_agent_decides_in_the_browser_by_forms_alone_and_a_person_finds_no_way_in() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let hoa = linked_member(&app, HOA).await;
        let reader = agent(&app, "reader@example.org", Role::Support).await;
        let (mut one, mut two) = (Authenticator::new("one"), Authenticator::new("two"));
        let mut sam = staff_member(&app, "sam@example.org", Role::Support, &mut one).await;
        let mut kim = staff_member(&app, "kim@example.org", Role::Support, &mut two).await;
        let request = request(&app, &reader, fields()).await;
        let (id, path) = (request.id.to_string(), format!("/en/desk/support/{}", request.id));
        let list = sam.get("/en/desk/support").await;
        assert!(list.body.contains(&request.reference) && list.body.contains("6 of 6 facts"), "{}", list.body);
        let page = sam.get(&path).await;
        for part in ["What was right", "Approve this request", "Decline this request", &request.reference] {
            assert!(page.body.contains(part), "{part}: {}", page.body);
        }
        for secret in ["Hoa", RECEIPT, NEW, HOA, "1986"] {
            assert!(!page.body.contains(secret), "{secret}: {}", page.body);
        }
        for (function, status) in
            [("approve", 401), ("decline", 401), ("stop", 401), ("request", 401), ("requests", 401)]
        {
            let mut person = browser_with(&app, &hoa.session);
            let answer = person.call(&format!("/api/desk/{function}"), &[("id", &id), ("reason", "facts")]).await;
            assert_eq!(answer.status.as_u16(), status, "{function}");
        }
        sam.submit(&path, "/api/desk/approve", &[("id", &id)]).await;
        let again = sam.get(&path).await;
        assert!(again.body.contains("You have approved this request") && !again.body.contains("Approve this request"));
        let forbidden = sam.call("/api/desk/stop", &[("id", &id), ("reason", "facts")]).await;
        assert_eq!(forbidden.status, StatusCode::FORBIDDEN);
        let list = kim.submit(&path, "/api/desk/approve", &[("id", &id)]).await;
        assert!(list.body.contains("Two have approved it"), "{}", list.body);
        assert_eq!(kim.get("/en/desk/support/none").await.status, StatusCode::NOT_FOUND);
        let read = "select count(*) from audit_log where act = 'support_read' and actor_kind = 'staff'";
        assert!(count(&app, read).await >= 5);
    })
    .await;
}
