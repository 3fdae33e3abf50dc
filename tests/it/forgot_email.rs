//! Telling somebody which address their account has, and nobody else anything.

use crate::accounts::{Member, count, home, member, subjects, visitor};
use crate::addresses::add;
use crate::fixtures::{feed, opening};
use crate::support::{TestApp, TestDb, for_each_db, sqlite};
use portico::accounts::addresses::fill_identities;
use portico::accounts::addresses::service::{ReminderFields, ask_reminder};
use portico::accounts::{NameFields, service};
use portico::cases::model::{LinkForm, parse_link};
use portico::error::{AppError, AppResult};
use portico::jobs::run_due;
use portico::on_db;
use portico::types::HOUR;

const REMINDER: &str = "Your Portico account";

/// As `accounts::fields` registers everybody, typed otherwise.
fn hoa() -> ReminderFields {
    ReminderFields {
        given_name: "NGUYEN".to_owned(),
        family_name: "hoa".to_owned(),
        birth_day: "28".to_owned(),
        birth_month: "4".to_owned(),
        birth_year: "1986".to_owned(),
        number: String::new(),
    }
}

async fn ask(app: &TestApp, fields: ReminderFields) -> AppResult<()> {
    ask_reminder(&app.ctx, &home(), fields).await?;
    run_due(&app.ctx).await.unwrap();
    assert_eq!(count(app, "select count(*) from address_reminders").await, 0, "a question is not kept");
    Ok(())
}

async fn reminders(app: &TestApp, to: &str) -> usize {
    subjects(app, to).await.iter().filter(|subject| *subject == REMINDER).count()
}

async fn link_case(app: &TestApp, me: &Member) {
    feed(app, &[opening("e1", "IOE0912345678", 1)]).await;
    let form = LinkForm {
        receipt_number: "IOE0912345678".to_owned(),
        access_code: "HOA-2026".to_owned(),
        ..LinkForm::default()
    };
    portico::cases::service::link(&app.ctx, &me.actor, parse_link(&form).unwrap()).await.unwrap();
}

#[tokio::test]
async fn every_address_of_the_account_is_mailed_and_nobody_else() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let me = member(&app, "hoa@example.org").await;
        add(&app, &me, "other@example.org").await;
        ask(&app, hoa()).await.unwrap();
        assert_eq!((reminders(&app, "hoa@example.org").await, reminders(&app, "other@example.org").await), (1, 1));
        for fields in [
            ReminderFields { family_name: "Hoang".to_owned(), ..hoa() },
            ReminderFields { birth_day: "27".to_owned(), ..hoa() },
            ReminderFields { family_name: String::new(), ..hoa() },
        ] {
            ask(&app, fields).await.unwrap();
        }
        assert_eq!(reminders(&app, "hoa@example.org").await, 1);
        let told = "select count(*) from audit_log where act = 'email_reminded' and person_id is not null";
        assert_eq!(count(&app, told).await, 1);
        let asked = "select count(*) from audit_log where act = 'email_reminder_asked' and person_id is null";
        assert_eq!(count(&app, asked).await, 4, "who asked is the same whether there is an account");
    })
    .await;
}

#[tokio::test]
async fn a_number_tells_people_of_one_name_and_day_apart() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let me = member(&app, "hoa@example.org").await;
        member(&app, "namesake@example.org").await;
        link_case(&app, &me).await;
        for number in ["ioe 0912345678", "A012-345-678"] {
            ask(&app, ReminderFields { number: number.to_owned(), ..hoa() }).await.unwrap();
        }
        assert_eq!((reminders(&app, "hoa@example.org").await, reminders(&app, "namesake@example.org").await), (2, 0));
        for number in ["IOE0912345679", "A012345679"] {
            ask(&app, ReminderFields { number: number.to_owned(), ..hoa() }).await.unwrap();
        }
        assert_eq!(reminders(&app, "hoa@example.org").await, 2);
        ask(&app, hoa()).await.unwrap();
        assert_eq!((reminders(&app, "hoa@example.org").await, reminders(&app, "namesake@example.org").await), (3, 1));
    })
    .await;
}

#[tokio::test]
async fn a_network_asks_five_times_an_hour_and_an_account_is_mailed_three_times_a_day() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        member(&app, "hoa@example.org").await;
        for _ in 0..5 {
            ask(&app, hoa()).await.unwrap();
        }
        assert_eq!(reminders(&app, "hoa@example.org").await, 3);
        let closed = AppError::TooMany { key: "errors.too_many".to_owned(), seconds: 3600 };
        assert_eq!(ask(&app, hoa()).await, Err(closed));
        let elsewhere = visitor("198.51.100.1");
        assert_eq!(ask_reminder(&app.ctx, &elsewhere, hoa()).await, Ok(()), "another network is answered");
        run_due(&app.ctx).await.unwrap();
        assert_eq!(reminders(&app, "hoa@example.org").await, 3, "and the account is not mailed for it");
        app.ctx.clock.advance(24 * HOUR);
        ask(&app, hoa()).await.unwrap();
        assert_eq!(reminders(&app, "hoa@example.org").await, 4);
    })
    .await;
}

#[tokio::test]
async fn the_page_says_the_same_whatever_is_typed_and_errors_stand_beside_their_fields() {
    let app = TestApp::new(sqlite().await).await;
    member(&app, "hoa@example.org").await;
    let mut pages = Vec::new();
    for family in ["hoa", "nobody"] {
        let mut browser = app.browser();
        let fields = [
            ("given_name", "Nguyen"),
            ("family_name", family),
            ("birth_day", "28"),
            ("birth_month", "4"),
            ("birth_year", "1986"),
        ];
        let page = browser.submit("/en/forgot-email", "/api/accounts/forgot-email", &fields).await;
        assert!(page.body.contains("Look into your mailboxes") && !page.body.contains("example.org"), "{}", page.body);
        let start = page.body.find("<main").unwrap();
        pages.push(page.body[start..page.body.find("</main>").unwrap()].to_owned());
    }
    assert_eq!(pages[0], pages[1]);
    let mut browser = app.browser();
    let page = browser.submit("/en/forgot-email", "/api/accounts/forgot-email", &[("number", "12")]).await;
    for field in ["given_name", "birth", "number"] {
        assert!(page.body.contains(&format!("id=\"{field}-error\"")), "{field}: {}", page.body);
    }
    for from in ["/en/sign-in", "/en/forgot-password"] {
        assert!(browser.get(from).await.body.contains("/en/forgot-email"), "{from}");
    }
    let spanish = browser.get("/es/forgot-email").await;
    assert!(spanish.status == 200 && !spanish.body.contains("accounts."), "{}", spanish.body);
}

#[tokio::test]
async fn people_of_an_earlier_version_are_found_after_the_sweep_and_a_new_name_is() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let me = member(&app, "hoa@example.org").await;
        let mut tx = app.ctx.db.begin().await.unwrap();
        let conn = tx.conn();
        on_db!(conn => sqlx::query("update people set identity_index = null").execute(conn).await.map(|_| ())).unwrap();
        tx.commit().await.unwrap();
        ask(&app, hoa()).await.unwrap();
        assert_eq!(reminders(&app, "hoa@example.org").await, 0);
        // One whose date of birth no key opens does not hold up the others.
        crate::fixtures::person(&app, "Broken", "broken@example.org").await;
        fill_identities(&app.ctx).await.unwrap();
        ask(&app, hoa()).await.unwrap();
        assert_eq!(reminders(&app, "hoa@example.org").await, 1);
        let name = NameFields { given_name: "Ánh".to_owned(), family_name: "Đặng".to_owned() };
        service::save_name(&app.ctx, &me.actor, name).await.unwrap();
        ask(&app, hoa()).await.unwrap();
        assert_eq!(reminders(&app, "hoa@example.org").await, 1, "the name of before is nobody's");
        let new = ReminderFields { given_name: "anh".to_owned(), family_name: "DANG".to_owned(), ..hoa() };
        ask(&app, new).await.unwrap();
        assert_eq!(reminders(&app, "hoa@example.org").await, 2);
    })
    .await;
}
