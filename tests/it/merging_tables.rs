//! What becomes of each table's rows when two accounts are joined, as `src/accounts/personal.rs` has it.

use crate::accounts::{Member, PASSWORD, attempt, home, member};
use crate::addresses::change;
use crate::exports::link_case;
use crate::fixtures::{feed, opening};
use crate::passkeys::{browser_with, enrol};
use crate::support::{Authenticator, TestApp, TestDb, for_each_db};
use axum::http::StatusCode;
use portico::accounts::addresses::service as addresses;
use portico::accounts::closing::service as closing;
use portico::accounts::export::service as export;
use portico::accounts::merging::{join, proof};
use portico::accounts::personal::{OnMerge, TABLES};
use portico::accounts::service as accounts;
use portico::i18n::Locale;
use portico::on_db;
use portico::types::PersonId;

/// The one table that nothing below fills: its rows want a phone.
const EMPTY: &str = "text_codes";

/// Rows of a person; of sessions those that have not ended.
pub async fn rows(app: &TestApp, table: &str, person: PersonId) -> i64 {
    let alive = if table == "sessions" { " and ended_at is null" } else { "" };
    let sql = format!("select count(*) from {table} where person_id = $1{alive}");
    let mut read = app.ctx.db.read().await.unwrap();
    let conn = read.conn();
    // A name of our own list.
    on_db!(conn => sqlx::query_scalar(sqlx::AssertSqlSafe(sql.clone())).bind(person).fetch_one(conn).await).unwrap()
}

/// Does with the account whatever leaves rows.
async fn live(app: &TestApp, me: &Member, other: &Member) {
    link_case(app, me, "IOE0900000001").await;
    let mut browser = browser_with(app, &me.session);
    assert_eq!(enrol(&mut browser, &mut Authenticator::new("phone"), "My phone").await.status, StatusCode::OK);
    change(app, me, "minh@example.org", "new@example.org").await;
    addresses::ask_addition(&app.ctx, &home(), &me.actor, "third@example.org").await.unwrap();
    export::ask(&app.ctx, &me.actor, Locale::default()).await.unwrap();
    closing::ask(&app.ctx, &me.actor, true).await.unwrap();
    accounts::request(&app.ctx, &home(), "new@example.org").await.unwrap();
    accounts::request_reset(&app.ctx, &home(), "new@example.org").await.unwrap();
    proof::with_password(&app.ctx, &home(), &me.actor, &other.email, PASSWORD).await.unwrap();
    attempt(app, "new@example.org").await.unwrap();
}

#[tokio::test]
async fn of_each_table_becomes_at_a_joining_what_the_list_says() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let (here, goes) = (member(&app, "hoa@example.org").await, member(&app, "minh@example.org").await);
        feed(&app, &[opening("e1", "IOE0900000001", 1)]).await;
        live(&app, &goes, &here).await;
        let [to, from] = [&here, &goes].map(|member| member.actor.person);
        let mut before = Vec::new();
        for table in TABLES {
            before.push((rows(&app, table.name, from).await, rows(&app, table.name, to).await));
        }
        let email = "new@example.org";
        proof::with_password(&app.ctx, &home(), &here.actor, email, PASSWORD).await.unwrap();
        proof::with_code(&app.ctx, &home(), &here.actor, &goes.code(&app, 0)).await.unwrap();
        join(&app.ctx, &home(), &here.actor).await.unwrap();

        for (table, (theirs, ours)) in TABLES.iter().zip(before) {
            let now = (rows(&app, table.name, from).await, rows(&app, table.name, to).await);
            let name = table.name;
            match table.merge {
                OnMerge::Moves => {
                    assert!(theirs > 0, "{name} was not filled");
                    assert_eq!(now, (0, ours + theirs), "{name} moves");
                }
                OnMerge::Ends => {
                    assert!(theirs > 0 || name == EMPTY, "{name} was not filled");
                    assert_eq!(now.0, 0, "{name} ends");
                    assert!(now.1 <= ours.max(1), "{name} of the account that stays gains nothing");
                }
                // The account that stays has its own.
                OnMerge::Copied => {
                    assert!(theirs > 0 && ours > 0, "{name} was not filled");
                    assert_eq!(now, (theirs, ours), "{name} stays with each");
                }
                OnMerge::Stays { because } => {
                    assert!(now.0 >= theirs, "{name} stays: {because}");
                }
            }
        }
    })
    .await;
}
