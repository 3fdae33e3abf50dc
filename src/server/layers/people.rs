//! Who is asking: the visitor's outside facts and, if a live session's cookie came along, the actor.

use crate::access::Actor;
use crate::accounts::passkeys::api::StartSignIn;
use crate::accounts::sessions;
use crate::audit::Origin;
use crate::error::AppResult;
use crate::i18n::{Locale, negotiate};
use crate::server::{CookieName, Ctx, Visitor, network, read_cookie};
use crate::ui::QUIET;
use axum::extract::{Request, State};
use axum::http::header;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use leptos::server_fn::ServerFn as _;

/// Puts [`Visitor`] and `Option<Actor>` into the request.
pub async fn identify(State(ctx): State<Ctx>, mut request: Request, next: Next) -> Response {
    let network = network(request.headers(), request.extensions(), &ctx.config.trusted_proxies);
    let locale = locale_of(&ctx, &request);
    let path = request.uri().path().to_owned();
    let mut visitor = Visitor::new(request.headers(), network, locale, &path);
    let token = read_cookie(request.headers(), &ctx.config, CookieName::Session);
    let mut actor = match actor_of(&ctx, is_quiet(&request), token.as_deref()).await {
        Ok(actor) => actor,
        Err(error) => return super::Refusal(error).into_response(),
    };
    visitor.person = actor.as_ref().map(|actor| actor.person);
    if let Some(actor) = &mut actor {
        actor.origin = Origin::of(&visitor);
    }
    let extensions = request.extensions_mut();
    extensions.insert(visitor);
    extensions.insert::<Option<Actor>>(actor);
    next.run(request).await
}

async fn actor_of(ctx: &Ctx, quiet: bool, token: Option<&str>) -> AppResult<Option<Actor>> {
    match token {
        None => Ok(None),
        Some(token) if quiet => sessions::resolve_quietly(ctx, token).await,
        Some(token) => sessions::resolve(ctx, token).await,
    }
}

/// What pages and browsers ask by themselves, also when nobody sits before them. A page marks it; whoever forges the mark
/// only ends their own session sooner.
fn is_quiet(request: &Request) -> bool {
    const BY_ITSELF: [&str; 3] = ["/events", "/session", StartSignIn::PATH];
    let headers = request.headers();
    let ahead = headers.get("sec-purpose").is_some_and(|purpose| purpose.as_bytes().starts_with(b"prefetch"));
    BY_ITSELF.contains(&request.uri().path()) || headers.contains_key(QUIET) || ahead
}

/// A page is in the language of its address; a server function in that of the page a plain form stands on
/// (`server_functions.rs`), else in the one last chosen, which every page keeps in a cookie.
pub(super) fn locale_of(ctx: &Ctx, request: &Request) -> Locale {
    let headers = request.headers();
    let text = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let first = request.uri().path().split('/').nth(1).and_then(Locale::parse);
    first.unwrap_or_else(|| {
        let saved = read_cookie(headers, &ctx.config, CookieName::Language);
        negotiate(saved.as_deref(), text(header::ACCEPT_LANGUAGE))
    })
}
