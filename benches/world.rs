//! People, sessions and cases, put straight into the database and key file that a program is then started on.

use anyhow::{Context as _, Result};
use portico::access::{Computer, Standing};
use portico::accounts::sessions;
use portico::db::Tx;
use portico::i18n::Locale;
use portico::integration::{Format, Intake};
use portico::on_db;
use portico::server::config::{Config, Mode, Sources};
use portico::server::{self, Ctx, Visitor};
use portico::types::{Millis, PersonId};
use serde_json::{Value, json};
use std::path::Path;

/// The data of the program that will run in `folder`.
pub async fn open(folder: &Path) -> Result<Ctx> {
    let mut sources = Sources::default();
    sources.set("data_dir", folder.to_str().context("the folder's name is not UTF-8")?);
    sources.set("site_dir", crate::program::site().to_str().context("the site's name is not UTF-8")?);
    server::open(Config::from_sources(&sources, Mode::Production)?).await
}

/// Somebody who can sign in.
pub async fn person(tx: &mut Tx, ctx: &Ctx) -> Result<PersonId> {
    let person = PersonId(ctx.id());
    let sql = "
        insert into people (id, given_name, family_name, date_of_birth, country_of_birth, locale, time_zone,
                            security_version, created_at, completed_at)
        values ($1, 'Hoa', 'Nguyễn', $2, 'VN', 'en', 'America/Chicago', 1, $3, $3)";
    let conn = tx.conn();
    on_db!(conn => sqlx::query(sql).bind(person).bind(vec![0_u8]).bind(ctx.now()).execute(conn).await.map(|_| ()))?;
    Ok(person)
}

/// A session of the person, as the headers of its requests.
pub async fn session(tx: &mut Tx, ctx: &Ctx, person: PersonId) -> Result<String> {
    let token = sessions::start(tx.conn(), ctx, person, Standing::Full, Computer::Own, &visitor()).await?;
    Ok(format!("Cookie: portico_session={token}; portico_language=en\r\n"))
}

/// Somebody of whom nothing is to be known.
pub fn visitor() -> Visitor {
    Visitor {
        network: "127.0.0.1".to_owned(),
        user_agent: String::new(),
        locale: Locale::default(),
        path: String::new(),
        person: None,
        device: None,
    }
}

/// Lets the person see the case.
pub async fn link(tx: &mut Tx, ctx: &Ctx, person: PersonId, case: u32) -> Result<()> {
    let sql = "
        insert into case_links (person_id, case_id, via, linked_at)
        select $1, id, 'access_code', $2 from cases where receipt_number = $3";
    let conn = tx.conn();
    on_db!(conn => sqlx::query(sql)
        .bind(person)
        .bind(ctx.now())
        .bind(receipt(case))
        .execute(conn)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Takes events in as a feed.
pub async fn feed(ctx: &Ctx, events: impl Iterator<Item = Value>) -> Result<()> {
    let mut intake = Intake::new(ctx, "agency", Format::Lines);
    for event in events {
        intake.push(format!("{event}\n").as_bytes()).await??;
    }
    intake.finish().await?.1?;
    Ok(())
}

/// Number of a case.
pub fn receipt(case: u32) -> String {
    format!("IOE{case:010}")
}

/// Steps of a case; the first opens it.
pub const STEPS: u32 = 8;

/// A step of a case, as long as the agency's events are. `now` is the day of the last step; they are 20 days apart.
pub fn event(case: u32, step: u32, now: Millis) -> Value {
    let receipt = receipt(case);
    let at = jiff::Timestamp::from_millisecond(now - 20 * portico::types::DAY * i64::from(STEPS - step));
    let (kind, code, en, es, more) = match step % STEPS {
        0 => (
            "case_opened",
            "IAF",
            "Case Was Received and A Receipt Notice Was Emailed",
            "El caso fue recibido",
            opening(case),
        ),
        1 => ("notice_issued", "", "Receipt notice", "Aviso de recibo", notice(&receipt)),
        2 => (
            "appointment_scheduled",
            "IMAF",
            "Biometrics Appointment Was Scheduled",
            "Se programó la cita",
            appointment(case, now),
        ),
        3 => (
            "status_changed",
            "FNB",
            "Case Was Updated To Show Fingerprints Were Taken",
            "Se tomaron las huellas",
            json!({}),
        ),
        4 => (
            "evidence_requested",
            "IKE",
            "Request for Additional Evidence Was Sent",
            "Se pidieron pruebas",
            json!({ "due_on": "2099-01-31" }),
        ),
        5 => (
            "evidence_received",
            "HA",
            "Response To USCIS' Request For Evidence Was Received",
            "Se recibió la respuesta",
            json!({}),
        ),
        6 => (
            "fee_due",
            "",
            "Immigrant fee",
            "Tarifa de inmigrante",
            json!({ "amount": { "currency": "USD", "minor": 23500 }, "due_on": "2099-02-28" }),
        ),
        _ => (
            "status_changed",
            "",
            "Case Is Being Actively Reviewed By USCIS",
            "USCIS está revisando activamente el caso",
            json!({}),
        ),
    };
    let mut event = json!({
        "event_id": format!("{receipt}-{step}"),
        "receipt_number": receipt,
        "occurred_at": at.unwrap_or_default().to_string(),
        "kind": kind,
        "code": code,
        "title": { "en": en, "es": es },
        "text": {
            "en": format!("This step was recorded for your Form I-485, Application to Register Permanent Residence or \
                Adjust Status, Receipt Number {receipt}. Please follow the instructions in any notice you receive. If \
                you move, go to the agency's pages and give us your new mailing address."),
            "es": format!("Se registró este paso de su formulario I-485, Solicitud de Registro de Residencia Permanente \
                o Ajuste de Estatus, número de recibo {receipt}. Siga las instrucciones de cualquier aviso que reciba. \
                Si se muda, informe a la agencia de su nueva dirección postal."),
        },
        "synthetic": true,
    });
    if let (Value::Object(event), Value::Object(more)) = (&mut event, more) {
        event.extend(more);
    }
    event
}

fn opening(case: u32) -> Value {
    json!({
        "form": "I-485",
        "office": "National Benefits Center (synthetic)",
        "applicant": {
            "given_name": "Hoa", "family_name": "Nguyễn", "date_of_birth": "1991-04-28", "country_of_birth": "VN",
            "a_number": format!("A{case:09}"), "online_access_code": format!("SYN-{case:08}"),
        },
    })
}

fn notice(receipt: &str) -> Value {
    json!({ "notice": { "kind": "I-797C", "number": format!("{receipt}-1"), "pages": 2 } })
}

/// Ahead for the cases that wait for it, past for those that have gone on.
fn appointment(case: u32, now: Millis) -> Value {
    let days = if case % STEPS == 2 { 12 } else { -90 };
    let at = jiff::Timestamp::from_millisecond(now + days * portico::types::DAY).unwrap_or_default();
    json!({ "appointment": {
        "kind": "biometrics", "starts_at": at.to_string(), "place": "Application Support Center (synthetic)",
        "reference": "ASC-1",
    } })
}
