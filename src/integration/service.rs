//! What the agency's programs read back: one case, in the field names of the intake format.

use super::keys::ApiKey;
use super::store;
use crate::audit;
use crate::cases::event::Event;
use crate::cases::rules::CaseState;
use crate::db::DbError;
use crate::error::AppResult;
use crate::server::Ctx;
use crate::types::{Millis, ReceiptNumber};
use serde_json::{Value, json};

/// Events that the answer about one case holds; the newest.
const MAX_EVENTS: i64 = 1_000;

/// The case with its newest events, if there is one. That it was read, and by which key, is recorded before it is told.
///
/// # Errors
/// When the database refuses, or holds what is no case.
pub async fn one_case(ctx: &Ctx, key: &ApiKey, receipt: &ReceiptNumber) -> AppResult<Option<Value>> {
    let mut read = ctx.db.read().await?;
    let Some(row) = store::find_case_any(read.conn(), receipt).await? else { return Ok(None) };
    let events = store::events_any(read.conn(), row.id, MAX_EVENTS).await?;
    drop(read);
    audit::read_by_key(ctx, key.id, row.id).await?;
    Ok(Some(document(receipt, &row, &events)?))
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
