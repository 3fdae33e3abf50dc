//! Logs and metrics. Neither ever holds a name, an address, a token, a receipt number or a body.

use super::config::{Config, LogFormat};
use crate::i18n::Locale;
use axum::http::Method;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use std::io::IsTerminal as _;
use std::sync::OnceLock;
use std::time::Duration;
use tracing_subscriber::EnvFilter;

static METRICS: OnceLock<PrometheusHandle> = OnceLock::new();

/// Starts logging. Later calls do nothing: tests start it once a process.
pub fn start(config: &Config) {
    // Reading the configuration has refused a filter that is none.
    let filter = EnvFilter::new(&config.log);
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let builder = builder.with_ansi(std::io::stderr().is_terminal());
    let _ = match config.log_format {
        LogFormat::Json => builder.json().flatten_event(true).with_span_list(false).try_init(),
        LogFormat::Text => builder.with_target(false).try_init(),
    };
}

/// Has a panic logged by where it was. What it says may hold a value of somebody's: only a build for development shows it.
pub fn log_panics() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(panic.place = place, "a panic");
        if cfg!(debug_assertions) {
            usual(panic);
        }
    }));
}

/// The text of `/metrics`.
pub fn metrics() -> String {
    handle().render()
}

fn handle() -> &'static PrometheusHandle {
    METRICS.get_or_init(|| {
        let recorder = PrometheusBuilder::new().build_recorder();
        let handle = recorder.handle();
        // A second recorder in one process can only be that of a test.
        let _ = metrics::set_global_recorder(recorder);
        handle
    })
}

/// Starts collecting metrics.
pub fn start_metrics() {
    let _ = handle();
}

/// Folds the measured times together. Each takes memory until then, and there may be nobody who asks for `/metrics`,
/// which would do the same.
pub(super) fn fold_times() {
    handle().run_upkeep();
}

pub(super) fn count_request(method: &Method, route: &str, status: u16, elapsed: Duration) {
    let labels =
        [("method", method_name(method).to_owned()), ("route", route.to_owned()), ("status", status.to_string())];
    metrics::counter!("portico_http_requests_total", &labels).increment(1);
    metrics::histogram!("portico_http_request_seconds", &labels[..2]).record(elapsed.as_secs_f64());
}

/// A method that a client has made up would be a series of its own, and may say anything.
pub(super) fn method_name(method: &Method) -> &str {
    let known = [Method::GET, Method::HEAD, Method::POST].contains(method);
    if known { method.as_str() } else { "other" }
}

/// First parts of pages' addresses; others may hold anything and are not written down.
const PAGES: &[&str] = &[
    "",
    "account",
    "cases",
    "confirm-address",
    "dashboard",
    "desk",
    "forgot-email",
    "forgot-password",
    "look-up",
    "not-me",
    "recover",
    "register",
    "reset-password",
    "sign-in",
    "sign-out",
    "statuses",
    "stop-mail",
    "undo-address",
    "undo-merge",
    "verify",
    "verify-email",
];

/// A page's address without what stands in it: `/en/cases/IOE0912345678` is `/{locale}/cases/…`.
pub(super) fn page_route(path: &str) -> String {
    let mut parts = path.split('/').skip(1);
    let first = parts.next().unwrap_or_default();
    let known = Locale::parse(first).is_some();
    let Some(second) = parts.next().filter(|_| known) else {
        return if known { "/{locale}".to_owned() } else { "other".to_owned() };
    };
    let more = if parts.next().is_some() { "/…" } else { "" };
    if PAGES.contains(&second) { format!("/{{locale}}/{second}{more}") } else { "/{locale}/…".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_logged_route_holds_nothing_of_a_person() {
        for (path, route) in [
            ("/en/cases/IOE0912345678", "/{locale}/cases/…"),
            ("/en/IOE0912345678", "/{locale}/…"),
            ("/en/maria-lopez", "/{locale}/…"),
            ("/es", "/{locale}"),
            ("/whatever@example.org", "other"),
        ] {
            assert_eq!(page_route(path), route);
        }
    }
}
