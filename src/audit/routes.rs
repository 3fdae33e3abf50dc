//! Somebody's activity as a file.

use super::activity;
use super::model::ActivityRow;
use super::words::{device, sentence};
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
        let text = table(&I18n::of(visitor.locale), &rows);
        file("text/csv; charset=utf-8", "portico-activity.csv", text)
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
        let row = |row: &ActivityRow| {
            json!({
                "number": row.number, "at": row.at.machine(), "act": row.act, "refused": row.refused,
                "said": sentence(&i, row), "device": device(&i, row), "network": row.network,
            })
        };
        let list: Vec<_> = rows.iter().map(row).collect();
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

fn table(i: &I18n, rows: &[ActivityRow]) -> String {
    let heads = ["number", "when", "what", "device", "network"];
    // Spreadsheets read UTF-8 only behind this mark.
    let mut text = String::from("\u{feff}");
    line(&mut text, heads.map(|head| i.t(&format!("audit.columns.{head}"))));
    for row in rows {
        let number = row.number.to_string();
        line(&mut text, [number, row.at.machine(), sentence(i, row), device(i, row), row.network.clone()]);
    }
    text
}

fn line(text: &mut String, cells: [String; 5]) {
    text.push_str(&cells.map(|text| cell(&text)).join(","));
    text.push_str("\r\n");
}

/// A cell that no spreadsheet takes for a formula.
fn cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    format!("\"{}{}\"", if formula { "'" } else { "" }, text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula_or_ends_early() {
        for (text, expected) in [
            ("Signed in", "\"Signed in\""),
            ("=1+1", "\"'=1+1\""),
            ("+1", "\"'+1\""),
            ("-1", "\"'-1\""),
            ("@sum(a1)", "\"'@sum(a1)\""),
            ("a \"b\", c\nd", "\"a \"\"b\"\", c\nd\""),
        ] {
            assert_eq!(cell(text), expected);
        }
    }
}
