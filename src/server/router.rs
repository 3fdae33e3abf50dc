//! Every route of the process and the layers around them, outermost last. The one place that gives Leptos its context.

use super::layers::{self, CspNonce, Refusal};
use super::{
    CookieLife, CookieName, Ctx, Visitor, config::Mode, executor, flash, internal, panicked, read_cookie, said,
    telemetry,
};
use crate::access::{Actor, StaffActor, Standing};
use crate::accounts::recovery::demo_recovery;
use crate::accounts::service::demo_authenticator;
use crate::accounts::sessions::{self, demo_away};
use crate::accounts::{PasswordHasher, closing, notices, recovery_codes_file};
use crate::app::{Signed, Viewer, document};
use crate::cli::DEMO_ACCOUNTS;
use crate::error::AppError;
use crate::i18n::{I18n, Locale, negotiate};
use crate::jobs::demo_hurry;
use crate::types::CivilDate;
use crate::ui::{Flash, FlashText, ResponseStatus};
use crate::{accounts, audit, integration, live, notifications};
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{any, get, post};
use axum::{Json, Router};
use leptos::WasmSplitManifest;
use leptos::nonce::Nonce;
use leptos::prelude::{ArcStoredValue, expect_context, provide_context};
use leptos_axum::{ResponseOptions, handle_server_fns_with_context, render_app_async_with_context};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::{CompressionLayer, CompressionLevel};
use tower_http::csrf::CsrfLayer;
use tower_http::request_id::{MakeRequestId, PropagateRequestIdLayer, RequestId, SetRequestIdLayer};
use tower_http::services::{ServeDir, ServeFile};
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::trace::TraceLayer;

/// Longest a page or a function may take; a stream and an import are not under it.
const PATIENCE: Duration = Duration::from_secs(20);
/// Largest page; lists are paged far below it.
const PAGE: usize = 16 * 1024 * 1024;

/// The whole service.
pub fn router(ctx: &Ctx) -> Router {
    executor::start();
    let functions = Router::new()
        .route("/api/{*function}", any(functions))
        .layer(from_fn(layers::guard_functions))
        .layer(from_fn_with_state(ctx.clone(), layers::answer_forms));
    let pages = Router::new().fallback(pages).layer(from_fn(layers::guard_pages));
    let compression = CompressionLayer::new().quality(CompressionLevel::Fastest);
    let people = Router::new()
        .merge(functions)
        .merge(pages)
        .route("/account/activity.csv", get(audit::csv))
        .route("/account/activity.json", get(audit::json))
        .route("/account/recovery-codes.txt", get(recovery_codes_file))
        .layer(compression.clone())
        .layer(from_fn_with_state(PATIENCE, layers::end_in_time))
        // A stream is never compressed, and the room for a compressor is a third of what an open one takes.
        .route("/events", get(live::events))
        // Compressed already, and longer on its way than a page may be.
        .route("/account/export.zip", get(accounts::export::download))
        .route("/session", get(sessions::session))
        .layer(from_fn_with_state(ctx.clone(), layers::limit_strangers))
        .layer(from_fn_with_state(ctx.clone(), layers::identify))
        .layer(from_fn_with_state(Arc::new(Semaphore::new(PasswordHasher::places())), layers::limit_crowds));
    let mut all = Router::new()
        .merge(people)
        .merge(integration::routes().merge(files(ctx)).layer(compression))
        .route("/stop-mail/{token}", post(notices::stop_with_one_press).get(self::pages))
        .route("/healthz", get(healthy))
        .route("/readyz", get(ready));
    if ctx.config.mode == Mode::Demo {
        all = all.merge(notifications::demo_routes()).merge(demo_authenticator(DEMO_ACCOUNTS));
        all = all.merge(demo_away()).merge(demo_hurry()).merge(demo_recovery());
    }
    // Its own lines would say what ours say; it is here to open the span, and again for every part of a stream.
    let spans = TraceLayer::new_for_http().make_span_with(layers::request_span);
    let spans = spans.on_request(()).on_response(()).on_body_chunk(()).on_eos(()).on_failure(());
    let around = ServiceBuilder::new()
        .layer(SetRequestIdLayer::new(REQUEST_ID, Ids(ctx.clone())))
        .layer(PropagateRequestIdLayer::new(REQUEST_ID))
        .layer(spans)
        .layer(from_fn(layers::trace_requests))
        .layer(from_fn_with_state(ctx.clone(), layers::security_headers))
        .layer(from_fn_with_state(ctx.clone(), layers::tell_refusals))
        .layer(CatchPanicLayer::custom(|_| Refusal(panicked()).into_response()))
        .layer(CsrfLayer::new().with_rejection_response(|_| Refusal(AppError::Forbidden).into_response()));
    all.layer(around).with_state(ctx.clone())
}

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Ids of requests. One that a client sends is replaced: it would end up in our logs.
#[derive(Clone)]
struct Ids(Ctx);

impl MakeRequestId for Ids {
    fn make_request_id<B>(&mut self, _: &axum::http::Request<B>) -> Option<RequestId> {
        HeaderValue::from_str(&self.0.id().simple().to_string()).ok().map(RequestId::new)
    }
}

/// The files of the build are named by their content and kept for ever; the few in `public/` are looked at again.
fn files(ctx: &Ctx) -> Router<Ctx> {
    let folder = &ctx.assets.folder;
    let immutable = HeaderValue::from_static("public, max-age=31536000, immutable");
    let built = ServeDir::new(folder.join("pkg")).precompressed_br().precompressed_gzip();
    let built = ServiceBuilder::new()
        .layer(SetResponseHeaderLayer::overriding(header::CACHE_CONTROL, move |response: &Response<_>| {
            if response.status().is_success() { Some(immutable.clone()) } else { None }
        }))
        .service(built);
    let public = |name: &str| {
        let hour =
            SetResponseHeaderLayer::overriding(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=3600"));
        ServiceBuilder::new()
            .layer(hour)
            .service(ServeFile::new(folder.join(ctx.assets.bundle.folder.trim_start_matches('/')).join(name)))
    };
    Router::new()
        .nest_service("/pkg", built)
        .route_service("/favicon.svg", public("favicon.svg"))
        .route_service("/icons.svg", public("icons.svg"))
}

async fn functions(State(ctx): State<Ctx>, request: Request) -> Response {
    let provide = context(&ctx, request.extensions());
    handle_server_fns_with_context(provide, request).await.into_response()
}

/// Every page, and every address that is none.
async fn pages(State(ctx): State<Ctx>, request: Request) -> Response {
    if request.method() != Method::GET && request.method() != Method::HEAD {
        return (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "GET, HEAD")]).into_response();
    }
    let path = request.uri().path();
    let Some(locale) = path.split('/').nth(1).and_then(Locale::parse) else {
        return bare_path(&ctx, &request);
    };
    if path.split('/').nth(2).is_none() {
        return Redirect::permanent(&format!("/{}/", locale.code())).into_response();
    }
    let flash_cookie = read_cookie(request.headers(), &ctx.config, CookieName::Flash);
    let (flash, flash_token) = take_flash(&ctx, flash_cookie).await;
    let actor = request.extensions().get::<Option<Actor>>().cloned().flatten();
    let held = read_cookie(request.headers(), &ctx.config, CookieName::Session).is_some();
    let viewer = viewer(&ctx, actor, held).await;
    let chosen = read_cookie(request.headers(), &ctx.config, CookieName::Language);
    let word = read_cookie(request.headers(), &ctx.config, CookieName::Said);
    let told = said::told(&I18n::of(locale), word.as_deref());
    let provide = context(&ctx, request.extensions());
    let provide = move || {
        provide();
        provide_context(viewer);
        provide_context(FlashText::of(flash.as_ref()));
        provide_context(told.clone());
        provide_status();
    };
    let bundle = ctx.assets.bundle.clone();
    let response = render_app_async_with_context(provide, move || document(&bundle, locale))(request).await;
    let mut response = scripts_inside(response).await;
    let headers = response.headers_mut();
    let mut cookie = |name: CookieName, value: &str, life| {
        if let Ok(value) = HeaderValue::from_str(&name.header(&ctx.config, value, life)) {
            headers.append(header::SET_COOKIE, value);
        }
    };
    if flash_token {
        cookie(CookieName::Flash, "", CookieLife::Remove);
    }
    if word.is_some() {
        cookie(CookieName::Said, "", CookieLife::Remove);
    }
    if chosen.as_deref() != Some(locale.code()) {
        cookie(CookieName::Language, locale.code(), CookieLife::Seconds(365 * 24 * 3600));
    }
    response
}

/// Leptos writes the data of a page behind `</html>`; browsers put it into the body, validators refuse it. The page is
/// complete at this point, so it can be put right.
async fn scripts_inside(response: Response) -> Response {
    let (head, body) = response.into_parts();
    let html = match to_bytes(body, PAGE).await {
        Ok(html) => html,
        Err(error) => return Refusal(internal(&error)).into_response(),
    };
    let html = String::from_utf8_lossy(&html);
    let tidy = match (html.rfind("</body>"), html.rfind("</html>")) {
        (Some(body), Some(end)) if body < end => {
            let (page, rest) = html.split_at(body);
            let (closing, scripts) = rest.split_at(end - body + "</html>".len());
            [page, scripts, closing].concat()
        }
        (Some(_) | None, Some(_) | None) => html.into_owned(),
    };
    Response::from_parts(head, Body::from(tidy))
}

/// An address without a language: the same page in the person's, if it can be one at all.
fn bare_path(ctx: &Ctx, request: &Request) -> Response {
    let headers = request.headers();
    let saved = read_cookie(headers, &ctx.config, CookieName::Language);
    let accept = headers.get(header::ACCEPT_LANGUAGE).and_then(|accept| accept.to_str().ok());
    let code = negotiate(saved.as_deref(), accept).code();
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    let target = format!("/{code}/{}", path.trim_start_matches('/'));
    let mut response = Redirect::to(&target).into_response();
    response.headers_mut().insert(header::VARY, HeaderValue::from_static("accept-language, cookie"));
    response
}

async fn take_flash(ctx: &Ctx, cookie: Option<String>) -> (Option<Flash>, bool) {
    match cookie {
        // A flash that cannot be read is a page without its message, not a page that fails.
        Some(token) => (flash::take(ctx, &token).await.ok().flatten(), true),
        None => (None, false),
    }
}

/// `held` tells whether the browser holds the token of a session, which may be over.
async fn viewer(ctx: &Ctx, actor: Option<Actor>, held: bool) -> Viewer {
    let mark = actor.as_ref().map_or(0, |actor| sessions::mark(ctx, actor));
    let shared = actor.as_ref().is_some_and(|actor| actor.computer.is_shared());
    let ended = held && actor.is_none();
    let closes = closes(ctx, actor.as_ref()).await;
    let standing = match actor.map(|actor| actor.standing) {
        None => Signed::Out,
        Some(Standing::SettingUp) => Signed::SettingUp,
        Some(Standing::Full) => Signed::In,
    };
    // Read before the page's content is: a change in between is then told by the stream, once too often at worst.
    let cursor = if standing == Signed::In { newest(ctx).await.unwrap_or(0) } else { 0 };
    Viewer { standing, cursor, mark, shared, ended, demo: ctx.config.mode == Mode::Demo, closes }
}

/// The day on which the account is closed; the page that is opened says what else is wrong.
async fn closes(ctx: &Ctx, actor: Option<&Actor>) -> Option<CivilDate> {
    let actor = actor.filter(|actor| actor.standing == Standing::Full)?;
    closing::service::closes_on(ctx, actor).await.ok().flatten()
}

async fn newest(ctx: &Ctx) -> crate::db::DbResult<i64> {
    live::newest(ctx.db.read().await?.conn()).await
}

/// The context of pages and server functions alike.
fn context(ctx: &Ctx, extensions: &axum::http::Extensions) -> impl Fn() + Clone + Send + Sync + 'static + use<> {
    let ctx = ctx.clone();
    let visitor = extensions.get::<Visitor>().cloned();
    let actor = extensions.get::<Option<Actor>>().cloned().flatten();
    let staff = extensions.get::<Option<StaffActor>>().cloned().flatten();
    let nonce = extensions.get::<CspNonce>().cloned();
    move || {
        provide_context(ctx.clone());
        provide_context(actor.clone());
        provide_context(staff.clone());
        if let Some(visitor) = &visitor {
            provide_context(visitor.clone());
            I18n::of(visitor.locale).provide();
        }
        if let Some(CspNonce(nonce)) = &nonce {
            provide_context(Nonce::from_value(Arc::clone(nonce)));
        }
        let chunks = (ctx.assets.bundle.folder.clone(), ctx.assets.chunks.clone(), "split.js".to_owned());
        provide_context(WasmSplitManifest(ArcStoredValue::new(chunks)));
    }
}

fn provide_status() {
    let options = expect_context::<ResponseOptions>();
    provide_context(ResponseStatus(Arc::new(move |status| {
        if let Ok(status) = StatusCode::from_u16(status) {
            options.set_status(status);
        }
    })));
}

async fn healthy() -> Json<serde_json::Value> {
    Json(serde_json::json!({ "status": "alive" }))
}

/// Ready when the database answers and no message has waited for long.
async fn ready(State(ctx): State<Ctx>) -> Response {
    let database = newest(&ctx).await.is_ok();
    let mail = mail_moves(&ctx).await.unwrap_or(false);
    let texts = texts_move(&ctx).await.unwrap_or(false);
    let storage = ctx.config.data_dir.is_dir() || ctx.config.database.0.url.starts_with("postgres");
    let all = database && storage && mail && texts && !ctx.stopping.is_cancelled();
    let status = if all { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let word = |ok: bool| if ok { "ok" } else { "failing" };
    let body = serde_json::json!({
        "status": if all { "ready" } else { "not ready" },
        "checks": {
            "database": word(database), "mail_queue": word(mail), "text_queue": word(texts), "storage": word(storage),
        },
    });
    (status, Json(body)).into_response()
}

/// How long a message may be overdue.
const LATE: crate::types::Millis = crate::types::HOUR;

async fn mail_moves(ctx: &Ctx) -> crate::db::DbResult<bool> {
    let waiting = notifications::waiting_since(ctx.db.read().await?.conn()).await?;
    Ok(waiting.is_none_or(|since| ctx.now() - since < LATE))
}

/// What waits from a time when text messages were on holds up nobody.
async fn texts_move(ctx: &Ctx) -> crate::db::DbResult<bool> {
    let waiting = notifications::texts_waiting_since(ctx.db.read().await?.conn()).await?;
    Ok(!ctx.config.texts_are_on() || waiting.is_none_or(|since| ctx.now() - since < LATE))
}

/// The router of the metrics listener.
pub(super) fn metrics_router(ctx: &Ctx) -> Router {
    let ctx = ctx.clone();
    let metrics = move || {
        let open = ctx.hub.open_streams();
        async move {
            metrics::gauge!("portico_live_streams").set(f64::from(u32::try_from(open).unwrap_or(u32::MAX)));
            ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], Body::from(telemetry::metrics()))
        }
    };
    Router::new().route("/metrics", get(metrics))
}
