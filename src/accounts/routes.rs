//! Fresh recovery codes as a file.

use super::service;
use crate::access::Actor;
use crate::error::{AppError, AppResult};
use crate::i18n::I18n;
use crate::server::layers::Refusal;
use crate::server::{Ctx, Visitor};
use axum::extract::{Extension, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};

/// `GET /account/recovery-codes.txt`: for the session that made them, while they are shown to it.
pub async fn recovery_codes_file(
    State(ctx): State<Ctx>,
    Extension(visitor): Extension<Visitor>,
    Extension(actor): Extension<Option<Actor>>,
) -> Response {
    match text(&ctx, &I18n::of(visitor.locale), actor).await {
        Ok(text) => {
            let headers = [
                (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
                (header::CONTENT_DISPOSITION, "attachment; filename=\"portico-recovery-codes.txt\""),
                (header::CACHE_CONTROL, "no-store"),
            ];
            (headers, text).into_response()
        }
        Err(error) => Refusal(error).into_response(),
    }
}

async fn text(ctx: &Ctx, i: &I18n, actor: Option<Actor>) -> AppResult<String> {
    let actor = actor.ok_or(AppError::Unauthenticated)?.full()?;
    actor.fresh(ctx.now())?;
    let overview = service::overview(ctx, &actor).await?;
    let made = overview.fresh_codes_made.ok_or(AppError::NotFound)?;
    let lines = [
        format!("Portico: {}", i.t("accounts.codes.title")),
        i.with("factors.codes.made", &[("date", &i.date(made))]),
        String::new(),
        overview.fresh_codes.join("\r\n"),
        String::new(),
        i.t("factors.codes.file"),
        String::new(),
    ];
    // Every plain editor takes these ends of lines.
    Ok(lines.join("\r\n"))
}
