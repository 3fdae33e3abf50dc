//! What went wrong, for programs: RFC 9457 problem documents.

use crate::error::AppError;
use crate::server::layers::problem_response;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// A problem with a sentence of its own.
#[derive(Debug)]
pub enum Problem {
    Said {
        status: StatusCode,
        detail: String,
    },
    /// A feed that broke off: what came before stands.
    BrokeOff {
        status: StatusCode,
        detail: String,
        summary: Value,
    },
    App(AppError),
}

impl Problem {
    pub fn new(status: StatusCode, detail: &str) -> Self {
        Self::Said { status, detail: detail.to_owned() }
    }
}

impl From<AppError> for Problem {
    fn from(error: AppError) -> Self {
        Self::App(error)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let (status, detail, summary) = match self {
            Self::App(error) => return problem_response(&error),
            Self::Said { status, detail } => (status, detail, None),
            Self::BrokeOff { status, detail, summary } => (status, detail, Some(summary)),
        };
        let mut body = json!({
            "type": "about:blank",
            "title": status.canonical_reason().unwrap_or("Error"),
            "status": status.as_u16(),
            "detail": detail,
        });
        if let (Some(summary), Some(body)) = (summary, body.as_object_mut()) {
            body.insert("taken_before".to_owned(), summary);
        }
        let mut response = (status, body.to_string()).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"portico\""));
        }
        response
    }
}
