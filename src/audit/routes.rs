//! Somebody's activity as a file.

use super::activity;
use super::file::{csv_head, csv_row, json_row};
use super::model::ActivityRow;
use crate::access::Actor;
use crate::error::{AppError, AppResult};
use crate::i18n::I18n;
use crate::server::layers::Refusal;
use crate::server::{Ctx, Visitor};
use axum::extract::{Extension, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use serde_json::json;

/// `GET /account/activity.csv`
pub async fn csv(
    State(ctx): State<Ctx>,
    Extension(visitor): Extension<Visitor>,
    Extension(actor): Extension<Option<Actor>>,
) -> Response {
    answer(rows(&ctx, actor).await.map(|rows| {
        let i = I18n::of(visitor.locale);
        let table: String = std::iter::once(csv_head(&i)).chain(rows.iter().map(|row| csv_row(&i, row))).collect();
        file("text/csv; charset=utf-8", "portico-activity.csv", table)
    }))
}

/// `GET /account/activity.json`
pub async fn json(
    State(ctx): State<Ctx>,
    Extension(visitor): Extension<Visitor>,
    Extension(actor): Extension<Option<Actor>>,
) -> Response {
    answer(rows(&ctx, actor).await.map(|rows| {
        let i = I18n::of(visitor.locale);
        let list: Vec<_> = rows.iter().map(|row| json_row(&i, row)).collect();
        file("application/json", "portico-activity.json", json!({ "activity": list }).to_string())
    }))
}

async fn rows(ctx: &Ctx, actor: Option<Actor>) -> AppResult<Vec<ActivityRow>> {
    activity::all(ctx, &actor.ok_or(AppError::Unauthenticated)?.full()?).await
}

fn answer(outcome: AppResult<Response>) -> Response {
    outcome.unwrap_or_else(|error| Refusal(error).into_response())
}

fn file(kind: &'static str, name: &str, text: String) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, text).into_response()
}
