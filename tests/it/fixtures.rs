//! Events, people and links that several tests need.

use crate::support::TestApp;
use portico::access::{Actor, Computer, Standing};
use portico::audit::Origin;
use portico::integration::{Format, Intake, Summary};
use portico::on_db;
use portico::types::{Millis, PersonId, SessionId};
use serde_json::{Value, json};

/// An event of `receipt` on a day of February 2026; `more` adds to it or replaces.
pub fn event(id: &str, receipt: &str, kind: &str, day: u8, more: Value) -> Value {
    let mut event = json!({
        "event_id": id, "receipt_number": receipt, "kind": kind, "occurred_at": format!("2026-02-{day:02}T12:00:00-05:00"),
    });
    event.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    event
}

/// The event that opens a case for Hoa Nguyễn with the access code `HOA-2026`.
pub fn opening(id: &str, receipt: &str, day: u8) -> Value {
    let more = json!({
        "form": "I-485", "title": { "en": "Case Was Received" },
        "applicant": {
            "family_name": "Nguyễn", "given_name": "Hoa", "date_of_birth": "1990-01-02", "a_number": "A012345678",
            "online_access_code": "HOA-2026",
        },
    });
    event(id, receipt, "case_opened", day, more)
}

/// Sends events as one NDJSON feed.
pub async fn feed(app: &TestApp, events: &[Value]) -> Summary {
    let lines: Vec<String> = events.iter().map(Value::to_string).collect();
    feed_text(app, &lines.join("\n")).await
}

/// Sends bytes as one NDJSON feed.
pub async fn feed_text(app: &TestApp, text: &str) -> Summary {
    let mut intake = Intake::new(&app.ctx, "agency", Format::Lines);
    intake.push(text.as_bytes()).await.unwrap().unwrap();
    let (summary, end) = intake.finish().await.unwrap();
    end.unwrap();
    summary
}

/// A person with a proved address, signed in.
pub async fn person(app: &TestApp, given: &str, address: &str) -> Actor {
    let person = PersonId(app.ctx.id());
    let mut tx = app.ctx.db.begin().await.unwrap();
    let conn = tx.conn();
    let sql = "
        insert into people (id, given_name, family_name, date_of_birth, country_of_birth, locale, time_zone, security_version, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    on_db!(conn => sqlx::query(sql)
        .bind(person).bind(given).bind("").bind(vec![0_u8]).bind("VN").bind("en").bind("UTC").bind(1_i64).bind(1_i64)
        .execute(conn).await.map(|_| ()))
    .unwrap();
    let conn = tx.conn();
    let sql =
        "insert into person_emails (address, written, person_id, is_primary, verified_at) values ($1, $1, $2, $3, $4)";
    on_db!(conn => sqlx::query(sql).bind(address).bind(person).bind(true).bind(1_i64).execute(conn).await.map(|_| ()))
        .unwrap();
    tx.commit().await.unwrap();
    Actor {
        person,
        session: SessionId(app.ctx.id()),
        standing: Standing::Full,
        computer: Computer::Own,
        proved_at: app.ctx.now(),
        previous_visit: None,
        time_zone: "Asia/Ho_Chi_Minh".to_owned(),
        origin: Origin::from_parts("203.0.113.9", ""),
    }
}

/// One number from the database.
pub async fn number(app: &TestApp, sql: &'static str) -> Millis {
    let mut read = app.ctx.db.read().await.unwrap();
    let conn = read.conn();
    on_db!(conn => sqlx::query_scalar(sql).fetch_one(conn).await).unwrap()
}
