//! Security questions: off until the operator turns them on, and then one item of the support desk's checklist.

use crate::accounts::{Member, PASSWORD, count, home, member, subjects, try_code, try_password, visitor};
use crate::exports::files;
use crate::hostile::functions;
use crate::merging_tables::rows;
use crate::passkeys::browser_with;
use crate::recovery::{HOA, RECEIPT, claim, conflict, facts, go_on, linked_member, wait};
use crate::recovery_support::{NEW, desk, fields, request, right};
use crate::support::{TestApp, TestDb, for_each_db};
use axum::http::StatusCode;
use portico::accounts::closing::service as closing;
use portico::accounts::export::service as export;
use portico::accounts::merging::{join, proof};
use portico::accounts::questions::service as questions;
use portico::accounts::recovery::{self, RequestFields};
use portico::accounts::{Typed, devices, service};
use portico::audit::activity::part;
use portico::db::Db;
use portico::error::{AppError, AppResult};
use portico::i18n::Locale;
use portico::jobs::run_due;
use portico::server::config::SecurityQuestions;
use portico::types::{DAY, MINUTE};

const PAGE: &str = "/en/account/security/questions";
const SAVE: &str = "/api/accounts/save-questions";
const REMOVE: &str = "/api/accounts/remove-questions";
const TABLE: &str = "security_questions";
const COUNT: &str = "select count(*) from security_questions";
const ANSWER: &str = "Rex the Dog";

/// A service whose operator has turned them on.
async fn on(db: TestDb) -> TestApp {
    TestApp::with(db, &[("security_questions", "support")]).await
}

async fn set(app: &TestApp, me: &Member, pairs: &[(&str, &str)]) -> AppResult<()> {
    let mut typed: [(String, String); 3] = Default::default();
    for (field, (question, answer)) in typed.iter_mut().zip(pairs) {
        *field = ((*question).to_owned(), (*answer).to_owned());
    }
    questions::save(&app.ctx, &me.actor, &typed).await
}

/// What Hoa would type to the support desk, with an answer.
fn answering(question: &str, answer: &str) -> RequestFields {
    RequestFields { question: question.to_owned(), secret_answer: answer.to_owned(), ..fields() }
}

/// Everything that the database holds: text as it stands, bytes in hexadecimal, in small letters.
async fn everything(app: &TestApp) -> String {
    let mut all = String::new();
    match &app.ctx.db {
        Db::Sqlite { readers, .. } => {
            let sql = "
                select m.name, c.name
                from sqlite_master m
                join pragma_table_info(m.name) c
                where m.type = 'table'";
            let columns: Vec<(String, String)> = sqlx::query_as(sql).fetch_all(readers).await.unwrap();
            for (table, column) in columns {
                let sql = format!("select coalesce(group_concat(quote(\"{column}\"), ' '), '') from \"{table}\"");
                let text: String = sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(readers).await.unwrap();
                all.push_str(&text);
            }
        }
        Db::Postgres(pool) => {
            let sql = "select table_name::text from information_schema.tables where table_schema = 'public'";
            let tables: Vec<String> = sqlx::query_scalar(sql).fetch_all(pool).await.unwrap();
            for table in tables {
                let sql = format!("select coalesce(string_agg(t::text, ' '), '') from \"{table}\" t");
                let text: String = sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(pool).await.unwrap();
                all.push_str(&text);
            }
        }
    }
    all.to_lowercase()
}

#[tokio::test]
async fn security_questions_that_are_off_have_no_page_no_field_and_no_item() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let hoa = linked_member(&app, HOA).await;
        let mut browser = browser_with(&app, &hoa.session);
        assert_eq!(browser.get(PAGE).await.status, StatusCode::NOT_FOUND);
        assert!(!browser.get("/en/account/security").await.body.contains("security/questions"));
        assert!(!browser.get("/en/recover/support").await.body.contains("name=\"question\""));
        assert_eq!(questions::page(&app.ctx, &hoa.actor).await, Err(AppError::NotFound));
        let typed = [("question_1", "first_pet"), ("secret_answer_1", ANSWER)];
        assert_eq!(browser.call(SAVE, &typed).await.status, StatusCode::NOT_FOUND);
        assert_eq!(browser.call(REMOVE, &[]).await.status, StatusCode::NOT_FOUND);
        assert_eq!(count(&app, COUNT).await, 0);

        // What somebody types all the same is nothing, and no error either.
        let desk = desk(&app).await;
        let asked = request(&app, &desk[0], answering("first_pet", "")).await;
        assert_eq!((asked.right, asked.of), (6, 6));
        assert!(!right(&app, &desk[0], asked.id).await.contains(&"question".to_owned()));
        let page = recovery::read(&app.ctx, &desk[0], asked.id).await.unwrap();
        assert!(page.checklist.iter().all(|item| item.item != "question"));
    })
    .await;
}

#[tokio::test]
async fn security_questions_that_are_turned_off_again_are_kept_and_nothing_reads_them() {
    for_each_db(async |db: TestDb| {
        let app = on(db).await;
        let hoa = linked_member(&app, HOA).await;
        set(&app, &hoa, &[("first_pet", ANSWER)]).await.unwrap();
        let desk = desk(&app).await;
        let asked = request(&app, &desk[0], answering("first_pet", ANSWER)).await;
        assert_eq!((asked.right, asked.of), (7, 7));
        let off = app.with_config(|config| config.security_questions = SecurityQuestions::Off);
        let page = recovery::read(&off, &desk[0], asked.id).await.unwrap();
        assert_eq!((page.summary.right, page.summary.of, page.checklist.len()), (6, 6, 6));
        assert_eq!(questions::page(&off, &hoa.actor).await, Err(AppError::NotFound));
        assert_eq!(questions::remove(&off, &hoa.actor).await, Err(AppError::NotFound));
        assert_eq!(count(&app, COUNT).await, 1);
    })
    .await;
}

#[tokio::test]
async fn security_questions_are_set_replaced_and_removed_by_forms_alone_and_no_answer_is_shown_again() {
    for_each_db(async |db: TestDb| {
        let app = on(db).await;
        let hoa = member(&app, HOA).await;
        let mut browser = browser_with(&app, &hoa.session);
        let security = browser.get("/en/account/security").await.body;
        assert!(security.contains("href=\"/en/account/security/questions\""), "{security}");
        assert!(browser.get(PAGE).await.body.contains("Answer security questions"));

        let typed = [("question_1", "loved_dish"), ("secret_answer_1", "é"), ("secret_answer_2", "a lost answer")];
        let page = browser.submit(PAGE, SAVE, &typed).await.body;
        assert!(page.contains("at least 3 letters") && page.contains("Choose the question that you answer."), "{page}");
        assert!(page.contains("value=\"loved_dish\" selected"), "{page}");
        assert!(!page.contains("a lost answer"), "what is secret is typed again");
        assert_eq!(count(&app, COUNT).await, 0);

        let typed = [
            ("question_1", "loved_dish"),
            ("secret_answer_1", "Phở of my aunt"),
            ("question_3", "first_pet"),
            ("secret_answer_3", ANSWER),
        ];
        let page = browser.submit(PAGE, SAVE, &typed).await.body;
        assert!(page.contains("Your security questions are saved.") && page.contains("Answered on"), "{page}");
        assert!(page.contains("<li>Which dish did you like best as a child?"), "{page}");
        assert!(!page.contains("Phở") && !page.contains("Rex"), "{page}");
        assert_eq!(count(&app, COUNT).await, 2);
        assert!(browser.get("/en/account/security").await.body.contains("You have answered 2 security questions."));

        let typed = [("question_2", "hiding_place"), ("secret_answer_2", "behind the stove")];
        let page = browser.submit(PAGE, SAVE, &typed).await.body;
        assert!(page.contains("<li>Where did you hide") && !page.contains("<li>Which dish"), "{page}");
        assert_eq!(count(&app, COUNT).await, 1, "what is saved replaces what was there");
        assert!(!browser.get(PAGE).await.body.contains("Your security questions are saved."), "said once");

        let page = browser.submit(PAGE, REMOVE, &[]).await.body;
        assert!(page.contains("Your security questions are removed.") && !page.contains("Answered on"), "{page}");
        assert_eq!(count(&app, COUNT).await, 0);
        assert_eq!(questions::remove(&app.ctx, &hoa.actor).await, Err(AppError::NotFound));

        let told = subjects(&app, HOA).await;
        let times = |subject: &str| told.iter().filter(|told| *told == subject).count();
        assert_eq!(times("Your security questions were set"), 2);
        assert_eq!(times("Your security questions were removed"), 1);
        for (page, set, removed) in [
            ("/en/account/activity", "Security questions were answered.", "The security questions were removed."),
            (
                "/es/account/activity",
                "Se respondieron preguntas de seguridad.",
                "Se quitaron las preguntas de seguridad.",
            ),
        ] {
            let page = browser.get(page).await.body;
            assert!(page.contains(set) && page.contains(removed), "{page}");
        }
    })
    .await;
}

#[tokio::test]
async fn setting_and_removing_security_questions_want_a_fresh_proof_and_a_living_session() {
    for_each_db(async |db: TestDb| {
        let app = on(db).await;
        let hoa = member(&app, HOA).await;
        set(&app, &hoa, &[("first_pet", ANSWER)]).await.unwrap();
        assert!(questions::page(&app.ctx, &hoa.actor).await.unwrap().fresh);
        app.ctx.clock.advance(16 * MINUTE);
        assert!(!questions::page(&app.ctx, &hoa.actor).await.unwrap().fresh);
        assert_eq!(set(&app, &hoa, &[("loved_toy", "the bear")]).await, Err(AppError::StepUp));
        assert_eq!(questions::remove(&app.ctx, &hoa.actor).await, Err(AppError::StepUp));

        let minh = member(&app, "minh@example.org").await;
        service::sign_out(&app.ctx, &minh.actor).await.unwrap();
        assert_eq!(set(&app, &minh, &[("loved_toy", "the bear")]).await, Err(AppError::Unauthenticated));
        assert_eq!(questions::remove(&app.ctx, &minh.actor).await, Err(AppError::Unauthenticated));
        assert_eq!(count(&app, COUNT).await, 1);
        assert_eq!(rows(&app, TABLE, hoa.actor.person).await, 1);
    })
    .await;
}

#[tokio::test]
async fn security_questions_are_set_twenty_times_an_hour_and_no_more() {
    for_each_db(async |db: TestDb| {
        let app = on(db).await;
        let hoa = member(&app, HOA).await;
        for _ in 0..20 {
            set(&app, &hoa, &[("first_pet", ANSWER)]).await.unwrap();
        }
        let refused = set(&app, &hoa, &[("first_pet", ANSWER)]).await;
        assert!(matches!(refused, Err(AppError::TooMany { .. })), "{refused:?}");
        assert!(set(&app, &member(&app, "minh@example.org").await, &[("first_pet", ANSWER)]).await.is_ok());
    })
    .await;
}

#[tokio::test]
async fn of_a_security_answer_a_hash_is_kept_and_nothing_in_the_clear() {
    for_each_db(async |db: TestDb| {
        let app = on(db).await;
        let hoa = linked_member(&app, HOA).await;
        let mut browser = browser_with(&app, &hoa.session);
        let typed = [
            ("question_1", "first_pet"),
            ("secret_answer_1", "Zanzibar Quokka"),
            ("question_2", "first_pet"),
            ("secret_answer_2", "Zanzibar Quokka"),
        ];
        browser.submit(PAGE, SAVE, &typed).await;
        browser.submit(PAGE, SAVE, &typed[..2]).await;
        let mut asked = vec![("given_name", "Hoa"), ("birth_day", "28"), ("birth_month", "4"), ("birth_year", "1986")];
        asked.extend([("receipt_number", RECEIPT), ("email", NEW), ("secret_answer", "Zanzibar Quokka")]);
        app.browser().submit("/en/recover/support", "/api/recovery/ask-support", &asked).await;
        asked.push(("question", "first_pet"));
        app.browser().submit("/en/recover/support", "/api/recovery/ask-support", &asked).await;
        assert_eq!(count(&app, "select count(*) from recovery_requests where evidence like '% question'").await, 1);

        let all = everything(&app).await;
        assert!(all.contains("first_pet") && all.contains("$argon2id$"), "the table is looked at");
        for answer in ["zanzibar", "quokka", "zanzibarquokka"] {
            let hex = answer.bytes().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat();
            assert!(!all.contains(answer) && !all.contains(&hex), "{answer}");
        }
        // The same answer of somebody else, or to another question, has another hash.
        let minh = member(&app, "minh@example.org").await;
        set(&app, &minh, &[("first_pet", "Zanzibar Quokka"), ("loved_toy", "Zanzibar Quokka")]).await.unwrap();
        assert_eq!(count(&app, "select count(distinct answer_hash) from security_questions").await, 3);
    })
    .await;
}

#[tokio::test]
async fn a_right_security_answer_is_an_item_of_the_checklist_and_alone_is_never_enough() {
    for_each_db(async |db: TestDb| {
        let app = on(db).await;
        let hoa = linked_member(&app, HOA).await;
        set(&app, &hoa, &[("loved_toy", "the bear"), ("first_pet", ANSWER)]).await.unwrap();
        let desk = desk(&app).await;
        let asked = request(&app, &desk[0], answering("first_pet", ANSWER)).await;
        assert_eq!((asked.right, asked.of), (7, 7));
        assert_eq!(right(&app, &desk[0], asked.id).await.last().unwrap(), "question");
        let page = recovery::read(&app.ctx, &desk[0], asked.id).await.unwrap();
        let wire = serde_json::to_string(&page).unwrap();
        assert!(!wire.contains("Rex") && !wire.contains("first_pet"), "{wire}");

        for (number, (question, answer)) in
            [("first_pet", "the bear"), ("hiding_place", ANSWER), ("", "")].iter().enumerate()
        {
            let email = format!("{number}@example.org");
            let asked = request(&app, &desk[0], RequestFields { email, ..answering(question, answer) }).await;
            assert_eq!((asked.right, asked.of), (6, 7), "{question} {answer}");
            let page = recovery::read(&app.ctx, &desk[0], asked.id).await.unwrap();
            assert!(page.enough, "an approval needs no answer");
        }

        let alone = RequestFields {
            birth_year: "1987".into(),
            given_name: "Hanh".into(),
            email: "alone@example.org".into(),
            ..answering("first_pet", ANSWER)
        };
        let id = request(&app, &desk[0], alone).await.id;
        assert_eq!(right(&app, &desk[0], id).await, ["receipt", "address", "question"]);
        assert!(!recovery::read(&app.ctx, &desk[0], id).await.unwrap().enough);
        assert_eq!(recovery::approve(&app.ctx, &desk[0], id).await, Err(conflict("not_enough")));
    })
    .await;
}

#[tokio::test]
async fn a_wrong_security_answer_and_one_for_nobody_are_answered_alike_and_cost_a_hash_alike() {
    for_each_db(async |db: TestDb| {
        let app = on(db).await;
        let hoa = linked_member(&app, HOA).await;
        set(&app, &hoa, &[("first_pet", ANSWER)]).await.unwrap();
        let written = async || {
            let audit = count(&app, "select count(*) from audit_log").await;
            let mails = count(&app, "select count(*) from outbox").await;
            (audit, mails, count(&app, "select count(*) from recovery_requests").await)
        };
        let ask = async |receipt: &str, question: &str, answer: &str, email: &str| {
            let fields = [
                ("given_name", "Hoa"),
                ("family_name", "Nguyễn"),
                ("birth_day", "28"),
                ("birth_month", "4"),
                ("birth_year", "1986"),
                ("receipt_number", receipt),
                ("email", email),
                ("question", question),
                ("secret_answer", answer),
            ];
            let before = written().await;
            let answer = app.browser().call("/api/recovery/ask-support", &fields).await;
            let after = written().await;
            assert_eq!(answer.json()["reference"].as_str().unwrap().len(), 9, "{}", answer.body);
            (answer.status, (after.0 - before.0, after.1 - before.1, after.2 - before.2))
        };
        let right = ask(RECEIPT, "first_pet", ANSWER, "a@example.org").await;
        assert_eq!(right, (StatusCode::OK, (1, 1, 1)));
        assert_eq!(ask(RECEIPT, "first_pet", "the bear", "b@example.org").await, right);
        assert_eq!(ask(RECEIPT, "loved_toy", ANSWER, "c@example.org").await, right);
        assert_eq!(ask("IOE0900000009", "first_pet", ANSWER, "d@example.org").await, right);
        let one = subjects(&app, "a@example.org").await;
        assert_eq!((one.len(), one), (1, subjects(&app, "d@example.org").await));

        // Where no hash can be made there is none for anybody, and what was not judged is not counted.
        let (busy, elsewhere) = (app.busy(), visitor("198.51.100.7"));
        let before = written().await;
        for receipt in [RECEIPT, "IOE0900000009"] {
            for question in ["first_pet", "loved_toy"] {
                for _ in 0..3 {
                    let typed = RequestFields { receipt_number: receipt.into(), ..answering(question, ANSWER) };
                    let refused = recovery::ask_support(&busy, &elsewhere, typed).await;
                    assert_eq!(refused, Err(AppError::Unavailable { seconds: 2 }), "{receipt} {question}");
                }
            }
        }
        assert_eq!(written().await, before);
        for number in 0..5 {
            let email = format!("{number}@example.org");
            recovery::ask_support(&busy, &elsewhere, RequestFields { email, ..fields() }).await.unwrap();
        }
        let sixth = recovery::ask_support(&app.ctx, &elsewhere, answering("first_pet", ANSWER)).await;
        assert!(matches!(sixth, Err(AppError::TooMany { .. })), "{sixth:?}");
    })
    .await;
}

#[tokio::test]
async fn case_accents_and_spaces_of_a_security_answer_do_not_matter() {
    for_each_db(async |db: TestDb| {
        let app = on(db).await;
        let hoa = linked_member(&app, HOA).await;
        set(&app, &hoa, &[("childhood_friend", "José Ñandú")]).await.unwrap();
        let desk = desk(&app).await;
        for (number, (answer, expected)) in
            [("jose\u{301}  N\u{303}ANDU\u{301}!", true), ("JOSÉÑANDÚ", true), ("Jose Nandu", false)].iter().enumerate()
        {
            let email = format!("{number}@example.org");
            let asked = RequestFields { email, ..answering("childhood_friend", answer) };
            let id = request(&app, &desk[0], asked).await.id;
            assert_eq!(right(&app, &desk[0], id).await.contains(&"question".to_owned()), *expected, "{answer}");
        }
    })
    .await;
}

#[tokio::test]
async fn half_a_security_answer_to_the_desk_is_told_beside_its_field_and_costs_nothing() {
    for_each_db(async |db: TestDb| {
        let app = on(db).await;
        let (page, function) = ("/en/recover/support", "/api/recovery/ask-support");
        let mut browser = app.browser();
        let form = browser.get(page).await.body;
        assert!(form.contains("name=\"question\"") && form.contains("name=\"secret_answer\""), "{form}");
        let mut typed = vec![("given_name", "Hoa"), ("birth_day", "28"), ("birth_month", "4"), ("birth_year", "1986")];
        typed.extend([("receipt_number", RECEIPT), ("email", NEW)]);
        let with = |more: &[(&'static str, &'static str)]| [&typed[..], more].concat();
        let refused = browser.submit(page, function, &with(&[("secret_answer", ANSWER)])).await.body;
        assert!(refused.contains("Choose the question that you answer.") && refused.contains(NEW), "{refused}");
        assert!(!refused.contains("Rex"), "{refused}");
        let refused = browser.submit(page, function, &with(&[("question", "first_pet")])).await.body;
        assert!(refused.contains("Type the answer to this question.") && refused.contains(NEW), "{refused}");
        assert!(refused.contains("value=\"first_pet\" selected"), "{refused}");
        let refused = browser.submit(page, function, &with(&[("question", "maiden"), ("secret_answer", "Anna")])).await;
        assert!(refused.body.contains("Choose the question that you answer."), "{}", refused.body);
        assert_eq!(count(&app, "select count(*) from recovery_requests").await, 0);
        let asked = browser.submit(page, function, &with(&[("question", ""), ("secret_answer", "")])).await.body;
        assert!(asked.contains("Keep the reference"), "{asked}");
    })
    .await;
}

#[tokio::test]
async fn a_security_answer_neither_signs_in_nor_resets_nor_recovers() {
    for_each_db(async |db: TestDb| {
        let takes = functions()
            .into_iter()
            .filter(|function| function.arguments.iter().any(|name| name.starts_with("secret_answer")));
        let mut takes: Vec<String> = takes.map(|function| function.path).collect();
        takes.sort();
        assert_eq!(takes, [SAVE, "/api/recovery/ask-support"], "nothing else takes an answer");

        let app = on(db).await;
        let hoa = linked_member(&app, HOA).await;
        let answer = "copper meadow orchard kite";
        set(&app, &hoa, &[("first_pet", answer)]).await.unwrap();
        for typed in [answer, "coppermeadoworchardkite", "first_pet coppermeadoworchardkite"] {
            assert!(try_password(&app, &home(), HOA, typed).await.is_err(), "{typed}");
        }
        let half = try_password(&app, &home(), HOA, PASSWORD).await.unwrap();
        for kind in [Typed::AuthenticatorCode, Typed::RecoveryCode] {
            assert!(try_code(&app, &half, kind, answer).await.is_err());
        }
        // A request whose every item is right is approved by nobody and changes nothing.
        let desk = desk(&app).await;
        let id = request(&app, &desk[0], answering("first_pet", answer)).await.id;
        app.ctx.clock.advance(10 * DAY);
        run_due(&app.ctx).await.unwrap();
        recovery::finish_request(&app.ctx, id).await.unwrap();
        assert_eq!(count(&app, "select count(*) from passwords").await, 1);
        assert_eq!(count(&app, "select count(*) from person_emails where address = 'hoa@example.org'").await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_recovery_removes_the_security_questions() {
    for_each_db(async |db: TestDb| {
        let app = on(db).await;
        let hoa = linked_member(&app, HOA).await;
        let minh = member(&app, "minh@example.org").await;
        for me in [&hoa, &minh] {
            set(&app, me, &[("first_pet", ANSWER)]).await.unwrap();
        }
        claim(&app, HOA).await;
        let link = wait(&app, HOA).await;
        assert_eq!(rows(&app, TABLE, hoa.actor.person).await, 1, "not before it is finished");
        go_on(&app, &link, facts()).await.unwrap();
        assert_eq!(rows(&app, TABLE, hoa.actor.person).await, 0);
        assert_eq!(rows(&app, TABLE, minh.actor.person).await, 1);
    })
    .await;
}

#[tokio::test]
async fn saying_that_it_was_not_me_removes_security_questions_set_since_and_no_older_ones() {
    for_each_db(async |db: TestDb| {
        let app = on(db).await;
        let (hoa, minh) = (member(&app, HOA).await, member(&app, "minh@example.org").await);
        let disown = async |me: &Member, act: &str| {
            let done = part(&app.ctx, &me.actor, "", "").await.unwrap().rows;
            let row = done.iter().find(|row| row.act == act).unwrap().number.to_string();
            devices::by_row(&app.ctx, &me.actor, &row).await.unwrap();
        };
        set(&app, &minh, &[("first_pet", ANSWER)]).await.unwrap();
        app.ctx.clock.advance(MINUTE);
        set(&app, &hoa, &[("first_pet", ANSWER)]).await.unwrap();
        service::regenerate(&app.ctx, &minh.actor).await.unwrap();
        disown(&hoa, "questions_set").await;
        disown(&minh, "recovery_codes_made").await;
        assert_eq!(rows(&app, TABLE, hoa.actor.person).await, 0);
        assert_eq!(rows(&app, TABLE, minh.actor.person).await, 1);
        assert_eq!(count(&app, "select count(*) from audit_log where act = 'questions_removed'").await, 1);
    })
    .await;
}

#[tokio::test]
async fn security_questions_stay_with_an_account_that_is_joined_and_go_with_one_that_is_closed() {
    for_each_db(async |db: TestDb| {
        let app = on(db).await;
        let goes = linked_member(&app, HOA).await;
        let here = member(&app, "minh@example.org").await;
        set(&app, &goes, &[("first_pet", ANSWER)]).await.unwrap();
        set(&app, &here, &[("first_pet", "the bear")]).await.unwrap();
        proof::with_password(&app.ctx, &home(), &here.actor, HOA, PASSWORD).await.unwrap();
        proof::with_code(&app.ctx, &home(), &here.actor, &goes.code(&app, 0)).await.unwrap();
        join(&app.ctx, &home(), &here.actor).await.unwrap();
        for me in [&here, &goes] {
            assert_eq!(rows(&app, TABLE, me.actor.person).await, 1);
        }
        let desk = desk(&app).await;
        let id = request(&app, &desk[0], answering("first_pet", ANSWER)).await.id;
        assert!(!right(&app, &desk[0], id).await.contains(&"question".to_owned()), "of the account that was joined");
        let other = RequestFields { email: "b@example.org".into(), ..answering("first_pet", "the bear") };
        let id = request(&app, &desk[0], other).await.id;
        assert!(right(&app, &desk[0], id).await.contains(&"question".to_owned()), "of the account that stays");

        let bao = member(&app, "bao@example.org").await;
        set(&app, &bao, &[("first_pet", ANSWER)]).await.unwrap();
        closing::ask(&app.ctx, &bao.actor, true).await.unwrap();
        for days in [13, 1] {
            app.ctx.clock.advance(days * DAY);
            run_due(&app.ctx).await.unwrap();
        }
        assert_eq!(rows(&app, TABLE, bao.actor.person).await, 0);
        assert_eq!(count(&app, COUNT).await, 2);
    })
    .await;
}

#[tokio::test]
async fn the_copy_tells_which_security_questions_are_answered_and_since_when_and_no_answer() {
    for_each_db(async |db: TestDb| {
        let app = on(db).await;
        let hoa = member(&app, HOA).await;
        set(&app, &hoa, &[("first_pet", ANSWER), ("loved_toy", "the bear")]).await.unwrap();
        export::ask(&app.ctx, &hoa.actor, Locale::default()).await.unwrap();
        run_due(&app.ctx).await.unwrap();
        let files = files(&app, &hoa.session).await;
        let sign_in: serde_json::Value = serde_json::from_slice(&files["sign-in.json"]).unwrap();
        let told = sign_in["security_questions"].as_array().unwrap();
        assert_eq!(told.len(), 2);
        assert_eq!(told[0]["question"], "What did you call the first animal that was yours?");
        assert!(told[0]["answered_at"].as_str().unwrap().starts_with("2026-03-10T15:"), "{told:?}");
        for (name, bytes) in &files {
            let text = String::from_utf8_lossy(bytes).to_lowercase();
            for secret in ["argon2", "rexthedog", "rex the dog", "the bear", "thebear"] {
                assert!(!text.contains(secret), "{name} holds {secret}");
            }
        }
    })
    .await;
}
