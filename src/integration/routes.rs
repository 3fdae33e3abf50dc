//! HTTP for the agency's programs.

use super::authorise::Bearer;
use super::intake::{Intake, Summary};
use super::keys::Scope;
use super::lines::{Format, LinesError};
use super::problem::Problem;
use super::store;
use crate::audit;
use crate::cases::event::Event;
use crate::cases::rules::CaseState;
use crate::db::DbError;
use crate::error::AppError;
use crate::server::Ctx;
use crate::types::{Millis, ReceiptNumber};
use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use futures::StreamExt as _;
use serde_json::{Value, json};

/// Largest body of one request; a larger feed is sent in parts.
const MAX_BODY: u64 = 64 * 1024 * 1024;
/// Events that the answer about one case holds; the newest.
const MAX_EVENTS: i64 = 1_000;

/// The routes, without a body limit of their own beside [`MAX_BODY`].
pub fn routes() -> Router<Ctx> {
    Router::new().route("/api/v1/case-events", post(take_in)).route("/api/v1/cases/{receipt}", get(case))
}

async fn take_in(State(ctx): State<Ctx>, bearer: Bearer, headers: HeaderMap, body: Body) -> Result<Response, Problem> {
    let key = bearer.allow(Scope::Intake)?;
    let format = format(&headers)?;
    let announced = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|length| length > MAX_BODY) {
        return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, TOO_LARGE));
    }
    let mut intake = Intake::new(&ctx, &key.source, format).by(key.id);
    let mut received: u64 = 0;
    let mut chunks = body.into_data_stream();
    while let Some(chunk) = chunks.next().await {
        let Ok(chunk) = chunk else {
            return Err(broke_off(StatusCode::BAD_REQUEST, "The body broke off.", intake.summary()));
        };
        received += u64::try_from(chunk.len()).unwrap_or(u64::MAX);
        if received > MAX_BODY {
            return Err(broke_off(StatusCode::PAYLOAD_TOO_LARGE, TOO_LARGE, intake.summary()));
        }
        if let Err(error) = intake.push(&chunk).await? {
            return Err(malformed(error, intake.summary()));
        }
    }
    let (summary, end) = intake.finish().await?;
    end.map_err(|error| malformed(error, &summary))?;
    let status = if summary.rejected_total == 0 { StatusCode::OK } else { StatusCode::MULTI_STATUS };
    Ok(no_store((status, Json(summary)).into_response()))
}

const TOO_LARGE: &str = "A body may have 64 MiB. Send the feed in parts: what was taken in is not taken in again.";

fn malformed(error: LinesError, summary: &Summary) -> Problem {
    broke_off(StatusCode::BAD_REQUEST, &format!("{error}."), summary)
}

fn broke_off(status: StatusCode, detail: &str, summary: &Summary) -> Problem {
    Problem::BrokeOff { status, detail: detail.to_owned(), summary: json!(summary) }
}

fn format(headers: &HeaderMap) -> Result<Format, Problem> {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    match content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase().as_str() {
        "application/json" => Ok(Format::Array),
        "application/x-ndjson" | "application/ndjson" | "application/jsonl" | "application/x-jsonlines" => {
            Ok(Format::Lines)
        }
        _ => Err(Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "Send a JSON array as application/json, or one object a line as application/x-ndjson.",
        )),
    }
}

async fn case(
    State(ctx): State<Ctx>,
    bearer: Bearer,
    path: Result<Path<String>, PathRejection>,
) -> Result<Response, Problem> {
    let key = bearer.allow(Scope::Read)?;
    let Some(receipt) = path.ok().and_then(|Path(receipt)| receipt.parse::<ReceiptNumber>().ok()) else {
        let detail = "A receipt number has 3 letters and 10 digits, like IOE0912345678.";
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, detail));
    };
    let mut read = ctx.db.read().await.map_err(AppError::from)?;
    let found = store::find_case_any(read.conn(), &receipt).await.map_err(AppError::from)?;
    let Some(row) = found else {
        return Err(Problem::new(StatusCode::NOT_FOUND, "There is no case with this receipt number."));
    };
    let events = store::events_any(read.conn(), row.id, MAX_EVENTS).await.map_err(AppError::from)?;
    drop(read);
    audit::read_by_key(&ctx, key.id, row.id).await?;
    let document = document(&receipt, &row, &events).map_err(AppError::from)?;
    Ok(no_store(Json(document).into_response()))
}

/// The case in the field names of the intake format.
fn document(receipt: &ReceiptNumber, row: &store::CaseRow, events: &[store::EventRow]) -> Result<Value, DbError> {
    let state: CaseState = serde_json::from_str(&row.state).map_err(|_| DbError::Corrupt("the state of a case"))?;
    let mut history = Vec::with_capacity(events.len());
    for event in events {
        history.push(one_event(event)?);
    }
    let status = state.status.as_ref().map(|status| {
        json!({ "title": status.title, "text": status.text, "code": status.code, "occurred_at": rfc3339(status.at) })
    });
    Ok(json!({
        "receipt_number": receipt,
        "form": state.form,
        "office": state.office,
        "confidential": state.confidential,
        "opened_at": state.opened_at.map(rfc3339),
        "updated_at": rfc3339(row.last_received_at),
        "step": state.step,
        "closed": state.closed,
        "outcome": state.outcome,
        "status": status,
        "version": row.version,
        "events": history,
    }))
}

fn one_event(row: &store::EventRow) -> Result<Value, DbError> {
    let corrupt = |_| DbError::Corrupt("case_events.payload");
    let mut event: Value = serde_json::from_str(&row.payload).map_err(corrupt)?;
    // Read once as what it is, so that a damaged row is found here and not by a reader.
    serde_json::from_str::<Event>(&row.payload).map_err(corrupt)?;
    if let Value::Object(fields) = &mut event {
        fields.insert("source".to_owned(), json!(row.source));
        fields.insert("received_at".to_owned(), json!(rfc3339(row.received_at)));
    }
    Ok(event)
}

fn rfc3339(at: Millis) -> String {
    jiff::Timestamp::from_millisecond(at).map(|at| at.to_string()).unwrap_or_default()
}

fn no_store(mut response: Response) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
