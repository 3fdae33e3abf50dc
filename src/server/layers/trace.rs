//! The span, one log line and one metric of a request. Whatever is logged while it is served, its stream included, is
//! logged in the span and so carries its id. Paths are written by their route, never with what stands in them.

use crate::server::telemetry;
use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;
use std::time::Instant;
use tracing::Span;

/// The span of a request.
pub fn request_span(request: &Request) -> Span {
    let id = request.headers().get("x-request-id").and_then(|id| id.to_str().ok()).unwrap_or_default();
    // Of the level of errors, or a filter that lets only errors through would take the id from them.
    let method = telemetry::method_name(request.method());
    tracing::error_span!("request", request.id = %id, http.method = method, http.route = %route(request))
}

/// Logs and counts.
pub async fn trace_requests(request: Request, next: Next) -> Response {
    let (method, route) = (request.method().clone(), route(&request));
    let started = Instant::now();
    let response = next.run(request).await;
    let elapsed = started.elapsed();
    let status = response.status().as_u16();
    telemetry::count_request(&method, &route, status, elapsed);
    tracing::info!(
        http.status = status,
        duration_ms = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX),
        "a request was answered"
    );
    response
}

fn route(request: &Request) -> String {
    let matched = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    matched.unwrap_or_else(|| telemetry::page_route(request.uri().path()))
}
