//! How a refusal is told. Layers answer with a [`Refusal`]; this is the one place that gives it words, for whoever asked:
//! a page in the person's language for a page or a plain form, the error itself for the program in the browser, a
//! problem document for other machines.

use super::people::locale_of;
use super::problem_response;
use super::server_functions::{accepts_html, refuse_function};
use crate::app::refusal_page;
use crate::error::AppError;
use crate::i18n::Locale;
use crate::server::Ctx;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::time::Duration;

/// What a layer answers in place of what was asked for.
#[derive(Clone, Debug)]
pub struct Refusal(pub AppError);

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = status(&self.0).into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Gives refusals their words.
pub async fn tell_refusals(State(ctx): State<Ctx>, request: Request, next: Next) -> Response {
    let asked = Asked::of(&ctx, &request);
    let response = next.run(request).await;
    match response.extensions().get::<Refusal>() {
        Some(Refusal(error)) => asked.answer(&ctx, error),
        None => response,
    }
}

/// Refuses what takes longer than `patience`. What it was doing is dropped, and with it what it had not committed.
pub async fn end_in_time(State(patience): State<Duration>, request: Request, next: Next) -> Response {
    match tokio::time::timeout(patience, next.run(request)).await {
        Ok(response) => response,
        Err(_) => {
            tracing::warn!("a request took too long and was dropped");
            Refusal(AppError::TimedOut).into_response()
        }
    }
}

/// Who reads the answer.
enum Reader {
    /// Somebody who opened a page, which can be opened again at this address of ours, or who posted a plain form.
    Person {
        again: Option<String>,
    },
    /// The program in the browser.
    Program,
    Machine,
}

struct Asked {
    reader: Reader,
    locale: Locale,
}

impl Asked {
    fn of(ctx: &Ctx, request: &Request) -> Self {
        let path = request.uri().path();
        let reader = if path.starts_with("/api/v1/") || ["/events", "/session", "/healthz", "/readyz"].contains(&path) {
            Reader::Machine
        } else if path.starts_with("/api/") && !accepts_html(request) {
            Reader::Program
        } else {
            let read = request.method() == Method::GET || request.method() == Method::HEAD;
            // Only what begins with a language is surely a path of ours: `//host/` would lead elsewhere.
            let page = read && path.split('/').nth(1).and_then(Locale::parse).is_some();
            let again = request.uri().path_and_query().filter(|_| page).map(|path| path.as_str().to_owned());
            Reader::Person { again }
        };
        Self { reader, locale: locale_of(ctx, request) }
    }

    fn answer(&self, ctx: &Ctx, error: &AppError) -> Response {
        let again = match &self.reader {
            Reader::Machine => return problem_response(error),
            Reader::Program => return refuse_function(error),
            Reader::Person { again } => again.as_deref(),
        };
        let page = refusal_page(&ctx.assets.bundle, self.locale, error, again);
        let mut response = (status(error), axum::response::Html(page)).into_response();
        if let Some(seconds) = error.retry_after() {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

fn status(error: &AppError) -> StatusCode {
    StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}
