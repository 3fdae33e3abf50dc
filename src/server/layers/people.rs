//! Who is asking: the visitor's outside facts and, if a live session's cookie came along, the actor; at the desk, the
//! staff. The two are looked up apart, and neither stands in for the other.

use crate::access::{Actor, StaffActor};
use crate::accounts::passkeys::api::StartSignIn;
use crate::accounts::sessions;
use crate::audit::Origin;
use crate::desk;
use crate::error::AppResult;
use crate::i18n::{Locale, negotiate};
use crate::server::{CookieName, Ctx, Visitor, network, read_cookie};
use crate::ui::QUIET;
use axum::extract::{Request, State};
use axum::http::header;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use leptos::server_fn::ServerFn as _;

/// Puts [`Visitor`], `Option<Actor>` and `Option<StaffActor>` into the request.
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
    if path.starts_with("/api/") {
        visitor.device = Some(device(&ctx, &request));
    }
    visitor.person = actor.as_ref().map(|actor| actor.person);
    if let Some(actor) = &mut actor {
        actor.origin = Origin::of(&visitor);
    }
    let token = read_cookie(request.headers(), &ctx.config, CookieName::Staff);
    let staff = match staff_of(&ctx, &visitor, token.as_deref()).await {
        Ok(staff) => staff,
        Err(error) => return super::Refusal(error).into_response(),
    };
    let extensions = request.extensions_mut();
    extensions.insert(visitor);
    extensions.insert::<Option<StaffActor>>(staff);
    extensions.insert::<Option<Actor>>(actor);
    next.run(request).await
}

/// The token that this browser was given, or a fresh one to give it when it signs in.
fn device(ctx: &Ctx, request: &Request) -> String {
    let token =
        |text: &String| text.len() == 43 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
    let known = read_cookie(request.headers(), &ctx.config, CookieName::Device).filter(token);
    known.unwrap_or_else(|| ctx.random.token())
}

/// Whose session of the desk came along. Nowhere else is it looked at.
async fn staff_of(ctx: &Ctx, visitor: &Visitor, token: Option<&str>) -> AppResult<Option<StaffActor>> {
    match token.filter(|_| is_of_the_desk(&visitor.path)) {
        None => Ok(None),
        Some(token) => desk::sessions::resolve(ctx, visitor, token).await,
    }
}

/// Whether a page or a function is of the desk.
pub(super) fn is_of_the_desk(path: &str) -> bool {
    let page = path.strip_prefix('/').and_then(|rest| rest.split_once('/')).map_or("", |(_, page)| page);
    let within = |folder: &str| page == folder || page.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
    within("desk")
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_and_functions_of_the_desk_are_told_by_whole_parts_of_their_address() {
        for (path, desk) in [
            ("/en/desk", true),
            ("/en/desk/support", true),
            ("/api/desk/approve", true),
            ("/en/deskx", false),
            ("/desk", false),
            ("/en/account/desk", false),
            ("/api/accounts/desk", false),
            ("/", false),
        ] {
            assert_eq!(is_of_the_desk(path), desk, "{path}");
        }
    }
}
