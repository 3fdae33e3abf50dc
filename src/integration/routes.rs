//! HTTP for the agency's programs.

use super::authorise::Bearer;
use super::intake::{Intake, Summary};
use super::keys::Scope;
use super::lines::{Format, LinesError};
use super::problem::Problem;
use super::service::one_case;
use crate::server::Ctx;
use crate::types::ReceiptNumber;
use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use futures::StreamExt as _;
use serde_json::json;

/// Largest body of one request; a larger feed is sent in parts.
const MAX_BODY: u64 = 64 * 1024 * 1024;

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
    match one_case(&ctx, &key, &receipt).await? {
        Some(document) => Ok(no_store(Json(document).into_response())),
        None => Err(Problem::new(StatusCode::NOT_FOUND, "There is no case with this receipt number.")),
    }
}

fn no_store(mut response: Response) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
