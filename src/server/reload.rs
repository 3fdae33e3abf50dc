//! `portico demo --reload`, which `make dev` runs: an open page loads itself again when another build answers. It is put
//! around the finished service, so that neither its pages nor the browser's files hold anything of it otherwise.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::header;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use axum::routing::get;

/// Asks twice a second who answers. While nobody does, the next build is starting.
const SCRIPT: &str = "let mine;setInterval(async()=>{try{const now=await(await fetch('/dev/build')).text();\
mine??=now;if(mine!==now)location.reload()}catch{}},500)";
/// Larger than any page.
const PAGE: usize = 16 * 1024 * 1024;

/// The service, its pages watching for another `build`.
pub fn reloading(service: Router, build: String) -> Router {
    service.layer(from_fn(watch)).route("/dev/build", get(async move || build))
}

async fn watch(mut request: Request, next: Next) -> Response {
    // What comes packed could not be added to.
    request.headers_mut().remove(header::ACCEPT_ENCODING);
    let mut response = next.run(request).await;
    let Some(script) = script(&response) else { return response };
    response.headers_mut().remove(header::CONTENT_LENGTH);
    let (head, body) = response.into_parts();
    let page = to_bytes(body, PAGE).await.unwrap_or_default();
    let page = String::from_utf8_lossy(&page).replacen("</body>", &format!("{script}</body>"), 1);
    Response::from_parts(head, Body::from(page))
}

/// Only a page gets it, under the nonce that its policy names.
fn script(response: &Response) -> Option<String> {
    let of = |name| response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let nonce = of(header::CONTENT_SECURITY_POLICY).split("'nonce-").nth(1)?.split('\'').next()?;
    let page = of(header::CONTENT_TYPE).starts_with("text/html");
    page.then(|| format!("<script nonce=\"{nonce}\">{SCRIPT}</script>"))
}
