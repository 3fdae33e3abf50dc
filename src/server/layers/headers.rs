//! Security headers on every response. The policy names the response's own nonce; nothing inline runs without it.

use crate::server::Ctx;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use std::sync::Arc;

/// The response's script nonce, minted here so that the policy and the page share it.
#[derive(Clone, Debug)]
pub struct CspNonce(pub Arc<str>);

/// Closed but for passkeys.
const PERMISSIONS: &str = "accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), \
    fullscreen=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), \
    picture-in-picture=(), screen-wake-lock=(), usb=(), xr-spatial-tracking=(), \
    publickey-credentials-get=(self), publickey-credentials-create=(self)";

/// Adds the headers.
pub async fn security_headers(State(ctx): State<Ctx>, mut request: Request, next: Next) -> Response {
    let nonce: Arc<str> = ctx.random.token().into();
    request.extensions_mut().insert(CspNonce(Arc::clone(&nonce)));
    let is_file = request.uri().path().starts_with("/pkg/");
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let mut set = |name: &'static str, value: &'static str| {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    };
    set("x-content-type-options", "nosniff");
    set("referrer-policy", "no-referrer");
    set("permissions-policy", PERMISSIONS);
    set("cross-origin-opener-policy", "same-origin");
    set("cross-origin-embedder-policy", "require-corp");
    set("cross-origin-resource-policy", "same-origin");
    set("x-frame-options", "DENY");
    if ctx.config.base_url.scheme() == "https" {
        set("strict-transport-security", "max-age=63072000; includeSubDomains");
    }
    if !is_file && !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if let Ok(policy) = HeaderValue::from_str(&policy(&nonce)) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

fn policy(nonce: &str) -> String {
    format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; \
         font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; \
         frame-ancestors 'none'"
    )
}
